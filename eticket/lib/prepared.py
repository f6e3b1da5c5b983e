"""Questions that every page asks: the ORM writes their SQL once, only the values change.

To put a statement together costs the ORM up to ten times what the database needs to answer it.
The text stays the ORM's own: no rule is said twice, and no text from outside comes into it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")

# What stands for the values while the statement is written; nothing real is like these.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 8_999_999_999_999_000_000 + place,
    str: lambda place: f"\ue000{place}\ue000",
    date: lambda place: date(9000, 1, 1 + place),
    datetime: lambda place: datetime(9000, 1, 1, second=place, tzinfo=UTC),
}


class Written(NamedTuple):
    """A statement's text and parameters; ``places`` says which of them are which value."""

    sql: str
    places: list[int | None]
    params: list[Any]


class Blanks:
    """Values of given kinds (int, str, date or datetime) that a statement leaves open."""

    def __init__(self, *kinds: type) -> None:
        self.kinds = kinds

    @property
    def stand_ins(self) -> list[Any]:
        return [STAND_INS[kind](place) for place, kind in enumerate(self.kinds)]

    def written(self, sql: str, params: Iterable[Any]) -> Written:
        """Where the stand-ins are; ValueError when one of them is no parameter."""
        stand_ins, params = [_adapted(one) for one in self.stand_ins], list(params)
        places = [stand_ins.index(one) if one in stand_ins else None for one in params]
        inlined = any(str(one) in sql for one in stand_ins)
        if inlined or {*range(len(stand_ins))} - {*places}:
            raise ValueError(f"not every value is a parameter: {sql}")
        return Written(sql, places, params)

    def filled(self, written: Written, values: Sequence[Any]) -> list[Any]:
        """The parameters with these values; TypeError when one is of another kind."""
        for value, kind in zip(values, self.kinds, strict=True):
            # A None would need other SQL, a text in place of a number another comparison.
            if type(value) is not kind:
                raise TypeError(f"{value!r} is no {kind.__name__}")
        given = [_adapted(value) for value in values]
        pairs = zip(written.places, written.params, strict=True)
        return [param if place is None else given[place] for place, param in pairs]


class _Statement(NamedTuple):
    written: Written
    locks: bool
    missing: type[ObjectDoesNotExist]
    converters: dict[int, Any]
    make: Callable[[list[Any]], Any]


class Prepared(Generic[Row]):
    """A queryset (of models or of ``.values()``) in which values of given kinds are left open.

    ``build`` gets a stand-in for each, and may only compare columns with them: ValueError, at
    the first use, if one does not come out as a parameter.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self.build, self.blanks = build, Blanks(*kinds)
        self.statements: dict[str, _Statement] = {}

    def rows(self, *values: Any) -> list[Row]:
        """What the queryset gives for these values; TypeError when one is of another kind."""
        statement = self.statements.get(connection.vendor)
        if statement is None:
            statement = self.statements[connection.vendor] = self._write()
        if statement.locks and connection.get_autocommit():
            raise TransactionManagementError("no lock outlives a statement without a transaction")
        params = self.blanks.filled(statement.written, values)
        with connection.cursor() as cursor:
            cursor.execute(statement.written.sql, params)
            found = cursor.fetchall()
        return [statement.make(_converted(statement, list(row))) for row in found]

    def first(self, *values: Any) -> Row | None:
        """The first of the rows, or None."""
        return next(iter(self.rows(*values)), None)

    def one(self, *values: Any) -> Row:
        """The first of the rows; the model's DoesNotExist when there is none."""
        found = self.first(*values)
        if found is None:
            raise self.statements[connection.vendor].missing
        return found

    def _write(self) -> _Statement:
        query: Any = self.build(*self.blanks.stand_ins).query
        compiler = query.get_compiler(connection=connection)
        written = self.blanks.written(*compiler.as_sql())
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        missing = query.model.DoesNotExist
        return _Statement(
            written, query.select_for_update, missing, converters, _maker(query, compiler)
        )


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(statement: _Statement, row: list[Any]) -> list[Any]:
    for place, (converters, column) in statement.converters.items():
        for convert in converters:
            row[place] = convert(row[place], column, connection)
    return row


def _maker(query: Any, compiler: Any) -> Callable[[list[Any]], Any]:
    """What makes of a row what the queryset would: a dict, or a model with its relations."""
    if query.selected:
        names = list(query.selected)
        return lambda row: dict(zip(names, row, strict=True))
    model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    # The types are of a later Django, which wants one argument more.
    populators = get_related_populators(  # type: ignore[call-arg]
        compiler.klass_info, compiler.select, connection.alias
    )

    def make(row: list[Any]) -> Any:
        made = model.from_db(connection.alias, names, [row[place] for place in places])
        for populator in populators:
            populator.populate(row, made)
        for name, place in compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made

    return make

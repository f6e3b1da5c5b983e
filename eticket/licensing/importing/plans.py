"""What rows would do to the tables, and doing it: some hundred rows at a time.

A plan reads what its rows speak of (held, when it will write), decides row by row, and writes in
bulk. The rules are those of the deeds; a test compares the rows that both leave behind.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from eticket.accounts.models import Account, Contact, User
from eticket.lib.folding import fold
from eticket.licensing.importing.columns import shown
from eticket.licensing.models import Product

MADE, CHANGED, LEFT, REFUSED = "made", "changed", "left", "refused"
Row_ = TypeVar("Row_", bound=Model)


@dataclass
class Row:
    """One row of the file: its number there, its cells, and their values or what is wrong."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Decision:
    """What becomes of a row; a conflict is a refusal that a person may lift by a tick."""

    row: Row
    outcome: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    conflict: str = ""


@dataclass
class Choices:
    """What holds for a whole file: what was ticked, and the seats that a trial run gave away."""

    accepted: frozenset[str] = frozenset()
    is_trial: bool = True
    seats: Counter[int] = field(default_factory=Counter)


class Plan:
    """The part that all kinds share."""

    # Column → attribute, where a row may change what is there.
    attributes: ClassVar[Mapping[str, str]] = {}

    def __init__(self, rows: Sequence[Row], choices: Choices) -> None:
        self.rows = [row for row in rows if not row.problems]
        self.choices = choices
        self.new: list[Any] = []
        self.changed: dict[int, Any] = {}
        self.load()
        self.decisions = [
            Decision(row, REFUSED) if row.problems else self.decide(row) for row in rows
        ]

    def load(self) -> None:
        """Read what the rows speak of."""
        raise NotImplementedError

    def decide(self, row: Row) -> Decision:
        raise NotImplementedError

    def write(self, by: User) -> None:
        """Do what was decided, in the caller's transaction."""
        raise NotImplementedError

    def asked(self, column: str) -> set[Any]:
        return {row.values[column] for row in self.rows}

    def held(self, rows: "QuerySet[Row_]") -> "QuerySet[Row_]":
        """In one order for everybody, so that two imports never wait for each other."""
        if self.choices.is_trial:
            return rows
        return rows.order_by("pk").select_for_update(of=("self",), no_key=True)

    def change(self, found: Any, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Take over what differs; a cell that says nothing changes nothing."""
        changes = []
        for column, attribute in self.attributes.items():
            if column not in values:
                continue
            before, after = getattr(found, attribute), values[column]
            if before != after:
                changes.append((column, shown(before), shown(after)))
                setattr(found, attribute, after)
        if changes:
            self.changed[found.pk] = found
        return changes

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The attributes of a new row."""
        return {
            attribute: values[column]
            for column, attribute in self.attributes.items()
            if column in values
        }


def outcome_of(changes: list[tuple[str, str, str]]) -> str:
    return CHANGED if changes else LEFT


def refuse(row: Row, column: str, reason: str, conflict: str = "") -> Decision:
    row.problems.append((column, reason))
    return Decision(row, REFUSED, conflict=conflict)


def rewrite(rows: Iterable[Any], fields: Sequence[str]) -> None:
    """Write changed rows that are held, by the hundred in one statement."""
    rows = list(rows)
    if rows:
        type(rows[0]).objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=list(fields)
        )


def no_account(row: Row) -> Decision:
    reason = _("No hay una cuenta con el RFC %(rfc)s. Importe antes las cuentas.")
    return refuse(row, "rfc", reason % {"rfc": row.values["rfc"]})


def no_serial(row: Row) -> Decision:
    return refuse(row, "serial", _("No existe esta serie. Importe antes las series."))


class AccountPlan(Plan):
    attributes: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "phone": "phone",
        "additional_users": "additional_users",
    }

    def load(self) -> None:
        found = self.held(Account.objects.filter(rfc__in=self.asked("rfc")))
        self.found = {account.rfc: account for account in found}

    def decide(self, row: Row) -> Decision:
        account = self.found.get(row.values["rfc"])
        if account is None:
            account = Account(rfc=row.values["rfc"], **self.given(row.values))
            self.new.append(account)
            return Decision(row, MADE)
        changes = self.change(account, row.values)
        return Decision(row, outcome_of(changes), changes)

    def write(self, by: User) -> None:
        for account in (*self.new, *self.changed.values()):
            account.fold()
        Account.objects.bulk_create(self.new)
        rewrite(self.changed.values(), [*self.attributes.values(), "folded"])


class ContactPlan(Plan):
    attributes: ClassVar[Mapping[str, str]] = {"name": "name", "phone": "phone"}

    def load(self) -> None:
        accounts = Account.objects.filter(rfc__in=self.asked("rfc"))
        self.accounts = {account.rfc: account for account in accounts}
        emails = Contact.objects.filter(
            account__in=self.accounts.values(), email__in=self.asked("email")
        )
        self.found = {(one.account_id, one.email): one for one in self.held(emails)}

    def decide(self, row: Row) -> Decision:
        account = self.accounts.get(row.values["rfc"])
        if account is None:
            return no_account(row)
        contact = self.found.get((account.pk, row.values["email"]))
        if contact is None:
            self.new.append(
                Contact(account=account, email=row.values["email"], **self.given(row.values))
            )
            return Decision(row, MADE)
        changes = self.change(contact, row.values)
        return Decision(row, outcome_of(changes), changes)

    def write(self, by: User) -> None:
        Contact.objects.bulk_create(self.new)
        rewrite(self.changed.values(), list(self.attributes.values()))


class ProductPlan(Plan):
    attributes: ClassVar[Mapping[str, str]] = {
        name: name
        for name in (
            "max_open_tickets",
            "one_open_per_email",
            "changes_per_seat",
            "changes_days",
            "is_active",
        )
    }

    def load(self) -> None:
        self.found = {fold(product.name): product for product in self.held(Product.objects.all())}

    def decide(self, row: Row) -> Decision:
        product = self.found.get(fold(row.values["product"]))
        if product is None:
            product = Product(name=row.values["product"], **self.given(row.values))
            self.found[fold(product.name)] = product
            self.new.append(product)
            return Decision(row, MADE)
        changes = self.change(product, row.values)
        return Decision(row, outcome_of(changes), changes)

    def write(self, by: User) -> None:
        Product.objects.bulk_create(self.new)
        rewrite(self.changed.values(), list(self.attributes.values()))

"""What every test may ask for."""

import os
from typing import Any

import pytest

from tests import databases
from tests.cast import *  # noqa: F403


def pytest_configure(config: pytest.Config) -> None:
    # The processes of a parallel run share the server that the first one starts.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.start()

    _let_flush()


def _let_flush() -> None:
    """SQLite empties tables row by row, which the triggers of the events refuse."""
    from django.db.backends.sqlite3.base import DatabaseOperations  # type: ignore[attr-defined]

    flush = DatabaseOperations.execute_sql_flush

    def without_triggers(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            drops = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        flush(self, [*drops, *sql_list, *(sql for _name, sql in triggers)])

    setattr(DatabaseOperations, "execute_sql_flush", without_triggers)  # noqa: B010


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")

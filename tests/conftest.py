"""What every test may ask for."""

import os

import pytest

from tests import databases
from tests.cast import *  # noqa: F403


def pytest_configure(config: pytest.Config) -> None:
    # The processes of a parallel run share the server that the first one starts.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")

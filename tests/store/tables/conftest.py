"""One database of either engine for all tests of tables: each test writes in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.connection import Connection, DatabaseName, connect
from tests.databases import ENGINES, lend_database


@pytest.fixture(scope="session", params=ENGINES)
def shared_name(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseName]:
    if request.param == "sqlite":
        yield tmp_path_factory.mktemp("tables") / "rehearsal.sqlite3"
        return
    with lend_database() as address:
        yield address


@pytest.fixture(scope="session")
def shared_connection(shared_name: DatabaseName) -> Iterator[Connection]:
    opened = connect(shared_name)
    yield opened
    opened.close()


@pytest.fixture
def connection(shared_connection: Connection) -> Iterator[Connection]:
    """A connection to a database with one learner, number 1, and nothing else. Whatever a test writes is taken back."""
    shared_connection.begin_writing(None)
    yield shared_connection
    shared_connection.roll_back()

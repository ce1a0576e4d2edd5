"""A database of its own for each test, or one for all whose tests take back what they write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.connection import Connection, DatabaseName, connect
from tests.databases import ENGINES, lend_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An SQLite file that is not there yet."""
    return tmp_path / "data" / "rehearsal.sqlite3"


@pytest.fixture(params=ENGINES)
def database_name(request: pytest.FixtureRequest, path: Path) -> Iterator[DatabaseName]:
    """A database of either engine."""
    if request.param == "sqlite":
        yield path
        return
    with lend_database() as address:
        yield address


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

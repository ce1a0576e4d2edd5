"""A database of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.connection import DatabaseName
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

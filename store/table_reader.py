"""Whole tables of either database, read row by row: for exports, counts and copies. Nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from store import backup
from store.dialects.contract import DatabaseName
from store.dialects.table_sql import build_select


class Reader(Protocol):
    """A database as it is at one moment."""

    def read_schema_number(self) -> int:
        """Return the number of the newest migration that was applied."""

    def list_tables(self, *, views: bool = True) -> list[str]:
        """Return the tables by name, and the views."""

    def list_columns(self, table: str) -> list[str]:
        """Return a table's columns that are written, in order; those that are computed are left out."""

    def list_key(self, table: str) -> list[str]:
        """Return the columns of a table's primary key, in order."""

    def list_references(self, table: str) -> list[str]:
        """Return the tables that a table's rows point to."""

    def count_rows(self, table: str) -> int:
        """Return how many rows a table has."""

    def read_rows(
        self, table: str, columns: Sequence[str], order: Sequence[str] = (), after: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table, in an order where one is given, and then those after a key."""


@contextmanager
def open_for_reading(name: DatabaseName) -> Iterator[Reader]:
    """Open a database to read whole tables. Names of tables and columns go into statements: take them from its lists."""
    if isinstance(name, Path):
        with closing(backup.open_read_only(name)) as connection:
            connection.execute("BEGIN")  # one moment for all that is read
            yield _SqliteReader(connection)
        return
    from store.dialects import postgresql_reading  # noqa: PLC0415  psycopg is not needed for a file

    with postgresql_reading.open_for_reading(name) as reader:
        yield reader


class _SqliteReader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read_schema_number(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def list_tables(self, *, views: bool = True) -> list[str]:
        # What SQLite keeps for itself, and what the migrations are recorded in, is no table of ours.
        rows = self._connection.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', ?) AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY name",
            ("view" if views else "table",),
        )
        return [str(name) for (name,) in rows]

    def list_columns(self, table: str) -> list[str]:
        # `hidden` is 2 or 3 for a column that is computed.
        rows = self._connection.execute(
            "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", (table,)
        )
        return [str(name) for (name,) in rows]

    def list_key(self, table: str) -> list[str]:
        rows = self._connection.execute("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", (table,))
        return [str(name) for (name,) in rows]

    def list_references(self, table: str) -> list[str]:
        rows = self._connection.execute('SELECT DISTINCT "table" FROM pragma_foreign_key_list(?) ORDER BY 1', (table,))
        return [str(name) for (name,) in rows]

    def count_rows(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def read_rows(
        self, table: str, columns: Sequence[str], order: Sequence[str] = (), after: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        sql, values = build_select(table, columns, order, after, "?")
        yield from self._connection.execute(sql, values)

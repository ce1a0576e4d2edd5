"""Whole tables of a PostgreSQL database, read row by row at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from store.dialects import postgresql, postgresql_schema
from store.dialects.table_sql import build_select

_ROWS_AT_ONCE = 2000  # the log's rows are about 300 bytes each
_TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    " AND table_name <> 'schema_migrations' AND table_type IN ('BASE TABLE', %s) ORDER BY table_name COLLATE \"C\""
)
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
_KEY = (
    "SELECT a.attname FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
    " WHERE i.indrelid = to_regclass(%s) AND i.indisprimary ORDER BY k.place"
)
_REFERENCES = (
    "SELECT DISTINCT confrelid::regclass::text FROM pg_constraint"
    " WHERE contype = 'f' AND conrelid = to_regclass(%s) ORDER BY 1"
)


@contextmanager
def open_for_reading(address: str) -> Iterator[PostgresqlReader]:
    """Open a database to read whole tables; all of them as they are at this moment. Raises a StoreError."""
    with closing(postgresql.open_unmigrated(address)) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield PostgresqlReader(connection)


class PostgresqlReader:
    """A database as it is at one moment."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def read_schema_number(self) -> int:
        """Return the number of the newest migration that was applied."""
        return postgresql_schema.read_schema_number(self._connection)

    def list_tables(self, *, views: bool = True) -> list[str]:
        """Return the tables by name, and the views."""
        rows = self._connection.execute(_TABLES, ("VIEW" if views else "BASE TABLE",)).fetchall()
        return [str(name) for (name,) in rows]

    def list_columns(self, table: str) -> list[str]:
        """Return a table's columns that are written, in order; those that are computed are left out."""
        return [str(name) for (name,) in self._connection.execute(_COLUMNS, (table,)).fetchall()]

    def list_key(self, table: str) -> list[str]:
        """Return the columns of a table's primary key, in order."""
        return [str(name) for (name,) in self._connection.execute(_KEY, (table,)).fetchall()]

    def list_references(self, table: str) -> list[str]:
        """Return the tables that a table's rows point to."""
        return [str(name) for (name,) in self._connection.execute(_REFERENCES, (table,)).fetchall()]

    def count_rows(self, table: str) -> int:
        """Return how many rows a table has."""
        row = self._connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        return int(row[0]) if row else 0

    def read_rows(
        self, table: str, columns: Sequence[str], order: Sequence[str] = (), after: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table, in an order where one is given, and then those after a key."""
        sql, values = build_select(table, columns, order, after, "%s")
        # A cursor with a name lies on the server: without one the driver would fetch the whole table at once.
        with self._connection.cursor(name="whole_table") as cursor:
            cursor.itersize = _ROWS_AT_ONCE
            cursor.execute(sql.encode(), values)
            yield from cursor

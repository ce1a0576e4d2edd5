"""The databases that the store runs on, and what differs between them.

Everything outside this folder writes SQLite's SQL, in the part of it that both understand (docs/databases.md). A dialect
opens connections, translates statements and names errors.
"""

from __future__ import annotations

from pathlib import Path

from store.dialects import sqlite
from store.dialects.contract import DatabaseName, Dialect

PREFIXES = ("postgresql://", "postgres://")


def choose_dialect(name: DatabaseName) -> Dialect:
    """Return the dialect of a database: an address is PostgreSQL's, a path is SQLite's."""
    if isinstance(name, Path):
        return sqlite.DIALECT
    # Imported here: an instance on SQLite does not need psycopg.
    from store.dialects import postgresql  # noqa: PLC0415

    return postgresql.DIALECT

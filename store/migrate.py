"""Numbered migrations: files `migrations/NNNN_name.sql`, each run once, all that are pending in one transaction.

They are recorded by sqlite-utils (`sqlite-utils migrate --list` reads it); `PRAGMA user_version` repeats the number
so that opening an up-to-date database costs one read.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from errors import UserError

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
MIGRATION_SET = "rehearsal"
_WAL_SECONDS = 30.0  # longer than the first migrations of another process take
_LOCK_SECONDS = 600.0  # longer than a database of some gigabytes takes to copy and migrate


@cache
def load_scripts() -> tuple[tuple[int, str, str], ...]:
    """Return every migration as (number, name, SQL), in order."""
    files = sorted(MIGRATIONS_FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple((int(f.stem[:4]), f.stem, f.read_text(encoding="utf-8")) for f in files)


def get_latest_number() -> int:
    """Return the number of the newest migration."""
    return load_scripts()[-1][0]


def migrate_database(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the database up to date. Before an existing one changes, a copy is kept as `<name>.before-<number>`.

    Raises UserError when it is newer than this program, or no database.
    """
    try:
        current = _read_schema_number(connection)
        if current == get_latest_number():
            return
        refuse_newer_schema(current)
        _use_wal(connection)
        apply_migrations(connection, get_latest_number(), path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        raise UserError(
            f"{path.name} is not a database, or it is damaged.", "Restore a backup: python -m store restore FILE."
        ) from error


def apply_migrations(connection: sqlite3.Connection, up_to: int, path: Path | None = None) -> None:
    """Run the pending migrations up to number `up_to` in one transaction; another process that comes first is waited
    for. With `path`, the file of the database, a copy of what was in it is kept beside it.
    """
    # Imported here: sqlite_utils brings pandas (0.6 s), and an up-to-date database does not need it.
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    migrations = Migrations(MIGRATION_SET)
    for number, name, sql in load_scripts():
        if number <= up_to:
            migrations(name=name)(_SqlMigration(name, sql))
    _lock_patiently(connection)
    try:
        # While the lock was waited for, another process may have migrated, perhaps further than this one knows.
        current = _read_schema_number(connection)
        refuse_newer_schema(current)
        if path is not None and 0 < current < up_to:
            # Under the lock: two processes would write into one copy, or the second would copy what the first has
            # migrated. By a connection of its own, because SQLite copies nothing by one that is writing.
            with closing(sqlite3.connect(path)) as reader:
                write_copy(reader, path.with_name(f"{path.name}.before-{up_to:04d}"))
        migrations.apply(Database(connection))
        connection.execute(f"PRAGMA user_version = {max(up_to, _read_schema_number(connection))}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def write_copy(connection: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of the open database to `target`; an older one of that name is replaced."""
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(aside)) as copy:
            connection.backup(copy)
            # A copy is one file: no log and no index of it beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)  # of a copy that failed: on a full disk it would keep the disk full


def split_statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script. `executescript` is no use here: it commits whatever transaction is open."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


class _SqlMigration:
    """A migration as sqlite-utils wants it: a callable with a name."""

    def __init__(self, name: str, sql: str) -> None:
        self.__name__ = name
        self._sql = sql

    def __call__(self, db: Any, /) -> None:
        for statement in split_statements(self._sql):
            db.conn.execute(statement)


def _lock_patiently(connection: sqlite3.Connection) -> None:
    """Take the write lock; the process that has it may be copying and migrating."""
    (usual_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {round(_LOCK_SECONDS * 1000)}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual_ms}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Have the file keep a write-ahead log; it remembers that, so only new and copied files need it.

    The change needs the file for itself, and SQLite does not wait for that: of several processes that begin with an empty data
    folder at once, all but one would be told that the database is busy.
    """
    until = time.monotonic() + _WAL_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _read_schema_number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer_schema(current: int) -> None:
    """Raise UserError when a schema of this number is newer than the program."""
    if current > get_latest_number():
        raise UserError(
            f"This database is newer than the program (schema {current}; this program knows {get_latest_number()}).",
            "Update the program, or restore an older backup: python -m store restore FILE.",
        )

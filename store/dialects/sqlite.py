"""SQLite: one file, one writer at a time.

WAL with `synchronous=FULL`: when a transaction has been committed, it survives kill -9 and loss of power.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Hashable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from errors import UserError
from store import database_errors, migrate
from store.dialects.contract import Connection, DatabaseName, DatabaseVersion

# How long a writer waits for another one's transaction before the learner is told: longer than any of ours takes.
BUSY_SECONDS = 30.0
# Idle connections kept for a file: about as many as page runs that overlap; each holds a file handle and a page
# cache.
_MAX_IDLE = 8
# Pages in the WAL (8 MB) before a commit folds them in: one grade in some hundreds waits for it, not one in a hundred.
_CHECKPOINT_PAGES = 2000

# The kind of an error is the last byte of its code; the rest says more than anybody outside needs.
_ERRORS: dict[int, type[database_errors.StoreError]] = {
    sqlite3.SQLITE_BUSY: database_errors.BusyError,
    sqlite3.SQLITE_LOCKED: database_errors.BusyError,
    sqlite3.SQLITE_FULL: database_errors.FullError,
    sqlite3.SQLITE_IOERR: database_errors.DiskError,
    sqlite3.SQLITE_READONLY: database_errors.ReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: database_errors.UnreachableError,
    sqlite3.SQLITE_CORRUPT: database_errors.DamagedError,
    sqlite3.SQLITE_NOTADB: database_errors.DamagedError,
    sqlite3.SQLITE_CONSTRAINT: database_errors.ConstraintError,
    sqlite3.SQLITE_MISMATCH: database_errors.InvalidValueError,
    sqlite3.SQLITE_TOOBIG: database_errors.InvalidValueError,
}

# The module looks long for a way to bind what is no plain number or text, at each value, unless it is told one.
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(type(None), dict[None, None]().get)  # gives None


class SqliteConnection(sqlite3.Connection):
    """A connection that knows the file it was opened on.

    `file_id` is its device and number, `snapshot` the version that the open transaction works on (None: none is open).
    """

    file_id: tuple[int, int] | None = None
    snapshot: int | None = None
    folder: Path | None = None
    cached_counts: Any = None

    @property
    def identity(self) -> Hashable:
        """Return the file's device and number."""
        return self.file_id

    def begin_writing(self, learner: int | None, scope: str = "") -> None:
        """Take the write lock at once, so that what is read inside is what is changed."""
        del learner, scope  # there is one lock for all
        self.execute("BEGIN IMMEDIATE")
        try:
            self.snapshot = self._read_data_version()
        except BaseException:
            self.roll_back()
            raise

    def lock_more(self, *owners: int | str) -> None:
        """Do nothing: the open transaction has the one lock."""

    def begin_reading(self) -> None:
        """Open a transaction in which every statement sees the same moment."""
        self.execute("BEGIN")

    def commit_changes(self) -> None:
        """Commit; what cannot be committed is taken back."""
        try:
            self.execute("COMMIT")
            self.snapshot = None
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Take back the open transaction."""
        self.snapshot = None
        self.cached_counts = None  # what was counted may have been taken back
        if self.in_transaction:
            self.execute("ROLLBACK")

    def read_version(self) -> DatabaseVersion:
        """Return what others committed, and how many rows this connection changed."""
        snapshot = self.snapshot
        return self._read_data_version() if snapshot is None else snapshot, self.total_changes

    def count_own_changes(self) -> int:
        """Return how many rows this connection changed."""
        return self.total_changes

    def read_schema_number(self) -> int:
        """Return the number of the newest migration that was applied."""
        return int(self.execute("PRAGMA user_version").fetchone()[0])

    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of this name."""
        row = self.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchone()
        return row is not None

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows, with their numbers."""
        places = ", ".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)

    def renumber_rows(self) -> None:
        """Do nothing: the next number is one more than the highest."""

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return an error of the module in the classes of `store.database_errors`."""
        return translate_error(error)

    def _read_data_version(self) -> int:
        return int(self.execute("PRAGMA data_version").fetchone()[0])


def translate_error(error: BaseException) -> Exception | None:
    """Return an error of the module in the classes of `store.database_errors`; None for a mistake in a statement."""
    if not isinstance(error, sqlite3.Error):
        return None
    # What the module itself raises has no code.
    kind = _ERRORS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if kind is None and isinstance(error, sqlite3.IntegrityError):
        kind = database_errors.ConstraintError
    if kind is None and isinstance(error, sqlite3.DataError | sqlite3.InterfaceError):
        kind = database_errors.InvalidValueError
    # A value that cannot be bound: "Error binding parameter 3: type 'dict' is not supported".
    if kind is None and isinstance(error, sqlite3.ProgrammingError) and "binding" in str(error):
        kind = database_errors.InvalidValueError
    return kind(str(error), "sqlite") if kind else None


class _Sqlite:
    """Opens connections and keeps the idle ones, so that statements stay prepared and the WAL is not folded in at each
    run.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[Any]] = {}
        # A connection must not cross a fork, which Windows does not have.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._idle.clear)

    def take_connection(self, name: DatabaseName, folder: Path | None = None) -> SqliteConnection:
        """Return an idle connection to the file that is at the path now; a file that was replaced gets a new one."""
        path = name if isinstance(name, Path) else Path(name)  # every call of a page comes here
        file = _read_file_id(path)
        while True:
            with self._lock:
                idle = self._idle.get(str(path))
                connection: SqliteConnection | None = idle.pop() if idle else None
            if connection is None:
                return self.connect(path)
            if connection.file_id == file:
                return connection
            connection.close()

    def give_back(self, name: DatabaseName, connection: Connection, *, failed: bool) -> None:
        """Keep a connection for the next run, or close it."""
        is_usable = isinstance(connection, SqliteConnection) and connection.file_id is not None
        # After an error a connection may be in any state.
        if is_usable and not failed and not connection.in_transaction:
            with self._lock:
                idle = self._idle.setdefault(str(name), [])
                if len(idle) < _MAX_IDLE:
                    idle.append(connection)
                    return
        connection.close()

    def connect(self, name: DatabaseName) -> SqliteConnection:
        """Open a new connection to a file, made and migrated when needed; explicit transactions only.

        Raises UserError when the file was written by a newer version of the program or is no database.
        """
        path = Path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The data folder cannot be made: {error}.", "Name another in REHEARSAL_DATA.") from error
        # With an isolation level the module would open transactions itself, before the first change and not before the
        # reading. Threads hand idle connections on; no connection is in two threads at once.
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=SqliteConnection
        )
        try:
            migrate.migrate_database(connection, path)
            # None of these is kept in the file: each connection has to ask for them.
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -16000")  # kB; a positive number would count pages
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            connection.close()
            raise
        connection.file_id = _read_file_id(path)
        connection.folder = path.parent
        return connection

    def close_idle(self, name: DatabaseName) -> None:
        """Close the idle connections to a file (before it is moved or removed)."""
        with self._lock:
            idle = self._idle.pop(str(name), [])
        for connection in idle:
            connection.close()

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return an error of the module in the classes of `store.database_errors`."""
        return translate_error(error)

    def probe(self, name: DatabaseName, seconds: float, *, write: bool) -> None:
        """Try whether the file can be read, and written without waiting long for others."""
        path = Path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path, timeout=seconds, isolation_level=None)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if write:
                    # A change of the file's header, taken back: a file that may be read only refuses it.
                    (number,) = connection.execute("PRAGMA user_version").fetchone()
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute(f"PRAGMA user_version = {number}")
                    connection.execute("ROLLBACK")
        except OSError as error:
            raise database_errors.UnreachableError(str(error), "sqlite") from error
        except sqlite3.Error as error:
            raise translate_error(error) or database_errors.StoreError(str(error), "sqlite") from error

    def purge_deleted(self, name: DatabaseName) -> bool:
        """Write the file anew without what was deleted, and empty its log; return whether nobody held the log open.

        Needs as much room on the disk as the file takes.
        """
        self.close_idle(name)
        try:
            with closing(sqlite3.connect(Path(name), timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                connection.execute("VACUUM")
                # The pages that were replaced stand in the log until it is emptied.
                (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise translate_error(error) or database_errors.StoreError(str(error), "sqlite") from error
        return not is_busy

    def measure_size(self, name: DatabaseName) -> int:
        """Return the size of the file and of its log."""
        path = Path(name)
        return sum(file.stat().st_size for file in (path, path.with_name(f"{path.name}-wal")) if file.exists())


def _read_file_id(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:  # not there, or not to be reached: opening it says why
        return None
    return status.st_dev, status.st_ino


DIALECT = _Sqlite()

"""Connections: one a run, taken from a small pool, and transactions.

WAL with `synchronous=FULL`: when `transaction` has returned, the change survives kill -9 and loss of power.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from errors import UserError
from store import migrate

BUSY_SECONDS = 30.0
_MAX_IDLE = 8
# Pages in the WAL (8 MB) before a commit folds them in: one grade in some hundreds waits for it, not one in a hundred.
_CHECKPOINT_PAGES = 2000


class Connection(sqlite3.Connection):
    """A connection that knows the file it was opened on.

    `file_id` is its device and number, `snapshot` the version that the open transaction works on (None: none is open),
    `cached_counts` belongs to `store.queue.queue_cache`.
    """

    file_id: tuple[int, int] | None = None
    snapshot: int | None = None
    cached_counts: Any = None


# The module looks long for a way to bind what is no plain number or text, at each value, unless it is told one.
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(type(None), dict[None, None]().get)  # gives None
_pool_lock = threading.Lock()
# The idle connections to each file.
_pool: dict[str, list[Connection]] = {}
# A connection must not cross a fork.
os.register_at_fork(after_in_child=_pool.clear)


def connect(path: Path) -> Connection:
    """Open a new connection to the database at `path`, made and migrated when needed; explicit transactions only.

    Raises UserError when the file was written by a newer version of the program or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The data folder cannot be made: {error}.", "Name another in REHEARSAL_DATA.") from error
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=Connection
    )
    try:
        migrate.migrate_database(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    connection.file_id = _read_file_id(path)
    return connection


class session:
    """A connection for one run. It goes back to the pool, so that statements stay prepared and the WAL is not folded
    in at each run.
    """

    __slots__ = ("_connection", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Connection:
        self._connection = _take_idle(self._path) or connect(self._path)
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        connection = self._connection
        if kind is None and connection.file_id is not None and not connection.in_transaction:
            with _pool_lock:
                idle = _pool.setdefault(str(self._path), [])
                if len(idle) < _MAX_IDLE:
                    idle.append(connection)
                    return
        connection.close()


class transaction:
    """One write transaction: all of it is on disk afterwards, or nothing is.

    It takes the write lock at once, so that what is read inside is what is changed.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.snapshot = _read_data_version(self._connection)
        except BaseException:
            self._roll_back()
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._roll_back()
            return
        try:
            self._connection.execute("COMMIT")
            self._connection.snapshot = None
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        connection = self._connection
        connection.snapshot = None
        connection.cached_counts = None  # what was counted may have been taken back
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def close_idle(path: Path) -> None:
    """Close the idle connections to `path` (before its file is moved or removed)."""
    with _pool_lock:
        idle = _pool.pop(str(path), [])
    for connection in idle:
        connection.close()


def _take_idle(path: Path) -> Connection | None:
    """Take an idle connection to the file that is at the path now; a file that was replaced gets a new one."""
    file = _read_file_id(path)
    while True:
        with _pool_lock:
            idle = _pool.get(str(path))
            connection = idle.pop() if idle else None
        if connection is None or connection.file_id == file:
            return connection
        connection.close()


def _read_file_id(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:  # not there, or not to be reached: opening it says why
        return None
    return status.st_dev, status.st_ino


def get_version(connection: Connection) -> tuple[int, int]:
    """Return a value that differs whenever the database does: what others committed, and how many rows this
    connection changed.
    """
    snapshot = connection.snapshot
    return _read_data_version(connection) if snapshot is None else snapshot, connection.total_changes


def _read_data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 of an aware time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Return the aware UTC time of a stored one."""
    return datetime.fromtimestamp(ms / 1000, UTC)

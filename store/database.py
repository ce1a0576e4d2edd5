"""Connections: one a run, taken from a small pool, and transactions.

WAL with `synchronous=FULL`: when `transaction` has returned, the change survives kill -9 and loss of power.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store import migrate
from store.errors import StoreError

BUSY_SECONDS = 30.0
_IDLE_AT_MOST = 8
# Pages in the WAL (8 MB) before a commit folds them in: one grade in some hundreds waits for it, not one in a hundred.
_FOLD_AT = 2000


@dataclass(frozen=True, slots=True)
class _Idle:
    """A connection nobody uses, and the file it was opened on: a file that was replaced gets a new connection."""

    connection: sqlite3.Connection
    file: tuple[int, int] | None


class Connection(sqlite3.Connection):
    """A connection that keeps what was last read over it (`store.tally`, `store.seat`, `store.hand`), and the number
    of the snapshot that the transaction which is open works on (None: none is).
    """

    snapshot: int | None = None
    tally: object = None
    seat: object = None
    hand: object = None

    def forget(self) -> None:
        """Read everything again: what was remembered may have been taken back."""
        self.tally = self.seat = self.hand = None


_lock = threading.Lock()
# Keyed by process too: a connection must not cross a fork.
_pool: dict[tuple[int, str], list[_Idle]] = {}


def connect(path: Path) -> sqlite3.Connection:
    """A new connection to the database at `path`, made and migrated when needed; explicit transactions only.

    Raises StoreError when the file was written by a newer version of the program or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The data folder cannot be made: {error}.", "Name another in REHEARSAL_DATA.") from error
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=Connection
    )
    try:
        migrate.prepare(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_FOLD_AT}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def session(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one run. It goes back to the pool, so that statements stay prepared and the WAL is not folded
    in at each run.
    """
    key = (os.getpid(), str(path))
    taken = _take(key, path) or _open(path)
    connection = taken.connection
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    with _lock:
        idle = _pool.setdefault(key, [])
        keep = taken.file is not None and len(idle) < _IDLE_AT_MOST and not connection.in_transaction
        if keep:
            idle.append(taken)
    if not keep:
        connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: all of it is on disk afterwards, or nothing is.

    It takes the write lock at once, so that what is read inside is what is changed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if isinstance(connection, Connection):
            connection.snapshot = _data_version(connection)
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(connection, Connection):
            connection.forget()
        raise
    finally:
        if isinstance(connection, Connection):
            connection.snapshot = None


def close(path: Path) -> None:
    """Close the idle connections to `path` (before its file is moved or removed)."""
    with _lock:
        idle = _pool.pop((os.getpid(), str(path)), [])
    for entry in idle:
        entry.connection.close()


def _take(key: tuple[int, str], path: Path) -> _Idle | None:
    """An idle connection to the file that is at the path now."""
    file = _file(path)
    while True:
        with _lock:
            idle = _pool.get(key)
            entry = idle.pop() if idle else None
        if entry is None:
            return None
        if entry.file == file:
            return entry
        entry.connection.close()


def _open(path: Path) -> _Idle:
    connection = connect(path)
    return _Idle(connection, _file(path))


def _file(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:  # not there, or not to be reached: opening it says why
        return None
    return status.st_dev, status.st_ino


def version(connection: sqlite3.Connection) -> tuple[int, int]:
    """Differs whenever the database does: what others committed, and how many rows this connection changed."""
    snapshot = connection.snapshot if isinstance(connection, Connection) else None
    return _data_version(connection) if snapshot is None else snapshot, connection.total_changes


def _data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The aware UTC time of a stored one."""
    return datetime.fromtimestamp(ms / 1000, UTC)

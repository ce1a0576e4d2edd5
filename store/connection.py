"""Connections, one a run, and transactions. Which database it is, is the name's business: `store.dialects`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from store.dialects import choose_dialect
from store.dialects.contract import Connection, Cursor, DatabaseName, DatabaseVersion, Dialect

__all__ = [
    "Connection",
    "Cursor",
    "DatabaseName",
    "close_idle",
    "connect",
    "from_ms",
    "get_version",
    "measure_size",
    "probe",
    "purge_deleted",
    "session",
    "snapshot",
    "to_ms",
    "transaction",
]


def connect(name: DatabaseName) -> Connection:
    """Open a connection to a database that is the caller's own; the database is made and migrated when needed.

    Raises UserError when it was written by a newer version of the program or is no database.
    """
    return choose_dialect(name).connect(name)


class session:
    """A connection for one run. `folder` is where files that belong to the database are kept (SQLite: beside it)."""

    __slots__ = ("_connection", "_dialect", "_folder", "_name")

    def __init__(self, name: DatabaseName, folder: Path | None = None) -> None:
        self._name = name
        self._folder = folder
        self._dialect = choose_dialect(name)

    def __enter__(self) -> Connection:
        try:
            self._connection = self._dialect.take_connection(self._name, self._folder)
        except Exception as error:
            _raise_translated(self._dialect, error)
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        connection = self._connection
        # Given back before the error is named: naming it raises.
        self._dialect.give_back(self._name, connection, failed=kind is not None)
        if error is not None:
            _raise_translated(connection, error)


class transaction:
    """One write transaction: all of it is on disk afterwards, or nothing is.

    What is read inside is what is changed. `learner` says whose rows alone are written (their memories, their log, their
    texts): on PostgreSQL others write theirs meanwhile. `scope` names something else that has writers of its own, such as
    `class:7` or `room:ABCDEF`. Without either nobody else writes, as always on SQLite.
    """

    __slots__ = ("_connection", "_learner", "_scope")

    def __init__(self, connection: Connection, learner: int | None = None, *, scope: str = "") -> None:
        self._connection = connection
        self._learner = learner
        self._scope = scope

    def __enter__(self) -> None:
        try:
            self._connection.begin_writing(self._learner, self._scope)
        except Exception as error:
            _raise_translated(self._connection, error)
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        connection = self._connection
        if error is not None:
            connection.roll_back()
            _raise_translated(connection, error)
            return
        try:
            connection.commit_changes()
        except Exception as failure:
            _raise_translated(connection, failure)
            raise


class snapshot:
    """A transaction that reads: every statement in it sees the same moment."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.begin_reading()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._connection.roll_back()


def probe(name: DatabaseName, seconds: float, *, write: bool) -> None:
    """Try whether the database can be read, and written; give up after some seconds. Raises a StoreError or UserError."""
    choose_dialect(name).probe(name, seconds, write=write)


def measure_size(name: DatabaseName) -> int:
    """Return how many bytes the database takes."""
    return choose_dialect(name).measure_size(name)


def purge_deleted(name: DatabaseName) -> bool:
    """Overwrite what deleted rows left in the database; return whether all of it is gone now. Raises a StoreError.

    On a server it is not: PostgreSQL frees the room and fills it again later.
    """
    return choose_dialect(name).purge_deleted(name)


def close_idle(name: DatabaseName) -> None:
    """Close the idle connections to a database (before it is moved or removed)."""
    choose_dialect(name).close_idle(name)


def get_version(connection: Connection) -> DatabaseVersion | None:
    """Return a value that differs whenever the database does; None where the engine cannot tell cheaply."""
    return connection.read_version()


def _raise_translated(engine: Connection | Dialect, error: BaseException) -> None:
    """Raise an error of the engine in the classes of `store.database_errors`; any other is the caller's to raise."""
    translated = engine.translate_error(error)
    if translated is not None:
        raise translated from error


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 of an aware time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """Return the aware UTC time of a stored one."""
    return datetime.fromtimestamp(ms / 1000, UTC)

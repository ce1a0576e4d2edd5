"""What tables, queue and services may ask of a connection, whichever the database."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

# A path is an SQLite file, a text the address of a PostgreSQL database.
DatabaseName = Path | str
Parameters = Sequence[Any] | Mapping[str, Any]
# What tells one state of the database from another; None where the engine has nothing of the kind.
DatabaseVersion = tuple[int, int]


class Cursor(Protocol):
    """The rows of a statement, and how many it changed."""

    @property
    def rowcount(self) -> int:
        """Return how many rows the statement changed."""

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection in autocommit mode; `store.connection.transaction` groups statements.

    `folder` holds the files that belong to the database (None: there is none), `cached_counts` belongs to
    `store.queue.queue_cache`.
    """

    cached_counts: Any
    folder: Path | None

    @property
    def identity(self) -> Hashable:
        """Return what tells this database from others, a file that took its place included."""

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Run a statement; parameters are written `?` or `:name`."""

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> object:
        """Run a statement once for each set of parameters."""

    def begin_writing(self, learner: int | None, scope: str = "") -> None:
        """Open a transaction that writes, and wait until nobody else writes the same: the rows of one learner, what a scope
        such as `class:7` names, or (neither is given) anything.
        """

    def lock_more(self, *owners: int | str) -> None:
        """Have the open transaction wait for further learners (numbers) and scopes (texts) as well.

        Two transactions that ask for the same ones in different order would block each other: scopes are asked for before
        learners, and several at once are taken in ascending order.
        """

    def begin_reading(self) -> None:
        """Open a transaction in which every statement sees the same moment."""

    def commit_changes(self) -> None:
        """Commit the open transaction: it survives kill -9 and loss of power afterwards."""

    def roll_back(self) -> None:
        """Take back the open transaction, if there is one."""

    def read_version(self) -> DatabaseVersion | None:
        """Return a value that differs whenever the database does, as the open transaction sees it."""

    def count_own_changes(self) -> int:
        """Return how many rows this connection changed."""

    def read_schema_number(self) -> int:
        """Return the number of the newest migration that was applied."""

    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of this name."""

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows, with their numbers, in the fastest way the engine has."""

    def renumber_rows(self) -> None:
        """Let every table that numbers its rows go on after the last one."""

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return the error in the classes of `store.database_errors`, None when it is none of them."""

    def close(self) -> None:
        """Close the connection."""


class Dialect(Protocol):
    """A database engine."""

    def take_connection(self, name: DatabaseName, folder: Path | None) -> Connection:
        """Return an idle connection, or a new one; make and migrate the database when needed."""

    def give_back(self, name: DatabaseName, connection: Connection, *, failed: bool) -> None:
        """Take a connection back for the next run, or close it."""

    def connect(self, name: DatabaseName) -> Connection:
        """Return a new connection of the caller's own."""

    def close_idle(self, name: DatabaseName) -> None:
        """Close the idle connections to a database."""

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return an error of the engine in the classes of `store.database_errors`, None when it is none of them."""

    def probe(self, name: DatabaseName, seconds: float, *, write: bool) -> None:
        """Try whether the database can be read, and written; give up after some seconds. Raises a StoreError."""

    def measure_size(self, name: DatabaseName) -> int:
        """Return how many bytes the database takes."""

    def purge_deleted(self, name: DatabaseName) -> bool:
        """Overwrite what deleted rows left behind; return whether all of it is gone now. Raises a StoreError."""

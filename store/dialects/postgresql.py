"""PostgreSQL through psycopg and its pool: several processes and machines on one database, one writer a learner.

A transaction takes its lock first and reads afterwards, so that what it reads is what it changes; nothing has to be tried
again because of others. The locks are advisory ones of the transaction (docs/decisions/two-databases.md): one that writers of a
learner's rows or of a scope share and that a writer of anything else has alone, one for each learner, one for each scope.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Hashable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Dumper, Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown, TextLoader
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from errors import UserError
from store import database_errors
from store.dialects import postgresql_schema
from store.dialects.contract import Connection, Cursor, DatabaseName, DatabaseVersion, Parameters
from store.dialects.postgresql_sql import translate_statement

# As in SQLite: how long a writer waits for a lock before the learner is told.
BUSY_SECONDS = 30.0
CONNECT_SECONDS = 5  # until a server that does not answer is given up
# A page holds a connection for the length of one call: so many serve hundreds of sessions, and six processes fit below
# the server's usual limit of a hundred.
MAX_CONNECTIONS = 16
_IDLE_SECONDS = 300.0
# The three kinds of advisory locks; their numbers must be nobody else's in this database.
_LOCK_ALL = 5_273_001
_LOCK_LEARNER = 5_273_002
_LOCK_SCOPE = 5_273_003

_BEGIN_ALL = f"BEGIN; SELECT pg_advisory_xact_lock({_LOCK_ALL}, 0)"
_BEGIN_SOME = f"BEGIN; SELECT pg_advisory_xact_lock_shared({_LOCK_ALL}, 0), %s"

# By SQLSTATE, the finer class first; the first two characters are the class.
_ERRORS: dict[str, type[database_errors.StoreError]] = {
    "42804": database_errors.InvalidValueError,  # a value of another type than the column's
    "53100": database_errors.FullError,
    "53300": database_errors.BusyError,  # too many connections
    "53": database_errors.BusyError,
    "55P03": database_errors.BusyError,  # a lock that was waited for too long
    "57014": database_errors.BusyError,  # a statement that took too long
    "40": database_errors.BusyError,  # a deadlock, a serialization failure
    "25006": database_errors.ReadOnlyError,
    "58": database_errors.DiskError,
    "XX001": database_errors.DamagedError,
    "XX002": database_errors.DamagedError,
    "57P": database_errors.UnreachableError,  # the server stops, or starts
    "08": database_errors.UnreachableError,
    "28": database_errors.RefusedError,
    "3D": database_errors.RefusedError,
    "22": database_errors.InvalidValueError,
    "23": database_errors.ConstraintError,
}


class _BoolDumper(Dumper):
    """The store keeps truth values as numbers."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> bytes:
        """Return 1 or 0."""
        return b"1" if obj else b"0"


class _TextDumper(StrDumperUnknown):
    """PostgreSQL's texts hold no NUL; it becomes the sign for what cannot be shown."""

    def dump(self, obj: str) -> Buffer | None:
        """Return the text in UTF-8."""
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _BoolLoader(Loader):
    """Comparisons are numbers, as on SQLite."""

    def load(self, data: Buffer) -> int:
        """Return 1 or 0."""
        return int(bytes(data) == b"t")


class _NumericLoader(Loader):
    """The sum of whole numbers is a whole number."""

    def load(self, data: Buffer) -> int | float:
        """Return a whole number where it is one."""
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


def _make_adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    # Whatever its size: `? << 42` must not be computed in 16 bits.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _BoolDumper)
    adapters.register_dumper(str, _TextDumper)
    adapters.register_loader("bool", _BoolLoader)
    adapters.register_loader("numeric", _NumericLoader)
    adapters.register_loader("json", TextLoader)
    return adapters


_ADAPTERS = _make_adapters()


class PostgresqlConnection:
    """A connection of the pool for one run. One that was lost is replaced where nothing was begun on it."""

    cached_counts: Any = None

    def __init__(self, server: _Server, inner: psycopg.Connection[Any], folder: Path | None = None) -> None:
        self.folder = folder
        self.inner = inner
        self._server = server
        self._changes = 0

    @property
    def identity(self) -> Hashable:
        """Return the address."""
        return self._server.address

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""
        return self.inner.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Run a statement of the store's."""
        return self._run(translate_statement(sql), parameters)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run a statement once for each set of parameters."""
        cursor = self.inner.cursor()
        try:
            cursor.executemany(_as_query(translate_statement(sql)), parameters)
        except psycopg.Error as error:
            raise translate_error(error) or error from error
        self._changes += max(0, cursor.rowcount)
        return cursor

    def begin_writing(self, learner: int | None, scope: str = "") -> None:
        """Open a transaction and take its locks, in one journey to the server."""
        if self.in_transaction:  # the server would only warn, and the inner end would be the outer one's
            raise RuntimeError("a transaction is open already")
        owners: list[int | str] = [scope] if scope else []
        if learner is not None:
            owners.append(learner)
        try:
            self._run(_BEGIN_SOME % _write_locks(owners) if owners else _BEGIN_ALL, None)
        except BaseException:
            self.roll_back()
            raise

    def lock_more(self, *owners: int | str) -> None:
        """Take the locks of further learners and scopes, in one journey to the server."""
        if owners:
            self._run(f"SELECT {_write_locks(owners)}", None)

    def begin_reading(self) -> None:
        """Open a transaction in which every statement sees the same moment."""
        self._run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", None)

    def commit_changes(self) -> None:
        """Commit; what cannot be committed is taken back."""
        try:
            self.inner.execute("COMMIT")
        except psycopg.Error as error:
            self.roll_back()
            raise translate_error(error) or error from error

    def roll_back(self) -> None:
        """Take back the open transaction; a connection that was lost has taken it back already."""
        self.cached_counts = None
        if self.in_transaction and not self.inner.closed:
            try:
                self.inner.execute("ROLLBACK")
            except psycopg.OperationalError:
                self.inner.close()

    def read_version(self) -> DatabaseVersion | None:
        """Return None: counting anew costs less than asking whether it is needed."""
        return None

    def count_own_changes(self) -> int:
        """Return how many rows this connection changed."""
        return self._changes

    def read_schema_number(self) -> int:
        """Return the number of the newest migration that was applied."""
        return postgresql_schema.read_schema_number(self.inner)

    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of this name."""
        return postgresql_schema.has_table(self.inner, name)

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows, with their numbers, by COPY."""
        try:
            with self.inner.cursor() as cursor:
                with cursor.copy(_as_query(f"COPY {table} ({', '.join(columns)}) FROM STDIN")) as copy:
                    for row in rows:
                        copy.write_row(row)
                self._changes += max(0, cursor.rowcount)
        except psycopg.Error as error:
            raise translate_error(error) or error from error

    def renumber_rows(self) -> None:
        """Let every table that numbers its rows go on after the last one."""
        postgresql_schema.renumber_identities(self.inner)

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return an error of psycopg in the classes of `store.database_errors`."""
        return translate_error(error)

    def close(self) -> None:
        """Close the connection, or give it back to the pool that it is from."""
        self._server.give_back(self.inner)

    def _run(self, sql: str, parameters: Parameters | None) -> psycopg.Cursor[Any]:
        was_in_transaction = self.in_transaction
        try:
            cursor = self.inner.execute(_as_query(sql), parameters)
        except psycopg.OperationalError as error:
            if was_in_transaction or not self.inner.closed:
                raise translate_error(error) or error from error
            # The server went away and may be back: nothing was begun that could be half done. A statement of its own
            # that writes is not run twice, for the first may have been committed.
            self.inner = self._server.replace(self.inner)
            if not sql.lstrip().startswith(("SELECT", "WITH", "BEGIN")):
                raise translate_error(error) or error from error
            cursor = self._run_again(sql, parameters)
        except psycopg.Error as error:
            raise translate_error(error) or error from error
        # Not by `description`, which is made anew for every column each time it is asked for: a tenth of a grade.
        if cursor.pgresult is not None and cursor.pgresult.status == ExecStatus.COMMAND_OK:
            self._changes += max(0, cursor.rowcount)
        return cursor

    def _run_again(self, sql: str, parameters: Parameters | None) -> psycopg.Cursor[Any]:
        try:
            return self.inner.execute(_as_query(sql), parameters)
        except psycopg.Error as error:
            raise translate_error(error) or error from error


def _as_query(sql: str) -> Any:
    # psycopg wants a literal where it can get one, against injection; the store's statements are literals of its own.
    return sql


def _write_locks(owners: Iterable[int | str]) -> str:
    """Return the calls that take the locks of scopes, then of learners; the server makes them from left to right."""
    numbers = sorted(
        {
            (_LOCK_LEARNER, _fold_number(owner))
            if isinstance(owner, int)
            else (_LOCK_SCOPE, _fold_number(zlib.crc32(owner.encode())))
            for owner in owners
        },
        key=lambda lock: (-lock[0], lock[1]),
    )
    return ", ".join(f"pg_advisory_xact_lock({kind}, {number})" for kind, number in numbers)


def _fold_number(number: int) -> int:
    """Return the 32 bits that an advisory lock's second number has room for; two learners or scopes may share a lock."""
    return (number & 0xFFFFFFFF) - (0x100000000 if number & 0x80000000 else 0)


def translate_error(error: BaseException) -> Exception | None:
    """Return an error of psycopg in the classes of `store.database_errors`; None for a mistake in a statement."""
    if isinstance(error, PoolTimeout):
        return database_errors.BusyError(str(error), "postgresql")
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    kind = _ERRORS.get(state) or _ERRORS.get(state[:3]) or _ERRORS.get(state[:2])
    if kind is None and not state and isinstance(error, psycopg.OperationalError):
        kind = database_errors.UnreachableError  # the line was cut, or never there
    if kind is None and not state and isinstance(error, psycopg.DataError):
        kind = database_errors.InvalidValueError
    if kind is None and isinstance(error, psycopg.ProgrammingError) and "adapt" in str(error):
        kind = database_errors.InvalidValueError  # a value of a type that has no form in SQL
    return kind(describe_error(error), "postgresql") if kind else None


def describe_error(error: psycopg.Error) -> str:
    """Return what the server said, in one line and without the statement."""
    message = error.diag.message_primary or str(error)
    return " ".join(message.split())


class _Server:
    """The connections of this process to one database."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool: ConnectionPool[psycopg.Connection[Any]] | None = None
        self._lock = threading.Lock()
        self._own: set[psycopg.Connection[Any]] = set()
        self._migrated = False

    def take(self) -> psycopg.Connection[Any]:
        """Return a connection of the pool to a database that is up to date."""
        # The lock is held while migrating: whoever comes meanwhile would meet the old schema.
        with self._lock:
            if not self._migrated:
                self._migrate()
                self._migrated = True
            if self._pool is None:
                self._pool = self._open_pool()
            pool = self._pool
        try:
            return pool.getconn()
        except PoolTimeout:
            # The pool tells that none came in time, and not why: a connection of one's own does.
            self._raise_reason()
            raise database_errors.BusyError("every connection to the database is in use", "postgresql") from None
        except PoolClosed:
            return self.take()

    def take_own(self) -> psycopg.Connection[Any]:
        """Return a connection that belongs to no pool."""
        with self._lock:
            if not self._migrated:
                self._migrate()
                self._migrated = True
        connection = self.connect()
        self._own.add(connection)
        return connection

    def give_back(self, connection: psycopg.Connection[Any]) -> None:
        """Take a connection back, or close it where it is the caller's own."""
        if connection in self._own:
            self._own.discard(connection)
            connection.close()
        elif self._pool is not None:
            self._pool.putconn(connection)
        else:
            connection.close()

    def replace(self, old_connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
        """Return another connection instead of one that was lost."""
        if old_connection in self._own:
            self._own.discard(old_connection)
            connection = self.connect()
            self._own.add(connection)
            return connection
        if self._pool is not None:
            self._pool.putconn(old_connection)
            self._pool.check()  # the others were lost with it
        return self.take()

    def connect(self) -> psycopg.Connection[Any]:
        """Open a connection. Raises a StoreError when the server does not answer or refuses."""
        try:
            connection: psycopg.Connection[Any] = psycopg.connect(self.address, **self._get_arguments())
            self._configure(connection)
        except psycopg.Error as error:
            raise self._name_failure(error) from error
        return connection

    def close(self) -> None:
        """Close the pool."""
        with self._lock:
            pool, self._pool, self._migrated = self._pool, None, False
        if pool is not None:
            pool.close(timeout=2)

    def _migrate(self) -> None:
        with self.connect() as connection:
            postgresql_schema.migrate_database(connection)

    def _open_pool(self) -> ConnectionPool[psycopg.Connection[Any]]:
        return ConnectionPool(
            self.address,
            kwargs=self._get_arguments(),
            configure=self._configure,
            min_size=0,
            max_size=MAX_CONNECTIONS,
            max_idle=_IDLE_SECONDS,
            timeout=CONNECT_SECONDS,
            # An attempt that goes on for long is in the way of a new one, once the server is back.
            reconnect_timeout=2.0,
            num_workers=1,
            open=True,
        )

    def _get_arguments(self) -> dict[str, Any]:
        return {
            "autocommit": True,
            "prepare_threshold": 2,
            "context": _ADAPTERS_CONTEXT,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "rehearsal",
            "keepalives_idle": 30,
        }

    def _configure(self, connection: psycopg.Connection[Any]) -> None:
        connection.prepared_max = 500  # the store has some hundreds of statements; psycopg forgets beyond 100 by itself
        connection.execute(
            # Statements are short: compiling them would cost more than it saves. A process that hangs inside a transaction
            # loses it after two minutes, and its locks with it.
            f"SET lock_timeout = {round(BUSY_SECONDS * 1000)}; SET jit = off; SET client_encoding = 'UTF8';"
            " SET idle_in_transaction_session_timeout = 120000"
        )

    def _raise_reason(self) -> None:
        """Raise the known reason why no connection can be opened, if there is one."""
        self.connect().close()

    def _name_failure(self, error: psycopg.Error) -> Exception:
        translated = translate_error(error)
        if translated is None:
            return error
        message = str(error)
        # A connection that fails has no SQLSTATE: the server's own words tell a refusal from silence.
        if "authentication failed" in message or "does not exist" in message or "no password supplied" in message:
            return database_errors.RefusedError(describe_error(error), "postgresql")
        if "too many" in message or "remaining connection slots" in message:
            return database_errors.BusyError(describe_error(error), "postgresql")
        return translated


class _Context:
    """Hands the adapters to new connections."""

    adapters = _ADAPTERS
    connection = None


_ADAPTERS_CONTEXT: Any = _Context()


class _Postgresql:
    """One server object for each address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: dict[str, _Server] = {}
        self._left_behind: list[_Server] = []
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=self._forget)

    def take_connection(self, name: DatabaseName, folder: Path | None = None) -> PostgresqlConnection:
        """Return a connection of the pool; the database is migrated when needed. Raises a StoreError or UserError."""
        server = self._get_server(name)
        return PostgresqlConnection(server, server.take(), folder)

    def give_back(self, name: DatabaseName, connection: Connection, *, failed: bool) -> None:
        """Take a connection back; one with an open transaction is rolled back by the pool."""
        del name, failed
        connection.close()

    def connect(self, name: DatabaseName) -> PostgresqlConnection:
        """Return a connection of the caller's own."""
        server = self._get_server(name)
        return PostgresqlConnection(server, server.take_own())

    def close_idle(self, name: DatabaseName) -> None:
        """Close the connections of the pool."""
        with self._lock:
            server = self._servers.pop(str(name), None)
        if server is not None:
            server.close()

    def translate_error(self, error: BaseException) -> Exception | None:
        """Return an error of psycopg in the classes of `store.database_errors`."""
        return translate_error(error)

    def probe(self, name: DatabaseName, seconds: float, *, write: bool) -> None:
        """Try whether the server answers, and takes a change of the schema's table without waiting long for others."""
        # A connection of its own: the limit set here would stay with one of the pool's.
        with closing(self.connect(name)) as connection:
            connection.execute(f"SET lock_timeout = {round(seconds * 1000)}")
            connection.execute("SELECT number FROM schema_migrations LIMIT 1").fetchone()
            if write:
                # Without the lock of writers: a deck that takes long to publish would make every replica look ill.
                connection.execute("BEGIN")
                try:
                    connection.execute("UPDATE schema_migrations SET name = name WHERE number = 1")
                finally:
                    connection.roll_back()

    def purge_deleted(self, name: DatabaseName) -> bool:
        """Let the server free the room of deleted rows; return False, because they are not overwritten at once.

        The server reuses the room in time, and its log keeps the rows longer.
        """
        with closing(self.take_connection(name)) as connection:
            connection.execute("VACUUM")
        return False

    def measure_size(self, name: DatabaseName) -> int:
        """Return what the server says of the database's size."""
        with closing(self.take_connection(name)) as connection:
            return int(connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])

    def _get_server(self, name: DatabaseName) -> _Server:
        address = str(name)
        with self._lock:
            server = self._servers.get(address)
            if server is None:
                server = self._servers[address] = _Server(address)
            return server

    def _forget(self) -> None:
        """Keep the parent's connections open after a fork: closing them here would end them for the parent."""
        # Kept alive, so that nothing is closed when they would be collected.
        self._left_behind += self._servers.values()
        self._servers = {}
        self._lock = threading.Lock()


DIALECT = _Postgresql()


def hide_password(address: str) -> str:
    """Return an address for messages: host, port and database."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise UserError("The address of the database cannot be read.", "It is like postgresql://host/name.") from error
    host, port = parts.get("host") or "localhost", parts.get("port")
    return f"postgresql://{host}{f':{port}' if port else ''}/{parts.get('dbname') or ''}"


def open_unmigrated(address: str) -> psycopg.Connection[Any]:
    """Open a connection to a database as it is, for checks and copies. Raises a StoreError."""
    return _Server(address).connect()

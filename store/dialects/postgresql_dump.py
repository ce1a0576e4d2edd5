"""Copies of a PostgreSQL database, by its own `pg_dump` and `pg_restore`.

A copy counts once it has been restored: into a database of its own, where the log-in may make one, else its table of
contents is read. It is written aside and takes its name when it is whole.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from errors import UserError
from store.dialects import postgresql, postgresql_check

_SECONDS = 6 * 3600  # a dump of some hundred gigabytes
_TRIAL = "rehearsal_trial_"  # with the day and chance after it: the databases in which copies are restored on trial
_MISSING = "Install PostgreSQL's client programs (Debian: postgresql-client), of the server's version or newer."


def dump_database(address: str, target: Path) -> Path:
    """Write a copy of one moment while the app runs, and restore it on trial. Raises UserError when that is not possible."""
    if target.is_dir():
        raise UserError(f"{target} is a folder.", "Name a file in it.")
    problems = postgresql_check.find_damage(address)
    if problems:
        raise UserError(f"The database is damaged: {problems[0]}.", "Restore the newest backup that is well.")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    try:
        _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={fresh}")
        _try_restoring(address, fresh)
        return fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def restore_database(address: str, source: Path, aside: Path) -> Path | None:
    """Put a copy in the place of the database, in one transaction; what was there is dumped to `aside` first.

    The app has to stand still meanwhile: pg_restore waits for locks. Returns where the former content is, None when there
    was none.
    """
    _read_contents(source)
    with closing(postgresql.open_unmigrated(address)) as connection:
        row = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
        is_ours = bool(row and row[0])
    if is_ours:
        aside.parent.mkdir(parents=True, exist_ok=True)
        if aside.exists():  # of this very second, and perhaps the copy that is restored
            aside = aside.with_name(f"{aside.stem}-{os.getpid()}{aside.suffix}")
        _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={aside}")
    # Forgets, too, that this process has migrated the database: an older copy is migrated below.
    postgresql.DIALECT.close_idle(address)
    _run(
        "pg_restore",
        address,
        "--single-transaction",
        "--exit-on-error",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        str(source),
    )
    with closing(postgresql.DIALECT.connect(address)):
        pass  # an older copy is brought up to date at once
    problems = postgresql_check.find_damage(address)
    if problems:
        raise UserError(
            f"The copy was restored, and something is wrong with it: {problems[0]}.", "Choose another copy."
        )
    return aside if is_ours else None


def _try_restoring(address: str, source: Path) -> None:
    """Restore a dump into a database of its own, check it, and drop that again."""
    with closing(postgresql.open_unmigrated(address)) as connection:
        name = _name_trial(connection)
    trial = _name_database(address, name)
    try:
        with closing(postgresql.open_unmigrated(address)) as connection:
            # `template0` holds nothing: what an administrator put into `template1` would be in the way of the dump.
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    except psycopg.errors.InsufficientPrivilege:
        _read_contents(source)  # it is whole; whether it can be restored, nobody may try here
        return
    try:
        _run("pg_restore", trial, "--exit-on-error", "--no-owner", "--no-privileges", str(source))
        problems = postgresql_check.find_damage(trial)
        if problems:
            raise UserError(f"The copy is not well: {problems[0]}.", "Look at the server's log, and try again.")
    finally:
        with closing(postgresql.open_unmigrated(address)) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _name_trial(connection: psycopg.Connection[Any]) -> str:
    """Return a name that nobody else has for a database on trial, and drop those that killed processes left on days before
    yesterday. The day is the server's; a process number would not do, since replicas in containers share theirs.
    """
    query = "SELECT to_char(now(), 'YYYYMMDD'), to_char(now() - interval '1 day', 'YYYYMMDD')"
    ((today, yesterday),) = connection.execute(query).fetchall()
    abandoned = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s::text) AND datname::text < %s::text"
        " AND datdba = current_user::regrole",
        (_TRIAL, f"{_TRIAL}{yesterday}"),
    ).fetchall()
    for (name,) in abandoned:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    return f"{_TRIAL}{today}_{secrets.token_hex(6)}"


def _read_contents(source: Path) -> None:
    """Read a dump's table of contents. Raises UserError when it is no dump of this program."""
    listed = _run("pg_restore", None, "--list", str(source))
    if "schema_migrations" not in listed:
        raise UserError(f"{source.name} is not a backup of a database of this program.", "Choose another backup.")


def _name_database(address: str, name: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _run(program: str, address: str | None, *arguments: str) -> str:
    """Run one of PostgreSQL's programs; the password goes by the environment, where no other user reads it."""
    path = shutil.which(program)
    if path is None:
        raise UserError(f"{program} is not there: copies of a PostgreSQL database are made with it.", _MISSING)
    environment = dict(os.environ)
    target: tuple[str, ...] = ()
    if address is not None:
        parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
        password = parts.pop("password", None)
        if password is not None:
            environment["PGPASSWORD"] = password
        target = (f"--dbname={make_conninfo(**parts)}",)
    run = subprocess.run(
        [path, *target, *arguments], check=False, capture_output=True, text=True, env=environment, timeout=_SECONDS
    )
    if run.returncode:
        message = " ".join((run.stderr or run.stdout).split())
        raise UserError(f"{program} failed: {message[:400]}", "Nothing was changed.")
    return run.stdout

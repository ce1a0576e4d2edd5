"""Copies of the database: made while it is in use, rotated, checked, and put back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import cast

from errors import UserError
from files import stage_file
from store import connection as database
from store import migrate
from store.database_errors import DamagedError
from store.dialects import sqlite
from store.dialects.contract import DatabaseName

# A week to notice a mistake, a month to notice damage.
DAILY_COPIES = 7
WEEKLY_COPIES = 4
_REQUIRED_TABLES = {"learners", "decks", "cards", "states", "log"}
# The copies that the rotation may delete: those made by hand have other names.
_DAILY_NAME = re.compile(r"rehearsal-(\d{4}-\d{2}-\d{2})\.(sqlite3|dump)")


def get_backup_folder(name: DatabaseName, data: Path | None = None) -> Path:
    """Return the folder that holds the copies of a database: in the data folder, which an SQLite file lies in."""
    if isinstance(name, Path):
        return name.parent / "backups"
    if data is None:
        raise ValueError("the copies of a database on a server need a data folder")
    return data / "backups"


def find_damage(path: DatabaseName) -> list[str]:
    """Return what is wrong with a database, in sentences; nothing when it is well.

    Checks the pages, the foreign keys and the version. Raises UserError when there is no database.
    """
    if isinstance(path, str):
        from store.dialects import postgresql_check  # noqa: PLC0415  psycopg is not needed for a file

        return postgresql_check.find_damage(path)
    if not path.is_file():
        raise UserError(f"There is no database at {path}.", "Start the app once, or name another file.")
    connection = open_read_only(path)
    try:
        damage = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        broken = [
            f"a row of {row[0]} points to a missing {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        return [f"the file cannot be read: {error}"]
    except UnicodeDecodeError:  # the text of a damaged schema, in SQLite's own message about it
        return ["the file cannot be read: its schema is damaged"]
    finally:
        connection.close()
    if not version or not tables >= _REQUIRED_TABLES:
        damage.append("it is not a database of this program")
    if version > migrate.get_latest_number():
        damage.append(f"it is newer than this program (schema {version}, known {migrate.get_latest_number()})")
    return damage + broken


def copy_database(path: DatabaseName, target: Path) -> Path:
    """Copy a database that may be in use, consistently, whole or not at all. Raises UserError when it is damaged.

    The copy of a file is a file of the same kind; that of a database on a server is what `pg_dump` writes.
    """
    if isinstance(path, str):
        from store.dialects import postgresql_dump  # noqa: PLC0415  psycopg is not needed for a file

        return postgresql_dump.dump_database(path, target)
    if target.is_dir():
        raise UserError(f"{target} is a folder.", "Name a file in it.")
    if target.exists() and target.samefile(path):
        raise UserError(f"{target} is the database itself.", "Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".new")
    try:
        with database.session(path) as connection:
            migrate.write_copy(cast("sqlite3.Connection", connection), fresh)
        problems = find_damage(fresh)
        if problems:
            raise UserError(f"The database is damaged: {problems[0]}.", "Restore the newest backup that is well.")
        return fresh.replace(target)
    except DamagedError as error:
        raise UserError(f"The database is damaged: {error}.", "Restore the newest backup that is well.") from error
    finally:
        fresh.unlink(missing_ok=True)


def make_daily_copy(name: DatabaseName, now: datetime, data: Path | None = None) -> Path | None:
    """Make today's copy unless there is one (None), and delete those that the rotation does not keep.

    Kept are the last 7 days that have one, and the newest of each of the last 4 weeks.
    """
    if has_daily_copy(name, now, data) or (isinstance(name, Path) and not name.is_file()):
        return None
    target = copy_database(name, get_daily_path(name, now, data))
    remove_old_copies(name, data)
    return target


def remove_old_copies(name: DatabaseName, data: Path | None = None, elsewhere: Iterable[date] = ()) -> set[date]:
    """Delete the daily copies that the rotation does not keep; return the days that it keeps.

    `elsewhere` are days whose copies lie in other places: they count, so that several replicas keep as many together as one does.
    """
    folder, suffix = get_backup_folder(name, data), _get_suffix(name)
    files = [file for file in folder.iterdir() if file.suffix == suffix] if folder.is_dir() else []
    copies = {_parse_day(file): file for file in files if _DAILY_NAME.fullmatch(file.name)}
    days_to_keep = choose_days_to_keep({*copies, *elsewhere})
    for day in set(copies) - days_to_keep:
        copies[day].unlink(missing_ok=True)  # another process on this folder may have been faster
    # What a process left that was killed while it wrote: `.new`, or `.new.part` before a copy is whole. That of the newest
    # day may be under way.
    for file in folder.glob(f"rehearsal-*{suffix}.new*"):
        name_of_copy = _DAILY_NAME.fullmatch(file.name.partition(".new")[0])
        if name_of_copy and days_to_keep and date.fromisoformat(name_of_copy[1]) < max(days_to_keep):
            file.unlink(missing_ok=True)
    return days_to_keep


def has_daily_copy(name: DatabaseName, now: datetime, data: Path | None = None) -> bool:
    """Tell whether today's copy is there."""
    return get_daily_path(name, now, data).is_file()


def is_daily_copy(name: str) -> bool:
    """Tell whether a file of this name is a daily copy, which the rotation deletes one day."""
    return _DAILY_NAME.fullmatch(name) is not None


def choose_days_to_keep(days: Iterable[date]) -> set[date]:
    """Return the days whose copies the rotation keeps."""
    newest_first = sorted(days, reverse=True)
    days_to_keep = set(newest_first[:DAILY_COPIES])
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
    return days_to_keep | set(list(weeks.values())[:WEEKLY_COPIES])


def restore_database(path: DatabaseName, source: Path, now: datetime, data: Path | None = None) -> Path | None:
    """Put a copy in the place of the database; what was there is kept among the copies (its path; None when there was
    nothing).

    Runs while the app runs: connections that are open see the restored content. Raises UserError when the copy is
    not well.
    """
    if not source.is_file():
        raise UserError(f"There is no backup at {source}.", "`python -m store restore` lists the backups.")
    if isinstance(path, str):
        from store.dialects import postgresql_dump  # noqa: PLC0415  psycopg is not needed for a file

        dump = get_backup_folder(path, data) / f"before-restore-{now:%Y%m%dT%H%M%S}.dump"
        return postgresql_dump.restore_database(path, source, dump)
    if path.exists() and source.samefile(path):
        raise UserError(f"{source} is the database itself.", "Choose a copy.")
    problems = find_damage(source)
    if problems:
        raise UserError(f"{source.name} cannot be restored: {problems[0]}.", "Choose another copy.")
    aside = None
    if path.is_file():
        aside = get_backup_folder(path) / f"before-restore-{now:%Y%m%dT%H%M%S}.sqlite3"
        aside.parent.mkdir(parents=True, exist_ok=True)
    if aside is not None and find_damage(path):
        # Too damaged to be copied as a database, or to be written into. It leaves its place only once the copy lies beside it:
        # on a full disk there would be no database at all, and the app would begin with an empty one.
        with stage_file(path) as staged:
            _copy_pages(source, staged)
            _move_aside(path, aside)
    else:
        if aside is not None:
            copy_database(path, aside)
        path.parent.mkdir(parents=True, exist_ok=True)
        _copy_pages(source, path)
    with database.session(path):
        pass  # an older copy is brought up to date at once
    return aside


def _move_aside(path: Path, aside: Path) -> None:
    """Move a database with its log; what was committed last may be in the log alone."""
    database.close_idle(path)
    path.replace(aside)
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        wal.replace(aside.with_name(aside.name + "-wal"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)


def get_daily_path(name: DatabaseName, now: datetime, data: Path | None) -> Path:
    """Return the path where the copy of a day is or will be."""
    return get_backup_folder(name, data) / f"rehearsal-{now.date().isoformat()}{_get_suffix(name)}"


def _get_suffix(name: DatabaseName) -> str:
    return ".sqlite3" if isinstance(name, Path) else ".dump"


def _copy_pages(source: Path, path: Path) -> None:
    giver = open_read_only(source)
    taker = sqlite3.connect(path, timeout=sqlite.BUSY_SECONDS)
    try:
        giver.backup(taker)
        taker.execute("PRAGMA journal_mode = WAL")  # a copy is kept without a log, see `migrate.write_copy`
        taker.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        taker.close()
        giver.close()


def open_read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that writes nothing.

    Where even the folder cannot be written and no log is waiting to be read, the file is read as it is.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        wal = path.with_name(path.name + "-wal")
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CANTOPEN") and not (
            wal.exists() and wal.stat().st_size
        ):
            connection.close()
            return sqlite3.connect(f"{uri}&immutable=1", uri=True)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        pass  # the caller meets it again, and says so
    return connection


def _parse_day(file: Path) -> date:
    match = _DAILY_NAME.fullmatch(file.name)
    if match is None:
        raise ValueError(file.name)
    return date.fromisoformat(match[1])

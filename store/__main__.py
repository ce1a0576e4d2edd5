"""`python -m store check|backup|restore|tables|export`: look after the database of the workspace (`REHEARSAL_DATA`)."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commands.entry import run_and_exit
from errors import UserError
from store import backup

DATABASE_NAME = "rehearsal.sqlite3"
IMAGES_FOLDER = "pictures"  # the folder beside the database with the images that came in with decks


def main(arguments: list[str] | None = None) -> int:
    """Run a command: 0 when all is well, 1 when a check found something, 2 for a mistake in what was asked."""
    options = _make_parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except UserError as error:
        print(f"{error} {error.remedy}".rstrip(), file=sys.stderr)
    except BrokenPipeError:
        raise  # `commands.entry` knows what it means
    except (OSError, sqlite3.Error) as error:  # a full disk, a folder that is read-only, a database that stays locked
        print(f"It could not be done: {error}. Nothing was changed.", file=sys.stderr)
    except UnicodeDecodeError:  # SQLite quotes a damaged schema, and Python cannot read the quotation
        print("It could not be done: the database's schema is damaged. Nothing was changed.", file=sys.stderr)
    return 2


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description="Check, copy, restore or export the database.")
    default = Path(os.environ.get("REHEARSAL_DATA") or "data") / DATABASE_NAME
    parser.add_argument("--database", type=Path, default=default, help=f"the SQLite file (default {default})")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="look for damage")
    copies = commands.add_parser("backup", help="make a copy, checked, while the app may run")
    copies.add_argument("file", nargs="?", type=Path, help="where to (default: backups/ beside the database)")
    restores = commands.add_parser("restore", help="put a copy in the database's place; what was there is kept")
    restores.add_argument("file", nargs="?", type=Path, help="the copy (without it: list the copies there are)")
    commands.add_parser("tables", help="list the tables and views with the number of their rows")
    exports = commands.add_parser("export", help="write a table or view to standard output")
    exports.add_argument("table", help="its name, as `tables` lists it")
    exports.add_argument("--format", choices=("csv", "json"), default="csv", help="csv (default) or one JSON list")
    return parser


def check_database(options: argparse.Namespace) -> int:
    """Print what is wrong with the database; 1 when something is."""
    problems = backup.find_damage(options.database)
    for problem in problems:
        print(f"{options.database}: {problem}")
    if not problems:
        print(f"{options.database}: ok")
    return 1 if problems else 0


def make_backup(options: argparse.Namespace) -> int:
    """Copy the database and print where to."""
    now = datetime.now(UTC)
    _require_database(options.database)
    target = options.file or backup.get_backup_folder(options.database) / f"by-hand-{now:%Y%m%dT%H%M%S}.sqlite3"
    print(backup.copy_database(options.database, target))
    images = options.database.parent / IMAGES_FOLDER
    if images.is_dir() and any(images.iterdir()):
        # On the same disk they are found again: images are named by their content and never change.
        print(
            f"The decks' images are in {images}: copy that folder too when the copy goes elsewhere.",
            file=sys.stderr,
        )
    return 0


def restore_backup(options: argparse.Namespace) -> int:
    """Put a copy in the database's place, or list the copies there are."""
    if options.file is None:
        for file in sorted(backup.get_backup_folder(options.database).glob("*.sqlite3")):
            print(file)
        return 0
    aside = backup.restore_database(options.database, options.file, datetime.now(UTC))
    print(f"{options.database}: restored from {options.file}" + (f"; what was there is {aside}" if aside else ""))
    return 0


def list_tables(options: argparse.Namespace) -> int:
    """Print each table and view with the number of its rows."""
    with closing(backup.open_read_only(_require_database(options.database))) as connection:
        database = _open_with_sqlite_utils(connection)
        for name in sorted(database.table_names() + database.view_names()):
            print(f"{name}\t{next(database.query(f'SELECT count(*) AS rows FROM [{name}]'))['rows']}")
    return 0


def export_table(options: argparse.Namespace) -> int:
    """Write the rows of a table or view to standard output. Raises UserError for a name that is none."""
    with closing(backup.open_read_only(_require_database(options.database))) as connection:
        database = _open_with_sqlite_utils(connection)
        if options.table not in database.table_names() + database.view_names():
            raise UserError(f"There is no table {options.table}.", "`python -m store tables` lists them.")
        rows: Iterable[dict[str, Any]] = database[options.table].rows
        if options.format == "json":
            _write_json(rows)
        else:
            columns = [column.name for column in database[options.table].columns]
            writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _to_text(value) for name, value in row.items()} for row in rows)
    return 0


def _write_json(rows: Iterable[dict[str, Any]]) -> None:
    """Write a list row by row: a log of a million rows does not fit in memory twice."""
    separator = "[\n"
    for row in rows:
        values = {name: _to_text(value) for name, value in row.items()}
        print(separator + json.dumps(values, ensure_ascii=False), end="")
        separator = ",\n"
    print("[]" if separator == "[\n" else "\n]")


def _to_text(value: Any) -> Any:
    """Return bytes (a deck's text) as text; numbers and texts as they are."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _open_with_sqlite_utils(connection: sqlite3.Connection) -> Any:
    # Imported here: it brings pandas where that is installed (0.6 s), and the other commands do without.
    from sqlite_utils import Database  # noqa: PLC0415

    return Database(connection)


def _require_database(path: Path) -> Path:
    if not path.is_file():
        raise UserError(f"There is no database at {path}.", "Start the app once, or name another file.")
    return path


_COMMANDS = {
    "check": check_database,
    "backup": make_backup,
    "restore": restore_backup,
    "tables": list_tables,
    "export": export_table,
}

if __name__ == "__main__":
    run_and_exit(main)

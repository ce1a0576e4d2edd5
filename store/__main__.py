"""`python -m store check|backup|restore`: look after the database of the workspace (`REHEARSAL_DATA`)."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from errors import UserError
from store import backup

DATABASE_NAME = "rehearsal.sqlite3"
IMAGES_FOLDER = "pictures"  # the folder beside the database with the pictures that came in with decks


def main(arguments: list[str] | None = None) -> int:
    """0 when all is well, 1 when a check found something, 2 for a mistake in what was asked."""
    parser = argparse.ArgumentParser(prog="python -m store", description="Check, copy or restore the database.")
    default = Path(os.environ.get("REHEARSAL_DATA") or "data") / DATABASE_NAME
    parser.add_argument("--database", type=Path, default=default, help=f"the SQLite file (default {default})")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="look for damage")
    keep = commands.add_parser("backup", help="make a copy, checked, while the app may run")
    keep.add_argument("file", nargs="?", type=Path, help="where to (default: backups/ beside the database)")
    back = commands.add_parser("restore", help="put a copy in the database's place; what was there is kept")
    back.add_argument("file", nargs="?", type=Path, help="the copy (without it: list what there is)")
    options = parser.parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except UserError as error:
        print(f"{error} {error.remedy}", file=sys.stderr)
    except (OSError, sqlite3.Error) as error:  # a full disk, a folder that is read-only, a database that stays locked
        print(f"It could not be done: {error}. Nothing was changed.", file=sys.stderr)
    return 2


def check_database(options: argparse.Namespace) -> int:
    problems = backup.find_damage(options.database)
    for problem in problems:
        print(f"{options.database}: {problem}")
    if not problems:
        print(f"{options.database}: ok")
    return 1 if problems else 0


def make_backup(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    if not options.database.is_file():
        raise UserError(f"There is no database at {options.database}.", "Start the app once, or name another file.")
    target = options.file or backup.get_backup_folder(options.database) / f"by-hand-{now:%Y%m%dT%H%M%S}.sqlite3"
    print(backup.copy_database(options.database, target))
    pictures = options.database.parent / IMAGES_FOLDER
    if pictures.is_dir() and any(pictures.iterdir()):
        # On the same disk it is found again: pictures are named by their content and never change.
        print(
            f"The decks' pictures are in {pictures}: copy that folder too when the copy goes elsewhere.",
            file=sys.stderr,
        )
    return 0


def restore_backup(options: argparse.Namespace) -> int:
    if options.file is None:
        for file in sorted(backup.get_backup_folder(options.database).glob("*.sqlite3")):
            print(file)
        return 0
    aside = backup.restore_database(options.database, options.file, datetime.now(UTC))
    print(f"{options.database}: restored from {options.file}" + (f"; what was there is {aside}" if aside else ""))
    return 0


_COMMANDS = {"check": check_database, "backup": make_backup, "restore": restore_backup}

if __name__ == "__main__":
    sys.exit(main())

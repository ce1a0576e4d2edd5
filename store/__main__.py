"""`python -m store check|backup|restore|copy|tables|export`: look after the database of the workspace (`REHEARSAL_DATA`, or
`REHEARSAL_DATABASE` where that is an address).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sqlite3
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commands.entry import run_and_exit
from errors import UserError
from store import backup, copying
from store.database_errors import StoreError
from store.dialects import PREFIXES
from store.dialects.contract import DatabaseName
from store.table_reader import open_for_reading

DATABASE_NAME = "rehearsal.sqlite3"


def main(arguments: list[str] | None = None) -> int:
    """Run a command: 0 when all is well, 1 when a check found something, 2 for a mistake in what was asked."""
    options = _make_parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except UserError as error:
        print(f"{error} {error.remedy}".rstrip(), file=sys.stderr)
    except BrokenPipeError:
        raise  # `commands.entry` knows what it means
    # A full disk, a folder that is read-only, a database that stays locked.
    except (OSError, sqlite3.Error, StoreError) as error:
        print(f"It could not be done: {error}. {_describe_what_stays(options.command)}", file=sys.stderr)
    except UnicodeDecodeError:  # SQLite quotes a damaged schema, and Python cannot read the quotation
        what_stays = _describe_what_stays(options.command)
        print(f"It could not be done: the database's schema is damaged. {what_stays}", file=sys.stderr)
    return 2


def _describe_what_stays(command: str) -> str:
    """Return what a command that failed has left behind, as a sentence."""
    if command == "copy":  # each batch is a transaction of its own
        return "What was copied so far stays in the target; the same command resumes from there."
    return "Nothing was changed."


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description="Check, copy, restore or export the database.")
    setting = os.environ.get("REHEARSAL_DATABASE", "").strip()
    default = setting if setting not in ("", "sqlite") else str(_get_data_folder() / DATABASE_NAME)
    parser.add_argument(
        "--database",
        type=parse_name,
        default=default,
        help="an SQLite file, or an address such as postgresql://host/database (default: what the app uses)",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="look for damage")
    copies = commands.add_parser("backup", help="make a copy, checked, while the app may run")
    copies.add_argument("file", nargs="?", type=Path, help="where to (default: backups/ beside the database)")
    restores = commands.add_parser("restore", help="put a copy in the database's place; what was there is kept")
    restores.add_argument(
        "file", nargs="?", help="the copy: a file, or s3://… as listed (without it: list the copies there are)"
    )
    commands.add_parser("tables", help="list the tables and views with the number of their rows")
    moves = commands.add_parser("copy", help="copy everything into another database, of either kind; resumable")
    moves.add_argument("source", type=parse_name, help="a file, sqlite:///PATH or postgresql://…")
    moves.add_argument("target", type=parse_name, help="an empty one, or one that a copy was interrupted in")
    exports = commands.add_parser("export", help="write a table or view to standard output")
    exports.add_argument("table", help="its name, as `tables` lists it")
    exports.add_argument("--format", choices=("csv", "json"), default="csv", help="csv (default) or one JSON list")
    return parser


def parse_name(text: str) -> DatabaseName:
    """Return the database that a text names: a path, `sqlite:///path`, or an address of a server."""
    if text.startswith(PREFIXES):
        return text
    return Path(text.removeprefix("sqlite:///"))


def show_name(name: DatabaseName) -> str:
    """Return a database's name for messages, without a password."""
    if isinstance(name, Path):
        return str(name)
    from store.dialects import postgresql  # noqa: PLC0415  psycopg is not needed for a file

    return postgresql.hide_password(name)


def _get_data_folder() -> Path:
    return Path(os.environ.get("REHEARSAL_DATA") or "data")


def check_database(options: argparse.Namespace) -> int:
    """Print what is wrong with the database; 1 when something is."""
    problems = backup.find_damage(options.database)
    for problem in problems:
        print(f"{show_name(options.database)}: {problem}")
    if not problems:
        print(f"{show_name(options.database)}: ok")
    return 1 if problems else 0


def make_backup(options: argparse.Namespace) -> int:
    """Copy the database and print where to."""
    now = datetime.now(UTC)
    _require_database(options.database)
    suffix = "sqlite3" if isinstance(options.database, Path) else "dump"
    folder = backup.get_backup_folder(options.database, _get_data_folder())
    print(backup.copy_database(options.database, options.file or folder / f"by-hand-{now:%Y%m%dT%H%M%S}.{suffix}"))
    from commands import objects_main  # noqa: PLC0415 (brings the services, half a second)

    left_out = objects_main.describe_what_is_left_out(folder.parent)
    if left_out:
        print(left_out, file=sys.stderr)
    return 0


def restore_backup(options: argparse.Namespace) -> int:
    """Put a copy in the database's place, or list the copies there are."""
    from commands import objects_main  # noqa: PLC0415 (brings the services, half a second)

    if options.file is None:
        pattern = "*.sqlite3" if isinstance(options.database, Path) else "*.dump"
        for file in sorted(backup.get_backup_folder(options.database, _get_data_folder()).glob(pattern)):
            print(file)
        for address in objects_main.list_backups():
            print(address)
        return 0
    now, source = datetime.now(UTC), Path(options.file)
    if "://" in options.file:
        folder = backup.get_backup_folder(options.database, _get_data_folder())
        source = objects_main.fetch_backup(options.file, folder, now)
    aside = backup.restore_database(options.database, source, now, _get_data_folder())
    print(
        f"{show_name(options.database)}: restored from {options.file}"
        + (f"; what was there is {aside}" if aside else "")
    )
    return 0


def copy_everything(options: argparse.Namespace) -> int:
    """Copy a database into another, and print what stands in each table on both sides; 1 when that differs."""
    source, target = _require_database(options.source), options.target
    if source == target:
        raise UserError("Source and target are the same database.", "Name two.")

    def tell(sentence: str) -> None:
        print(sentence, file=sys.stderr)

    tables = copying.copy_database(source, target, show_name(source), tell)
    for table in tables:
        state = "same" if table.is_same else f"differs: {table.target_rows} rows {table.target_sha[:12]} in the copy"
        print(f"{table.name}\t{table.source_rows} rows\t{table.source_sha[:12]}\t{state}")
    if not all(table.is_same for table in tables):
        print("The copy is incomplete: start again with an empty target.", file=sys.stderr)
        return 1
    print(f"{sum(table.source_rows for table in tables)} rows copied to {show_name(target)}; both sides hold the same.")
    return 0


def list_tables(options: argparse.Namespace) -> int:
    """Print each table and view with the number of its rows."""
    with open_for_reading(_require_database(options.database)) as reader:
        for name in reader.list_tables():
            print(f"{name}\t{reader.count_rows(name)}")
    return 0


def export_table(options: argparse.Namespace) -> int:
    """Write the rows of a table or view to standard output. Raises UserError for a name that is none."""
    with open_for_reading(_require_database(options.database)) as reader:
        if options.table not in reader.list_tables():
            raise UserError(f"There is no table {options.table}.", "`python -m store tables` lists them.")
        columns = reader.list_columns(options.table)
        rows = reader.read_rows(options.table, columns)
        if options.format == "json":
            _write_json(dict(zip(columns, row, strict=True)) for row in rows)
        else:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_to_text(value) for value in row] for row in rows)
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


def _require_database(name: DatabaseName) -> DatabaseName:
    if isinstance(name, Path) and not name.is_file():
        raise UserError(f"There is no database at {name}.", "Start the app once, or name another file.")
    return name


_COMMANDS = {
    "check": check_database,
    "backup": make_backup,
    "restore": restore_backup,
    "copy": copy_everything,
    "tables": list_tables,
    "export": export_table,
}

if __name__ == "__main__":
    run_and_exit(main)

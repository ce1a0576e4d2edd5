"""Move a database from one engine to the other, or to another place: every table, counted and hashed on both sides.

A copy that was interrupted goes on after its last batch: how far it is stands in the target, in a table that goes away with
the last row. What is read is one moment of the source, so the app may go on meanwhile; what it writes then is not in the copy.
"""

from __future__ import annotations

import graphlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from errors import UserError
from store import connection as database
from store.connection import Connection, DatabaseName, transaction
from store.table_reader import Reader, open_for_reading

BATCH = 5000  # rows in one transaction: some megabytes, and some tenths of a second to do again
_PROGRESS = "copy_progress"
# A new database has one learner, of whom nothing is known yet.
_SEED = [(1, "Learner", 0)]


@dataclass(frozen=True, slots=True)
class TableCopy:
    """What stands in a table on both sides: how many rows, and the SHA-256 of them all in the order of their keys."""

    name: str
    source_rows: int
    source_sha: str
    target_rows: int
    target_sha: str

    @property
    def is_same(self) -> bool:
        """Tell whether both sides hold the same rows."""
        return (self.source_rows, self.source_sha) == (self.target_rows, self.target_sha)


def copy_database(
    source: DatabaseName, target: DatabaseName, source_title: str, tell: Callable[[str], None]
) -> tuple[TableCopy, ...]:
    """Copy every row, and return what stands in each table afterwards. `source_title` names the source when a copy is resumed.

    Raises UserError when the target holds anything that is not this copy, or either side has another schema than this
    program.
    """
    with database.session(target) as writing:
        number = writing.read_schema_number()
    # Opening the target has migrated it; the source is only read, and must not be.
    with open_for_reading(source) as reader:
        if reader.read_schema_number() != number:
            raise UserError(
                "The database to copy from was written by another version of the program.",
                "Start the app on it once with this version, then copy.",
            )
        tables = sort_tables(reader)
        with database.session(target) as writing:
            _prepare(writing, tables, source_title)
            for name in tables:
                _copy_table(reader, writing, name, tell)
            writing.renumber_rows()
        with open_for_reading(target) as target_reader:
            comparisons = tuple(_compare_table(reader, target_reader, name) for name in tables)
    if all(table.is_same for table in comparisons):
        with database.session(target) as writing, transaction(writing):
            writing.execute(f"DROP TABLE {_PROGRESS}")
    return comparisons


def sort_tables(reader: Reader) -> list[str]:
    """Return the tables so that none points to a later one."""
    names = reader.list_tables(views=False)
    graph = {name: {target for target in reader.list_references(name) if target != name} for name in names}
    graph.pop(_PROGRESS, None)
    return list(graphlib.TopologicalSorter(graph).static_order())


def _prepare(target: Connection, tables: list[str], source_title: str) -> None:
    """Begin a copy, or find where it was left. Raises UserError when something else stands in the target."""
    with transaction(target):
        if target.has_table(_PROGRESS):
            row = target.execute(f"SELECT last_key FROM {_PROGRESS} WHERE name = ?", ("",)).fetchone()
            if row is None or row[0] != source_title:
                raise UserError(
                    "The target holds an unfinished copy of another database.", "Name an empty database as the target."
                )
            return
        for name in tables:
            filled = target.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is not None
            if name == "learners":
                filled = target.execute("SELECT id, name, created_at FROM learners ORDER BY id").fetchall() != _SEED
            if filled:
                raise UserError(f"The target is not empty: {name} has rows.", "Name an empty database as the target.")
        target.execute(f"CREATE TABLE {_PROGRESS} (name TEXT PRIMARY KEY, last_key TEXT NOT NULL)")
        # The row without a table's name says what is copied.
        target.execute(f"INSERT INTO {_PROGRESS} (name, last_key) VALUES (?, ?)", ("", source_title))
        target.execute("DELETE FROM learners")  # the one of a new database, whose number the copy brings along


def _copy_table(reader: Reader, target: Connection, name: str, tell: Callable[[str], None]) -> None:
    columns, key = reader.list_columns(name), reader.list_key(name)
    places = [columns.index(column) for column in key]
    row = target.execute(f"SELECT last_key FROM {_PROGRESS} WHERE name = ?", (name,)).fetchone()
    after = _unpack_key(row[0]) if row else ()
    if after:
        tell(f"{name}: resumes after {row[0]}")
    for batch in _group(reader.read_rows(name, columns, key, after), BATCH):
        # The rows and how far they go: one transaction, so that a copy that goes on never repeats a row.
        with transaction(target):
            target.insert_rows(name, columns, batch)
            target.execute(
                f"INSERT INTO {_PROGRESS} (name, last_key) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET last_key = excluded.last_key",
                (name, _pack_key([batch[-1][place] for place in places])),
            )


def _compare_table(source: Reader, target: Reader, name: str) -> TableCopy:
    columns, key = source.list_columns(name), source.list_key(name)
    (source_rows, source_sha), (target_rows, target_sha) = (
        _hash_rows(side.read_rows(name, columns, key)) for side in (source, target)
    )
    return TableCopy(name, source_rows, source_sha, target_rows, target_sha)


def _hash_rows(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """Return how many rows there are, and a hash of them."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        # PostgreSQL's texts hold no NUL: the copy has the sign for what cannot be shown, and counts as the same.
        digest.update(repr(tuple(v.replace("\0", "\ufffd") if isinstance(v, str) else v for v in row)).encode())
        count += 1
    return count, digest.hexdigest()


def _group(rows: Iterator[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _pack_key(key: list[Any]) -> str:
    return json.dumps([{"hex": part.hex()} if isinstance(part, bytes) else part for part in key])


def _unpack_key(text: str) -> tuple[Any, ...]:
    return tuple(bytes.fromhex(part["hex"]) if isinstance(part, dict) else part for part in json.loads(text))

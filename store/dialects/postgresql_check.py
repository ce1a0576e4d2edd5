"""What can be checked of a PostgreSQL database: its schema's number, its foreign keys, its indexes where `amcheck` is there."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg

from store import database_errors
from store.dialects import postgresql, postgresql_schema

# A foreign key and the columns it joins, in the order of the key.
_FOREIGN_KEYS = """
SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, k.convalidated,
    (SELECT string_agg(format('c.%I = p.%I', a.attname, b.attname), ' AND ' ORDER BY n.place)
     FROM unnest(k.conkey, k.confkey) WITH ORDINALITY AS n (own, other, place)
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.own
     JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = n.other),
    (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ' ORDER BY n.place)
     FROM unnest(k.conkey) WITH ORDINALITY AS n (own, place)
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.own)
FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY k.conrelid, k.conname
"""
_INDEXES = (
    "SELECT c.oid::regclass::text, c.oid FROM pg_class c JOIN pg_am m ON m.oid = c.relam"
    " WHERE c.relkind = 'i' AND m.amname = 'btree' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"
)


def find_damage(address: str) -> list[str]:
    """Return what is wrong with a database, in sentences; nothing when it is well. Raises StoreError when it is out of reach.

    Reads every row that has a foreign key, and with `amcheck` every index.
    """
    try:
        with closing(postgresql.open_unmigrated(address)) as connection:
            problem = postgresql_schema.find_schema_problem(connection)
            if problem:
                return [problem]
            return [*_find_broken_references(connection), *_find_broken_indexes(connection)]
    except psycopg.Error as error:
        translated = postgresql.translate_error(error)
        if isinstance(translated, database_errors.DamagedError):
            return [f"it cannot be read: {translated}"]
        raise translated or error from error


def _find_broken_references(connection: psycopg.Connection[Any]) -> list[str]:
    damage = []
    for table, target, is_valid, join, is_set in connection.execute(_FOREIGN_KEYS).fetchall():
        row = connection.execute(
            f"SELECT count(*) FROM {table} c WHERE {is_set} AND NOT EXISTS (SELECT 1 FROM {target} p WHERE {join})".encode()
        ).fetchone()
        if row and row[0]:
            damage += [f"a row of {table} points to a missing {target}"] * int(row[0])
        elif not is_valid:
            damage.append(f"a foreign key of {table} to {target} was never checked")
    return damage


def _find_broken_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    has_amcheck = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'").fetchone()
    if has_amcheck is None:
        return []
    damage = []
    for name, oid in connection.execute(_INDEXES).fetchall():
        try:
            connection.execute("SELECT bt_index_check(%s::regclass, true)", (oid,))
        except (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted) as error:
            damage.append(f"the index {name} is damaged: {postgresql.describe_error(error)}")
    return damage

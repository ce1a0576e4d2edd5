"""The schema on PostgreSQL: the same numbered migrations, translated, or in a file of their own in `migrations/postgresql/`.

A migration that says more than a translation can (moving data with functions that SQLite alone has) has its PostgreSQL form
in a file of the same name there. Replicas that start at once migrate one after the other: an advisory lock is held.

During an update replicas of two versions run at once, and the older ones meet a newer schema. A migration expands: the program
before it can go on, and start. One that contracts says from which migration on programs know what it takes away, in a line
`-- Oldest program: NNNN`; older ones refuse to start.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg

from errors import UserError
from store import migrate
from store.dialects.postgresql_sql import FUNCTIONS, translate_migration

FOLDER = migrate.MIGRATIONS_FOLDER / "postgresql"
_LOCK = 5_273_000  # of migrating; a number that nobody else takes in this database
_TABLE = (
    "CREATE TABLE schema_migrations ("
    "number bigint PRIMARY KEY, name text NOT NULL, oldest_program bigint NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now())"
)
# Written in a migration that takes something away from the programs before it.
_OLDEST_PROGRAM = re.compile(r"^-- Oldest program: (\d{4})$", re.MULTILINE)
_IDENTITIES = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY table_name"
)


def migrate_database(connection: psycopg.Connection[Any], up_to: int | None = None) -> None:
    """Bring the database up to date (or to `up_to`), all that is pending in one transaction.

    Raises UserError when it is too new for this program.
    """
    latest = up_to or migrate.get_latest_number()
    current = read_schema_number(connection)
    refuse_contracted_schema(connection, current)
    if current >= latest:
        return
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        # Read again: another replica may have migrated while the lock was waited for.
        current = read_schema_number(connection)
        refuse_contracted_schema(connection, current)
        if current == 0:
            connection.execute(_TABLE)
            for function in FUNCTIONS:
                connection.execute(function.encode())
        for number, name, sql in migrate.load_scripts():
            if current < number <= latest:
                _apply_script(connection, name, sql)
                connection.execute(
                    "INSERT INTO schema_migrations (number, name, oldest_program) VALUES (%s, %s, %s)",
                    (number, name, read_oldest_program(sql)),
                )
        renumber_identities(connection)
        connection.execute("COMMIT")
    except BaseException:
        if not connection.closed:
            connection.execute("ROLLBACK")
        raise


def has_table(connection: psycopg.Connection[Any], name: str) -> bool:
    """Tell whether there is a table of this name, of another schema where the name says so.

    Reads the catalogue: `to_regclass` answers from a cache, which may not know yet what was made while a lock was waited for.
    """
    schema, _, table = name.rpartition(".")
    row = connection.execute(
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = %s AND n.nspname = coalesce(nullif(%s, ''), current_schema()) AND c.relkind = 'r'",
        (table, schema),
    ).fetchone()
    return row is not None


def read_schema_number(connection: psycopg.Connection[Any]) -> int:
    """Return the number of the newest migration that was applied, 0 for an empty database."""
    if not has_table(connection, "schema_migrations"):
        return 0
    row = connection.execute("SELECT coalesce(max(number), 0) FROM schema_migrations").fetchone()
    return int(row[0]) if row else 0


def read_oldest_program(sql: str) -> int:
    """Return the migration that a program has to know to work with what this one leaves, 0 for any."""
    match = _OLDEST_PROGRAM.search(sql)
    return int(match[1]) if match else 0


def refuse_contracted_schema(connection: psycopg.Connection[Any], current: int) -> None:
    """Raise UserError when a newer program took away what this one needs."""
    if current <= migrate.get_latest_number():
        return
    row = connection.execute("SELECT max(oldest_program) FROM schema_migrations").fetchone()
    if row is None or row[0] > migrate.get_latest_number():
        migrate.refuse_newer_schema(current)


def renumber_identities(connection: psycopg.Connection[Any]) -> None:
    """Let every table that numbers its rows go on after the last one: rows may have come in with their numbers."""
    for table, column in connection.execute(_IDENTITIES).fetchall():
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)"
            f" FROM {table}".encode()
        )


def _apply_script(connection: psycopg.Connection[Any], name: str, sql: str) -> None:
    own = FOLDER / f"{name}.sql"
    script = own.read_text(encoding="utf-8") if own.is_file() else sql
    for statement in migrate.split_statements(script):
        connection.execute(translate_migration(statement).encode())


def find_schema_problem(connection: psycopg.Connection[Any]) -> str | None:
    """Return what is wrong with the schema's number, None when it is this program's."""
    current = read_schema_number(connection)
    if current == 0:
        return "it is not a database of this program"
    try:
        refuse_contracted_schema(connection, current)
    except UserError as error:
        return str(error)
    return None

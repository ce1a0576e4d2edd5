"""The schema on PostgreSQL: the same as on SQLite, from wherever it begins, and by whoever comes first."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from errors import UserError
from services.workspace import ROOT
from store import backup, connection, migrate
from store.dialects import postgresql, postgresql_schema
from store.dialects.contract import DatabaseName
from tests.databases import get_server, lend_database, make_empty_database

_TYPES = {"bigint": "INTEGER", "text": "TEXT", "double precision": "REAL", "bytea": "BLOB"}


# A program whose migrations are those it is given.
MIGRATE = """
import sys
from store import connection, migrate
migrate.load_scripts = lambda: eval(sys.argv[2])
connection.connect(sys.argv[1]).close()
"""


def describe_sqlite(path: Path) -> dict[str, object]:
    """Tables with their columns (type, required, key), foreign keys and indexes."""
    with connection.session(path) as opened:
        names = [
            name
            for (name,) in opened.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            ).fetchall()
            if not name.startswith(("sqlite_", "_sqlite"))
        ]
        return {
            name: (
                sorted(
                    (column, kind, bool(required or key), bool(key))
                    for _, column, kind, required, _, key, _ in opened.execute(f"PRAGMA table_xinfo({name})").fetchall()
                ),
                # A key of several columns is one key: its first column stands for it.
                sorted(row[2] for row in opened.execute(f"PRAGMA foreign_key_list({name})").fetchall() if row[1] == 0),
                sorted(
                    (tuple(c[2] for c in opened.execute(f"PRAGMA index_info({index})").fetchall()), bool(unique))
                    for _, index, unique, origin, _ in opened.execute(f"PRAGMA index_list({name})").fetchall()
                    if origin != "pk"
                ),
            )
            for name in names
        }


def describe_postgresql(address: str) -> dict[str, object]:
    with closing(postgresql.open_unmigrated(address)) as opened:
        result: dict[str, object] = {}
        for (name,) in opened.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY 1"
        ).fetchall():
            key = {
                row[0]
                for row in opened.execute(
                    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
                    " WHERE i.indrelid = %s::regclass AND i.indisprimary",
                    (name,),
                ).fetchall()
            }
            columns = opened.execute(
                "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = %s",
                (name,),
            ).fetchall()
            references = opened.execute(
                "SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
                (name,),
            ).fetchall()
            indexes = opened.execute(
                "SELECT pg_get_indexdef(indexrelid), indisunique FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary",
                (name,),
            ).fetchall()
            result[name] = (
                sorted((c, _TYPES[kind], nullable == "NO", c in key) for c, kind, nullable in columns),
                sorted(row[0] for row in references),
                sorted((parse_columns(definition), bool(unique)) for definition, unique in indexes),
            )
        return result


def parse_columns(definition: str) -> tuple[str, ...]:
    """The columns of `CREATE INDEX … USING btree (a, b DESC) WHERE …`."""
    inside = re.search(r"USING btree \(([^)]*)\)", definition)
    assert inside
    return tuple(column.split()[0].strip('"') for column in inside[1].split(", "))


def at_number(number: int) -> str:
    """A database as the program left it whose newest migration this was."""
    address = make_empty_database()
    with closing(postgresql.open_unmigrated(address)) as opened:
        postgresql_schema.migrate_database(opened, number)
    return address


def test_both_engines_have_the_same_tables_columns_keys_and_indexes(path: Path) -> None:
    with lend_database() as address:
        assert describe_postgresql(address) == describe_sqlite(path)


@pytest.mark.parametrize("before", [1, 2, 5])
def test_a_database_of_an_earlier_release_is_brought_up_to_date_with_its_rows(before: int, path: Path) -> None:
    address = at_number(migrate.get_latest_number() - before)
    with closing(postgresql.open_unmigrated(address)) as old:
        old.execute("UPDATE learners SET name = 'Ada'")
        old.execute("INSERT INTO learners (id, name, created_at) VALUES (7, 'Bob', 0)")
    with connection.session(address) as opened:
        assert opened.execute("SELECT id, name FROM learners ORDER BY id").fetchall() == [(1, "Ada"), (7, "Bob")]
        row = opened.execute("INSERT INTO learners (name, created_at) VALUES ('Cem', 0) RETURNING id").fetchone()
        assert row == (8,)  # it goes on after the last one, whoever numbered it
    connection.close_idle(address)
    assert describe_postgresql(address) == describe_sqlite(path)
    assert backup.find_damage(address) == []


def test_replicas_that_start_at_once_migrate_once() -> None:
    address = make_empty_database()
    code = "import sys, store.connection as d\nwith d.session(sys.argv[1]): pass"
    started = [subprocess.Popen([sys.executable, "-c", code, address], cwd=ROOT) for _ in range(3)]
    assert [process.wait(timeout=60) for process in started] == [0] * 3
    with closing(postgresql.open_unmigrated(address)) as opened:
        (count,) = opened.execute("SELECT count(*) FROM schema_migrations").fetchone() or (0,)
    assert count == migrate.get_latest_number()


def test_a_migration_that_fails_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    address = at_number(migrate.get_latest_number())
    number = migrate.get_latest_number() + 1
    scripts = (
        *migrate.load_scripts(),
        (number, f"{number:04d}_good", "CREATE TABLE extra (a TEXT) STRICT;\nUPDATE learners SET name = 'lost';\n"),
        (number + 1, f"{number + 1:04d}_bad", "INSERT INTO nowhere VALUES (1);\n"),
    )
    monkeypatch.setattr(migrate, "load_scripts", lambda: scripts)
    with pytest.raises(Exception, match="nowhere"):
        connection.connect(address)
    monkeypatch.undo()
    with connection.session(address) as opened:
        assert opened.execute("SELECT name, to_regclass('extra') FROM learners").fetchall() == [("Learner", None)]
    connection.close_idle(address)


def test_a_database_of_a_newer_program_is_refused_with_a_sentence() -> None:
    address = at_number(migrate.get_latest_number())
    with closing(postgresql.open_unmigrated(address)) as opened:
        opened.execute("INSERT INTO schema_migrations (number, name, oldest_program) VALUES (9999, '9999_later', 9998)")
    with pytest.raises(UserError, match="newer than the program"):
        connection.connect(address)
    assert "newer than" in backup.find_damage(address)[0]


def test_while_replicas_are_updated_the_older_program_goes_on_and_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    address, latest = at_number(migrate.get_latest_number()), migrate.get_latest_number()
    expand = (
        latest + 1,
        f"{latest + 1:04d}_expand",
        "ALTER TABLE learners ADD COLUMN motto TEXT NOT NULL DEFAULT '';\n",
    )
    contract = (
        latest + 2,
        f"{latest + 2:04d}_contract",
        f"-- Oldest program: {latest + 1:04d}\nALTER TABLE learners DROP COLUMN created_at;\n",
    )
    scripts = migrate.load_scripts()

    def run_version(known: tuple[tuple[int, str, str], ...]) -> None:
        connection.close_idle(address)
        monkeypatch.setattr(migrate, "load_scripts", lambda: known)

    run_version(scripts)
    with connection.session(address) as old:
        newer = subprocess.run(  # another replica, one release on
            [sys.executable, "-c", MIGRATE, address, repr((*scripts, expand))], cwd=ROOT, check=True
        )
        assert newer.returncode == 0
        old.execute("INSERT INTO learners (name, created_at) VALUES ('Ada', 0)")  # it goes on
    run_version(scripts)
    with connection.session(address) as old:  # and it starts
        assert old.execute("SELECT name FROM learners ORDER BY id").fetchall() == [("Learner",), ("Ada",)]
    run_version((*scripts, expand, contract))
    with connection.session(address) as new:
        new.execute("INSERT INTO learners (name) VALUES ('Bob')")
    run_version(scripts)
    with pytest.raises(UserError, match="newer than the program"):
        connection.connect(address)
    run_version((*scripts, expand))
    connection.connect(address).close()
    connection.close_idle(address)


def test_a_broken_reference_is_found() -> None:
    with lend_database() as address:
        assert backup.find_damage(address) == []
        name = postgresql.conninfo_to_dict(address)["dbname"]
        get_server().run_sql(
            "SET session_replication_role = replica; INSERT INTO enrolments (learner, deck, revision) VALUES (1, 99, 1)",
            str(name),
        )
        assert backup.find_damage(address) == ["a row of enrolments points to a missing decks"]


def test_a_database_without_our_tables_is_none_of_this_program() -> None:
    address: DatabaseName = make_empty_database()
    assert backup.find_damage(address) == ["it is not a database of this program"]

"""Migrations: numbered, in one transaction, from every earlier version, with a copy kept."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from errors import UserError
from services.workspace import ROOT
from store import connection as database
from store import migrate
from store.tables.practice import review_log


def schema(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    connection.close()
    return rows


def at_version(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    migrate.apply_migrations(connection, number)
    connection.close()


def test_a_copy_that_fails_leaves_nothing(path: Path) -> None:
    at_version(path, 1)

    class FullDisk(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **_: object) -> None:
            target.execute("CREATE TABLE half (a)")
            raise sqlite3.OperationalError("database or disk is full")

    with closing(sqlite3.connect(path, factory=FullDisk)) as connection, pytest.raises(sqlite3.OperationalError):
        migrate.write_copy(connection, path.with_name("copy.sqlite3"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_numbers_follow_each_other() -> None:
    assert [number for number, _, _ in migrate.load_scripts()] == list(range(1, migrate.get_latest_number() + 1))


@pytest.mark.parametrize("number", range(1, migrate.get_latest_number() + 1))
def test_from_every_earlier_version_to_the_same_schema(tmp_path: Path, number: int) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    at_version(old, number)
    for path in (old, new):
        with database.session(path) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (migrate.get_latest_number(),)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert schema(old) == schema(new)
    assert (tmp_path / f"old.sqlite3.before-{migrate.get_latest_number():04d}").exists() == (
        number < migrate.get_latest_number()
    )


@pytest.mark.parametrize("number", range(1, 4))
def test_the_log_of_an_earlier_version_is_numbered_anew(path: Path, number: int) -> None:
    at_version(path, number)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Second', 0)")
    connection.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
    for card in (1, 2):
        connection.execute(
            "INSERT INTO cards VALUES (?, 1, ?, 'recall', 'c', '', 'c', '', 0, '', '', NULL)", (card, f"c{card}")
        )
        for learner in (1, 2):
            connection.execute(
                "INSERT INTO states (learner, card, deck, position, shuffle) VALUES (?, ?, 1, 0, 0)", (learner, card)
            )
    rows = [  # number, learner, card, event, time, the row it takes back: the clock is set back at row 4
        (1, 1, 1, "grade", 1_000, None),
        (2, 2, 1, "grade", 1_000, None),
        (3, 1, 2, "grade", 9_000, None),
        (4, 1, 1, "grade", 2_000, None),
        (5, 1, 1, "undo", 2_500, 4),
        (6, 1, 2, "cram", 9_500, None),
    ]
    connection.executemany(
        "INSERT INTO log (id, learner, deck, card, event, rating, at, key, session, undoes, was_phase)"
        " VALUES (?, ?, 1, ?, ?, ?, ?, ?, 's', ?, 0)",
        [(n, who, c, e, None if e == "undo" else 3, at, f"k{n}", back) for n, who, c, e, at, back in rows],
    )
    connection.commit()
    connection.close()
    with database.session(path) as now:
        first, second = 1 << 42, 2 << 42
        assert now.execute("SELECT key, id, undoes FROM log ORDER BY id").fetchall() == [
            ("k1", first + 1_000, None),
            ("k3", first + 9_000, None),
            ("k4", first + 9_001, None),
            ("k5", first + 9_002, first + 9_001),
            ("k6", first + 9_500, None),
            ("k2", second + 1_000, None),
        ]
        assert now.execute("SELECT learner, card, last_event FROM states ORDER BY 1, 2").fetchall() == [
            (1, 1, first + 1_000),  # what was undone does not count
            (1, 2, first + 9_000),  # nor does cramming
            (2, 1, second + 1_000),
            (2, 2, 0),
        ]
        assert review_log.count_done(now, 1, 1, 2_000) == (1, 0)
        assert now.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_migration_that_fails_leaves_everything_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.session(path) as connection:
        connection.execute("UPDATE learners SET name = 'Ada'")
    before = schema(path)
    number = migrate.get_latest_number() + 1
    scripts = (
        *migrate.load_scripts(),
        (number, f"{number:04d}_good", "CREATE TABLE extra (a TEXT) STRICT;\nUPDATE learners SET name = 'lost';\n"),
        (number + 1, f"{number + 1:04d}_bad", "CREATE TABLE more (a TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n"),
    )
    monkeypatch.setattr(migrate, "load_scripts", lambda: scripts)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        database.connect(path)
    monkeypatch.undo()
    assert schema(path) == before
    with database.session(path) as connection:
        assert connection.execute("SELECT name FROM learners").fetchone() == ("Ada",)
        assert connection.execute("PRAGMA user_version").fetchone() == (migrate.get_latest_number(),)
    copy = sqlite3.connect(path.with_name(f"{path.name}.before-{number + 1:04d}"))
    assert copy.execute("SELECT name FROM learners").fetchone() == ("Ada",)
    copy.close()


def test_a_database_of_a_newer_program_is_refused_with_a_sentence(path: Path) -> None:
    with database.session(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    database.close_idle(path)
    with pytest.raises(UserError, match="newer than the program") as caught:
        database.connect(path)
    assert caught.value.remedy


def test_what_is_no_database_is_refused_with_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(UserError, match="not a database"):
        database.connect(path)
    assert path.read_bytes().startswith(b"no database")


def test_many_processes_that_start_at_once_migrate_once(path: Path) -> None:
    code = "import sys, pathlib, store.connection as d\nwith d.session(pathlib.Path(sys.argv[1])): pass"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT) for _ in range(4)]
    assert [process.wait(timeout=60) for process in started] == [0] * 4
    with database.session(path) as connection:
        assert connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (
            migrate.get_latest_number(),
        )


def test_a_copy_holds_what_was_there_before_another_process_migrated(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = migrate.get_latest_number() - 1
    at_version(path, number)
    use_wal = migrate._use_wal

    def let_another_come_first(connection: sqlite3.Connection) -> None:
        monkeypatch.setattr(migrate, "_use_wal", use_wal)
        database.connect(path).close()
        use_wal(connection)

    monkeypatch.setattr(migrate, "_use_wal", let_another_come_first)
    database.connect(path).close()
    with closing(sqlite3.connect(path.with_name(f"{path.name}.before-{number + 1:04d}"))) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (number,)


def test_nobody_else_migrates_while_the_copy_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_version(path, migrate.get_latest_number() - 1)
    write_copy, targets = migrate.write_copy, []

    def come_in_between(connection: sqlite3.Connection, target: Path) -> None:
        targets.append(target)
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                migrate.migrate_database(other, path)
            assert other.execute("PRAGMA busy_timeout").fetchone() == (0,)
        write_copy(connection, target)

    monkeypatch.setattr(migrate, "_LOCK_SECONDS", 0)
    monkeypatch.setattr(migrate, "write_copy", come_in_between)
    database.connect(path).close()
    assert len(targets) == 1


def test_another_process_that_begins_with_the_file_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as own,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            own.execute("PRAGMA journal_mode = WAL")
        monkeypatch.setattr(migrate.time, "sleep", lambda _seconds: other.execute("ROLLBACK"))
        migrate.migrate_database(own, path)
        assert own.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_statements_are_cut_at_their_ends() -> None:
    trigger = "CREATE TRIGGER t BEFORE UPDATE ON a\nBEGIN SELECT 1; END;\n"
    sql = f"CREATE TABLE a (b TEXT);  -- one; two\n{trigger}SELECT ';';\n"
    assert [s.split()[0] for s in migrate.split_statements(sql)] == ["CREATE", "CREATE", "SELECT"]


def test_a_decision_is_the_source_of_its_card(path: Path) -> None:
    before = next(number for number, name, _ in migrate.load_scripts() if name.endswith("kept_decisions")) - 1
    at_version(path, before)
    with sqlite3.connect(path) as old:
        old.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
        for name, kind in (("dec-pool~decision", "decision"), ("inc-pool~order", "order")):
            old.execute(
                "INSERT INTO cards (deck, name, kind, source, topic, family, follows, position, prompt, sha)"
                " VALUES (1, ?, ?, 'inc-pool', '', 'inc-pool', '', 0, '', '')",
                (name, kind),
            )
    old.close()
    with database.session(path) as connection:
        rows = connection.execute("SELECT name, source, kept_only FROM cards ORDER BY id").fetchall()
    assert rows == [("dec-pool~decision", "dec-pool", 0), ("inc-pool~order", "inc-pool", 0)]


# From here on replicas of two versions may run at once (docs/databases.md).
_FIRST_WITH_REPLICAS = 16
# What a program that does not know of it would meet: something gone, renamed, or a column that it does not fill.
_TAKES_AWAY = re.compile(
    r"\b(?:DROP\s+(?:TABLE|COLUMN|VIEW|TRIGGER)|RENAME\s+(?:TO|COLUMN)|ADD\s+COLUMN(?=[^;]*\bNOT\s+NULL)(?![^;]*\bDEFAULT\b))",
    re.IGNORECASE,
)


def test_what_a_program_of_before_would_miss_is_found() -> None:
    for harmful in ("DROP TABLE a", "ALTER TABLE a RENAME TO b", "alter table a add column b integer not null;"):
        assert _TAKES_AWAY.search(harmful)
    for harmless in (
        "ALTER TABLE a ADD COLUMN b INTEGER NOT NULL DEFAULT 0;",
        "CREATE TABLE a (b TEXT NOT NULL);",
        "DROP INDEX a;",
    ):
        assert not _TAKES_AWAY.search(harmless)


def test_a_migration_that_takes_something_away_says_which_program_it_needs() -> None:
    """Else the replicas of the release before would fail while they are replaced one after the other."""
    silent = [
        name
        for number, name, sql in migrate.load_scripts()
        if number >= _FIRST_WITH_REPLICAS and _TAKES_AWAY.search(sql) and "-- Oldest program: " not in sql
    ]
    assert silent == []

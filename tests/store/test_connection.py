"""Connections and transactions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.workspace import ROOT
from store import connection as database
from store.connection import DatabaseName
from store.database_errors import ConstraintError

CARD = (
    "INSERT INTO cards (id, deck, name, kind, source, topic, family, follows, position, prompt, sha)"
    " VALUES (1, 1, 'c', 'recall', 'c', '', 'c', '', 0, '', '')"
)


def one(path: Path, sql: str) -> object:
    with database.session(path) as connection:
        return connection.execute(sql).fetchone()[0]


def test_what_every_connection_is_set_to(path: Path) -> None:
    assert one(path, "PRAGMA journal_mode") == "wal"
    assert one(path, "PRAGMA foreign_keys") == 1
    assert one(path, "PRAGMA synchronous") == 2


def test_a_connection_is_used_again(path: Path) -> None:
    with database.session(path) as first:
        pass
    with database.session(path) as second, database.session(path) as third:
        assert second is first
        assert third is not first


def test_a_connection_that_failed_is_not_used_again(database_name: DatabaseName) -> None:
    with pytest.raises(RuntimeError), database.session(database_name) as first:
        raise RuntimeError
    with database.session(database_name) as second:
        assert second is not first


def test_a_replaced_file_gets_a_new_connection(path: Path) -> None:
    with database.session(path) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (7, 'gone', 0)")
    shutil.rmtree(path.parent)
    assert one(path, "SELECT count(*) FROM learners") == 1


def test_a_transaction_is_all_or_nothing(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        with pytest.raises(ConstraintError), database.transaction(connection):
            connection.execute("INSERT INTO learners (id, name, created_at) VALUES (7, 'seven', 0)")
            connection.execute("INSERT INTO enrolments (learner, deck, revision) VALUES (7, 99, 1)")
        assert not connection.in_transaction
        assert connection.execute("SELECT count(*) FROM learners").fetchone() == (1,)


def test_the_log_and_the_versions_never_change(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        connection.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
        connection.execute("INSERT INTO versions VALUES (1, 1, 1, ?, 'sha', '', '', 0, 0)", (b"A",))
        connection.execute(CARD)
        connection.execute(
            "INSERT INTO log (id, learner, deck, card, event, at, key, session) VALUES (1, 1, 1, 1, 'bury', 0, 'k', 's')"
        )
        with pytest.raises(ConstraintError, match="append-only"), database.transaction(connection):
            connection.execute("UPDATE log SET at = 1")
        with pytest.raises(ConstraintError, match="never changes"), database.transaction(connection):
            connection.execute("UPDATE versions SET text = ?", (b"B",))
        connection.execute("UPDATE versions SET published = 1")


@pytest.mark.parametrize(
    "values",
    [
        "phase = 2",
        "phase = 0, stability = 1.0",
        "phase = 1, stability = 1.0, difficulty = 5.0, due = 1, last_review = 1",
        "phase = 2, step = 1, stability = 1.0, difficulty = 5.0, due = 1, last_review = 1",
        "phase = 2, stability = 0.0, difficulty = 5.0, due = 1, last_review = 1",
        "phase = 2, stability = 1.0, difficulty = 11.0, due = 1, last_review = 1",
    ],
)
def test_a_half_filled_memory_cannot_be_written(database_name: DatabaseName, values: str) -> None:
    with database.session(database_name) as connection:
        connection.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
        connection.execute(CARD)
        connection.execute("INSERT INTO states (learner, card, deck, position, shuffle) VALUES (1, 1, 1, 0, 0)")
        with pytest.raises(ConstraintError, match=r"(?i)check"), database.transaction(connection):
            connection.execute(f"UPDATE states SET {values}")


def test_every_look_of_the_queue_is_answered_from_an_index(path: Path) -> None:
    from store.queue import priority_queries, queries
    from store.tables.practice import memory_states, review_log

    window = queries.DayWindow(now=10, start=0, end=20, learn_ahead=15)
    asked: list[str] = []
    with database.session(path) as connection:
        connection.set_trace_callback(asked.append)
        queries.load_queue(connection, 1, 1, window, remaining=(20, 200), follow_ups=False)
        queries.count_due(connection, 1, 1, 0, 5)
        memory_states.list_siblings(connection, 1, 1, "a family")
        review_log.count_done(connection, 1, 1, 0)
        review_log.count_answers(connection, 1, 0)
        review_log.find_last_undoable(connection, 1, "a session")
        priority_queries.find_confident_lapse(connection, 1, 1, 10, 75)
        connection.set_trace_callback(None)
        plans = {sql: connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked}
    assert len(plans) >= 8
    for sql, plan in plans.items():
        for step in (str(row[3]) for row in plan):
            # A look has no walk over a table, and sorts at most the two candidates for a new card or a family.
            assert not step.startswith(("SCAN states", "SCAN s", "SCAN log", "SCAN l", "SCAN u")), (sql, step)
            assert "AUTOMATIC" not in step, (sql, step)
            if step.startswith("SEARCH states"):
                assert "deck=?" in step, (sql, step)
            if step.startswith(("SEARCH l ", "SEARCH log", "SEARCH u ")) and "session" not in step:
                # By what it takes back, by its number, or over the learner's rows since a moment.
                assert any(by in step for by in ("undoes=?", "rowid=?", "rowid>? AND rowid<?")), (sql, step)
            if "TEMP B-TREE" in step:
                assert "UNION ALL" in sql or "cards_of_family" in sql, (sql, step)


def test_an_instance_on_sqlite_does_not_load_what_postgresql_needs(path: Path) -> None:
    code = (
        "import sys, pathlib; import services.practice.practice, services.search.search, services.operations.health, store.__main__;"
        "from store.connection import session\nwith session(pathlib.Path(sys.argv[1])): pass\n"
        "sys.exit(any(name.startswith('psycopg') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False).returncode == 0

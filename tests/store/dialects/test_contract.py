"""What tables and services may ask of a connection, whichever the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import connection as database
from store import migrate
from store.connection import DatabaseName, from_ms, to_ms
from store.database_errors import ConstraintError, InvalidValueError
from store.table_reader import open_for_reading
from tests.store.rows import add_deck, add_learner

LEARNERS = ("id", "name", "created_at")


def test_an_empty_database_is_up_to_date_and_known_by_its_tables(database_name: DatabaseName) -> None:
    with database.session(database_name, Path("a-folder")) as connection:
        assert connection.read_schema_number() == migrate.get_latest_number()
        assert connection.has_table("learners") is True
        assert connection.has_table("not_undone") is False  # a view
        assert connection.has_table("nothing") is False
        assert connection.folder in (Path("a-folder"), getattr(database_name, "parent", None))
        with database.session(database_name) as other:
            assert other.identity == connection.identity
    assert database.measure_size(database_name) > 10_000


def test_rows_that_are_put_in_with_their_numbers_are_counted_on_from(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        with database.transaction(connection):
            before = connection.count_own_changes()
            connection.insert_rows("learners", LEARNERS, [(7, "Ada", 1), (40, "Ben\tand\n\\N", 2)])
            connection.renumber_rows()
            assert connection.count_own_changes() == before + 2
        rows = connection.execute("SELECT id, name FROM learners WHERE id > 1 ORDER BY id").fetchall()
        assert [tuple(row) for row in rows] == [(7, "Ada"), (40, "Ben\tand\n\\N")]
        (number,) = connection.execute(
            "INSERT INTO learners (name, created_at) VALUES ('Cem', 0) RETURNING id"
        ).fetchone()
        assert number == 41
        with pytest.raises(ConstraintError), database.transaction(connection):
            connection.insert_rows("learners", LEARNERS, [(50, "Dan", 1), (7, "taken", 1)])
        assert connection.execute("SELECT count(*) FROM learners WHERE id = 50").fetchone()[0] == 0


def test_one_connection_changes_nothing_of_another_until_it_commits(database_name: DatabaseName) -> None:
    with database.session(database_name) as one, database.session(database_name) as other:
        with database.snapshot(other):
            assert other.in_transaction
            assert other.execute("SELECT count(*) FROM learners").fetchone()[0] == 1
            with database.transaction(one, 1):
                assert one.in_transaction
                add_learner(one, 2)
                assert other.execute("SELECT count(*) FROM learners").fetchone()[0] == 1
            assert not one.in_transaction
            assert other.execute("SELECT count(*) FROM learners").fetchone()[0] == 1  # the same moment as before
        assert not other.in_transaction
        assert other.execute("SELECT count(*) FROM learners").fetchone()[0] == 2


def test_changes_and_rows_are_counted(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        connection.executemany(
            "INSERT INTO learners (id, name, created_at) VALUES (?, ?, 0)", [(2, "Ada"), (3, "Ben"), (4, "Cem")]
        )
        before = connection.count_own_changes()
        cursor = connection.execute("UPDATE learners SET name = :name WHERE id > :least", {"name": "x", "least": 2})
        assert cursor.rowcount == 2
        assert connection.count_own_changes() == before + 2
        connection.execute("SELECT * FROM learners").fetchall()
        assert connection.count_own_changes() == before + 2
        rows = connection.execute("SELECT id FROM learners ORDER BY id")
        assert rows.fetchone()[0] == 1
        assert [number for (number,) in rows] == [2, 3, 4]
        assert connection.execute("SELECT id FROM learners WHERE id = 99").fetchone() is None


def test_a_value_of_another_kind_is_refused_and_truth_is_a_number(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        row = connection.execute("SELECT ? = ?, CAST(? AS BIGINT)", (1, 1, True)).fetchone()
        assert tuple(row) == (1, 1)
    with pytest.raises(InvalidValueError), database.session(database_name) as connection:
        connection.execute("SELECT ?", ({"a": 1},))
    with pytest.raises(ConstraintError), database.session(database_name) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (1, 'taken', 0)")
    with pytest.raises((InvalidValueError, ConstraintError)), database.session(database_name) as connection:
        connection.execute("INSERT INTO learners (name, created_at) VALUES ('Ada', 'today')")


def test_a_transaction_may_ask_for_more_and_a_probe_leaves_nothing(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection:
        with database.transaction(connection, 1, scope="class:1"):
            connection.lock_more("room:A", "class:2")
            connection.lock_more(3, 2)
            connection.lock_more()
            add_learner(connection, 2)
        database.probe(database_name, 2.0, write=True)
        database.probe(database_name, 2.0, write=False)
        assert connection.execute("SELECT count(*) FROM learners").fetchone()[0] == 2
        assert connection.read_schema_number() == migrate.get_latest_number()
    database.purge_deleted(database_name)
    with open_for_reading(database_name) as reader:
        assert reader.count_rows("learners") == 2


def test_whole_tables_are_read_in_an_order_and_after_a_key(database_name: DatabaseName) -> None:
    with database.session(database_name) as connection, database.transaction(connection):
        for number in (9, 3):
            add_learner(connection, number)
        add_deck(connection, "caches", "b", "a")
    with open_for_reading(database_name) as reader:
        assert reader.read_schema_number() == migrate.get_latest_number()
        tables, views = reader.list_tables(views=False), reader.list_tables()
        assert tables == sorted(tables)
        assert {"learners", "states", "log"} <= set(tables)
        assert set(views) - set(tables) == {"not_undone", "answers"}
        assert not [name for name in tables if "migration" in name]
        assert reader.list_columns("learners") == ["id", "name", "created_at"]
        assert "queue" not in reader.list_columns("states")  # it is computed
        assert reader.list_key("states") == ["learner", "card"]
        assert reader.list_key("class_figure_parts") == ["class", "deck", "kind", "item", "learner"]
        assert set(reader.list_references("states")) == {"cards", "decks", "learners"}
        assert reader.count_rows("cards") == 2
        rows = list(reader.read_rows("learners", ["name", "id"], ["id"]))
        assert rows == [("Learner", 1), ("Learner 3", 3), ("Learner 9", 9)]
        assert list(reader.read_rows("learners", ["id"], ["id"], (3,))) == [(9,)]
        keys = list(reader.read_rows("cards", ["deck", "name"], ["deck", "name"]))
        assert [name for _, name in keys] == ["a", "b"]
        assert list(reader.read_rows("cards", ["name"], ["deck", "name"], keys[0])) == [("b",)]


def test_times_are_aware_and_whole_milliseconds() -> None:
    moment = from_ms(1_772_452_800_123)
    assert moment.isoformat() == "2026-03-02T12:00:00.123000+00:00"
    assert to_ms(moment) == 1_772_452_800_123
    with pytest.raises(ValueError, match="aware"):
        to_ms(moment.replace(tzinfo=None))

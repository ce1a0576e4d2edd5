"""Copies from one engine to the other and back: whole, in order, resumable, and into nothing that holds anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from errors import UserError
from store import connection, copying
from store.__main__ import main
from store.connection import DatabaseName
from store.tables.library import decks
from store.tables.practice import memory_states, review_log
from store.tables.practice.memory_states import MemoryRow
from tests.databases import lend_database

LOGGED = 40


@pytest.fixture(params=["to PostgreSQL", "to SQLite", "between two files", "between two servers"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[DatabaseName, DatabaseName]]:
    """A database with rows of every kind of value, and one that does not exist yet or is empty."""
    with ExitStack() as lent:

        def make(on_server: bool, name: str) -> DatabaseName:
            return lent.enter_context(lend_database()) if on_server else tmp_path / name / "rehearsal.sqlite3"

        source = make(request.param in ("to SQLite", "between two servers"), "source")
        target = make(request.param in ("to PostgreSQL", "between two servers"), "target")
        fill(source)
        yield source, target


def fill(name: DatabaseName) -> None:
    with connection.session(name) as opened, connection.transaction(opened):
        for learner in (2, 3):
            opened.execute("INSERT INTO learners (name, created_at) VALUES (?, ?)", (f"Ünal {learner} 𝄞", learner))
        opened.execute("INSERT INTO preferences VALUES (2, 'kinds', '[\"recall\"]')")
        deck = decks.create_deck(opened, "deck", "added", 0)
        decks.add_version(opened, deck.id, b"\x00\xff text \n", "", "", 5)
        rows = [decks.CardRow(f"c{n}", "recall", f"c{n}", "t", f"f{n}", "", "What?\tThat.\n\\", "s") for n in range(5)]
        decks.replace_cards(opened, deck.id, rows, 0)
        memory_states.enrol_learner(opened, 2, deck.id, 1)
        numbers = []
        memory = MemoryRow(2, None, 1 / 3, 5.1, 1_900_000_000_000, 1_800_000_000_000, 2, 0)
        for n in range(LOGGED):
            entry = review_log.LogEntry(
                2, deck.id, 1 + n % 5, "grade", 1_800_000_000_000 + n, f"k{n}", "s", rating=3, was=memory
            )
            numbers.append(review_log.append_entry(opened, entry))
        undo = review_log.LogEntry(2, deck.id, 1, "undo", 1_800_000_001_000, "u", "s", undoes=numbers[7])
        review_log.append_entry(opened, undo)
        opened.execute(
            "INSERT INTO accounts (learner, issuer, subject, created_at, seen_at) VALUES (2, 'i', 's', 0, 0)"
        )
        opened.execute("INSERT INTO login_sessions VALUES (?, 2, '', 0, 0, 9)", (bytes(range(32)),))


def read(name: DatabaseName) -> dict[str, list[Any]]:
    with copying.open_for_reading(name) as reader:
        return {
            table: list(reader.read_rows(table, reader.list_columns(table), reader.list_key(table)))
            for table in reader.list_tables(views=False)
        }


def quiet(_: str) -> None:
    pass


def test_every_row_is_copied_and_the_next_one_goes_on(ends: tuple[DatabaseName, DatabaseName]) -> None:
    source, target = ends
    found = copying.copy_database(source, target, "a", quiet)
    assert all(one.is_same for one in found)
    assert {one.name: one.target_rows for one in found}["log"] == LOGGED + 1
    assert read(source) == read(target)
    with connection.session(target) as opened:
        assert opened.execute("INSERT INTO learners (name, created_at) VALUES ('x', 0) RETURNING id").fetchone() == (4,)


def test_a_copy_that_was_interrupted_goes_on(
    ends: tuple[DatabaseName, DatabaseName], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = ends
    monkeypatch.setattr(copying, "BATCH", 7)
    real, begun = copying._copy_table, []

    def stop_in_the_log(reader: Any, opened: Any, name: str, tell: Any) -> None:
        if name != "log":
            return real(reader, opened, name, tell)
        columns, key = reader.list_columns(name), reader.list_key(name)

        class Cut:
            def list_columns(self, _: str) -> Sequence[str]:
                return columns

            def list_key(self, _: str) -> Sequence[str]:
                return key

            def read_rows(self, *arguments: Any) -> Iterator[tuple[Any, ...]]:
                for n, row in enumerate(reader.read_rows(*arguments)):
                    if n == 20:
                        raise KeyboardInterrupt
                    yield row

        return real(Cut(), opened, name, tell)

    monkeypatch.setattr(copying, "_copy_table", stop_in_the_log)
    with pytest.raises(KeyboardInterrupt):
        copying.copy_database(source, target, "a", quiet)
    assert len(read(target)["log"]) == 14  # two batches
    monkeypatch.setattr(copying, "_copy_table", real)
    with pytest.raises(UserError, match="unfinished copy of another"):
        copying.copy_database(source, target, "b", quiet)
    assert all(one.is_same for one in copying.copy_database(source, target, "a", begun.append))
    assert any(sentence.startswith("log: resumes after") for sentence in begun)
    assert read(source) == read(target)


def test_a_target_that_holds_something_is_refused(ends: tuple[DatabaseName, DatabaseName]) -> None:
    source, target = ends
    with connection.session(target) as opened:
        opened.execute("UPDATE learners SET name = 'Ada'")
    with pytest.raises(UserError, match="not empty: learners"):
        copying.copy_database(source, target, "a", quiet)
    with connection.session(target) as opened:
        assert opened.execute("SELECT name FROM learners").fetchall() == [("Ada",)]


def test_a_row_that_changed_underway_is_told(
    ends: tuple[DatabaseName, DatabaseName], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = ends
    real = copying._copy_table

    def spoil(reader: Any, opened: Any, name: str, tell: Any) -> None:
        real(reader, opened, name, tell)
        if name == "decks":
            opened.execute("UPDATE decks SET slug = 'other'")

    monkeypatch.setattr(copying, "_copy_table", spoil)
    assert [one.name for one in copying.copy_database(source, target, "a", quiet) if not one.is_same] == ["decks"]


def test_a_command_that_was_cut_off_does_not_say_that_nothing_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rehearsal.sqlite3"
    fill(path)
    real = copying._copy_table

    def stop_in_the_log(reader: Any, opened: Any, name: str, tell: Any) -> None:
        if name == "log":
            raise OSError("No space left on device")
        real(reader, opened, name, tell)

    monkeypatch.setattr(copying, "_copy_table", stop_in_the_log)
    command = ["copy", str(path), str(tmp_path / "copy" / "r.sqlite3")]
    assert main(command) == 2
    told = capsys.readouterr().err
    assert "the same command resumes from there" in told and "Nothing was changed" not in told
    monkeypatch.setattr(copying, "_copy_table", real)
    assert main(command) == 0


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rehearsal.sqlite3"
    fill(path)
    with lend_database() as address:
        assert main(["copy", f"sqlite:///{path}", address]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert f"log\t{LOGGED + 1} rows" in lines[[line.split("\t")[0] for line in lines].index("log")]
        assert lines[-1].endswith("both sides hold the same.") and "rehearsal@" not in lines[-1]
        assert main(["copy", str(path), address]) == 2
        assert main(["copy", str(path), str(path)]) == 2
        assert main(["copy", str(tmp_path / "none"), address]) == 2
        assert main(["copy", address, str(tmp_path / "back" / "r.sqlite3")]) == 0
    assert read(path) == read(tmp_path / "back" / "r.sqlite3")

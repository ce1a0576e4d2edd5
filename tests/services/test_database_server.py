"""What may happen to a database server while people learn: each is a sentence, and no grade is lost or counted twice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from store import connection, database_errors
from store.connection import transaction
from store.dialects import postgresql
from store.tables.library import decks as table
from store.tables.practice import review_log
from tests.databases import get_server

pytestmark = pytest.mark.engines("postgresql")
WHO = Learner(1, "UTC", "s")


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A deck of nine cards, two learners, and little patience."""
    monkeypatch.setattr(postgresql, "BUSY_SECONDS", 0.3)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 1)
    names = [f"c{n}" for n in range(9)]
    rows = [table.CardRow(n, "recall", n, "t", n, "", n, "") for n in names]
    with connect(workspace) as opened, transaction(opened):
        opened.execute("INSERT INTO learners (name, created_at) VALUES ('Second', 0)")
        deck = table.create_deck(opened, "d", "added", 0)
        table.replace_cards(opened, deck.id, rows, 0)
    return workspace


def grade(ws: Workspace, now: datetime, key: str, who: Learner = WHO) -> practice.GradeResult:
    shown = practice.load_next_card(ws, who, "d", now).shown
    assert shown is not None
    return practice.answer_card(ws, who, shown, Rating.GOOD, now, key)[0]


def list_keys(ws: Workspace, learner: int = 1) -> list[str]:
    with connect(ws) as opened:
        return [row.entry.key for row in review_log.list_entries(opened, learner)]


def test_a_server_that_is_stopped_and_started_again(ws: Workspace, now: datetime) -> None:
    grade(ws, now, "before")
    shown = practice.load_next_card(ws, WHO, "d", now).shown
    assert shown is not None
    server = get_server()
    server.stop()
    try:
        with pytest.raises(UserError, match="does not answer") as caught:
            practice.answer_card(ws, WHO, shown, Rating.GOOD, now, "key")
        assert "not counted twice" in caught.value.remedy
        with pytest.raises(UserError, match="does not answer"):
            practice.load_next_card(ws, WHO, "d", now)
    finally:
        server.start()
    # Every connection of the pool was lost; nobody notices.
    assert practice.answer_card(ws, WHO, shown, Rating.GOOD, now, "key")[0].repeated is False
    assert practice.answer_card(ws, WHO, shown, Rating.GOOD, now, "key")[0].repeated is True
    assert list_keys(ws) == ["before", "key"]


def test_a_line_that_is_cut_between_two_answers_is_not_noticed(ws: Workspace, now: datetime) -> None:
    grade(ws, now, "a")
    cut_all_lines(ws)
    grade(ws, now, "b")
    assert list_keys(ws) == ["a", "b"]


def test_a_line_that_is_cut_in_the_middle_of_a_grade(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, cut = review_log.append_once, []

    def append_once(opened: connection.Connection, entry: review_log.LogEntry) -> int | None:
        if not cut:
            cut.append(entry)
            cut_all_lines(ws)
        return real(opened, entry)

    monkeypatch.setattr(review_log, "append_once", append_once)
    assert grade(ws, now, "key").repeated is False
    assert list_keys(ws) == ["key"]


def test_a_commit_whose_answer_is_lost_counts_once(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = practice.load_next_card(ws, WHO, "d", now).shown
    assert shown is not None
    real, lost = postgresql.PostgresqlConnection.commit_changes, []

    def commit_changes(self: postgresql.PostgresqlConnection) -> None:
        real(self)
        if not lost:
            lost.append(self)
            raise database_errors.UnreachableError("the line was cut", "postgresql")

    monkeypatch.setattr(postgresql.PostgresqlConnection, "commit_changes", commit_changes)
    assert practice.answer_card(ws, WHO, shown, Rating.GOOD, now, "key")[0].repeated is True
    assert list_keys(ws) == ["key"]


def test_a_server_without_a_free_connection(ws: Workspace, now: datetime) -> None:
    server = get_server()
    server.run_sql("CREATE ROLE limited LOGIN CONNECTION LIMIT 0 IN ROLE rehearsal")
    address = str(ws.database).replace("postgresql://rehearsal@", "postgresql://limited@")
    crowded = Workspace(ws.data, ws.content, address)
    try:
        with pytest.raises(UserError, match="database server is busy"):
            practice.load_next_card(crowded, WHO, "d", now)
        server.run_sql("ALTER ROLE limited CONNECTION LIMIT -1")
        grade(crowded, now, "later")
    finally:
        connection.close_idle(address)
        server.run_sql("DROP ROLE limited")
    assert list_keys(ws) == ["later"]


def test_every_connection_of_this_process_in_use(ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "MAX_CONNECTIONS", 1)
    connection.close_idle(ws.database)
    with connect(ws), pytest.raises(UserError, match="database server is busy"):
        practice.load_next_card(ws, WHO, "d", now)
    grade(ws, now, "later")


def test_a_full_disk_of_the_server(ws: Workspace, now: datetime) -> None:
    """The server's own error, raised by a trigger: a disk is not filled up for a test."""
    with connect(ws) as opened:
        opened.execute(
            "CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'"
        )
        opened.execute("CREATE TRIGGER full_disk BEFORE INSERT ON log EXECUTE FUNCTION fill_disk()")
    try:
        with pytest.raises(UserError, match="disk of the database server is full") as caught:
            grade(ws, now, "key")
        assert "Nothing was changed" in caught.value.remedy
    finally:
        with connect(ws) as opened:
            opened.execute("DROP FUNCTION fill_disk CASCADE")
    assert list_keys(ws) == []
    grade(ws, now, "key")


def test_a_server_that_takes_no_changes(ws: Workspace, now: datetime) -> None:
    with connect(ws) as opened:
        opened.execute("SET default_transaction_read_only = on")
        with pytest.raises(database_errors.ReadOnlyError), transaction(opened, 1):
            opened.execute("UPDATE learners SET name = 'x'")
        opened.execute("SET default_transaction_read_only = off")


@pytest.mark.parametrize(
    ("part", "other"), [("/test_", "/nowhere_"), ("postgresql://rehearsal@", "postgresql://stranger@")]
)
def test_a_server_that_refuses(ws: Workspace, now: datetime, part: str, other: str) -> None:
    wrong = replace(ws, address=str(ws.database).replace(part, other))
    with pytest.raises(UserError, match="refuses the connection") as caught:
        practice.load_next_card(wrong, WHO, "d", now)
    assert "REHEARSAL_DATABASE" in caught.value.remedy


def test_one_writer_a_learner_and_nobody_beside_a_writer_of_decks(ws: Workspace, now: datetime) -> None:
    second = Learner(2, "UTC", "s")
    with connect(ws) as opened, transaction(opened, 1):
        grade(ws, now, "second", second)
        with pytest.raises(UserError, match="busy"):
            grade(ws, now, "first")
        with pytest.raises(UserError, match="busy"), connect(ws) as other, transaction(other):
            pass
    with connect(ws) as opened, transaction(opened), pytest.raises(UserError, match="busy"):
        grade(ws, now, "second again", second)
    grade(ws, now, "first")
    assert (list_keys(ws, 1), list_keys(ws, 2)) == (["first"], ["second"])


def test_a_class_or_a_room_holds_up_nobody_else(ws: Workspace, now: datetime) -> None:
    with connect(ws) as opened, transaction(opened, scope="class:7"):
        grade(ws, now, "meanwhile")
        with connect(ws) as other, transaction(other, scope="room:ABCDEF"):
            other.lock_more(2, 1, 2)
            with pytest.raises(UserError, match="busy"):
                grade(ws, now, "of one who is in the room")
        with pytest.raises(UserError, match="busy"), connect(ws) as other, transaction(other, scope="class:7"):
            pass
        with pytest.raises(UserError, match="busy"), connect(ws) as other, transaction(other):
            pass
    with (
        connect(ws) as opened,
        transaction(opened),
        pytest.raises(UserError, match="busy"),
        connect(ws) as other,
        transaction(other, scope="class:7"),
    ):
        pass
    assert list_keys(ws) == ["meanwhile"]


def test_a_replica_is_ready_while_a_deck_is_published(ws: Workspace) -> None:
    with connect(ws) as opened, transaction(opened):
        connection.probe(ws.database, 0.3, write=True)


def test_clocks_of_two_replicas_that_are_a_minute_apart(ws: Workspace, now: datetime) -> None:
    for number in range(4):  # they take turns
        grade(ws, now + timedelta(seconds=10 * number) - timedelta(minutes=number % 2), f"k{number}")
    assert list_keys(ws) == ["k0", "k1", "k2", "k3"]
    behind = now - timedelta(seconds=20)
    assert practice.load_next_card(ws, WHO, "d", behind).counts.new == 5
    assert practice.undo_last(ws, WHO, behind, "u") is not None
    assert practice.load_next_card(ws, WHO, "d", now + timedelta(minutes=1)).counts.new == 6


def test_what_a_message_shows_of_an_address() -> None:
    assert postgresql.hide_password("postgresql://me:secret@db.example.org:5433/study") == (
        "postgresql://db.example.org:5433/study"
    )


def cut_all_lines(ws: Workspace) -> None:
    """End the server's side of every other connection, as a firewall or a failover does."""
    with closing(postgresql.open_unmigrated(str(ws.database))) as opened:
        opened.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

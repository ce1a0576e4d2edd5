"""Counts of the log: whatever was counted when, they say what the log says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.connection import Connection, DatabaseName, connect, transaction
from store.tables.library import deck_stats, decks
from store.tables.practice import log_counts, review_log, review_stats
from store.tables.practice.memory_states import MemoryRow
from store.tables.practice.review_log import LogEntry, LogEvent
from tests.databases import ENGINES, lend_database

DECKS, CARDS, LEARNERS = 2, 3, 2
START = 1_700_000_000_000
# How PostgreSQL lets one connection read only, and write again.
READ_ONLY = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
REVIEW = MemoryRow(2, None, 3.0, 5.0, START, START - 86_400_000, 2, 0)

# What is done in one step: grade or cram a card, take back one of the last rows, or count a learner's log.
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(("grade", "grade", "cram", "bury")),
            st.integers(1, LEARNERS),
            st.integers(0, DECKS * CARDS - 1),
            st.integers(1, 4),
            st.sampled_from((None, 25, 75, 95)),
            st.booleans(),
            st.integers(0, 3 * log_counts.QUARTER_MS),
        ),
        st.tuples(st.just("undo"), st.integers(0, 5)),
        st.tuples(st.just("fold"), st.integers(1, LEARNERS)),
    ),
    max_size=40,
)


@pytest.fixture(scope="module", params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseName]:
    with ExitStack() as lent:
        name: DatabaseName = tmp_path_factory.mktemp("counts") / "rehearsal.sqlite3"
        if request.param == "postgresql":
            name = lent.enter_context(lend_database())
        fill(name)
        yield name


def fill(name: DatabaseName) -> None:
    connection = connect(name)
    with transaction(connection):
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Ben', 0)")
        connection.execute("UPDATE learners SET name = 'Ada' WHERE id = 1")
        for number in range(DECKS):
            deck = decks.create_deck(connection, f"deck-{number}", "added", 0)
            rows = [
                decks.CardRow(f"{number}-{n}", "recall", f"q-{n}", "t", f"{n}", "", f"What is {n}?", f"{n}")
                for n in range(CARDS)
            ]
            decks.replace_cards(connection, deck.id, rows, 0)
    connection.close()


@pytest.fixture
def connection(database: DatabaseName) -> Iterator[Connection]:
    opened = connect(database)
    yield opened
    opened.close()


def write(connection: Connection, number: int, step: tuple[object, ...], written: list[tuple[int, int]]) -> None:
    if step[0] == "undo":
        if not written:
            return
        taken, learner = written.pop(-1 - step[1] % len(written))  # type: ignore[operator]
        entry = LogEntry(learner, 1, 1, "undo", START + number * 1000, f"key-{number}", "s", undoes=taken)
        review_log.append_entry(connection, entry)
        return
    event, learner, card, rating, confidence, is_review, later = step
    entry = LogEntry(
        learner=learner,  # type: ignore[arg-type]
        deck=1 + card // CARDS,  # type: ignore[operator]
        card=1 + card,  # type: ignore[operator]
        event=event,  # type: ignore[arg-type]
        at=START + later,  # type: ignore[operator]
        key=f"key-{number}",
        session="s",
        rating=rating if event in {"grade", "cram"} else None,  # type: ignore[arg-type]
        duration=None if number % 5 == 0 else 1000 + number,
        confidence=confidence,  # type: ignore[arg-type]
        was=REVIEW if is_review else None,
        points=(("a point", number % 2 == 0),) if number % 3 == 0 else None,
    )
    written.append((review_log.append_entry(connection, entry), learner))  # type: ignore[arg-type]


def read_all(connection: Connection) -> list[object]:
    of_learners = [
        read(connection, learner, deck)
        for learner in range(1, LEARNERS + 1)
        for deck in range(1, DECKS + 1)
        for read in (
            lambda c, person, deck: review_stats.count_by_quarter_hour(c, person, deck, START),
            review_stats.count_by_confidence,
        )
    ]
    of_decks = [
        sorted(map(repr, read(connection, deck)))
        for deck in range(1, DECKS + 1)
        for read in (deck_stats.count_by_question, deck_stats.count_typed_answers, deck_stats.count_by_learner)
    ]
    return [*of_learners, *of_decks]


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_counting_in_between_changes_nothing(database: DatabaseName, steps: list[tuple[object, ...]]) -> None:
    connection = connect(database)
    try:
        connection.execute("BEGIN")
        written: list[tuple[int, int]] = []
        for number, step in enumerate(steps):
            if step[0] != "fold":
                write(connection, number, step, written)
        expected = read_all(connection)
        connection.execute("ROLLBACK")
        written.clear()
        for number, step in enumerate(steps):
            if step[0] == "fold":
                log_counts.fold_log(connection, step[1])  # type: ignore[arg-type]
            else:
                with transaction(connection):
                    write(connection, number, step, written)
        assert read_all(connection) == expected
        for learner in range(1, LEARNERS + 1):
            log_counts.fold_log(connection, learner)
            log_counts.fold_log(connection, learner)
        assert read_all(connection) == expected
    finally:
        for table in ("log", "log_counted", "quarter_counts", "confidence_counts", "card_counts", "point_counts"):
            connection.execute(f"DELETE FROM {table}")
        connection.close()


def test_what_is_added_up_is_the_log(connection: Connection) -> None:
    with transaction(connection):
        for number, (event, rating, confidence) in enumerate(
            [("grade", 3, None), ("grade", 1, 95), ("cram", 1, None), ("grade", 4, 25)]
        ):
            written: list[tuple[int, int]] = []
            write(connection, number + 1, (event, 1, 0, rating, confidence, True, 0), written)
    for _ in range(2):
        (quarter,) = review_stats.count_by_quarter_hour(connection, 1, 1, START)
        assert (quarter.answers, quarter.reviews, quarter.recalled) == (4, 3, 2)
        assert review_stats.count_by_confidence(connection, 1, 1) == ((25, 1, 1), (95, 1, 0))
        (question,) = deck_stats.count_by_question(connection, 1)
        assert (question.answers, question.failures, question.confident_failures, question.learners) == (4, 2, 1, 1)
        assert [row[:3] for row in deck_stats.count_by_learner(connection, 1)] == [("Ada", 4, 2)]
        log_counts.fold_log(connection, 1)


def test_only_a_long_rest_is_counted_and_a_read_only_database_still_answers(
    connection: Connection, database: DatabaseName, monkeypatch: pytest.MonkeyPatch
) -> None:
    event: LogEvent = "grade"
    with transaction(connection):
        connection.execute("DELETE FROM log")
        for table in ("log_counted", "quarter_counts", "confidence_counts", "card_counts", "point_counts"):
            connection.execute(f"DELETE FROM {table}")
        for number in range(5):
            entry = LogEntry(1, 1, 1, event, START + number, f"long-{number}", "s", rating=3, was=REVIEW)
            review_log.append_entry(connection, entry)
    monkeypatch.setattr(log_counts, "FOLD_AFTER", 5)
    log_counts.fold_if_long(connection, None)
    assert connection.execute("SELECT count(*) FROM log_counted").fetchone() == (0,)
    monkeypatch.setattr(log_counts, "FOLD_AFTER", 4)
    connection.execute(READ_ONLY[0] if isinstance(database, str) else "PRAGMA query_only = ON")
    log_counts.fold_if_long(connection, None)
    assert review_stats.count_by_quarter_hour(connection, 1, 1, START)[0].answers == 5
    connection.execute(READ_ONLY[1] if isinstance(database, str) else "PRAGMA query_only = OFF")
    log_counts.fold_if_long(connection, None)
    assert connection.execute("SELECT count(*) FROM log_counted").fetchone() == (1,)
    assert review_stats.count_by_quarter_hour(connection, 1, 1, START)[0].answers == 5

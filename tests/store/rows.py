"""Rows that tests of tables begin with: learners, decks with their cards, classes."""

from __future__ import annotations

from store.connection import Connection
from store.tables.library import decks
from store.tables.library.decks import CardRow
from store.tables.practice import memory_states, review_log
from store.tables.practice.memory_states import MemoryRow
from store.tables.practice.review_log import LogEntry, LogEvent

DAY = 86_400_000  # ms


def add_learner(connection: Connection, number: int, name: str = "") -> int:
    connection.execute(
        "INSERT INTO learners (id, name, created_at) VALUES (?, ?, 0)", (number, name or f"Learner {number}")
    )
    return number


def make_card(name: str, **fields: str) -> CardRow:
    """Return a card that is its own source and family, where nothing else is said."""
    values = {
        "name": name,
        "kind": "recall",
        "source": name,
        "topic": "Topic",
        "family": name,
        "follows": "",
        "prompt": f"What is {name}?",
        "sha": f"sha of {name}",
    }
    return CardRow(**{**values, **fields})  # type: ignore[arg-type]


def add_deck(connection: Connection, slug: str, *cards: str | CardRow, learners: tuple[int, ...] = ()) -> int:
    """Add a deck with these cards, which these learners practise; return its number."""
    deck = decks.create_deck(connection, slug, "added", 0).id
    if cards:
        decks.replace_cards(connection, deck, [make_card(c) if isinstance(c, str) else c for c in cards], 0)
    for learner in learners:
        memory_states.enrol_learner(connection, learner, deck, 1)
    return deck


def find_card(connection: Connection, deck: int, name: str) -> int:
    number = decks.find_card_id(connection, deck, name)
    assert number is not None
    return number


def set_memory(
    connection: Connection,
    learner: int,
    card: int,
    *,
    phase: int = 2,
    due: int = DAY,
    last_review: int = 0,
    reps: int = 1,
    stability: float = 3.0,
    difficulty: float = 5.0,
    **flags: int,
) -> None:
    """Give a learner a memory of a card; `flags` are columns such as `buried_until`."""
    step = 0 if phase in (1, 3) else None
    connection.execute(
        "UPDATE states SET phase = ?, step = ?, stability = ?, difficulty = ?, due = ?, last_review = ?, reps = ?"
        " WHERE learner = ? AND card = ?",
        (phase, step, stability, difficulty, due, last_review, reps, learner, card),
    )
    for column, value in flags.items():
        connection.execute(f"UPDATE states SET {column} = ? WHERE learner = ? AND card = ?", (value, learner, card))


def set_flags(connection: Connection, learner: int, card: int, **flags: int) -> None:
    for column, value in flags.items():
        connection.execute(f"UPDATE states SET {column} = ? WHERE learner = ? AND card = ?", (value, learner, card))


def grade(
    connection: Connection,
    learner: int,
    deck: int,
    card: int,
    at: int,
    *,
    rating: int = 3,
    event: LogEvent = "grade",
    phase: int = 2,
    session: str = "s",
    duration: int | None = None,
    confidence: int | None = None,
    points: review_log.Points | None = None,
) -> int:
    """Write a row of the log about a card that was in `phase` before; return its number."""
    (count,) = connection.execute("SELECT count(*) FROM log").fetchone()
    was = (
        MemoryRow(0, None, None, None, None, None, 0, 0)
        if phase == 0
        else MemoryRow(phase, 0 if phase in (1, 3) else None, 3.0, 5.0, at, at - DAY, 2, 0)
    )
    entry = LogEntry(
        learner,
        deck,
        card,
        event,
        at,
        f"key {count}",
        session,
        rating=rating if event in ("grade", "cram") else None,
        duration=duration,
        confidence=confidence,
        was=was,
        points=points,
    )
    return review_log.append_entry(connection, entry)


def undo(connection: Connection, learner: int, deck: int, card: int, at: int, number: int) -> int:
    """Take back a row of the log; return the number of the row that says so."""
    entry = LogEntry(learner, deck, card, "undo", at, f"undo {number}", "s", undoes=number)
    return review_log.append_entry(connection, entry)

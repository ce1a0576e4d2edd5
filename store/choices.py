"""Decisions taken in replays, and the wrong ones a learner keeps to practise. Times are milliseconds in UTC."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What was chosen at a stop of an incident, `minute` into it."""

    incident: str
    stop: str
    minute: float
    chosen: str
    correct: bool
    at: int


@dataclass(frozen=True, slots=True)
class MissRow:
    """A wrong choice that is to be practised: what was asked, what would have been right, what was chosen."""

    stop: str
    incident: str
    minute: float
    prompt: str
    answer: str
    chosen: str
    kept_at: int


def add(connection: sqlite3.Connection, learner: int, deck: int, row: ChoiceRow) -> None:
    """Write one decision."""
    connection.execute(
        "INSERT INTO choices (learner, deck, incident, stop, minute, chosen, correct, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (learner, deck, row.incident, row.stop, row.minute, row.chosen, int(row.correct), row.at),
    )


def taken(connection: sqlite3.Connection, learner: int, deck: int) -> tuple[ChoiceRow, ...]:
    """Every decision of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT incident, stop, minute, chosen, correct, at FROM choices WHERE learner = ? AND deck = ? ORDER BY id",
        (learner, deck),
    )
    return tuple(
        ChoiceRow(incident, stop, minute, chosen, bool(right), at) for incident, stop, minute, chosen, right, at in rows
    )


def keep(connection: sqlite3.Connection, learner: int, deck: int, row: MissRow) -> None:
    """Keep a miss; a stop that is kept already takes the new texts."""
    connection.execute(
        "INSERT OR REPLACE INTO misses (learner, deck, stop, incident, minute, prompt, answer, chosen, kept_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (learner, deck, row.stop, row.incident, row.minute, row.prompt, row.answer, row.chosen, row.kept_at),
    )


def misses(connection: sqlite3.Connection, learner: int, deck: int) -> tuple[MissRow, ...]:
    """The kept misses of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT stop, incident, minute, prompt, answer, chosen, kept_at FROM misses"
        " WHERE learner = ? AND deck = ? ORDER BY kept_at, stop",
        (learner, deck),
    )
    return tuple(MissRow(*row) for row in rows)


def drop(connection: sqlite3.Connection, learner: int, deck: int, stop: str) -> None:
    """Keep a miss no longer."""
    connection.execute("DELETE FROM misses WHERE learner = ? AND deck = ? AND stop = ?", (learner, deck, stop))

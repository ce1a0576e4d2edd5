"""Decisions taken in replays, and the wrong ones a learner keeps to practise. Times are milliseconds in UTC."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was chosen at a stop of an incident, `minute` into it."""

    incident: str
    stop: str
    minute: float
    chosen: str
    correct: bool
    at: int


@dataclass(frozen=True, slots=True)
class SavedDecisionRow:
    """A wrong choice that is to be practised: what was asked, what would have been right, what was chosen."""

    stop: str
    incident: str
    minute: float
    prompt: str
    answer: str
    chosen: str
    kept_at: int


def add_decision(connection: sqlite3.Connection, learner: int, deck: int, row: DecisionRow) -> None:
    """Write one decision."""
    connection.execute(
        "INSERT INTO choices (learner, deck, incident, stop, minute, chosen, correct, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (learner, deck, row.incident, row.stop, row.minute, row.chosen, int(row.correct), row.at),
    )


def list_decisions(connection: sqlite3.Connection, learner: int, deck: int) -> tuple[DecisionRow, ...]:
    """Return every decision of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT incident, stop, minute, chosen, correct, at FROM choices WHERE learner = ? AND deck = ? ORDER BY id",
        (learner, deck),
    )
    return tuple(
        DecisionRow(incident, stop, minute, chosen, bool(right), at)
        for incident, stop, minute, chosen, right, at in rows
    )


def save_decision(connection: sqlite3.Connection, learner: int, deck: int, row: SavedDecisionRow) -> None:
    """Keep a miss; a stop that is kept already takes the new texts."""
    connection.execute(
        "INSERT OR REPLACE INTO misses (learner, deck, stop, incident, minute, prompt, answer, chosen, kept_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (learner, deck, row.stop, row.incident, row.minute, row.prompt, row.answer, row.chosen, row.kept_at),
    )


def list_saved(connection: sqlite3.Connection, learner: int, deck: int) -> tuple[SavedDecisionRow, ...]:
    """Return the kept misses of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT stop, incident, minute, prompt, answer, chosen, kept_at FROM misses"
        " WHERE learner = ? AND deck = ? ORDER BY kept_at, stop",
        (learner, deck),
    )
    return tuple(SavedDecisionRow(*row) for row in rows)


def delete_saved(connection: sqlite3.Connection, learner: int, deck: int, stop: str) -> None:
    """Keep a miss no longer. A card that is asked only of those who keep it rests, with its history."""
    connection.execute("DELETE FROM misses WHERE learner = ? AND deck = ? AND stop = ?", (learner, deck, stop))
    connection.execute(
        "UPDATE states SET retired = 1 WHERE learner = ? AND card IN"
        " (SELECT id FROM cards WHERE deck = ? AND source = ? AND kept_only)",
        (learner, deck, stop),
    )


def list_saved_by_all(connection: sqlite3.Connection, deck: int) -> tuple[SavedDecisionRow, ...]:
    """Return what all learners keep of a deck, each decision once."""
    rows = connection.execute(
        "SELECT stop, incident, minute, prompt, answer, chosen, kept_at FROM misses WHERE deck = ? GROUP BY stop",
        (deck,),
    )
    return tuple(SavedDecisionRow(*row) for row in rows)


def rename_decisions(
    connection: sqlite3.Connection, deck: int, stops: Mapping[str, str], incidents: Mapping[str, str]
) -> None:
    """Have what is kept follow decisions and incidents that got other ids (old to new); call it inside a transaction.

    Renames may form chains and circles.
    """
    moving = {old: new for old, new in stops.items() if old != new}
    for old in moving:
        connection.execute("UPDATE misses SET stop = '~moving~' || stop WHERE deck = ? AND stop = ?", (deck, old))
    for old, new in moving.items():
        connection.execute(
            "UPDATE OR REPLACE misses SET stop = ? WHERE deck = ? AND stop = ?", (new, deck, f"~moving~{old}")
        )
    if any(old != new for old, new in incidents.items()):
        connection.execute(
            "UPDATE misses SET incident = (SELECT value FROM json_each(?1) WHERE key = incident)"
            " WHERE deck = ?2 AND incident IN (SELECT key FROM json_each(?1))",
            (json.dumps(incidents), deck),
        )
    if moving:  # whose card is asked of whom has to be settled again
        connection.execute("DELETE FROM enrolments WHERE deck = ?", (deck,))

"""What learners write for design exercises and stories. Private to each of them. Times are milliseconds in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class OwnTextRow:
    """One slot of one exercise."""

    exercise: str
    slot: str
    text: str
    saved_at: int


def list_texts(connection: Connection, learner: int, deck: int) -> tuple[OwnTextRow, ...]:
    """Return all that a learner wrote in a deck, by exercise and slot."""
    rows = connection.execute(
        "SELECT exercise, slot, text, saved_at FROM own_texts WHERE learner = ? AND deck = ? ORDER BY exercise, slot",
        (learner, deck),
    )
    return tuple(OwnTextRow(*row) for row in rows)


def save_text(connection: Connection, learner: int, deck: int, row: OwnTextRow) -> None:
    """Keep the text of a slot in the place of an earlier one; an empty one deletes it."""
    if not row.text:
        connection.execute(
            "DELETE FROM own_texts WHERE learner = ? AND deck = ? AND exercise = ? AND slot = ?",
            (learner, deck, row.exercise, row.slot),
        )
        return
    connection.execute(
        "INSERT INTO own_texts (learner, deck, exercise, slot, text, saved_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (learner, deck, exercise, slot) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
        (learner, deck, row.exercise, row.slot, row.text, row.saved_at),
    )


def rename_exercises(connection: Connection, deck: int, renamed: Mapping[str, str]) -> None:
    """Have texts follow exercises that got other ids (old to new); call it inside a transaction.

    Renames may form chains and circles. A text that is in the way of another gives way to it.
    """
    moving = {old: new for old, new in renamed.items() if old != new}
    # All are set aside before the first gets its new id, which may be the old one of another.
    for old in moving:
        connection.execute(
            "UPDATE own_texts SET exercise = '~moving~' || exercise WHERE deck = ? AND exercise = ?", (deck, old)
        )
    for old, new in moving.items():
        connection.execute(
            "DELETE FROM own_texts WHERE deck = ? AND exercise = ? AND EXISTS (SELECT 1 FROM own_texts m"
            " WHERE m.learner = own_texts.learner AND m.deck = own_texts.deck AND m.exercise = ? AND m.slot = own_texts.slot)",
            (deck, new, f"~moving~{old}"),
        )
        connection.execute(
            "UPDATE own_texts SET exercise = ? WHERE deck = ? AND exercise = ?", (new, deck, f"~moving~{old}")
        )

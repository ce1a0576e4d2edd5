"""Decisions taken in replays, and the wrong ones a learner keeps to practise. Times are milliseconds in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from store.connection import Connection


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


def add_decision(connection: Connection, learner: int, deck: int, row: DecisionRow) -> None:
    """Write one decision."""
    connection.execute(
        "INSERT INTO choices (learner, deck, incident, stop, minute, chosen, correct, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (learner, deck, row.incident, row.stop, row.minute, row.chosen, int(row.correct), row.at),
    )


def list_decisions(connection: Connection, learner: int, deck: int) -> tuple[DecisionRow, ...]:
    """Return every decision of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT incident, stop, minute, chosen, correct, at FROM choices WHERE learner = ? AND deck = ? ORDER BY id",
        (learner, deck),
    )
    return tuple(
        DecisionRow(incident, stop, minute, option, bool(right), at)
        for incident, stop, minute, option, right, at in rows
    )


def save_decision(connection: Connection, learner: int, deck: int, row: SavedDecisionRow) -> None:
    """Keep a miss; a stop that is kept already takes the new texts."""
    connection.execute(
        "INSERT INTO misses (learner, deck, stop, incident, minute, prompt, answer, chosen, kept_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (learner, deck, stop) DO UPDATE SET incident = excluded.incident,"
        " minute = excluded.minute, prompt = excluded.prompt, answer = excluded.answer, chosen = excluded.chosen,"
        " kept_at = excluded.kept_at",
        (learner, deck, row.stop, row.incident, row.minute, row.prompt, row.answer, row.chosen, row.kept_at),
    )


def list_saved(connection: Connection, learner: int, deck: int) -> tuple[SavedDecisionRow, ...]:
    """Return the kept misses of a learner in a deck, oldest first."""
    rows = connection.execute(
        "SELECT stop, incident, minute, prompt, answer, chosen, kept_at FROM misses"
        " WHERE learner = ? AND deck = ? ORDER BY kept_at, stop",
        (learner, deck),
    )
    return tuple(SavedDecisionRow(*row) for row in rows)


def delete_saved(connection: Connection, learner: int, deck: int, stop: str) -> None:
    """Keep a miss no longer. A card that is asked only of those who keep it rests, with its history."""
    connection.execute("DELETE FROM misses WHERE learner = ? AND deck = ? AND stop = ?", (learner, deck, stop))
    connection.execute(
        "UPDATE states SET retired = 1 WHERE learner = ? AND card IN"
        " (SELECT id FROM cards WHERE deck = ? AND source = ? AND kept_only = 1)",
        (learner, deck, stop),
    )


def list_saved_by_all(connection: Connection, deck: int) -> tuple[SavedDecisionRow, ...]:
    """Return what all learners keep of a deck, each decision once."""
    # Learners may hold texts of different days; those of the learner with the lowest number stand for all.
    rows = connection.execute(
        "SELECT stop, incident, minute, prompt, answer, chosen, kept_at FROM misses WHERE deck = ? AND learner ="
        " (SELECT min(m.learner) FROM misses m WHERE m.deck = misses.deck AND m.stop = misses.stop) ORDER BY stop",
        (deck,),
    )
    return tuple(SavedDecisionRow(*row) for row in rows)


def rename_decisions(connection: Connection, deck: int, stops: Mapping[str, str], incidents: Mapping[str, str]) -> None:
    """Have what was decided and what is kept follow decisions and incidents that got other ids (old to new); call it inside a
    transaction.

    Renames may form chains and circles.
    """
    moving = {old: new for old, new in stops.items() if old != new}
    # All are set aside before the first gets its new id, which may be the old one of another.
    for old in moving:
        connection.execute("UPDATE misses SET stop = '~moving~' || stop WHERE deck = ? AND stop = ?", (deck, old))
    for old, new in moving.items():
        connection.execute(
            "DELETE FROM misses WHERE deck = ? AND stop = ? AND EXISTS (SELECT 1 FROM misses m"
            " WHERE m.learner = misses.learner AND m.deck = misses.deck AND m.stop = ?)",
            (deck, new, f"~moving~{old}"),
        )
        connection.execute("UPDATE misses SET stop = ? WHERE deck = ? AND stop = ?", (new, deck, f"~moving~{old}"))
    renamed = [(old, new) for old, new in incidents.items() if old != new]
    _rename_in_history(connection, deck, "stop", list(moving.items()))
    _rename_in_history(connection, deck, "incident", renamed)
    sql = "UPDATE misses SET incident = ? WHERE deck = ? AND incident = ?"
    connection.executemany(sql, [(f"~moving~{old}", deck, old) for old, _ in renamed])
    connection.executemany(sql, [(new, deck, f"~moving~{old}") for old, new in renamed])
    if moving:  # whose card is asked of whom has to be settled again
        connection.execute("DELETE FROM enrolments WHERE deck = ?", (deck,))


def _rename_in_history(
    connection: Connection, deck: int, column: Literal["stop", "incident"], renamed: Sequence[tuple[str, str]]
) -> None:
    """Have the decisions that were taken follow: all in one statement, which reads each row's old id before it writes any."""
    if not renamed:
        return
    cases, places = " ".join("WHEN ? THEN ?" for _ in renamed), ", ".join("?" for _ in renamed)
    connection.execute(
        f"UPDATE choices SET {column} = CASE {column} {cases} ELSE {column} END WHERE deck = ? AND {column} IN ({places})",
        (*chain.from_iterable(renamed), deck, *(old for old, _ in renamed)),
    )

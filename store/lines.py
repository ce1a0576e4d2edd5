"""The lines of a learner's queue: the first card of each and how many stand in it. Each is one look into an index.

The index is named: without statistics SQLite would walk all of the learner's rows for some of them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The moments that bound a day's queue, in ms: `now`, the day's `start` and `end`, and how far to look ahead."""

    now: int
    start: int
    end: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Heads:
    """The first card of each line (None: the line is empty). `next_due` is when the next card in learning is due."""

    called: int | None
    learning: int | None
    review: int | None
    new: int | None
    ahead: int | None
    next_due: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cards could be asked: `new` and `review` are counted up to the limit that was given."""

    new: int
    learning: int
    review: int


def heads(
    connection: sqlite3.Connection, learner: int, deck: int, window: Window, *, new_left: int, follow_ups: bool
) -> Heads:
    """The first card of each line of the queue. `new_left` 0 closes the line of new cards; each is one look into an
    index."""
    who = (learner, deck)
    called = _first(
        connection,
        "states_called",
        "called_at > 0 AND called_at >= ? AND queue >= 0 AND (queue > 0 OR ?) AND buried_until <= ?"
        " ORDER BY called_at DESC, position",
        (*who, window.start, new_left > 0, window.now),
    )
    learning = _first(
        connection,
        "states_due",
        "queue = 1 AND due <= ? AND buried_until <= ? ORDER BY due, shuffle",
        (*who, window.now, window.now),
    )
    review = _first(
        connection,
        "states_due",
        "queue = 2 AND due < ? AND buried_until <= ? AND spaced_until <= ? ORDER BY due, shuffle",
        (*who, window.end, window.now, window.now),
    )
    new = _first_new(connection, who, window, follow_ups=follow_ups) if new_left > 0 else None
    soon = connection.execute(
        "SELECT card, due FROM states INDEXED BY states_due WHERE learner = ? AND deck = ? AND queue = 1"
        " AND buried_until <= ? ORDER BY due, shuffle LIMIT 1",
        (*who, window.now),
    ).fetchone()
    ahead = soon[0] if soon and soon[1] <= window.ahead else None
    return Heads(called, learning, review, new, ahead, soon[1] if soon else None)


def counts(
    connection: sqlite3.Connection,
    learner: int,
    deck: int,
    window: Window,
    *,
    limits: tuple[int, int],
    follow_ups: bool,
) -> Counts:
    """How many cards could be asked today; new ones and reviews up to `limits` = (new, reviews)."""
    who, now = (learner, deck), window.now
    free = "buried_until <= ? AND spaced_until <= ?"
    new = _count(connection, "states_new", f"queue = 0 AND waiting = 0 AND {free}", (*who, now, now), limits[0])
    if not follow_ups:
        new = min(
            limits[0],
            new
            + _count(connection, "states_new", f"queue = 0 AND waiting = 1 AND {free}", (*who, now, now), limits[0]),
        )
    learning = _count(
        connection, "states_due", "queue = 1 AND due < ? AND buried_until <= ?", (*who, window.end, now), 1000
    )
    review = _count(
        connection, "states_due", f"queue = 2 AND due < ? AND {free}", (*who, window.end, now, now), limits[1]
    )
    return Counts(new, learning, review)


def any_cards(connection: sqlite3.Connection, learner: int, deck: int) -> bool:
    """Whether the deck has cards at all."""
    sql = "SELECT 1 FROM states WHERE learner = ? AND deck = ? AND NOT retired LIMIT 1"
    return connection.execute(sql, (learner, deck)).fetchone() is not None


def earliest(connection: sqlite3.Connection, learner: int, deck: int) -> int | None:
    """When (ms) a card that was reviewed, or is spaced or buried, can be asked again at the earliest."""
    row = connection.execute(
        "SELECT min(max(coalesce(due, 0), buried_until, spaced_until)) FROM states"
        " WHERE learner = ? AND deck = ? AND queue >= 0 AND (phase > 0 OR buried_until > 0 OR spaced_until > 0)",
        (learner, deck),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def due_by(connection: sqlite3.Connection, learner: int, deck: int, start: int, end: int) -> int:
    """How many cards in review fall due in [start, end) ms."""
    sql = (
        "SELECT count(*) FROM states INDEXED BY states_due"
        " WHERE learner = ? AND deck = ? AND queue = 2 AND due >= ? AND due < ?"
    )
    return int(connection.execute(sql, (learner, deck, start, end)).fetchone()[0])


def _first_new(connection: sqlite3.Connection, who: tuple[int, int], window: Window, *, follow_ups: bool) -> int | None:
    """The first new card in the order of the text; those that wait for another answer only when there are no
    chains."""
    found = []
    for waiting in (0,) if follow_ups else (0, 1):
        row = connection.execute(
            "SELECT position, card FROM states INDEXED BY states_new WHERE learner = ? AND deck = ? AND queue = 0"
            " AND waiting = ? AND buried_until <= ? AND spaced_until <= ? ORDER BY position LIMIT 1",
            (*who, waiting, window.now, window.now),
        ).fetchone()
        if row:
            found.append(row)
    return int(min(found)[1]) if found else None


def _first(connection: sqlite3.Connection, index: str, where: str, values: tuple[object, ...]) -> int | None:
    sql = f"SELECT card FROM states INDEXED BY {index} WHERE learner = ? AND deck = ? AND {where} LIMIT 1"
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else None


def _count(connection: sqlite3.Connection, index: str, where: str, values: tuple[object, ...], limit: int) -> int:
    rows = f"SELECT 1 FROM states INDEXED BY {index} WHERE learner = ? AND deck = ? AND {where} LIMIT ?"
    sql = f"SELECT count(*) FROM ({rows})"
    return int(connection.execute(sql, (*values, limit)).fetchone()[0])

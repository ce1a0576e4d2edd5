"""Two lines of the queue that few learners have on a given day: the sweep before an interview, and sure but wrong."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from store.queue.queries import DayWindow

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class FinalReviewBounds:
    """Cards in review that were last asked before `start` ms and will have gone more than `span` stabilities at `at` ms,
    where their turn (of `turns`) is at most `turn`.
    """

    not_asked_since: int
    interview_at: int
    max_stabilities: float
    turn: int
    turns: int


_FINAL_REVIEW = (
    "FROM states INDEXED BY states_due WHERE learner = :learner AND deck = :deck AND queue = 2 AND due >= :end"
    " AND buried_until <= :now AND spaced_until <= :now AND last_review < :start AND shuffle % :turns <= :turn"
    f" AND :at - last_review > stability * :span * {DAY_MS}"
)


def find_final_review(
    connection: sqlite3.Connection, learner: int, deck: int, window: DayWindow, sweep: FinalReviewBounds, limit: int
) -> tuple[int | None, int]:
    """The card of the sweep that is forgotten first, and how many there are, up to `limit`. Cards that are due anyway
    are not among them."""
    values = {
        "learner": learner,
        "deck": deck,
        "now": window.now,
        "end": window.end,
        "start": sweep.not_asked_since,
        "at": sweep.interview_at,
        "span": sweep.max_stabilities,
        "turn": sweep.turn,
        "turns": sweep.turns,
        "limit": limit,
    }
    count = int(
        connection.execute(f"SELECT count(*) FROM (SELECT 1 {_FINAL_REVIEW} LIMIT :limit)", values).fetchone()[0]
    )
    if not count:
        return None, 0
    row = connection.execute(
        f"SELECT card {_FINAL_REVIEW} ORDER BY (:at - last_review) / stability DESC, shuffle LIMIT 1", values
    ).fetchone()
    return int(row[0]), count


def find_confident_lapse(connection: sqlite3.Connection, learner: int, deck: int, now: int, sure: int) -> int | None:
    """The card in learning and due whose last grade was Again although the learner had said at least `sure` percent."""
    row = connection.execute(
        "SELECT s.card FROM states s INDEXED BY states_due WHERE s.learner = ? AND s.deck = ? AND s.queue = 1"
        " AND s.due <= ? AND s.buried_until <= ? AND ("
        # Back over what was no grade: a card that was buried and came back.
        "   WITH RECURSIVE back (id) AS ("
        "     SELECT s.last_event UNION"
        "     SELECT l.was_last_event FROM back JOIN log l ON l.id = back.id WHERE l.event <> 'grade'"
        "   ) SELECT l.rating = 1 AND l.confidence >= ? FROM back JOIN log l ON l.id = back.id WHERE l.event = 'grade')"
        " ORDER BY s.due, s.shuffle LIMIT 1",
        (learner, deck, now, now, sure),
    ).fetchone()
    return int(row[0]) if row else None

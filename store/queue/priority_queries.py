"""Two lines of the queue that few learners have on a given day: the final review before an interview, and answers that were
given with confidence and were wrong."""

from __future__ import annotations

import sqlite3

from store.queue.queries import DayWindow

DAY_MS = 86_400_000

_FINAL_REVIEW = (
    "FROM states INDEXED BY states_due WHERE learner = :learner AND deck = :deck AND queue = 2 AND due >= :end"
    " AND buried_until <= :now AND spaced_until <= :now AND last_review < :start AND shuffle % :turns <= :turn"
    f" AND :interview_at - last_review > stability * :max_stabilities * {DAY_MS}"
)


def find_final_review(
    connection: sqlite3.Connection,
    learner: int,
    deck: int,
    window: DayWindow,
    *,
    interview_at: int,
    max_stabilities: float,
    turn: int,
    turns: int,
    limit: int,
) -> tuple[int | None, int]:
    """Return the card of the final review that is forgotten first, and how many there are, up to `limit`.

    These are cards in review that were not asked today yet and will have gone more than `max_stabilities` stabilities at
    `interview_at` (ms), where their turn (of `turns`) is at most `turn`. Cards that are due anyway are not among them.
    """
    values = {
        "learner": learner,
        "deck": deck,
        "now": window.now,
        "start": window.start,
        "end": window.end,
        "interview_at": interview_at,
        "max_stabilities": max_stabilities,
        "turn": turn,
        "turns": turns,
        "limit": limit,
    }
    count = int(
        connection.execute(f"SELECT count(*) FROM (SELECT 1 {_FINAL_REVIEW} LIMIT :limit)", values).fetchone()[0]
    )
    if not count:
        return None, 0
    row = connection.execute(
        f"SELECT card {_FINAL_REVIEW} ORDER BY (:interview_at - last_review) / stability DESC, shuffle LIMIT 1", values
    ).fetchone()
    return int(row[0]), count


def find_confident_lapse(
    connection: sqlite3.Connection, learner: int, deck: int, now: int, confidence: int
) -> int | None:
    """Return the card in learning and due whose last grade was Again although the learner had been confident.

    `confidence` is in percent, `now` in ms; None when there is no such card.
    """
    row = connection.execute(
        "SELECT s.card FROM states s INDEXED BY states_due WHERE s.learner = ? AND s.deck = ? AND s.queue = 1"
        " AND s.due <= ? AND s.buried_until <= ? AND ("
        # Back over what was no grade: a card that was buried and came back.
        "   WITH RECURSIVE back (id) AS ("
        "     SELECT s.last_event UNION"
        "     SELECT l.was_last_event FROM back JOIN log l ON l.id = back.id WHERE l.event <> 'grade'"
        "   ) SELECT l.rating = 1 AND l.confidence >= ? FROM back JOIN log l ON l.id = back.id WHERE l.event = 'grade')"
        " ORDER BY s.due, s.shuffle LIMIT 1",
        (learner, deck, now, now, confidence),
    ).fetchone()
    return int(row[0]) if row else None

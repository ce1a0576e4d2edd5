"""Two lines of the queue that few learners have on a given day: a plan of the day, and what was confident and wrong."""

from __future__ import annotations

from store.connection import Connection
from store.queue.queries import DayWindow

_PLANNED = (
    "FROM json_each(:cards) plan JOIN states s ON s.learner = :learner AND s.card = CAST(plan.value AS BIGINT)"
    " WHERE s.deck = :deck AND s.queue = 2 AND s.last_review < :start AND s.buried_until <= :now AND s.spaced_until <= :now"
)


def find_planned(
    connection: Connection, learner: int, deck: int, window: DayWindow, cards: str
) -> tuple[int | None, int]:
    """Return the first card of a plan that was not asked today yet and may be asked now, and how many there are.

    `cards` is a JSON list of numbers of cards, in the order in which they are to be asked.
    """
    values = {"learner": learner, "deck": deck, "now": window.now, "start": window.start, "cards": cards}
    count = int(connection.execute(f"SELECT count(*) {_PLANNED}", values).fetchone()[0])
    if not count:
        return None, 0
    row = connection.execute(f"SELECT s.card {_PLANNED} ORDER BY plan.key LIMIT 1", values).fetchone()
    return int(row[0]), count


def find_confident_lapse(connection: Connection, learner: int, deck: int, now: int, confidence: int) -> int | None:
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
        "   ) SELECT CASE WHEN l.rating = 1 AND l.confidence >= ? THEN 1 ELSE 0 END FROM back JOIN log l ON l.id = back.id"
        "   WHERE l.event = 'grade') = 1"
        " ORDER BY s.due, s.shuffle LIMIT 1",
        (learner, deck, now, now, confidence),
    ).fetchone()
    return int(row[0]) if row else None

"""What all learners of an instance did with the questions of a deck, counted. Undone grades do not count."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from store.tables.review_log import Points, unpack_points


@dataclass(frozen=True, slots=True)
class QuestionStats:
    """One question over all its cards and learners. `milliseconds` is the mean time taken, None where none was measured.

    `sure_wrong` are answers given with at least 75 % confidence and graded Again; `leeches` are learners whom it escapes.
    """

    source: str
    answers: int
    failures: int
    milliseconds: float | None
    confident_failures: int
    learners: int
    leeches: int


def count_by_question(connection: sqlite3.Connection, deck: int) -> tuple[QuestionStats, ...]:
    """Return the questions of the deck that were ever asked and are still in it."""
    rows = connection.execute(
        "SELECT c.source, count(*), sum(l.rating = 1), avg(l.duration),"
        " coalesce(sum(l.rating = 1 AND l.confidence >= 75), 0), count(DISTINCT l.learner),"
        " (SELECT count(DISTINCT s.learner) FROM states s JOIN cards k ON k.id = s.card"
        "  WHERE k.deck = c.deck AND k.source = c.source AND s.leech = 1)"
        " FROM answers l JOIN cards c ON c.id = l.card"
        " WHERE c.deck = ? AND c.retired_at IS NULL GROUP BY c.source",
        (deck,),
    )
    return tuple(QuestionStats(*row) for row in rows)


def count_typed_answers(connection: sqlite3.Connection, deck: int) -> tuple[tuple[str, Points, int], ...]:
    """Return (question, what its typed answers were scored on, how many answers came out just so) of the questions
    that are still in the deck.
    """
    rows = connection.execute(
        "SELECT c.source, l.points, count(*) FROM answers l JOIN cards c ON c.id = l.card"
        " WHERE l.points IS NOT NULL AND c.deck = ? AND c.retired_at IS NULL GROUP BY c.source, l.points",
        (deck,),
    )
    return tuple((str(source), unpack_points(points), int(count)) for source, points, count in rows)


def count_by_learner(connection: sqlite3.Connection, deck: int) -> tuple[tuple[str, int, int, int], ...]:
    """Return (name, answers, failed, time of the last in ms) of everyone who practised the deck, the latest first."""
    rows = connection.execute(
        "SELECT p.name, count(*), sum(l.rating = 1), max(l.at) FROM answers l JOIN learners p ON p.id = l.learner"
        " WHERE l.deck = ? GROUP BY p.id ORDER BY max(l.at) DESC",
        (deck,),
    )
    return tuple((str(name), int(asked), int(failed), int(at)) for name, asked, failed, at in rows)

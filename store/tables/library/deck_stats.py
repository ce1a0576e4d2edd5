"""Answers to the questions of a deck, counted over all learners of an instance. Undone grades do not count."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection
from store.tables.practice.log_counts import CARDS, CONFIDENCES, POINTS, TAIL
from store.tables.practice.review_log import Points, unpack_points


@dataclass(frozen=True, slots=True)
class QuestionStats:
    """One question over all its cards and learners. `milliseconds` is the mean time taken, None where none was measured.

    `confident_failures` are answers given with at least 75 % confidence and graded Again; `leeches` counts the learners for
    whom it is a leech.
    """

    source: str
    answers: int
    failures: int
    milliseconds: float | None
    confident_failures: int
    learners: int
    leeches: int


def count_by_question(connection: Connection, deck: int) -> tuple[QuestionStats, ...]:
    """Return the questions of the deck that were ever asked and are still in it."""
    rows = connection.execute(
        # CROSS JOIN fixes the order of the loops: from the deck's cards to their counts, not over everybody's counts.
        f"{TAIL}, counts AS ("
        " SELECT card, learner, sum(answers) AS answers, sum(failures) AS failures, sum(milliseconds) AS milliseconds,"
        "  sum(timed) AS timed, sum(confident_failures) AS confident_failures"
        " FROM (SELECT n.* FROM cards k CROSS JOIN card_counts n WHERE n.card = k.id AND k.deck = :deck"
        f"  UNION ALL SELECT * FROM ({CARDS}) AS since) AS counted"
        " GROUP BY card, learner HAVING sum(answers) > 0"
        "), leeches AS ("
        " SELECT k.source, count(DISTINCT s.learner) AS learners FROM states s JOIN cards k ON k.id = s.card"
        " WHERE s.deck = :deck AND s.leech = 1 GROUP BY k.source"
        ")"
        " SELECT c.source, sum(n.answers), sum(n.failures), 1.0 * sum(n.milliseconds) / nullif(sum(n.timed), 0),"
        "  sum(n.confident_failures), count(DISTINCT n.learner), coalesce(max(x.learners), 0)"
        " FROM counts n JOIN cards c ON c.id = n.card LEFT JOIN leeches x ON x.source = c.source"
        " WHERE c.deck = :deck AND c.retired_at IS NULL GROUP BY c.source ORDER BY c.source",
        {"learner": None, "deck": deck},
    )
    return tuple(QuestionStats(*row) for row in rows)


def count_typed_answers(connection: Connection, deck: int) -> tuple[tuple[str, Points, int], ...]:
    """Return (question, what its typed answers were scored on, how many answers came out just so) of the questions
    that are still in the deck.
    """
    rows = connection.execute(
        f"{TAIL} SELECT c.source, n.points, sum(n.answers) FROM ("
        " SELECT p.* FROM cards k CROSS JOIN point_counts p WHERE p.card = k.id AND k.deck = :deck"
        f" UNION ALL SELECT * FROM ({POINTS}) AS since"
        ") n JOIN cards c ON c.id = n.card"
        " WHERE c.deck = :deck AND c.retired_at IS NULL GROUP BY c.source, n.points HAVING sum(n.answers) > 0"
        " ORDER BY c.source, n.points",
        {"learner": None, "deck": deck},
    )
    return tuple((str(source), unpack_points(points), int(count)) for source, points, count in rows)


def count_by_learner(connection: Connection, deck: int) -> tuple[tuple[str, int, int, int], ...]:
    """Return (name, answers, failed, time of the last grade in ms) of everyone who practised the deck, latest first."""
    rows = connection.execute(
        # Who only crammed has no review: then it is the newest thing they did.
        f"{TAIL}, totals AS ("
        " SELECT learner, sum(answers) AS answers, sum(failures) AS failures FROM ("
        "  SELECT learner, deck, answers, failures FROM confidence_counts WHERE deck = :deck"
        f"  UNION ALL SELECT learner, deck, answers, failures FROM ({CONFIDENCES}) AS since WHERE deck = :deck"
        " ) AS counted GROUP BY learner HAVING sum(answers) > 0"
        ")"
        " SELECT p.name, t.answers, t.failures, coalesce("
        "  (SELECT max(s.last_review) FROM states s WHERE s.learner = p.id AND s.deck = :deck),"
        "  (SELECT r.at FROM log r WHERE r.id < (p.id + 1) << 42 ORDER BY r.id DESC LIMIT 1)) AS last"
        " FROM totals t JOIN learners p ON p.id = t.learner ORDER BY last DESC",
        {"learner": None, "deck": deck},
    )
    return tuple((str(name), int(answers), int(failed), int(at)) for name, answers, failed, at in rows)

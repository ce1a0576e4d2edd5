"""What the log and the states add up to: counts for charts, and reviews for a fit. Aggregated here, not in Python."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection
from store.tables.practice.log_counts import CONFIDENCES, NOT_SAID, QUARTER_MS, QUARTERS, TAIL
from store.tables.practice.review_log import compute_id_range


@dataclass(frozen=True, slots=True)
class QuarterHour:
    """The answers of a quarter of an hour; `number` counts quarters since 1970. `reviews` are grades of cards that were
    in review, `recalled` those that were not Again.
    """

    number: int
    answers: int
    milliseconds: int
    reviews: int
    recalled: int


@dataclass(frozen=True, slots=True)
class CardMemory:
    """What is known of one card that may be asked: `stability` in days and the rest None while it is new; times in
    ms."""

    card: int
    topic: str
    stability: float | None
    difficulty: float | None
    last_review: int | None
    due: int | None


def find_newest_row(connection: Connection, learner: int) -> int:
    """Return the number of the learner's newest row in the log (0: none): while it stands, so do the answers below."""
    sql = "SELECT coalesce(max(id), 0) FROM log WHERE id BETWEEN ? AND ?"
    return int(connection.execute(sql, compute_id_range(learner)).fetchone()[0])


def count_by_quarter_hour(connection: Connection, learner: int, deck: int, since: int) -> tuple[QuarterHour, ...]:
    """Return the answers since the quarter of an hour in which `since` ms lies, in order of time.

    Cram included, undone ones not.
    """
    # An undo may take back an answer that is counted already: the sum of a quarter may come to nothing.
    rows = connection.execute(
        f"{TAIL} SELECT quarter, sum(answers) AS answers, sum(milliseconds), sum(reviews), sum(recalled) FROM ("
        " SELECT deck, quarter, answers, milliseconds, reviews, recalled FROM quarter_counts"
        " WHERE learner = :learner AND deck = :deck AND quarter >= :first"
        f" UNION ALL SELECT deck, quarter, answers, milliseconds, reviews, recalled FROM ({QUARTERS}) AS since"
        ") AS counted WHERE deck = :deck AND quarter >= :first GROUP BY quarter HAVING sum(answers) > 0 ORDER BY quarter",
        {"learner": learner, "deck": deck, "first": since // QUARTER_MS},
    )
    return tuple(QuarterHour(*(int(value) for value in row)) for row in rows)


def list_reviewed_memories(
    connection: Connection, learner: int, since: int, at_most: int
) -> tuple[tuple[float, int, int, bool], ...]:
    """Return (stability before, ms of the review before, ms, whether it was recalled) of the reviews since `since` ms.

    Reviews are grades of cards that were in review, over all decks, undone ones left out; the newest `at_most`.
    """
    rows = connection.execute(
        "SELECT l.was_stability, l.was_last_review, l.at, l.rating > 1 FROM answers l"
        " WHERE l.id BETWEEN ? AND ? AND l.at >= ? AND l.event = 'grade' AND l.was_phase = 2"
        " AND l.was_stability IS NOT NULL AND l.was_last_review IS NOT NULL ORDER BY l.id DESC LIMIT ?",
        (*compute_id_range(learner, since), since, at_most),
    )
    return tuple((float(stability), int(last), int(at), bool(recalled)) for stability, last, at, recalled in rows)


def list_memories(connection: Connection, learner: int, deck: int) -> tuple[CardMemory, ...]:
    """Return every card that is in the deck and not suspended, in the order of the text."""
    rows = connection.execute(
        "SELECT s.card, c.topic, s.stability, s.difficulty, s.last_review, s.due FROM states s JOIN cards c ON c.id = s.card"
        " WHERE s.learner = ? AND s.deck = ? AND s.queue >= 0 ORDER BY s.position",
        (learner, deck),
    )
    return tuple(CardMemory(*row) for row in rows)


def count_by_confidence(connection: Connection, learner: int, deck: int) -> tuple[tuple[int, int, int], ...]:
    """Return (percent said before revealing, answers, how many were not Again), by percent."""
    rows = connection.execute(
        f"{TAIL} SELECT confidence, sum(answers), sum(answers) - sum(failures) FROM ("
        " SELECT deck, confidence, answers, failures FROM confidence_counts WHERE learner = :learner AND deck = :deck"
        f" UNION ALL SELECT deck, confidence, answers, failures FROM ({CONFIDENCES}) AS since"
        ") AS counted WHERE deck = :deck AND confidence <> :not_said GROUP BY confidence HAVING sum(answers) > 0"
        " ORDER BY confidence",
        {"learner": learner, "deck": deck, "not_said": NOT_SAID},
    )
    return tuple((int(percent), int(count), int(right)) for percent, count, right in rows)


def list_grades(connection: Connection, learner: int) -> tuple[tuple[int, int, int], ...]:
    """Return (card, ms, rating) of every grade over all decks that was not undone, in order of time."""
    rows = connection.execute(
        "SELECT l.card, l.at, l.rating FROM answers l WHERE l.id BETWEEN ? AND ? AND l.event = 'grade'"
        " ORDER BY l.at, l.id",
        compute_id_range(learner),
    )
    return tuple((int(card), int(at), int(rating)) for card, at, rating in rows)

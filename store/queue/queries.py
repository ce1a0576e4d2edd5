"""The lines of a learner's queue: the first card of each and how many stand in it, in one statement.

Each part is one look into an index. The index is named: without statistics SQLite would walk all of the learner's rows
for some of them.
"""

from __future__ import annotations

from typing import NamedTuple

from store.connection import Connection

NEVER = 2**63 - 1  # ms


class DayWindow(NamedTuple):
    """The moments that bound a day's queue, in ms: `now`, the day's `start` and `end`, and how far to look ahead."""

    now: int
    start: int
    end: int
    learn_ahead: int


class QueueSnapshot(NamedTuple):
    """The first card of each line (None: the line is empty), and how many could be asked today.

    `follow_up` was called by a good answer, `ahead` is in learning and due soon, `next_due` is when (ms) the next card in
    learning is due. New cards and reviews are counted up to the limits that were given.
    """

    follow_up: int | None
    learning: int | None
    review: int | None
    new: int | None
    ahead: int | None
    next_due: int | None
    new_count: int
    learning_count: int
    review_count: int


# The computed column `queue` of a state: -1 suspended or retired, 0 new, 1 learning or relearning, 2 in review. `waiting` is 1
# for a new card that waits for a good answer to the question before it. `called_at` is when such an answer brought it (0: never).
_NOT_HELD = "buried_until <= :now AND spaced_until <= :now"
_NEW = "FROM states INDEXED BY states_new WHERE learner = :learner AND deck = :deck AND queue = 0"
_DUE = "FROM states INDEXED BY states_due WHERE learner = :learner AND deck = :deck AND due IS NOT NULL"
_LEARNING = f"{_DUE} AND queue = 1 AND buried_until <= :now"
_REVIEW = f"{_DUE} AND queue = 2 AND due < :end AND {_NOT_HELD}"
_ALL_HEADS = f"""
SELECT
    (SELECT card FROM states INDEXED BY states_called WHERE learner = :learner AND deck = :deck AND called_at > 0
        AND called_at >= :start AND queue >= 0 AND (queue > 0 OR :new_left > 0) AND buried_until <= :now
        ORDER BY called_at DESC, position LIMIT 1),
    (SELECT card {_LEARNING} ORDER BY due, shuffle LIMIT 1),
    (SELECT due {_LEARNING} ORDER BY due LIMIT 1),
    (SELECT card {_REVIEW} ORDER BY due, shuffle LIMIT 1),
    (SELECT card {_NEW} AND waiting = 0 AND {_NOT_HELD} AND :new_left > 0 ORDER BY position LIMIT 1),
    (SELECT count(*) FROM (SELECT 1 {_NEW} AND waiting = 0 AND {_NOT_HELD} LIMIT :new_left) AS fresh),
    (SELECT count(*) {_LEARNING} AND due < :end)
"""
_REVIEW_COUNT = f"""
SELECT count(*), count(*) FILTER (WHERE until <= :now), min(until) FILTER (WHERE until > :now)
FROM (
    SELECT CASE WHEN buried_until > spaced_until THEN buried_until ELSE spaced_until END AS until
    {_DUE} AND queue = 2 AND due < :end LIMIT :walk
) AS due_today
"""
_WITHOUT_FOLLOW_UPS = f"""
SELECT
    (SELECT card FROM (
        SELECT card, position FROM (SELECT card, position {_NEW} AND waiting = 0 AND {_NOT_HELD} ORDER BY position LIMIT 1)
            AS free
        UNION ALL
        SELECT card, position FROM (SELECT card, position {_NEW} AND waiting = 1 AND {_NOT_HELD} ORDER BY position LIMIT 1)
            AS held
    ) AS first WHERE :new_left > 0 ORDER BY position LIMIT 1),
    (SELECT count(*) FROM (SELECT 1 {_NEW} AND waiting = 1 AND {_NOT_HELD} LIMIT :new_left) AS waiting_now)
"""


def load_queue(
    connection: Connection,
    learner: int,
    deck: int,
    window: DayWindow,
    *,
    remaining: tuple[int, int],
    follow_ups: bool,
    review_count: int | None = None,
) -> QueueSnapshot:
    """Return the lines as they stand.

    `remaining` = (new, reviews) is what the day's limits still allow; 0 closes the line of new cards. `review_count` is the
    number of reviews where it is known. Without `follow_ups` nobody waits for the question before: new cards come in the
    order of the text.
    """
    now, start, end, learn_ahead = window
    values = {"learner": learner, "deck": deck, "now": now, "start": start, "end": end, "new_left": remaining[0]}
    follow_up, learning, next_due, review, new, new_count, learning_count = connection.execute(
        _ALL_HEADS, values
    ).fetchone()
    if not follow_ups:
        new, waiting = connection.execute(_WITHOUT_FOLLOW_UPS, values).fetchone()
        new_count = min(remaining[0], new_count + waiting)
    if review_count is None:
        review_count, _, _ = count_reviews(connection, learner, deck, window, remaining[1])
    # The first card in learning is asked when it is due, and may be asked a little early when nothing else is left.
    due = NEVER if next_due is None else next_due
    return QueueSnapshot(
        follow_up=follow_up,
        learning=learning if due <= now else None,
        review=review,
        new=new,
        ahead=learning if due <= learn_ahead else None,
        next_due=next_due,
        new_count=new_count,
        learning_count=learning_count,
        review_count=min(remaining[1], review_count),
    )


def count_reviews(
    connection: Connection, learner: int, deck: int, window: DayWindow, limit: int
) -> tuple[int, bool, int | None]:
    """Return how many reviews could be asked now; whether that is all of them, or only at least `limit`; when (ms)
    the first comes back that is buried or spaced (None: none is).
    """
    values = {"learner": learner, "deck": deck, "now": window.now, "end": window.end}
    # One row more than may be asked tells whether there are more, without a walk over a long backlog.
    walked, count, until = connection.execute(_REVIEW_COUNT, {**values, "walk": limit + 1}).fetchone()
    if walked <= limit:
        return count, True, until
    if count >= limit:
        return count, False, until
    _, count, until = connection.execute(
        _REVIEW_COUNT, {**values, "walk": NEVER}
    ).fetchone()  # many are held: walk over all
    return count, True, until


def has_cards(connection: Connection, learner: int, deck: int) -> bool:
    """Tell whether the deck has cards at all."""
    sql = "SELECT 1 FROM states WHERE learner = ? AND deck = ? AND retired = 0 LIMIT 1"
    return connection.execute(sql, (learner, deck)).fetchone() is not None


def count_unseen(connection: Connection, learner: int, deck: int) -> int:
    """Return how many cards of the deck were never asked and are not suspended."""
    sql = "SELECT count(*) FROM states WHERE learner = ? AND deck = ? AND queue = 0"
    return int(connection.execute(sql, (learner, deck)).fetchone()[0])


def find_next_due(connection: Connection, learner: int, deck: int) -> int | None:
    """Return when (ms) a card that was reviewed, or is spaced or buried, can be asked again at the earliest."""
    row = connection.execute(
        "SELECT min(CASE WHEN due > held THEN due ELSE held END) FROM ("
        " SELECT due, CASE WHEN buried_until > spaced_until THEN buried_until ELSE spaced_until END AS held FROM states"
        " WHERE learner = ? AND deck = ? AND queue >= 0 AND (phase > 0 OR buried_until > 0 OR spaced_until > 0)"
        ") AS askable",
        (learner, deck),
    ).fetchone()
    return int(row[0]) if row[0] is not None else None


def count_due(connection: Connection, learner: int, deck: int, start: int, end: int) -> int:
    """Return how many cards in review fall due in [start, end) ms."""
    sql = (
        "SELECT count(*) FROM states INDEXED BY states_due"
        " WHERE learner = ? AND deck = ? AND queue = 2 AND due >= ? AND due < ?"
    )
    return int(connection.execute(sql, (learner, deck, start, end)).fetchone()[0])

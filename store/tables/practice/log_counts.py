"""What the log adds up to, kept in tables: a page that looks back reads those and the few rows written since.

A learner's log is counted up to one of its rows. Nothing is counted when a card is graded; `fold_log` adds the rows since
then to the tables, and whoever reads before it does adds them up as they are (`TAIL`). An undo that comes later takes its
row out again: it counts as minus one.
"""

from __future__ import annotations

from contextlib import suppress

from store.connection import Connection, transaction
from store.database_errors import BusyError, DiskError, FullError, ReadOnlyError

QUARTER_MS = 900_000  # every time zone's day begins at a quarter of an hour
SURE = 75  # percent; who said so and was wrong holds a misconception
NOT_SAID = -1  # the confidence of an answer that was given without one
# Rows that are added up at each reading: 2,000 take two milliseconds.
FOLD_AFTER = 2000

# The rows that are not counted yet, of one learner or (`:learner` is NULL) of all; `sign` is -1 for those that were undone.
# A row's number begins with the learner's, see `store.tables.practice.review_log`.
_TAIL_COLUMNS = (
    "r.learner, r.deck, r.card, r.at, r.duration, r.rating, r.confidence, r.points,"
    " CASE WHEN r.event = 'grade' AND r.was_phase = 2 THEN 1 ELSE 0 END AS is_review"
)
TAIL = f"""
    WITH span AS MATERIALIZED (
        SELECT coalesce(c.up_to, p.id << 42) AS up_to, ((p.id + 1) << 42) - 1 AS last
        FROM learners p LEFT JOIN log_counted c ON c.learner = p.id
        WHERE CAST(:learner AS BIGINT) IS NULL OR p.id = :learner
    ), tail AS (
        SELECT 1 AS sign, {_TAIL_COLUMNS} FROM span CROSS JOIN log r
        WHERE r.id > span.up_to AND r.id <= span.last AND +r.event IN ('grade', 'cram')
        UNION ALL
        SELECT -1, {_TAIL_COLUMNS} FROM span CROSS JOIN log u CROSS JOIN log r
        -- The plus signs keep SQLite from making an index of the whole log for this.
        WHERE u.id > span.up_to AND u.id <= span.last AND r.id = u.undoes AND +u.event = 'undo' AND +r.event IN ('grade', 'cram')
    )
"""
QUARTERS = f"""
    SELECT learner, deck, at / {QUARTER_MS} AS quarter, sum(sign) AS answers,
        sum(sign * coalesce(duration, 0)) AS milliseconds, sum(sign * is_review) AS reviews,
        sum(CASE WHEN rating > 1 THEN sign * is_review ELSE 0 END) AS recalled
    FROM tail GROUP BY learner, deck, at / {QUARTER_MS}
"""
CONFIDENCES = f"""
    SELECT learner, deck, coalesce(confidence, {NOT_SAID}) AS confidence, sum(sign) AS answers,
        sum(CASE WHEN rating = 1 THEN sign ELSE 0 END) AS failures
    FROM tail GROUP BY learner, deck, coalesce(confidence, {NOT_SAID})
"""
CARDS = f"""
    SELECT card, learner, sum(sign) AS answers, sum(CASE WHEN rating = 1 THEN sign ELSE 0 END) AS failures,
        sum(sign * coalesce(duration, 0)) AS milliseconds, sum(CASE WHEN duration IS NULL THEN 0 ELSE sign END) AS timed,
        sum(CASE WHEN rating = 1 AND confidence >= {SURE} THEN sign ELSE 0 END) AS confident_failures
    FROM tail GROUP BY card, learner
"""
POINTS = """
    SELECT card, learner, points, sum(sign) AS answers FROM tail WHERE points IS NOT NULL GROUP BY card, learner, points
"""
# Each table of counts: its key, its counts, and how the rows since are added up.
_TABLES = (
    ("quarter_counts", ("learner", "deck", "quarter"), ("answers", "milliseconds", "reviews", "recalled"), QUARTERS),
    ("confidence_counts", ("learner", "deck", "confidence"), ("answers", "failures"), CONFIDENCES),
    (
        "card_counts",
        ("card", "learner"),
        ("answers", "failures", "milliseconds", "timed", "confident_failures"),
        CARDS,
    ),
    ("point_counts", ("card", "learner", "points"), ("answers",), POINTS),
)


def fold_if_long(connection: Connection, learner: int | None) -> None:
    """Add the rows since to the counts, of one learner or of all (None), where they are many.

    A full disk or a read-only one changes nothing but the time that reading takes.
    """
    for (number,) in connection.execute(
        "SELECT id FROM learners WHERE CAST(:learner AS BIGINT) IS NULL OR id = :learner ORDER BY id",
        {"learner": learner},
    ).fetchall():
        if _is_tail_long(connection, number):
            with suppress(FullError, ReadOnlyError, BusyError, DiskError):
                fold_log(connection, number)


def fold_log(connection: Connection, learner: int) -> None:
    """Add a learner's rows since to the counts: one transaction; what another process counted meanwhile counts once."""
    with transaction(connection, learner):
        # Up to here, whatever is written meanwhile: a later row is counted by the next fold.
        newest = connection.execute(
            "SELECT max(id) FROM log WHERE id BETWEEN ? << 42 AND ((? + 1) << 42) - 1", (learner, learner)
        ).fetchone()[0]
        if newest is None:
            return
        for name, keys, values, tail in _TABLES:
            added = ", ".join(f"{value} = {name}.{value} + excluded.{value}" for value in values)
            columns = ", ".join((*keys, *values))
            connection.execute(
                # `WHERE true`: else SQLite takes the conflict clause for a join's.
                f"INSERT INTO {name} ({columns}) {TAIL} SELECT {columns} FROM ({tail}) AS since WHERE true"
                f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}",
                {"learner": learner},
            )
        connection.execute(
            "INSERT INTO log_counted (learner, up_to) VALUES (?, ?)"
            " ON CONFLICT (learner) DO UPDATE SET up_to = excluded.up_to",
            (learner, newest),
        )


def _is_tail_long(connection: Connection, learner: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM log WHERE id > coalesce((SELECT up_to FROM log_counted WHERE learner = :learner), :learner << 42)"
        " AND id < (:learner + 1) << 42 LIMIT 1 OFFSET :many",
        {"learner": learner, "many": FOLD_AFTER},
    ).fetchone()
    return row is not None

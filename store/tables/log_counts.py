"""What the log adds up to, kept in tables: a page that looks back reads those and the few rows written since.

A learner's log is counted up to one of its rows. Nothing is counted when a card is graded; `fold_log` adds the rows since
then to the tables, and whoever reads before it does adds them up as they are (`TAIL`). An undo that comes later takes its
row out again: it counts as minus one.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from store.connection import Connection, transaction

QUARTER_MS = 900_000  # every time zone's day begins at a quarter of an hour
SURE = 75  # percent; who said so and was wrong holds a misconception
NOT_SAID = -1  # the confidence of an answer that was given without one
# Rows that are added up at each reading: 2,000 take two milliseconds.
FOLD_AFTER = 2000

# The rows that are not counted yet, of one learner or (`:learner` is NULL) of all; `sign` is -1 for those that were undone.
# A row's number begins with the learner's, see `store.tables.review_log`.
_TAIL_COLUMNS = (
    "r.learner, r.deck, r.card, r.at, r.duration, r.rating, r.confidence, r.points,"
    " r.event = 'grade' AND coalesce(r.was_phase, 0) = 2 AS is_review"
)
TAIL = f"""
    WITH span AS MATERIALIZED (
        SELECT coalesce(c.up_to, p.id << 42) AS up_to, ((p.id + 1) << 42) - 1 AS last
        FROM learners p LEFT JOIN log_counted c ON c.learner = p.id
        WHERE :learner IS NULL OR p.id = :learner
    ), tail AS (
        SELECT 1 AS sign, {_TAIL_COLUMNS} FROM span CROSS JOIN log r ON r.id > span.up_to AND r.id <= span.last
        WHERE +r.event IN ('grade', 'cram')
        UNION ALL
        SELECT -1, {_TAIL_COLUMNS} FROM span CROSS JOIN log u ON u.id > span.up_to AND u.id <= span.last
        CROSS JOIN log r ON r.id = u.undoes
        -- The plus signs keep SQLite from making an index of the whole log for this.
        WHERE +u.event = 'undo' AND +r.event IN ('grade', 'cram')
    )
"""
QUARTERS = f"""
    SELECT learner, deck, at / {QUARTER_MS} AS quarter, sum(sign) AS answers,
        sum(sign * coalesce(duration, 0)) AS milliseconds, sum(sign * is_review) AS reviews,
        sum(sign * (is_review AND rating > 1)) AS recalled
    FROM tail GROUP BY learner, deck, quarter
"""
CONFIDENCES = f"""
    SELECT learner, deck, coalesce(confidence, {NOT_SAID}) AS confidence, sum(sign) AS answers,
        sum(sign * (rating = 1)) AS failures
    FROM tail GROUP BY learner, deck, coalesce(confidence, {NOT_SAID})
"""
CARDS = f"""
    SELECT card, learner, sum(sign) AS answers, sum(sign * (rating = 1)) AS failures,
        sum(sign * coalesce(duration, 0)) AS milliseconds, sum(sign * (duration IS NOT NULL)) AS timed,
        sum(sign * (rating = 1 AND coalesce(confidence, 0) >= {SURE})) AS confident_failures
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
        "SELECT id FROM learners WHERE ? IS NULL OR id = ?", (learner, learner)
    ).fetchall():
        if _is_tail_long(connection, number):
            with suppress(sqlite3.OperationalError):
                fold_log(connection, number)


def fold_log(connection: Connection, learner: int) -> None:
    """Add a learner's rows since to the counts: one transaction; what another process counted meanwhile counts once."""
    with transaction(connection):
        newest = connection.execute(
            "SELECT max(id) FROM log WHERE id BETWEEN ? << 42 AND ((? + 1) << 42) - 1", (learner, learner)
        ).fetchone()[0]
        if newest is None:
            return
        for name, keys, values, tail in _TABLES:
            added = ", ".join(f"{value} = {value} + excluded.{value}" for value in values)
            columns = ", ".join((*keys, *values))
            connection.execute(
                # `WHERE true`: else SQLite takes the conflict clause for a join's.
                f"INSERT INTO {name} ({columns}) {TAIL} SELECT {columns} FROM ({tail}) WHERE true"
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

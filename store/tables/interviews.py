"""Mock interview rounds, their turns and scores; what is in them is JSON text. Times are milliseconds in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.connection import Connection

RoundOrigin = Literal["own", "received"]
_ROUND_COLUMNS = "id, key, origin, author, plan, rubric, interrupts, uses_model, started_at, finished_at, scheduled_at"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round. `id` is 0 before it is written; `scheduled_at` is when its missed questions were made due."""

    id: int
    key: str
    origin: RoundOrigin
    author: str
    plan: str
    rubric: str
    interrupts: bool
    uses_model: bool
    started_at: int
    finished_at: int | None = None
    scheduled_at: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A question of a round with its answer; the keys are those under which the answer and its review were written."""

    number: int
    content: str
    levels: bytes
    answer_key: str | None = None
    review_key: str | None = None


@dataclass(frozen=True, slots=True)
class ScoresRow:
    """What one person gave a round."""

    scorer: str
    scores: str
    note: str
    saved_at: int


def add_round(connection: Connection, learner: int, row: RoundRow) -> int:
    """Write a new round; return its number. One with this key that is there already stays as it is."""
    connection.execute(
        "INSERT INTO interview_rounds (learner, key, origin, author, plan, rubric, interrupts, uses_model, started_at,"
        " finished_at, scheduled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (learner, key) DO NOTHING",
        (
            learner,
            row.key,
            row.origin,
            row.author,
            row.plan,
            row.rubric,
            int(row.interrupts),
            int(row.uses_model),
            row.started_at,
            row.finished_at,
            row.scheduled_at,
        ),
    )
    # Read back, because an insertion that met its own key returns no number.
    cursor = connection.execute("SELECT id FROM interview_rounds WHERE learner = ? AND key = ?", (learner, row.key))
    return int(cursor.fetchone()[0])


def find_round(connection: Connection, learner: int, key: str) -> RoundRow | None:
    """Return a learner's round, None when there is none of this key."""
    row = connection.execute(
        f"SELECT {_ROUND_COLUMNS} FROM interview_rounds WHERE learner = ? AND key = ?", (learner, key)
    ).fetchone()
    return _to_round(row) if row else None


def list_rounds(connection: Connection, learner: int) -> tuple[RoundRow, ...]:
    """Return a learner's rounds, the newest first."""
    rows = connection.execute(
        f"SELECT {_ROUND_COLUMNS} FROM interview_rounds WHERE learner = ? ORDER BY started_at DESC, id DESC", (learner,)
    )
    return tuple(_to_round(row) for row in rows)


def finish_round(connection: Connection, round_id: int, at: int) -> None:
    """Note when a round was over; the first time counts."""
    connection.execute(
        "UPDATE interview_rounds SET finished_at = ? WHERE id = ? AND finished_at IS NULL", (at, round_id)
    )


def mark_scheduled(connection: Connection, round_id: int, at: int) -> None:
    """Note that the missed questions of a round were made due."""
    connection.execute("UPDATE interview_rounds SET scheduled_at = ? WHERE id = ?", (at, round_id))


def delete_round(connection: Connection, learner: int, key: str) -> None:
    """Delete a round with all that belongs to it."""
    connection.execute("DELETE FROM interview_rounds WHERE learner = ? AND key = ?", (learner, key))


def list_turns(connection: Connection, round_id: int) -> tuple[TurnRow, ...]:
    """Return the turns of a round in order."""
    rows = connection.execute(
        "SELECT number, content, levels, answer_key, review_key FROM interview_turns WHERE round = ? ORDER BY number",
        (round_id,),
    )
    return tuple(TurnRow(*row) for row in rows)


def save_turn(connection: Connection, round_id: int, row: TurnRow) -> None:
    """Write a turn, or write it anew with its answer or review."""
    connection.execute(
        "INSERT INTO interview_turns (round, number, content, levels, answer_key, review_key)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (round, number) DO UPDATE SET content = excluded.content,"
        " levels = excluded.levels, answer_key = excluded.answer_key, review_key = excluded.review_key",
        (round_id, row.number, row.content, row.levels, row.answer_key, row.review_key),
    )


def list_scores(connection: Connection, round_id: int) -> tuple[ScoresRow, ...]:
    """Return what people gave a round, in order of time."""
    rows = connection.execute(
        "SELECT scorer, scores, note, saved_at FROM interview_scores WHERE round = ? ORDER BY saved_at, scorer",
        (round_id,),
    )
    return tuple(ScoresRow(*row) for row in rows)


def add_scores(connection: Connection, round_id: int, row: ScoresRow) -> None:
    """Write a person's scores; the first ones stay: whoever has seen the others' scores cannot change theirs."""
    connection.execute(
        "INSERT INTO interview_scores (round, scorer, scores, note, saved_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (round_id, row.scorer, row.scores, row.note, row.saved_at),
    )


def _to_round(row: tuple[object, ...]) -> RoundRow:
    values = list(row)
    values[6], values[7] = bool(values[6]), bool(values[7])  # `interrupts` and `uses_model`: both engines keep numbers
    return RoundRow(*values)  # type: ignore[arg-type]

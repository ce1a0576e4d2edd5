"""What a learner remembers, worked out anew: the grades to work it out from, and the states that take it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from store.tables import review_log


@dataclass(frozen=True, slots=True)
class ReviewedCard:
    """A card that was asked at least once, in whatever deck, in it or not: `stability` in days, times in ms."""

    card: int
    phase: int
    stability: float
    difficulty: float
    due: int
    last_review: int
    reps: int


def list_reviewed(connection: sqlite3.Connection, learner: int) -> tuple[ReviewedCard, ...]:
    """Every memory of the learner."""
    rows = connection.execute(
        "SELECT card, phase, stability, difficulty, due, last_review, reps FROM states"
        " WHERE learner = ? AND phase > 0 ORDER BY card",
        (learner,),
    )
    return tuple(ReviewedCard(*row) for row in rows)


def list_card_grades(connection: sqlite3.Connection, learner: int, card: int) -> tuple[tuple[int, int], ...]:
    """(ms, rating) of every grade of a card that was not undone, in order of time."""
    rows = connection.execute(
        "SELECT l.at, l.rating FROM log l WHERE l.id BETWEEN ? AND ? AND l.card = ? AND l.event = 'grade'"
        " AND NOT EXISTS (SELECT 1 FROM log u WHERE u.undoes = l.id) ORDER BY l.at, l.id",
        (*review_log.compute_id_range(learner), card),
    )
    return tuple((int(at), int(rating)) for at, rating in rows)


def save_memories(connection: sqlite3.Connection, learner: int, changed: Iterable[ReviewedCard]) -> None:
    """Keep stability, difficulty and due date. That an answer to a card shown before is stale is known by the settings
    it was shown with: stamps stay."""
    connection.executemany(
        "UPDATE states SET stability = ?, difficulty = ?, due = ? WHERE learner = ? AND card = ?",
        [(row.stability, row.difficulty, row.due, learner, row.card) for row in changed],
    )

"""Memories worked out anew from the raw log, where other weights make them different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from quiz import scheduler
from quiz.fsrs import scalar
from quiz.scheduler import Phase
from quiz.settings import Settings
from quiz.study_days import day_of, start_of
from services.practice.context import Desk
from store.connection import from_ms, to_ms
from store.tables import cards as states
from store.tables import history, memory, review_log
from store.tables.memory import Held


@dataclass(frozen=True, slots=True)
class Restated:
    """How many `cards` have another memory now, how many other due dates (`moved`), and how many memories stayed since
    the log does not hold all of their reviews (`kept`)."""

    cards: int
    moved: int
    kept: int


def all_cards(desk: Desk, *, reschedule: bool) -> Restated:
    """Work out every memory of the learner, over all decks, with the settings of the desk. Call it inside a transaction.

    Learning steps and lapses stay, and so do due dates unless `reschedule`: then cards in review come back when the new
    memory says so, counted from their last review.
    """
    reviews: dict[int, list[tuple[int, int]]] = {}
    for card, at, rating in history.grades(desk.connection, desk.who.id):
        reviews.setdefault(card, []).append((at, rating))
    found = memory.held(desk.connection, desk.who.id)
    changed, moved, kept = [], 0, 0
    for was in found:
        if len(reviews.get(was.card, ())) < was.reps:
            kept += 1
            continue
        stability, difficulty = _replay(desk.settings, reviews[was.card])
        now = replace(was, stability=stability, difficulty=difficulty)
        if reschedule and was.phase == Phase.REVIEW:
            now = replace(now, due=_due(desk.settings, now))
        if now != was:
            changed.append(now)
            moved += now.due != was.due
    memory.write(desk.connection, desk.who.id, changed)
    return Restated(len(changed), moved, kept)


def taken_back(desk: Desk, entry: review_log.Entry) -> states.MemoryRow | None:
    """The memory that a card has once this entry of the log is undone; call it with the undo logged.

    It is what the entry remembers, unless other weights were adopted since: then it is worked out with those of today.
    """
    if entry.event != "grade":  # no other entry changes a memory, and nothing graded the card since
        row = states.load(desk.connection, desk.who.id, entry.card)
        return row.memory if row else entry.was
    was = entry.was
    if was is None or was.phase == Phase.NEW or entry.weights == desk.weights:
        return was
    reviews = memory.grades_of(desk.connection, desk.who.id, entry.card)
    if len(reviews) < was.reps:
        return was
    stability, difficulty = _replay(desk.settings, reviews)
    return was._replace(stability=stability, difficulty=difficulty)


def _replay(settings: Settings, reviews: Sequence[tuple[int, int]]) -> tuple[float, float]:
    days = [(day_of(from_ms(at), settings.zone, settings.rollover_hour).toordinal(), rating) for at, rating in reviews]
    return scalar.replay(scalar.model(settings.weights), days)


def _due(settings: Settings, row: Held) -> int:
    day = day_of(from_ms(row.last_review), settings.zone, settings.rollover_hour)
    days = scheduler.review_days(row.stability, settings, row.card, row.reps - 1)
    return to_ms(start_of(day + timedelta(days=days), settings.zone, settings.rollover_hour))

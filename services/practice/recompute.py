"""Memories worked out anew from the raw log, where other weights make others of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from quiz import scheduler
from quiz.fsrs import memory_model
from quiz.practice_settings import PracticeSettings
from quiz.scheduler import CardPhase
from quiz.study_days import get_day_start, get_study_day
from services.practice.context import PracticeContext
from store.connection import from_ms, to_ms
from store.tables.practice import memory_states, review_log, review_stats
from store.tables.practice.memory_states import ReviewedCard


@dataclass(frozen=True, slots=True)
class RecomputeResult:
    """How many `cards` have another memory now, how many of them another due date (`rescheduled`), and how many memories
    stayed because the log does not hold all of their reviews (`incomplete`)."""

    cards: int
    rescheduled: int
    incomplete: int


def recompute_all(context: PracticeContext, *, reschedule: bool) -> RecomputeResult:
    """Work out every memory of the learner, over all decks, with the settings of the context. Call it inside a transaction.

    Learning steps and lapses stay, and so do due dates unless `reschedule`: then cards in review come back when the new
    memory says so, counted from their last review.
    """
    reviews: dict[int, list[tuple[int, int]]] = {}
    for card, at, rating in review_stats.list_grades(context.connection, context.who.id):
        reviews.setdefault(card, []).append((at, rating))
    rows = memory_states.list_reviewed(context.connection, context.who.id)
    changed, rescheduled, incomplete = [], 0, 0
    for was in rows:
        if len(reviews.get(was.card, ())) < was.reps:
            incomplete += 1
            continue
        # A card that was reset has older grades in the log: its memory begins behind them.
        stability, difficulty = _replay_reviews(context.settings, reviews[was.card][-was.reps :])
        now = replace(was, stability=stability, difficulty=difficulty)
        if reschedule and was.phase == CardPhase.REVIEW and now != was:
            now = replace(now, due=_compute_due(context.settings, now))
        if now != was:
            changed.append(now)
            rescheduled += now.due != was.due
    memory_states.save_memories(context.connection, context.who.id, changed)
    return RecomputeResult(len(changed), rescheduled, incomplete)


def restore_memory(context: PracticeContext, entry: review_log.LogEntry) -> memory_states.MemoryRow | None:
    """Return a card's memory after this entry of the log is undone; call it with the undo logged.

    It is the memory that the entry recorded, unless other weights were adopted since: then it is recomputed with today's.
    """
    row = memory_states.load_state(context.connection, context.who.id, entry.card)
    if entry.event not in ("grade", "resume"):  # no other entry changes a memory, and nothing graded the card since
        return row.memory if row else entry.was
    was = entry.was
    # A due date that was set by hand: the memory is the same (and may have been recomputed since), only the schedule goes back.
    if entry.event == "resume" and row is not None and was is not None and row.memory.reps == was.reps:
        return row.memory._replace(phase=was.phase, step=was.step, due=was.due)
    if was is None or was.phase == CardPhase.NEW or entry.weights == context.weights_id:
        return was
    reviews = review_log.list_card_grades(context.connection, context.who.id, entry.card)
    if len(reviews) < was.reps:
        return was
    stability, difficulty = _replay_reviews(context.settings, reviews[-was.reps :])
    return was._replace(stability=stability, difficulty=difficulty)


def _replay_reviews(settings: PracticeSettings, reviews: Sequence[tuple[int, int]]) -> tuple[float, float]:
    days = [
        (get_study_day(from_ms(at), settings.zone, settings.rollover_hour).toordinal(), rating)
        for at, rating in reviews
    ]
    return memory_model.replay_reviews(memory_model.make_model(settings.weights), days)


def _compute_due(settings: PracticeSettings, row: ReviewedCard) -> int:
    day = get_study_day(from_ms(row.last_review), settings.zone, settings.rollover_hour)
    days = scheduler.compute_review_days(row.stability, settings, row.card, row.reps - 1)
    return to_ms(get_day_start(day + timedelta(days=days), settings.zone, settings.rollover_hour))

"""A grade: the log row, the new state and the siblings that change, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from quiz import scheduler
from quiz.scheduler import GradeOutcome, Rating
from quiz.siblings import Sibling, update_siblings
from services.practice.context import PracticeContext, ShownCard, SiblingFlags, StaleCardError, load_unchanged
from services.practice.mapping import to_flags, to_memory, to_row
from store.connection import Connection, to_ms
from store.queue import queue_cache
from store.tables.practice import memory_states, review_log

# A question that is left open counts as ten minutes at most, as Progress says: whoever takes longer has gone away.
MAX_DURATION = timedelta(minutes=10)


class GradeResult(NamedTuple):
    """A grade that is on disk. `outcome` is None when the key had been counted before (`repeated`) or in cramming."""

    outcome: GradeOutcome | None
    repeated: bool
    leech: bool


def record_grade(
    context: PracticeContext,
    shown_card: ShownCard,
    rating: Rating,
    key: str,
    confidence: int | None,
    points: review_log.Points | None,
) -> GradeResult:
    """Count an answer, once, as `practice.grade_card` describes. Call it inside a transaction."""
    connection, learner = context.connection, context.who.id
    if shown_card.reason == "cram":
        return _record_cram(connection, key, _build_entry(context, shown_card, rating, key, confidence, points))
    try:
        row, sibling_flags = load_unchanged(context, shown_card)
    except StaleCardError:
        # The same answer again finds the card changed by itself: that is a repetition, not a conflict.
        if review_log.find_by_key(connection, key):
            return _REPEATED
        raise
    # Asked for before anything is written: afterwards they would be out of date.
    cached_counts = queue_cache.get_cached_counts(connection, learner, context.deck.id, context.window)
    result = scheduler.grade_card(to_memory(row.memory), rating, context.now, context.settings, row.card)
    siblings = [sibling for sibling, _ in sibling_flags.values()]
    changed = (
        list(update_siblings(siblings, rating, context.now, context.day.end, context.settings)) if siblings else []
    )
    was = ((row.card, row.flags), *[(s.card, sibling_flags[s.card][1]) for s in changed])
    number = review_log.append_once(
        connection, _build_entry(context, shown_card, rating, key, confidence, points, row, was)
    )
    if number is None:  # counted once, undone, and sent again: the card is as it was, but the key is used up
        return _REPEATED
    memory = to_row(result.memory)
    # All else is over with the answer: the card is neither buried, nor spaced, nor called for, nor waiting.
    flags = memory_states.make_flags(suspended=row.flags.suspended, leech=row.flags.leech or result.leech)
    memory_states.save_state(connection, learner, row.card, memory, flags, number)
    changes = list_changed_flags(changed, sibling_flags)
    if changes:
        memory_states.save_flags(connection, learner, changes)
    if cached_counts is not None:
        places = [
            _compare_places(s, sibling_flags[s.card][1], after) for s, (_, after) in zip(changed, changes, strict=True)
        ]
        own = (
            queue_cache.CardState(row.memory.phase, row.memory.due, row.flags),
            queue_cache.CardState(memory.phase, memory.due, flags),
        )
        queue_cache.update_after_grade(connection, cached_counts, context.window, row.memory.phase, [own, *places])
    return GradeResult(result, repeated=False, leech=result.leech)


def _record_cram(connection: Connection, key: str, entry: review_log.LogEntry) -> GradeResult:
    """Log an answer that was given ahead of an exam: it changes no memory."""
    if review_log.find_by_key(connection, key):
        return _REPEATED
    review_log.append_entry(connection, entry)
    return GradeResult(None, repeated=False, leech=False)


_REPEATED = GradeResult(None, repeated=True, leech=False)


def _build_entry(
    context: PracticeContext,
    shown_card: ShownCard,
    rating: Rating,
    key: str,
    confidence: int | None,
    points: review_log.Points | None,
    row: memory_states.StateRow | None = None,
    touched: tuple[tuple[int, memory_states.Flags], ...] = (),
) -> review_log.LogEntry:
    """Return the log row of an answer: of a grade where it has the state before it (`row`), else of cramming."""
    return review_log.LogEntry(
        learner=context.who.id,
        deck=context.deck.id,
        card=shown_card.row_id,
        event="grade" if row else "cram",
        at=context.window.now,
        key=key,
        session=context.who.session,
        rating=int(rating),
        duration=_measure_duration(shown_card.shown_at, context.now),
        confidence=confidence,
        weights=context.weights_id if row else None,
        model=scheduler.MODEL_NAME if row else "",
        was=row.memory if row else None,
        touched=touched,
        was_last=row.last_event if row else None,
        points=points,
    )


def _compare_places(
    sibling: Sibling, before: memory_states.Flags, after: memory_states.Flags
) -> tuple[queue_cache.CardState, queue_cache.CardState]:
    """Return a sibling's place in the day's counts before and after: only its flags change."""
    due = to_ms(sibling.due) if sibling.due is not None else None
    return queue_cache.CardState(int(sibling.phase), due, before), queue_cache.CardState(int(sibling.phase), due, after)


def list_changed_flags(
    changed: Iterable[Sibling], sibling_flags: SiblingFlags
) -> list[tuple[int, memory_states.Flags]]:
    """Return the flags of the siblings that a grade changed."""
    return [(s.card, to_flags(s, sibling_flags[s.card][1])) for s in changed]


def _measure_duration(shown_at: datetime, now: datetime) -> int:
    """Return how long the answer took in ms; a tab left open over lunch counts ten minutes."""
    return round(min(max(now - shown_at, timedelta(0)), MAX_DURATION).total_seconds() * 1000)

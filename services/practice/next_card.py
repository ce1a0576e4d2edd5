"""What practice shows now: a card from the day's queue, or why there is none."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from quiz import queue
from quiz.calibration import CONFIDENT_FROM
from quiz.queue import QueuePause
from services.practice.context import PracticeContext, ShownCard, present_card
from services.practice.planning.day_plan import PracticePlan, load_plan
from store.connection import from_ms
from store.queue import priority_queries, queries, queue_cache
from store.tables.practice import memory_states


class QueueCounts(NamedTuple):
    """What is left today within the limits."""

    new: int
    learning: int
    review: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.review


class NextCard(NamedTuple):
    """What practice shows now: a card, or why there is none."""

    shown: ShownCard | None
    pause: QueuePause | None
    counts: QueueCounts


def choose_next_card(context: PracticeContext) -> NextCard:
    """Return the next card, or why there is none."""
    plan = load_plan(context)
    new = (context.settings.new_per_day if plan is None else plan.new) + context.day.count_extra_new(context.deck.slug)
    limits = (new, context.settings.reviews_per_day)
    progress, remaining = queue_cache.load_counts(
        context.connection, context.who.id, context.deck.id, context.window, limits
    )
    snapshot = _read_queue(context, remaining, plan, progress.reviews_due)
    counts = QueueCounts(snapshot.new_count, snapshot.learning_count, snapshot.review_count)
    due = from_ms(snapshot.next_due) if snapshot.next_due is not None else None
    pick = queue.choose_next(
        snapshot,
        queue.DayProgress(
            new_done=progress.new_done,
            reviews_done=progress.reviews_done,
            new_left=counts.new,
            reviews_left=counts.review,
        ),
    )
    row = memory_states.load_state(context.connection, context.who.id, pick.card) if pick else None
    if pick and row:
        return NextCard(present_card(context, row, pick.reason), None, counts)
    return NextCard(None, _explain_pause(context, due), counts)


def _read_queue(
    context: PracticeContext, remaining: tuple[int, int], plan: PracticePlan | None, review_count: int | None = None
) -> queries.QueueSnapshot:
    """Return the first card of each of today's lines. `review_count` are the reviews that are due, where they were counted.

    The reviews of a plan take the place of what is due. A card that the learner was sure of and got wrong comes before all
    others in learning.
    """
    connection, who, deck, window = context.connection, context.who.id, context.deck.id, context.window
    follow_ups = context.settings.follow_ups
    snapshot = queries.load_queue(
        connection, who, deck, window, remaining=remaining, follow_ups=follow_ups, review_count=review_count
    )
    if not follow_ups:
        # Follow-ups that were called before chains were turned off come as reviews or new cards do.
        snapshot = snapshot._replace(follow_up=None)
    if snapshot.learning is not None:
        surprised = priority_queries.find_confident_lapse(connection, who, deck, window.now, CONFIDENT_FROM)
        snapshot = snapshot._replace(learning=surprised or snapshot.learning)
    if plan is not None:
        card, count = priority_queries.find_planned(connection, who, deck, window, plan.cards)
        snapshot = snapshot._replace(review=card, review_count=min(remaining[1], count))
    return snapshot


def _explain_pause(context: PracticeContext, next_due: datetime | None) -> QueuePause:
    """Return why there is nothing to ask, and until when."""
    who, deck = context.who.id, context.deck.id
    if not queries.has_cards(context.connection, who, deck):
        return QueuePause("empty", None)
    if next_due is not None and next_due < context.day.end:
        return QueuePause("wait", next_due - context.settings.learn_ahead)
    # As if one more of each were allowed: a card that shows up then is held back by the day's limits alone.
    beyond = _read_queue(context, (1, 1), load_plan(context))
    if beyond.new is not None or beyond.follow_up is not None or beyond.review is not None:
        return QueuePause("limit", context.day.end)
    earliest = queries.find_next_due(context.connection, who, deck)
    if earliest is None:
        return QueuePause("done", None)
    return QueuePause("done", max(context.day.end, from_ms(earliest)))

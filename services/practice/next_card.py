"""What practice shows now, from the day's lines."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from quiz import queue
from quiz.calibration import CONFIDENT_FROM
from quiz.queue import Pause
from services.practice.context import PracticeContext, ShownCard, present_card
from store.connection import from_ms
from store.queue import counters, current_card, priority_queries, queries


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
    pause: Pause | None
    counts: QueueCounts


def choose_next_card(context: PracticeContext) -> NextCard:
    """Return the next card, or why there is none."""
    limits = (context.settings.new_per_day, context.settings.reviews_per_day)
    done, left = counters.load_counts(context.connection, context.who.id, context.deck.id, context.window, limits)
    found = _read_queue(context, left, done.reviews_due)
    counts = QueueCounts(found.new_count, found.learning_count, found.review_count)
    due = from_ms(found.next_due) if found.next_due is not None else None
    pick = queue.choose_next(
        queue.QueueHeads(found.follow_up, found.learning, found.review, found.new, found.ahead, due),
        queue.DayProgress(done.new_done, done.reviews_done, counts.new, counts.review),
    )
    row = current_card.load_current_card(context.connection, context.who.id, pick.card) if pick else None
    if pick and row:
        return NextCard(present_card(context, row, pick.reason), None, counts)
    return NextCard(None, _explain_pause(context, due), counts)


def _read_queue(context: PracticeContext, left: tuple[int, int], due: int | None = None) -> queries.QueueSnapshot:
    """Return the heads of today's queue.

    The final review is among the reviews, and what was sure but wrong comes before all that is in learning.
    """
    connection, who, deck, window = context.connection, context.who.id, context.deck.id, context.window
    follow_ups = context.settings.follow_ups
    known = counters.get_cached_heads(connection, window, left[0], follow_ups=follow_ups) if due is not None else None
    found = queries.load_queue(
        connection, who, deck, window, left=left, follow_ups=follow_ups, review_count=due, known_heads=known
    )
    if due is not None:
        counters.cache_heads(connection, found.other_heads)
    if not follow_ups:
        found = found._replace(follow_up=None)  # what was called before chains were turned off comes in its own turn
    if found.learning is not None:
        surprised = priority_queries.find_confident_lapse(connection, who, deck, window.now, CONFIDENT_FROM)
        found = found._replace(learning=surprised or found.learning)
    if context.day.final_review is not None:
        card, count = priority_queries.find_final_review(
            connection, who, deck, window, context.day.final_review, left[1]
        )
        found = found._replace(review=found.review or card, review_count=min(left[1], found.review_count + count))
    return found


def _explain_pause(context: PracticeContext, next_due: datetime | None) -> Pause:
    """Return why there is nothing to ask, and until when."""
    who, deck = context.who.id, context.deck.id
    if not queries.has_cards(context.connection, who, deck):
        return Pause("empty", None)
    if next_due is not None and next_due < context.day.end:
        return Pause("wait", next_due - context.settings.learn_ahead)
    beyond = _read_queue(context, (1, 1))
    if beyond.new is not None or beyond.follow_up is not None or beyond.review is not None:
        return Pause("limit", context.day.end)
    earliest = queries.find_next_due(context.connection, who, deck)
    if earliest is None:
        return Pause("done", None)
    return Pause("done", max(context.day.end, from_ms(earliest)))

"""What practice shows now, from the day's lines."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from quiz import queue
from quiz.calibration import SURE
from quiz.queue import Pause
from services.practice.context import Desk, Shown, show
from store.connection import from_ms
from store.queue import counters, current_card, priority, queries


class Counts(NamedTuple):
    """What is left today within the limits."""

    new: int
    learning: int
    review: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.review


class Screen(NamedTuple):
    """What practice shows now: a card, or why there is none."""

    shown: Shown | None
    pause: Pause | None
    counts: Counts


def screen(desk: Desk) -> Screen:
    """The next card, or why there is none."""
    limits = (desk.settings.new_per_day, desk.settings.reviews_per_day)
    done, left = counters.read(desk.connection, desk.who.id, desk.deck.id, desk.window, limits)
    found = _look(desk, left, done.reviews)
    counts = Counts(found.new_count, found.learning_count, found.review_count)
    due = from_ms(found.next_due) if found.next_due is not None else None
    pick = queue.choose(
        queue.Lines(found.called, found.learning, found.review, found.new, found.ahead, due),
        queue.Tally(done.new_done, done.reviews_done, counts.new, counts.review),
    )
    row = current_card.deal(desk.connection, desk.who.id, pick.card) if pick else None
    if pick and row:
        return Screen(show(desk, row, pick.why), None, counts)
    return Screen(None, _pause(desk, due), counts)


def _look(desk: Desk, left: tuple[int, int], due: int | None = None) -> queries.Lines:
    """The day's lines, with the sweep among the reviews and what was sure but wrong before all that is in learning."""
    connection, who, deck, window = desk.connection, desk.who.id, desk.deck.id, desk.window
    follow_ups = desk.settings.follow_ups
    known = counters.heads(connection, window, left[0], follow_ups=follow_ups) if due is not None else None
    found = queries.look(connection, who, deck, window, left=left, follow_ups=follow_ups, due=due, known=known)
    if due is not None:
        counters.keep_heads(connection, found.heads)
    if not follow_ups:
        found = found._replace(called=None)  # what was called before chains were turned off comes in its own turn
    if found.learning is not None:
        surprised = priority.surprised(connection, who, deck, window.now, SURE)
        found = found._replace(learning=surprised or found.learning)
    if desk.sweep is not None:
        card, count = priority.swept(connection, who, deck, window, desk.sweep, left[1])
        found = found._replace(review=found.review or card, review_count=min(left[1], found.review_count + count))
    return found


def _pause(desk: Desk, next_due: datetime | None) -> Pause:
    """Why there is nothing to ask, and until when."""
    who, deck = desk.who.id, desk.deck.id
    if not queries.any_cards(desk.connection, who, deck):
        return Pause("empty", None)
    if next_due is not None and next_due < desk.day_end:
        return Pause("wait", next_due - desk.settings.learn_ahead)
    beyond = _look(desk, (1, 1))
    if beyond.new is not None or beyond.called is not None or beyond.review is not None:
        return Pause("limit", desk.day_end)
    earliest = queries.earliest(desk.connection, who, deck)
    if earliest is None:
        return Pause("done", None)
    return Pause("done", max(desk.day_end, from_ms(earliest)))

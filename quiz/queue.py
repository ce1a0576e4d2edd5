"""Which card comes next, from the heads of the day's lines."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

QueueReason = Literal["follow-up", "learning", "review", "new", "ahead", "asked", "undone", "cram"]
PauseReason = Literal["wait", "limit", "done", "empty"]


class QueueHeads(NamedTuple):
    """The first card of each line (None: empty): called by a good answer, in learning and due, in review and due,
    new, and in learning and due soon (`ahead`). `next_due` is when the next card in learning is due.
    """

    follow_up: int | None
    learning: int | None
    review: int | None
    new: int | None
    ahead: int | None
    next_due: datetime | None


class DayProgress(NamedTuple):
    """The day so far, and how many could still be asked within the day's limits."""

    new_done: int
    reviews_done: int
    new_left: int
    reviews_left: int


class NextCard(NamedTuple):
    """The next card and why it comes."""

    card: int
    reason: QueueReason


class Pause(NamedTuple):
    """Nothing to ask now: `wait` until a card in learning is due, `limit` (the day's limit is used up), `done`, or
    `empty` (the deck has no cards). `until` is the moment to come back, None where there is none.
    """

    reason: PauseReason
    until: datetime | None


def choose_next(lines: QueueHeads, tally: DayProgress) -> NextCard | None:
    """The next card: follow-ups, then learning cards that are due, then reviews and new cards evenly mixed, then
    what is due within minutes. None when there is nothing.
    """
    if lines.follow_up is not None:
        return NextCard(lines.follow_up, "follow-up")
    if lines.learning is not None:
        return NextCard(lines.learning, "learning")
    review = lines.review if tally.reviews_left > 0 else None
    new = lines.new if tally.new_left > 0 else None
    if new is not None and (review is None or _are_new_cards_behind(tally)):
        return NextCard(new, "new")
    if review is not None:
        return NextCard(review, "review")
    if lines.ahead is not None:
        return NextCard(lines.ahead, "ahead")
    return None


def _are_new_cards_behind(tally: DayProgress) -> bool:
    """Whether a smaller part of the day's new cards than of its reviews has been asked."""
    all_new = tally.new_done + tally.new_left
    all_reviews = tally.reviews_done + tally.reviews_left
    return tally.new_done * all_reviews < tally.reviews_done * all_new

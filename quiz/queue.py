"""Which card comes next, from the heads of the day's lines."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, Protocol

QueueReason = Literal["follow-up", "learning", "review", "new", "ahead", "asked", "undone", "cram"]
PauseReason = Literal["wait", "limit", "done", "empty"]


class QueueHeads(Protocol):
    """The first card of each line (None: empty), as whoever keeps the queue hands them over."""

    @property
    def follow_up(self) -> int | None:
        """Return the card that a good answer called."""

    @property
    def learning(self) -> int | None:
        """Return the first card in learning that is due."""

    @property
    def review(self) -> int | None:
        """Return the first card in review that is due."""

    @property
    def new(self) -> int | None:
        """Return the first new card."""

    @property
    def ahead(self) -> int | None:
        """Return the first card in learning that is due within the minutes one looks ahead."""


class DayProgress(NamedTuple):
    """The day so far, and how many could still be asked within the day's limits."""

    new_done: int
    reviews_done: int
    new_left: int
    reviews_left: int


class QueuedCard(NamedTuple):
    """The next card and why it comes."""

    card: int
    reason: QueueReason


class QueuePause(NamedTuple):
    """Nothing to ask now.

    `wait` until a card in learning is due, `limit` (the day's limit is used up), `done`, or `empty` (the deck has no
    cards). `until` is the moment to come back, None where there is none.
    """

    reason: PauseReason
    until: datetime | None


def choose_next(heads: QueueHeads, progress: DayProgress) -> QueuedCard | None:
    """Return the next card, None when there is nothing.

    Follow-ups come first, then cards in learning that are due, then reviews and new cards evenly mixed, then what is due
    within minutes.
    """
    if heads.follow_up is not None:
        return QueuedCard(heads.follow_up, "follow-up")
    if heads.learning is not None:
        return QueuedCard(heads.learning, "learning")
    review = heads.review if progress.reviews_left > 0 else None
    new = heads.new if progress.new_left > 0 else None
    if new is not None and (review is None or _are_new_cards_behind(progress)):
        return QueuedCard(new, "new")
    if review is not None:
        return QueuedCard(review, "review")
    if heads.ahead is not None:
        return QueuedCard(heads.ahead, "ahead")
    return None


def _are_new_cards_behind(progress: DayProgress) -> bool:
    """Tell whether a smaller part of the day's new cards than of its reviews has been asked."""
    all_new = progress.new_done + progress.new_left
    all_reviews = progress.reviews_done + progress.reviews_left
    return progress.new_done * all_reviews < progress.reviews_done * all_new

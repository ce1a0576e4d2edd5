"""The one thing that a connection remembers between two answers: the day's counts of a learner at a deck.

Counting walks over all of the day's rows. A connection therefore keeps its last counts, and a grade brings them up to date
from the rows that it changes. They hold only as long as nobody else changed the database (`PRAGMA data_version`), nor this
connection in another way (`total_changes`), and until the next card comes back that was held. What this saves, and why
nothing else is kept: docs/decisions/queue-cache.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from store.connection import Connection, get_version
from store.queue import queries
from store.queue.queries import NEVER, DayWindow
from store.tables.practice import review_log
from store.tables.practice.memory_states import Flags

# As the column `phase` has them: the store knows no `quiz.scheduler.Phase`.
_PHASE_NEW, _PHASE_REVIEW = 0, 2


class DayCounts(NamedTuple):
    """The day's counts of a learner at a deck.

    `new_done` and `reviews_done` were graded since the day's start and not undone. `reviews_due` could be asked now: exactly
    so many, or, unless `exact`, at least. The counts hold from `valid_from` until before `valid_until` (ms).
    """

    new_done: int
    reviews_done: int
    reviews_due: int
    exact: bool
    valid_from: int
    valid_until: int


class CardState(NamedTuple):
    """What of a card's state decides whether it counts. `due` in ms, None for a new card."""

    phase: int
    due: int | None
    flags: Flags


class CachedCounts(NamedTuple):
    """Counts with what they were read at: the database's version, and whose day it is (learner, deck, start, end)."""

    version: tuple[int, int]
    key: tuple[int, int, int, int]
    counts: DayCounts


def get_cached_counts(connection: Connection, learner: int, deck: int, window: DayWindow) -> CachedCounts | None:
    """Return the counts that the connection remembers; None when they do not hold any more."""
    cached: CachedCounts | None = connection.cached_counts
    if (
        cached is not None
        and cached.key == (learner, deck, window.start, window.end)
        and cached.counts.valid_from <= window.now < cached.counts.valid_until
        and cached.version == get_version(connection)
    ):
        return cached
    return None


def load_counts(
    connection: Connection, learner: int, deck: int, window: DayWindow, limits: tuple[int, int]
) -> tuple[DayCounts, tuple[int, int]]:
    """Return the counts, and how many (new, reviews) the day's `limits` still allow; remember the counts.

    `reviews_due` is exact at least up to what the limits allow.
    """
    cached = get_cached_counts(connection, learner, deck, window)
    if cached is not None:
        remaining = _count_left(limits, cached.counts.new_done, cached.counts.reviews_done)
        if cached.counts.exact or cached.counts.reviews_due >= remaining[1]:
            return cached.counts, remaining
    version = get_version(connection)  # before the counting: what comes in between makes it out of date
    new_done, reviews_done = review_log.count_done(connection, learner, deck, window.start)
    remaining = _count_left(limits, new_done, reviews_done)
    reviews, exact, until = queries.count_reviews(connection, learner, deck, window, remaining[1])
    counts = DayCounts(
        new_done=new_done,
        reviews_done=reviews_done,
        reviews_due=reviews,
        exact=exact,
        valid_from=window.now,
        valid_until=NEVER if until is None else until,
    )
    if version is not None:
        connection.cached_counts = CachedCounts(version, (learner, deck, window.start, window.end), counts)
    return counts, remaining


def update_after_grade(
    connection: Connection,
    cached: CachedCounts,
    window: DayWindow,
    phase_before: int,
    changes: Iterable[tuple[CardState, CardState]],
) -> None:
    """Remember the counts after a grade, inside its transaction, where `cached` held before it.

    `phase_before` is the graded card's, `changes` are all cards whose state the grade changed, before and after.
    """
    counts = cached.counts
    reviews, until = counts.reviews_due, counts.valid_until
    for before, after in changes:
        was_askable, askable = _find_askable_from(before, window), _find_askable_from(after, window)
        reviews += (askable is not None and askable <= window.now) - (
            was_askable is not None and was_askable <= window.now
        )
        # A sibling that the grade has put off comes back into the count at its time: until then the count holds.
        if askable is not None and window.now < askable < until:
            until = askable
    counts = counts._replace(
        new_done=counts.new_done + (phase_before == _PHASE_NEW),
        reviews_done=counts.reviews_done + (phase_before == _PHASE_REVIEW),
        reviews_due=reviews,
        valid_from=window.now,
        valid_until=until,
    )
    version = (cached.version[0], connection.count_own_changes())
    connection.cached_counts = CachedCounts(version, cached.key, counts)


def _count_left(limits: tuple[int, int], new_done: int, reviews_done: int) -> tuple[int, int]:
    return max(0, limits[0] - new_done), max(0, limits[1] - reviews_done)


def _find_askable_from(state: CardState, window: DayWindow) -> int | None:
    """Return when a review of today may be asked (ms; in the past: now); None for any other card."""
    flags = state.flags
    if state.phase != _PHASE_REVIEW or flags.suspended or state.due is None or state.due >= window.end:
        return None
    return max(flags.buried_until, flags.spaced_until)

"""The day's tally of a learner at a deck: what was graded, how many reviews are left, and what heads the other lines.

Counting walks over all of the day's rows. A connection therefore remembers its last tally, and a grade carries it on
from the rows that it changes. It holds only as long as nobody else changed the database (`PRAGMA data_version`), nor
this connection in another way (`total_changes`), and until the next card comes back that was held.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from store.connection import Connection, get_version
from store.queue import enrolment, queries
from store.queue.queries import NEVER, DayWindow, OtherHeads
from store.tables import review_log
from store.tables.memory_states import Flags

# The other lines are looked at again after so long (ms): a card in them that was held may have come back.
HEADS_MAX_AGE_MS = 60_000
_PHASE_NEW, _PHASE_REVIEW = 0, 2


class QueueCounts(NamedTuple):
    """`new_done` and `reviews_done` were graded since the day's start and not undone.

    `reviews` could be asked now: exactly so many, or, unless `exact`, at least. It holds from `since` until before
    `until` (ms).
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
    """A tally with what it was read at: the version of the database, and whose day it is. `heads` are the other lines
    where they are known."""

    version: tuple[int, int]
    key: tuple[int, int, int, int]
    counts: QueueCounts
    heads: OtherHeads | None = None


def get_cached_counts(connection: Connection, learner: int, deck: int, window: DayWindow) -> CachedCounts | None:
    """The tally that the connection remembers, when it still holds."""
    kept: CachedCounts | None = connection.cached_counts
    if (
        kept is not None
        and kept.key == (learner, deck, window.start, window.end)
        and kept.counts.valid_from <= window.now < kept.counts.valid_until
        and kept.version == get_version(connection)
    ):
        return kept
    return None


def load_counts(
    connection: Connection, learner: int, deck: int, window: DayWindow, limits: tuple[int, int]
) -> tuple[QueueCounts, tuple[int, int]]:
    """The tally, and how many (new, reviews) the day's `limits` still allow. `reviews` is exact at least up to there."""
    kept = get_cached_counts(connection, learner, deck, window)
    if kept is not None:
        left = _count_left(limits, kept.counts.new_done, kept.counts.reviews_done)
        if kept.counts.exact or kept.counts.reviews_due >= left[1]:
            return kept.counts, left
    at = get_version(connection)  # before the counting: what comes in between makes it out of date
    done = review_log.count_done(connection, learner, deck, window.start)
    left = _count_left(limits, *done)
    reviews, exact, until = queries.count_reviews(connection, learner, deck, window, left[1])
    tally = QueueCounts(*done, reviews, exact, window.now, NEVER if until is None else until)
    connection.cached_counts = CachedCounts(at, (learner, deck, window.start, window.end), tally)
    return tally, left


def update_after_grade(
    connection: Connection,
    kept: CachedCounts,
    window: DayWindow,
    graded: int,
    changes: Iterable[tuple[CardState, CardState]],
) -> None:
    """Remember the tally after a grade, inside its transaction, where `kept` was known. `graded` is the phase before
    it, `changes` are all the cards whose state it changed, before and after.
    """
    was = kept.counts
    reviews, until = was.reviews_due, was.valid_until
    others = False
    for before, after in changes:
        others = others or not _is_review_put_off(before, after, window)
        asked, again = _find_askable_from(before, window), _find_askable_from(after, window)
        reviews += (again is not None and again <= window.now) - (asked is not None and asked <= window.now)
        if again is not None and window.now < again < until:
            until = again
    new, reviewed = graded == _PHASE_NEW, graded == _PHASE_REVIEW
    tally = QueueCounts(was.new_done + new, was.reviews_done + reviewed, reviews, was.exact, window.now, until)
    now = (kept.version[0], connection.total_changes)
    connection.cached_counts = CachedCounts(now, kept.key, tally, None if others else kept.heads)
    enrolment.keep_enrolment(connection, kept.version, now)


def get_cached_heads(
    connection: Connection, window: DayWindow, new_left: int, *, follow_ups: bool
) -> OtherHeads | None:
    """The other lines as the tally that was just read knows them; None when they have to be looked at."""
    kept: CachedCounts | None = connection.cached_counts
    found = kept.heads if kept is not None else None
    if found is None or (found.new_left, found.follow_ups) != (new_left, follow_ups):
        return None
    return found if found.read_at <= window.now < found.read_at + HEADS_MAX_AGE_MS else None


def cache_heads(connection: Connection, found: OtherHeads) -> None:
    """Remember the other lines with the tally that was just read."""
    kept: CachedCounts | None = connection.cached_counts
    if kept is not None and kept.heads is not found:
        connection.cached_counts = kept._replace(heads=found)


def _is_review_put_off(before: CardState, after: CardState, window: DayWindow) -> bool:
    """Whether a change only takes a review out of today's: it stood in no other line, and stands in none now."""
    was_review = before.phase == _PHASE_REVIEW and not before.flags.called_at
    return was_review and after.phase == _PHASE_REVIEW and after.due is not None and after.due >= window.end


def _count_left(limits: tuple[int, int], new_done: int, reviews_done: int) -> tuple[int, int]:
    return max(0, limits[0] - new_done), max(0, limits[1] - reviews_done)


def _find_askable_from(place: CardState, window: DayWindow) -> int | None:
    """When a review of today may be asked (ms; in the past: now); None for any other card."""
    flags = place.flags
    if place.phase != _PHASE_REVIEW or flags.suspended or place.due is None or place.due >= window.end:
        return None
    return max(flags.buried_until, flags.spaced_until)

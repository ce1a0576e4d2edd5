"""The day's tally of a learner at a deck: what was graded, how many reviews are left, and what heads the other lines.

Counting walks over all of the day's rows. A connection therefore remembers its last tally, and a grade carries it on
from the rows that it changes. It holds only as long as nobody else changed the database (`PRAGMA data_version`), nor
this connection in another way (`total_changes`), and until the next card comes back that was held.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from store.connection import Connection, version
from store.queue import context, queries
from store.queue.queries import NEVER, Heads, Window
from store.tables import review_log
from store.tables.cards import Flags

# The other lines are looked at again after so long (ms): a card in them that was held may have come back.
BRIEFLY = 60_000
_PHASE_NEW, _PHASE_REVIEW = 0, 2


class Tally(NamedTuple):
    """`new_done` and `reviews_done` were graded since the day's start and not undone.

    `reviews` could be asked now: exactly so many, or, unless `exact`, at least. It holds from `since` until before
    `until` (ms).
    """

    new_done: int
    reviews_done: int
    reviews: int
    exact: bool
    since: int
    until: int


class Place(NamedTuple):
    """What of a card's state decides whether it counts. `due` in ms, None for a new card."""

    phase: int
    due: int | None
    flags: Flags


class Kept(NamedTuple):
    """A tally with what it was read at: the version of the database, and whose day it is. `heads` are the other lines
    where they are known."""

    version: tuple[int, int]
    whose: tuple[int, int, int, int]
    tally: Tally
    heads: Heads | None = None


def known(connection: Connection, learner: int, deck: int, window: Window) -> Kept | None:
    """The tally that the connection remembers, when it still holds."""
    kept: Kept | None = connection.tally
    if (
        kept is not None
        and kept.whose == (learner, deck, window.start, window.end)
        and kept.tally.since <= window.now < kept.tally.until
        and kept.version == version(connection)
    ):
        return kept
    return None


def read(
    connection: Connection, learner: int, deck: int, window: Window, limits: tuple[int, int]
) -> tuple[Tally, tuple[int, int]]:
    """The tally, and how many (new, reviews) the day's `limits` still allow. `reviews` is exact at least up to there."""
    kept = known(connection, learner, deck, window)
    if kept is not None:
        left = _left(limits, kept.tally.new_done, kept.tally.reviews_done)
        if kept.tally.exact or kept.tally.reviews >= left[1]:
            return kept.tally, left
    at = version(connection)  # before the counting: what comes in between makes it out of date
    done = review_log.done(connection, learner, deck, window.start)
    left = _left(limits, *done)
    reviews, exact, until = queries.reviews(connection, learner, deck, window, left[1])
    tally = Tally(*done, reviews, exact, window.now, NEVER if until is None else until)
    connection.tally = Kept(at, (learner, deck, window.start, window.end), tally)
    return tally, left


def carry(
    connection: Connection, kept: Kept, window: Window, graded: int, changes: Iterable[tuple[Place, Place]]
) -> None:
    """Remember the tally after a grade, inside its transaction, where `kept` was known. `graded` is the phase before
    it, `changes` are all the cards whose state it changed, before and after.
    """
    was = kept.tally
    reviews, until = was.reviews, was.until
    others = False
    for before, after in changes:
        others = others or not _put_off(before, after, window)
        asked, again = _until(before, window), _until(after, window)
        reviews += (again is not None and again <= window.now) - (asked is not None and asked <= window.now)
        if again is not None and window.now < again < until:
            until = again
    new, reviewed = graded == _PHASE_NEW, graded == _PHASE_REVIEW
    tally = Tally(was.new_done + new, was.reviews_done + reviewed, reviews, was.exact, window.now, until)
    now = (kept.version[0], connection.total_changes)
    connection.tally = Kept(now, kept.whose, tally, None if others else kept.heads)
    context.carry(connection, kept.version, now)


def heads(connection: Connection, window: Window, new_left: int, *, follow_ups: bool) -> Heads | None:
    """The other lines as the tally that was just read knows them; None when they have to be looked at."""
    kept: Kept | None = connection.tally
    found = kept.heads if kept is not None else None
    if found is None or (found.new_left, found.follow_ups) != (new_left, follow_ups):
        return None
    return found if found.at <= window.now < found.at + BRIEFLY else None


def keep_heads(connection: Connection, found: Heads) -> None:
    """Remember the other lines with the tally that was just read."""
    kept: Kept | None = connection.tally
    if kept is not None and kept.heads is not found:
        connection.tally = kept._replace(heads=found)


def _put_off(before: Place, after: Place, window: Window) -> bool:
    """Whether a change only takes a review out of today's: it stood in no other line, and stands in none now."""
    was_review = before.phase == _PHASE_REVIEW and not before.flags.called_at
    return was_review and after.phase == _PHASE_REVIEW and after.due is not None and after.due >= window.end


def _left(limits: tuple[int, int], new_done: int, reviews_done: int) -> tuple[int, int]:
    return max(0, limits[0] - new_done), max(0, limits[1] - reviews_done)


def _until(place: Place, window: Window) -> int | None:
    """When a review of today may be asked (ms; in the past: now); None for any other card."""
    flags = place.flags
    if place.phase != _PHASE_REVIEW or flags.suspended or place.due is None or place.due >= window.end:
        return None
    return max(flags.buried_until, flags.spaced_until)

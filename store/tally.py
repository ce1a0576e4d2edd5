"""The day's tally of a learner at a deck: what was graded, and how many reviews are left.

Counting walks over all of the day's rows. A connection therefore remembers its last tally, and a grade carries it on
from the rows that it changes. It holds only as long as nobody else changed the database (`PRAGMA data_version`), nor
this connection in another way (`total_changes`), and until the next card comes back that was held.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from store import lines, log, seat
from store.database import Connection, version
from store.lines import Window
from store.states import Flags

NEVER = 2**63 - 1
_PHASE_NEW, _PHASE_REVIEW = 0, 2


@dataclass(frozen=True, slots=True)
class Tally:
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


@dataclass(frozen=True, slots=True)
class Place:
    """What of a card's state decides whether it counts. `due` in ms, None for a new card."""

    phase: int
    due: int | None
    flags: Flags


@dataclass(frozen=True, slots=True)
class Kept:
    """A tally with what it was read at: the version of the database, and whose day it is."""

    version: tuple[int, int]
    whose: tuple[int, int, int, int]
    tally: Tally


def known(connection: sqlite3.Connection, learner: int, deck: int, window: Window) -> Kept | None:
    """The tally that the connection remembers, when it still holds."""
    kept = connection.tally if isinstance(connection, Connection) else None
    if (
        isinstance(kept, Kept)
        and kept.whose == (learner, deck, window.start, window.end)
        and kept.tally.since <= window.now < kept.tally.until
        and kept.version == version(connection)
    ):
        return kept
    return None


def read(
    connection: sqlite3.Connection, learner: int, deck: int, window: Window, limits: tuple[int, int]
) -> tuple[Tally, tuple[int, int]]:
    """The tally, and how many (new, reviews) the day's `limits` still allow. `reviews` is exact at least up to there."""
    kept = known(connection, learner, deck, window)
    if kept is not None:
        left = _left(limits, kept.tally.new_done, kept.tally.reviews_done)
        if kept.tally.exact or kept.tally.reviews >= left[1]:
            return kept.tally, left
    at = version(connection)  # before the counting: what comes in between makes it out of date
    done = log.done(connection, learner, deck, window.start)
    left = _left(limits, *done)
    reviews, exact, until = lines.reviews(connection, learner, deck, window, left[1])
    tally = Tally(*done, reviews, exact, window.now, NEVER if until is None else until)
    _keep(connection, Kept(at, (learner, deck, window.start, window.end), tally))
    return tally, left


def carry(
    connection: sqlite3.Connection, kept: Kept, window: Window, graded: int, changes: Iterable[tuple[Place, Place]]
) -> None:
    """Remember the tally after a grade, inside its transaction, where `kept` was known. `graded` is the phase before
    it, `changes` are all the cards whose state it changed, before and after.
    """
    was = kept.tally
    reviews, until = was.reviews, was.until
    for before, after in changes:
        reviews += _free(after, window) - _free(before, window)
        until = min(until, _held(after, window))
    new, reviewed = graded == _PHASE_NEW, graded == _PHASE_REVIEW
    tally = Tally(was.new_done + new, was.reviews_done + reviewed, reviews, was.exact, window.now, until)
    now = (kept.version[0], connection.total_changes)
    _keep(connection, Kept(now, kept.whose, tally))
    seat.carry(connection, kept.version, now)


def _left(limits: tuple[int, int], new_done: int, reviews_done: int) -> tuple[int, int]:
    return max(0, limits[0] - new_done), max(0, limits[1] - reviews_done)


def _until(place: Place, window: Window) -> int | None:
    """When a review of today may be asked (ms; in the past: now); None for any other card."""
    flags = place.flags
    if place.phase != _PHASE_REVIEW or flags.suspended or place.due is None or place.due >= window.end:
        return None
    return max(flags.buried_until, flags.spaced_until)


def _free(place: Place, window: Window) -> bool:
    until = _until(place, window)
    return until is not None and until <= window.now


def _held(place: Place, window: Window) -> int:
    until = _until(place, window)
    return until if until is not None and until > window.now else NEVER


def _keep(connection: sqlite3.Connection, kept: Kept) -> None:
    if isinstance(connection, Connection):
        connection.tally = kept

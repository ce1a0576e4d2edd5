"""A grade: the log row, the new state and the siblings that change, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from quiz import scheduler
from quiz import siblings as chain
from quiz.scheduler import Outcome, Rating
from services.practice import context as desks
from services.practice.context import Desk, Kin, Shown, StaleError
from services.practice.mapping import flags_of, memory_of, row_of
from store.connection import to_ms
from store.queue import counters
from store.tables import cards, review_log

LONGEST = timedelta(minutes=10)


class Graded(NamedTuple):
    """A grade that is on disk. `outcome` is None when the key had been counted before (`repeated`) or in cramming."""

    outcome: Outcome | None
    repeated: bool
    leech: bool


def count(
    desk: Desk, shown: Shown, rating: Rating, key: str, confidence: int | None, points: review_log.Points | None
) -> Graded:
    """Count an answer, once; `study.grade` says how. Call it inside a transaction."""
    connection, learner = desk.connection, desk.who.id
    if shown.why == "cram":
        if review_log.by_key(connection, key):
            return _REPEATED
        review_log.append(connection, _entry(desk, shown, rating, key, confidence, points))
        return Graded(None, repeated=False, leech=False)
    try:
        row, kin = desks.fresh(desk, shown)
    except StaleError:
        # The same answer again finds the card changed by itself: that is a repetition, not a conflict.
        if review_log.by_key(connection, key):
            return _REPEATED
        raise
    counted = counters.known(connection, learner, desk.deck.id, desk.window)
    result = scheduler.outcome(memory_of(row.memory), rating, desk.now, desk.settings, row.card)
    siblings = [sibling for sibling, _ in kin.values()]
    changed = list(chain.after_grade(siblings, rating, desk.now, desk.day_end, desk.settings)) if siblings else []
    was = ((row.card, row.flags), *[(s.card, kin[s.card][1]) for s in changed])
    try:
        number = review_log.append(connection, _entry(desk, shown, rating, key, confidence, points, row, was))
    except sqlite3.IntegrityError:
        # Counted once, undone, and sent again: the card is as it was, the key is spent.
        if review_log.by_key(connection, key):
            return _REPEATED
        raise
    memory = row_of(result.memory)
    flags = cards.flags(suspended=row.flags.suspended, leech=row.flags.leech or result.leech)
    cards.save(connection, learner, row.card, memory, flags, number)
    changes = flags_after(changed, kin)
    if changes:
        cards.save_flags(connection, learner, changes)
    if counted is not None:
        own = (
            counters.Place(row.memory.phase, row.memory.due, row.flags),
            counters.Place(memory.phase, memory.due, flags),
        )
        moved = [own, *[_places(s, kin[s.card][1], after) for s, (_, after) in zip(changed, changes, strict=True)]]
        counters.carry(connection, counted, desk.window, row.memory.phase, moved)
    return Graded(result, repeated=False, leech=result.leech)


_REPEATED = Graded(None, repeated=True, leech=False)


def _entry(
    desk: Desk,
    shown: Shown,
    rating: Rating,
    key: str,
    confidence: int | None,
    points: review_log.Points | None,
    row: cards.StateRow | None = None,
    touched: tuple[tuple[int, cards.Flags], ...] = (),
) -> review_log.Entry:
    """The log row that tells of an answer: of a grade where it has the state before it (`row`), else of cramming."""
    return review_log.Entry(
        desk.who.id,
        desk.deck.id,
        shown.number,
        "grade" if row else "cram",
        desk.window.now,
        key,
        desk.who.session,
        int(rating),
        _milliseconds(shown.at, desk.now),
        confidence,
        weights=desk.weights if row else None,
        model=scheduler.MODEL if row else "",
        was=row.memory if row else None,
        touched=touched,
        was_last=row.last if row else None,
        points=points,
    )


def _places(sibling: chain.Sibling, before: cards.Flags, after: cards.Flags) -> tuple[counters.Place, counters.Place]:
    """A sibling for the day's tally: only its flags change."""
    due = to_ms(sibling.due) if sibling.due is not None else None
    return counters.Place(int(sibling.phase), due, before), counters.Place(int(sibling.phase), due, after)


def flags_after(changed: Iterable[chain.Sibling], kin: Kin) -> list[tuple[int, cards.Flags]]:
    """The flags of the siblings that the chain changed."""
    return [(s.card, flags_of(s, kin[s.card][1])) for s in changed]


def _milliseconds(shown: datetime, now: datetime) -> int:
    """How long the answer took; a tab left open over lunch counts ten minutes."""
    return round(min(max(now - shown, timedelta(0)), LONGEST).total_seconds() * 1000)

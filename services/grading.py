"""A grade: the log row, the new state and the siblings that change, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from quiz import chain, schedule
from quiz.schedule import Outcome, Rating
from services import desk as desks
from services.desk import Desk, Kin, Shown, StaleError
from services.rows import flags_of, memory_of, row_of
from store import log, states, tally
from store.database import to_ms

LONGEST = timedelta(minutes=10)


class Graded(NamedTuple):
    """A grade that is on disk. `outcome` is None when the key had been counted before (`repeated`) or in cramming."""

    outcome: Outcome | None
    repeated: bool
    leech: bool


def count(
    desk: Desk, shown: Shown, rating: Rating, key: str, confidence: int | None, points: log.Points | None
) -> Graded:
    """Count an answer, once; `study.grade` says how. Call it inside a transaction."""
    connection, learner = desk.connection, desk.who.id
    if shown.why == "cram":
        if log.by_key(connection, key):
            return _REPEATED
        log.append(connection, _entry(desk, shown, rating, key, confidence, points))
        return Graded(None, repeated=False, leech=False)
    try:
        row, kin = desks.fresh(desk, shown)
    except StaleError:
        # The same answer again finds the card changed by itself: that is a repetition, not a conflict.
        if log.by_key(connection, key):
            return _REPEATED
        raise
    counted = tally.known(connection, learner, desk.deck.id, desk.window)
    result = schedule.outcome(memory_of(row.memory), rating, desk.now, desk.settings, row.card)
    siblings = [sibling for sibling, _ in kin.values()]
    changed = list(chain.after_grade(siblings, rating, desk.now, desk.day_end, desk.settings)) if siblings else []
    was = ((row.card, row.flags), *[(s.card, kin[s.card][1]) for s in changed])
    try:
        number = log.append(connection, _entry(desk, shown, rating, key, confidence, points, row, was))
    except sqlite3.IntegrityError:
        # Counted once, undone, and sent again: the card is as it was, the key is spent.
        if log.by_key(connection, key):
            return _REPEATED
        raise
    memory = row_of(result.memory)
    flags = states.flags(suspended=row.flags.suspended, leech=row.flags.leech or result.leech)
    states.save(connection, learner, row.card, memory, flags, number)
    changes = flags_after(changed, kin)
    if changes:
        states.save_flags(connection, learner, changes)
    if counted is not None:
        own = (tally.Place(row.memory.phase, row.memory.due, row.flags), tally.Place(memory.phase, memory.due, flags))
        moved = [own, *[_places(s, kin[s.card][1], after) for s, (_, after) in zip(changed, changes, strict=True)]]
        tally.carry(connection, counted, desk.window, row.memory.phase, moved)
    return Graded(result, repeated=False, leech=result.leech)


_REPEATED = Graded(None, repeated=True, leech=False)


def _entry(
    desk: Desk,
    shown: Shown,
    rating: Rating,
    key: str,
    confidence: int | None,
    points: log.Points | None,
    row: states.StateRow | None = None,
    touched: tuple[tuple[int, states.Flags], ...] = (),
) -> log.Entry:
    """The log row that tells of an answer: of a grade where it has the state before it (`row`), else of cramming."""
    return log.Entry(
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
        model=schedule.MODEL if row else "",
        was=row.memory if row else None,
        touched=touched,
        was_last=row.last if row else None,
        points=points,
    )


def _places(sibling: chain.Sibling, before: states.Flags, after: states.Flags) -> tuple[tally.Place, tally.Place]:
    """A sibling for the day's tally: only its flags change."""
    due = to_ms(sibling.due) if sibling.due is not None else None
    return tally.Place(int(sibling.phase), due, before), tally.Place(int(sibling.phase), due, after)


def flags_after(changed: Iterable[chain.Sibling], kin: Kin) -> list[tuple[int, states.Flags]]:
    """The flags of the siblings that the chain changed."""
    return [(s.card, flags_of(s, kin[s.card][1])) for s in changed]


def _milliseconds(shown: datetime, now: datetime) -> int:
    """How long the answer took; a tab left open over lunch counts ten minutes."""
    return round(min(max(now - shown, timedelta(0)), LONGEST).total_seconds() * 1000)

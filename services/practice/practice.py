"""Practice: the next card, a grade, undo, bury, suspend. Each is one transaction, on disk before it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from errors import UserError
from quiz import siblings
from quiz.queue import Why
from quiz.scheduler import Rating
from services.connections import opened
from services.practice import context as desks
from services.practice import recompute
from services.practice.context import Desk, Kin, Learner, Shown, StaleError
from services.practice.grading import Graded, count, flags_after
from services.practice.next_card import Counts, Screen, screen
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables import cards, review_log
from store.tables import decks as table
from store.tables.review_log import Points

__all__ = [
    "Counts",
    "Graded",
    "Learner",
    "Points",
    "Screen",
    "Shown",
    "StaleError",
    "Undone",
    "answer",
    "bury",
    "card",
    "grade",
    "next_card",
    "resume",
    "suspend",
    "undo",
]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the card as it stands again (None when it left the deck meanwhile). `points` are those
    of a typed answer: what the learner wrote before they could see the answer still is what they knew.
    """

    event: review_log.Event
    shown: Shown | None
    points: Points | None = None


def next_card(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Screen:
    """What to practise now. Raises UserError when there is no such deck."""
    with opened(ws) as connection:
        return screen(desks.sit(connection, who, deck_id, now))


def card(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime) -> Shown:
    """A card somebody asked for by its id (or a former one), due or not. Raises UserError when the deck has none."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        number = table.card_id(connection, desk.deck.id, card_id)
        row = cards.load(connection, who.id, number) if number is not None else None
        if row is None or row.retired:
            raise UserError("This question is not in the deck.", "Go on with what is due.")
        return desks.show(desk, row, "asked")


def grade(
    ws: Workspace,
    who: Learner,
    shown: Shown,
    rating: Rating,
    now: datetime,
    key: str,
    *,
    confidence: int | None = None,
    points: Points | None = None,
) -> Graded:
    """Count an answer, once: a `key` that was counted before changes nothing. `confidence` is in percent; `points` are
    the key points that a typed answer was scored on, and whether it touched them (None: it was not typed).

    Raises StaleError when the card changed since it was shown. A card shown for cramming is logged and stays as it is.
    """
    with opened(ws) as connection, transaction(connection):
        return count(desks.sit(connection, who, shown.deck, now), shown, rating, key, confidence, points)


def answer(
    ws: Workspace,
    who: Learner,
    shown: Shown,
    rating: Rating,
    now: datetime,
    key: str,
    *,
    confidence: int | None = None,
    points: Points | None = None,
) -> tuple[Graded, Screen]:
    """`grade`, and what to practise next as the grade leaves it; both are read and written in one transaction, and it
    is on disk before the card is handed out.
    """
    with opened(ws) as connection, transaction(connection):
        desk = desks.sit(connection, who, shown.deck, now)
        return count(desk, shown, rating, key, confidence, points), screen(desk)


def bury(ws: Workspace, who: Learner, shown: Shown, now: datetime, key: str) -> None:
    """Leave the card until tomorrow. Raises StaleError like `grade`."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, shown.deck, now)
        with transaction(connection):
            if not review_log.by_key(connection, key):
                row, kin = desks.fresh(desk, shown)
                _hold(desk, row, kin, "bury", key, row.flags._replace(buried_until=to_ms(desk.day_end), called_at=0))


def suspend(ws: Workspace, who: Learner, shown: Shown, now: datetime, key: str) -> None:
    """Put the card away until `resume`; its follow-ups wait for it no longer. Raises StaleError like `grade`."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, shown.deck, now)
        with transaction(connection):
            if not review_log.by_key(connection, key):
                row, kin = desks.fresh(desk, shown)
                _hold(desk, row, kin, "suspend", key, row.flags._replace(suspended=True, called_at=0))


def resume(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime, key: str) -> None:
    """Take a suspended or buried card back. Raises UserError when the deck has no such card."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        with transaction(connection):
            number = table.card_id(connection, desk.deck.id, card_id)
            row = cards.load(connection, who.id, number) if number is not None else None
            if row is None:
                raise UserError("This question is not in the deck.", "Go on with what is due.")
            if not review_log.by_key(connection, key):
                kin = desks.siblings(desk, row)
                _hold(desk, row, kin, "resume", key, row.flags._replace(suspended=False, buried_until=0))


def undo(ws: Workspace, who: Learner, now: datetime, key: str) -> Undone | None:
    """Take back the newest grade, bury, suspend or resume of this session that was not taken back; None when there
    is none.

    The undo is a row of the log too. Raises UserError when the card was changed elsewhere afterwards.
    """
    with opened(ws) as connection:
        last = review_log.last_of_session(connection, who.id, who.session)
        if last is None:
            return None
        desk = desks.sit(connection, who, table.slug(connection, last.entry.deck), now)
        with transaction(connection):
            if (
                review_log.by_key(connection, key)
                or review_log.last_of_session(connection, who.id, who.session) != last
            ):
                return None
            if review_log.changed_since(connection, last):
                raise UserError(
                    "This card was changed somewhere else afterwards: the answer cannot be taken back here.",
                    "Undo it where it was changed last.",
                )
            back = desks.entry(desk, last.entry.card, "undo", key)
            review_log.append(connection, back._replace(undoes=last.id))
            flags = dict(last.entry.touched)
            memory = recompute.taken_back(desk, last.entry)
            if memory is not None and last.entry.card in flags:
                before = last.entry.was_last or 0
                cards.save(connection, who.id, last.entry.card, memory, flags.pop(last.entry.card), before)
                cards.save_flags(connection, who.id, flags.items())
        row = cards.load(connection, who.id, last.entry.card)
        why: Why = "cram" if last.entry.event == "cram" else "undone"
        shown = desks.show(desk, row, why) if row and not row.retired else None
        return Undone(last.entry.event, shown, last.entry.points)


def _hold(desk: Desk, row: cards.StateRow, kin: Kin, event: review_log.Event, key: str, flags: cards.Flags) -> None:
    """Change a card's flags, with the log row that can take it back."""
    changed = tuple(siblings.after_leaving(s for s, _ in kin.values())) if event == "suspend" else ()
    was = ((row.card, row.flags), *((s.card, kin[s.card][1]) for s in changed))
    told = desks.entry(desk, row.card, event, key)._replace(was=row.memory, touched=was, was_last=row.last)
    number = review_log.append(desk.connection, told)
    cards.save(desk.connection, desk.who.id, row.card, row.memory, flags, number)
    cards.save_flags(desk.connection, desk.who.id, flags_after(changed, kin))

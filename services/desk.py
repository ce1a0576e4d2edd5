"""A learner at a deck: what every call of `study` reads first, and the way between the store's rows and the quiz's
values."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass, replace
from datetime import datetime

from deck.errors import UserError
from quiz import chain, queue, schedule
from quiz.days import day_of, end_of, start_of
from quiz.model import Card
from quiz.queue import Pause, Why
from quiz.schedule import Memory, Outcome, Phase
from quiz.settings import Settings
from services import preferences
from store import decks as table
from store import lines, log, people, states
from store.database import from_ms, to_ms, transaction


@dataclass(frozen=True, slots=True)
class Learner:
    """Who practises. `zone` is the browser's IANA name; `session` groups what undo takes back."""

    id: int
    zone: str
    session: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What is left today within the limits."""

    new: int
    learning: int
    review: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.review


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it was put to the learner. `choices` are the four outcomes, Again to Easy.

    `number` is the store's id of the card, `at` when it was shown, `token` names the state it was shown in, `seed`
    decides the details of its exercise.
    """

    deck: str
    number: int
    card: Card
    why: Why
    at: datetime
    token: str
    seed: int
    choices: tuple[Outcome, ...]
    memory: Memory | None
    leech: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What practice shows now: a card, or why there is none."""

    shown: Shown | None
    pause: Pause | None
    counts: Counts


class StaleError(UserError):
    """The card changed since it was shown; `fresh` is how it stands now (None: it is gone)."""

    def __init__(self, message: str, fresh: Shown | None) -> None:
        super().__init__(message, "Nothing was counted.")
        self.fresh = fresh


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a call needs, read once. `weights` is the number of the learner's own weights."""

    connection: sqlite3.Connection
    deck: table.DeckRow
    who: Learner
    settings: Settings
    weights: int | None
    now: datetime

    @property
    def day_end(self) -> datetime:
        """When the study day is over."""
        day = day_of(self.now, self.settings.zone, self.settings.rollover_hour)
        return end_of(day, self.settings.zone, self.settings.rollover_hour)

    @property
    def window(self) -> lines.Window:
        """The study day around `now`, for the store."""
        zone, hour = self.settings.zone, self.settings.rollover_hour
        start = start_of(day_of(self.now, zone, hour), zone, hour)
        ahead = self.now + self.settings.learn_ahead
        return lines.Window(to_ms(self.now), to_ms(start), to_ms(self.day_end), to_ms(ahead))


def sit(connection: sqlite3.Connection, who: Learner, deck_id: str, now: datetime) -> Desk:
    """Read the deck and the learner's settings; give the learner states for cards they have none for yet.

    Raises UserError when there is no such deck.
    """
    deck = table.find(connection, deck_id)
    if deck is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    if not states.enrolled(connection, who.id, deck.id, deck.revision):
        with transaction(connection):
            states.enrol(connection, who.id, deck.id, deck.revision)
    settings = preferences.settings(connection, who.id, who.zone)
    own = people.weights(connection, who.id, schedule.MODEL) if settings.weights else None
    return Desk(connection, deck, who, settings, own.id if own else None, now)


def screen(desk: Desk) -> Screen:
    """The next card, or why there is none."""
    window, settings = desk.window, desk.settings
    new_done, reviews_done = log.done(desk.connection, desk.who.id, desk.deck.id, window.start)
    limits = (max(0, settings.new_per_day - new_done), max(0, settings.reviews_per_day - reviews_done))
    counts = Counts(*_count(desk, limits))
    tally = queue.Tally(new_done, reviews_done, counts.new, counts.review)
    ahead = _lines(desk, new_left=limits[0])
    pick = queue.choose(ahead, tally)
    row = states.load(desk.connection, desk.who.id, pick.card) if pick else None
    if pick and row:
        return Screen(show(desk, row, pick.why), None, counts)
    return Screen(None, _pause(desk, ahead), counts)


def show(desk: Desk, row: states.StateRow, why: Why) -> Shown:
    """A card as it is put to the learner now."""
    memory = memory_of(row.memory)
    return Shown(
        deck=desk.deck.slug,
        number=row.card,
        card=Card(row.name, row.kind, row.source, row.topic, row.family, row.follows, 0),
        why=why,
        at=desk.now,
        token=_token(desk, row),
        seed=zlib.crc32(f"{row.card}:{row.memory.reps}".encode()),
        choices=schedule.preview(memory, desk.now, desk.settings, row.card),
        memory=memory,
        leech=row.flags.leech,
    )


def fresh(desk: Desk, shown: Shown) -> states.StateRow:
    """The row behind a card that was shown. Raises StaleError when what was shown does not hold any more."""
    row = states.load(desk.connection, desk.who.id, shown.number)
    if row is None or row.retired:
        raise StaleError("This question was taken out of the deck since it was shown.", None)
    now = _token(desk, row)
    for was, is_now, sentence in zip(shown.token.split("."), now.split("."), _CHANGED, strict=True):
        if was != is_now:
            raise StaleError(sentence, show(desk, row, shown.why))
    return row


def siblings(desk: Desk, row: states.StateRow) -> dict[int, tuple[chain.Sibling, states.Flags]]:
    """The other cards of the family, as the chain sees them and as the store keeps them."""
    found = {}
    for other in states.family(desk.connection, desk.who.id, desk.deck.id, row.family):
        if other.card == row.card:
            continue
        flags = other.flags
        sibling = chain.Sibling(
            card=other.card,
            phase=Phase(other.memory.phase),
            due=from_ms(other.memory.due) if other.memory.due is not None else None,
            follows=other.follows == row.name,
            held=flags.suspended or flags.buried_until > to_ms(desk.now),
            spaced_until=from_ms(flags.spaced_until) if flags.spaced_until else None,
            # A call of an earlier day has lapsed.
            called_at=from_ms(flags.called_at) if flags.called_at >= desk.window.start else None,
            waiting=flags.waiting,
        )
        found[other.card] = (sibling, flags)
    return found


def flags_of(sibling: chain.Sibling, flags: states.Flags) -> states.Flags:
    """The store's flags after the chain changed a sibling."""
    return replace(
        flags,
        spaced_until=to_ms(sibling.spaced_until) if sibling.spaced_until else 0,
        called_at=to_ms(sibling.called_at) if sibling.called_at else 0,
        waiting=sibling.waiting,
    )


def memory_of(row: states.MemoryRow) -> Memory | None:
    """The memory in a row; None for a card that is new."""
    if row.stability is None or row.difficulty is None or row.due is None or row.last_review is None:
        return None
    return Memory(
        Phase(row.phase),
        row.step,
        row.stability,
        row.difficulty,
        from_ms(row.due),
        from_ms(row.last_review),
        row.reps,
        row.lapses,
    )


def row_of(memory: Memory) -> states.MemoryRow:
    """The row of a memory."""
    return states.MemoryRow(
        int(memory.phase),
        memory.step,
        memory.stability,
        memory.difficulty,
        to_ms(memory.due),
        to_ms(memory.last_review),
        memory.reps,
        memory.lapses,
    )


def entry(desk: Desk, card: int, event: log.Event, key: str) -> log.Entry:
    """A log row that is still to be filled in."""
    return log.Entry(desk.who.id, desk.deck.id, card, event, to_ms(desk.now), key, desk.who.session)


_CHANGED = (
    "This card was answered or changed somewhere else since it was shown.",
    "The author changed this question since it was shown.",
    "A new day has begun since this card was shown, and its intervals are different now.",
    "Your practice settings changed since this card was shown.",
)


def _token(desk: Desk, row: states.StateRow) -> str:
    """What an answer depends on, in the order of `_CHANGED`."""
    settings = desk.settings
    day = day_of(desk.now, settings.zone, settings.rollover_hour)
    return f"{row.stamp}.{row.sha}.{day}.{zlib.crc32(repr(schedule.essence(settings)).encode())}"


def _lines(desk: Desk, *, new_left: int) -> queue.Lines:
    found = lines.heads(
        desk.connection,
        desk.who.id,
        desk.deck.id,
        desk.window,
        new_left=new_left,
        follow_ups=desk.settings.follow_ups,
    )
    due = from_ms(found.next_due) if found.next_due is not None else None
    return queue.Lines(found.called, found.learning, found.review, found.new, found.ahead, due)


def _count(desk: Desk, limits: tuple[int, int]) -> tuple[int, int, int]:
    found = lines.counts(
        desk.connection,
        desk.who.id,
        desk.deck.id,
        desk.window,
        limits=limits,
        follow_ups=desk.settings.follow_ups,
    )
    return found.new, found.learning, found.review


def _pause(desk: Desk, ahead: queue.Lines) -> Pause:
    """Why there is nothing to ask, and until when."""
    who, deck = desk.who.id, desk.deck.id
    if not lines.any_cards(desk.connection, who, deck):
        return Pause("empty", None)
    if ahead.next_due is not None and ahead.next_due < desk.day_end:
        return Pause("wait", ahead.next_due - desk.settings.learn_ahead)
    beyond = _lines(desk, new_left=1)
    if beyond.new is not None or beyond.called is not None or beyond.review is not None:
        return Pause("limit", desk.day_end)
    earliest = lines.earliest(desk.connection, who, deck)
    if earliest is None:
        return Pause("done", None)
    return Pause("done", max(desk.day_end, from_ms(earliest)))

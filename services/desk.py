"""A learner at a deck: what every call of `study` reads first, and the way between the store's rows and the quiz's
values."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from deck.errors import UserError
from quiz import chain, queue, schedule
from quiz.calibration import SURE
from quiz.days import day_of
from quiz.model import Card
from quiz.queue import Pause, Why
from quiz.schedule import Memory, Outcome, Phase
from quiz.settings import Settings
from services import preferences
from services.course import course_of
from store import decks as table
from store import hand, lines, log, seat, states, tally, urgent
from store.database import from_ms, to_ms, transaction


@dataclass(frozen=True, slots=True)
class Learner:
    """Who practises. `zone` is the browser's IANA name; `session` groups what undo takes back."""

    id: int
    zone: str
    session: str


class Counts(NamedTuple):
    """What is left today within the limits."""

    new: int
    learning: int
    review: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.review


class Shown(NamedTuple):
    """A card as it was put to the learner.

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
    settings: Settings
    memory: Memory | None
    leech: bool

    @property
    def choices(self) -> tuple[Outcome, ...]:
        """The four outcomes, Again to Easy: exactly what `grade` will apply as long as it does not call the card
        stale.
        """
        return schedule.preview(self.memory, self.at, self.settings, self.number)


class Screen(NamedTuple):
    """What practice shows now: a card, or why there is none."""

    shown: Shown | None
    pause: Pause | None
    counts: Counts


class StaleError(UserError):
    """The card changed since it was shown; `fresh` is how it stands now (None: it is gone)."""

    def __init__(self, message: str, fresh: Shown | None) -> None:
        super().__init__(message, "Nothing was counted.")
        self.fresh = fresh


class Desk(NamedTuple):
    """Everything a call needs, read once. `weights` is the number of the learner's own weights; `day` the study day,
    which ends at `day_end`; `mark` stands for the day and the settings in a token; `sweep` is what an interview that is
    near adds to the reviews.
    """

    connection: sqlite3.Connection
    deck: table.DeckRow
    who: Learner
    settings: Settings
    weights: int | None
    now: datetime
    day: date
    day_end: datetime
    mark: str
    window: lines.Window
    sweep: urgent.Sweep | None


def sit(connection: sqlite3.Connection, who: Learner, deck_id: str, now: datetime) -> Desk:
    """Read the deck and the learner's settings; give the learner states for cards they have none for yet.

    Raises UserError when there is no such deck.
    """
    found = seat.take(connection, who.id, deck_id, schedule.MODEL)
    if found is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    if found.enrolled != found.deck.revision:
        with nullcontext() if connection.in_transaction else transaction(connection):
            states.enrol(connection, who.id, found.deck.id, found.deck.revision)
    number, parameters = found.weights or (None, None)
    chosen = preferences.settings(found.preferences, parameters, who.zone)
    day = day_of(now, chosen.zone, chosen.rollover_hour)
    course = course_of(found.preferences, parameters, who.zone, day)
    at = to_ms(now)
    window = lines.Window(at, course.start_ms, course.end_ms, at + course.ahead_ms)
    return Desk(
        connection, found.deck, who, course.settings, number, now, day, course.end, course.mark, window, course.sweep
    )


def screen(desk: Desk) -> Screen:
    """The next card, or why there is none."""
    limits = (desk.settings.new_per_day, desk.settings.reviews_per_day)
    done, left = tally.read(desk.connection, desk.who.id, desk.deck.id, desk.window, limits)
    found = _look(desk, left, done.reviews)
    counts = Counts(found.new_count, found.learning_count, found.review_count)
    due = from_ms(found.next_due) if found.next_due is not None else None
    pick = queue.choose(
        queue.Lines(found.called, found.learning, found.review, found.new, found.ahead, due),
        queue.Tally(done.new_done, done.reviews_done, counts.new, counts.review),
    )
    row = hand.deal(desk.connection, desk.who.id, pick.card) if pick else None
    if pick and row:
        return Screen(show(desk, row, pick.why), None, counts)
    return Screen(None, _pause(desk, due), counts)


def show(desk: Desk, row: states.StateRow, why: Why) -> Shown:
    """A card as it is put to the learner now."""
    return Shown(
        deck=desk.deck.slug,
        number=row.card,
        card=Card(row.name, row.kind, row.source, row.topic, row.family, row.follows, 0),
        why=why,
        at=desk.now,
        token=_token(desk, row),
        seed=zlib.crc32(f"{row.card}:{row.memory.reps}".encode()),
        settings=desk.settings,
        memory=memory_of(row.memory),
        leech=row.flags.leech,
    )


Kin = dict[int, tuple[chain.Sibling, states.Flags]]


def fresh(desk: Desk, shown: Shown) -> tuple[states.StateRow, Kin]:
    """The row behind a card that was shown, and its siblings. Raises StaleError when what was shown does not hold."""
    connection, who, deck = desk.connection, desk.who.id, desk.deck.id
    rows = hand.held(connection, who, shown.number) or states.family(connection, who, deck, shown.card.family)
    family = {row.card: row for row in rows}
    row = family.get(shown.number) or states.load(connection, who, shown.number)
    if row is None or row.retired:
        raise StaleError("This question was taken out of the deck since it was shown.", None)
    now = _token(desk, row)
    if now != shown.token:
        for was, is_now, sentence in zip(shown.token.split("."), now.split("."), _CHANGED, strict=True):
            if was != is_now:
                raise StaleError(sentence, show(desk, row, shown.why))
    if row.card not in family:  # the author moved it to another family meanwhile
        return row, siblings(desk, row)
    return row, _kin(desk, row, family.values())


def siblings(desk: Desk, row: states.StateRow) -> Kin:
    """The other cards of the family, as the chain sees them and as the store keeps them."""
    return _kin(desk, row, states.family(desk.connection, desk.who.id, desk.deck.id, row.family))


def _kin(desk: Desk, row: states.StateRow, family: Iterable[states.StateRow]) -> Kin:
    found = {}
    for other in family:
        if other.card == row.card:
            continue
        flags = other.flags
        sibling = chain.Sibling(
            card=other.card,
            phase=_PHASES[other.memory.phase],
            due=from_ms(other.memory.due) if other.memory.due is not None else None,
            follows=other.follows == row.name,
            held=flags.suspended or flags.buried_until > desk.window.now,
            spaced_until=from_ms(flags.spaced_until) if flags.spaced_until else None,
            # A call of an earlier day has lapsed.
            called_at=from_ms(flags.called_at) if flags.called_at >= desk.window.start else None,
            waiting=flags.waiting,
        )
        found[other.card] = (sibling, flags)
    return found


def flags_of(sibling: chain.Sibling, flags: states.Flags) -> states.Flags:
    """The store's flags after the chain changed a sibling."""
    return flags._replace(
        spaced_until=to_ms(sibling.spaced_until) if sibling.spaced_until else 0,
        called_at=to_ms(sibling.called_at) if sibling.called_at else 0,
        waiting=sibling.waiting,
    )


_PHASES = tuple(Phase)


def memory_of(row: states.MemoryRow) -> Memory | None:
    """The memory in a row; None for a card that is new."""
    if row.stability is None or row.difficulty is None or row.due is None or row.last_review is None:
        return None
    return Memory(
        _PHASES[row.phase],
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
    return f"{row.stamp}.{row.sha}.{desk.mark}"


def _look(desk: Desk, left: tuple[int, int], due: int | None = None) -> lines.Lines:
    """The day's lines, with the sweep among the reviews and what was sure but wrong before all that is in learning."""
    connection, who, deck, window = desk.connection, desk.who.id, desk.deck.id, desk.window
    follow_ups = desk.settings.follow_ups
    known = tally.heads(connection, window, left[0], follow_ups=follow_ups) if due is not None else None
    found = lines.look(connection, who, deck, window, left=left, follow_ups=follow_ups, due=due, known=known)
    if due is not None:
        tally.keep_heads(connection, found.heads)
    if not follow_ups:
        found = found._replace(called=None)  # what was called before chains were turned off comes in its own turn
    if found.learning is not None:
        surprised = urgent.surprised(connection, who, deck, window.now, SURE)
        found = found._replace(learning=surprised or found.learning)
    if desk.sweep is not None:
        card, count = urgent.swept(connection, who, deck, window, desk.sweep, left[1])
        found = found._replace(review=found.review or card, review_count=min(left[1], found.review_count + count))
    return found


def _pause(desk: Desk, next_due: datetime | None) -> Pause:
    """Why there is nothing to ask, and until when."""
    who, deck = desk.who.id, desk.deck.id
    if not lines.any_cards(desk.connection, who, deck):
        return Pause("empty", None)
    if next_due is not None and next_due < desk.day_end:
        return Pause("wait", next_due - desk.settings.learn_ahead)
    beyond = _look(desk, (1, 1))
    if beyond.new is not None or beyond.called is not None or beyond.review is not None:
        return Pause("limit", desk.day_end)
    earliest = lines.earliest(desk.connection, who, deck)
    if earliest is None:
        return Pause("done", None)
    return Pause("done", max(desk.day_end, from_ms(earliest)))

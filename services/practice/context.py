"""A learner at a deck: what every call of `study` reads first, and the way between the store's rows and the quiz's
values."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from errors import UserError
from quiz import scheduler
from quiz import siblings as chain
from quiz.model import Card
from quiz.queue import Why
from quiz.scheduler import Memory, Outcome
from quiz.settings import Settings
from quiz.study_days import day_of
from services.learners import settings as preferences
from services.practice.mapping import PHASES, memory_of
from services.practice.study_day import course_of
from store.connection import Connection, from_ms, to_ms, transaction
from store.queue import context, current_card, priority, queries
from store.tables import cards, review_log
from store.tables import decks as table


@dataclass(frozen=True, slots=True)
class Learner:
    """Who practises. `zone` is the browser's IANA name; `session` groups what undo takes back."""

    id: int
    zone: str
    session: str


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
        return scheduler.preview(self.memory, self.at, self.settings, self.number)


class StaleError(UserError):
    """The card changed since it was shown; `fresh` is how it stands now (None: it is gone)."""

    def __init__(self, message: str, fresh: Shown | None) -> None:
        super().__init__(message, "Nothing was counted.")
        self.fresh = fresh


@dataclass(slots=True)
class Desk:
    """Everything a call needs, read once. `weights` is the number of the learner's own weights; `day` the study day,
    which ends at `day_end`; `mark` stands for the day and the settings in a token; `sweep` is what an interview that is
    near adds to the reviews. It lives no longer than the call.
    """

    connection: Connection
    deck: table.DeckRow
    who: Learner
    settings: Settings
    weights: int | None
    now: datetime
    day: date
    day_end: datetime
    mark: str
    window: queries.Window
    sweep: priority.Sweep | None


def sit(connection: Connection, who: Learner, deck_id: str, now: datetime) -> Desk:
    """Read the deck and the learner's settings; give the learner states for cards they have none for yet.

    Raises UserError when there is no such deck.
    """
    found = context.take(connection, who.id, deck_id, scheduler.MODEL)
    if found is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    if found.enrolled != found.deck.revision:
        with nullcontext() if connection.in_transaction else transaction(connection):
            cards.enrol(connection, who.id, found.deck.id, found.deck.revision)
    number, parameters = found.weights or (None, None)
    chosen = preferences.settings(found.preferences, parameters, who.zone)
    day = day_of(now, chosen.zone, chosen.rollover_hour)
    course = course_of(found.preferences, parameters, who.zone, day)
    at = to_ms(now)
    window = queries.Window(at, course.start_ms, course.end_ms, at + course.ahead_ms)
    return Desk(
        connection, found.deck, who, course.settings, number, now, day, course.end, course.mark, window, course.sweep
    )


def show(desk: Desk, row: cards.StateRow, why: Why) -> Shown:
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


Kin = dict[int, tuple[chain.Sibling, cards.Flags]]


def fresh(desk: Desk, shown: Shown) -> tuple[cards.StateRow, Kin]:
    """The row behind a card that was shown, and its siblings. Raises StaleError when what was shown does not hold."""
    connection, who, deck = desk.connection, desk.who.id, desk.deck.id
    rows = current_card.held(connection, who, shown.number) or cards.family(connection, who, deck, shown.card.family)
    family = {row.card: row for row in rows}
    row = family.get(shown.number) or cards.load(connection, who, shown.number)
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


def siblings(desk: Desk, row: cards.StateRow) -> Kin:
    """The other cards of the family, as the chain sees them and as the store keeps them."""
    return _kin(desk, row, cards.family(desk.connection, desk.who.id, desk.deck.id, row.family))


def _kin(desk: Desk, row: cards.StateRow, family: Iterable[cards.StateRow]) -> Kin:
    found = {}
    for other in family:
        if other.card == row.card:
            continue
        flags = other.flags
        sibling = chain.Sibling(
            card=other.card,
            phase=PHASES[other.memory.phase],
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


def entry(desk: Desk, card: int, event: review_log.Event, key: str) -> review_log.Entry:
    """A log row that is still to be filled in."""
    return review_log.Entry(desk.who.id, desk.deck.id, card, event, to_ms(desk.now), key, desk.who.session)


_CHANGED = (
    "This card was answered or changed somewhere else since it was shown.",
    "The author changed this question since it was shown.",
    "A new day has begun since this card was shown, and its intervals are different now.",
    "Your practice settings changed since this card was shown.",
)


def _token(desk: Desk, row: cards.StateRow) -> str:
    """What an answer depends on, in the order of `_CHANGED`."""
    return f"{row.stamp}.{row.sha}.{desk.mark}"

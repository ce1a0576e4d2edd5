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
from quiz import deadline, scheduler
from quiz import siblings as chain
from quiz.model import Card
from quiz.practice_settings import PracticeSettings
from quiz.queue import QueueReason
from quiz.scheduler import Memory, Outcome
from quiz.study_days import get_study_day
from services.learners import settings as preferences
from services.practice.mapping import PHASES, to_memory
from services.practice.study_day import make_study_day
from store.connection import Connection, from_ms, to_ms, transaction
from store.queue import enrolment, queries
from store.tables import decks as table
from store.tables import memory_states, review_log


@dataclass(frozen=True, slots=True)
class Learner:
    """Who practises. `zone` is the browser's IANA name; `session` groups what undo takes back."""

    id: int
    zone: str
    session: str


class ShownCard(NamedTuple):
    """A card as it was put to the learner.

    `number` is the store's id of the card, `at` when it was shown, `token` names the state it was shown in, `seed`
    decides the details of its exercise.
    """

    deck_id: str
    row_id: int
    card: Card
    reason: QueueReason
    shown_at: datetime
    token: str
    seed: int
    settings: PracticeSettings
    memory: Memory | None
    leech: bool

    @property
    def choices(self) -> tuple[Outcome, ...]:
        """The four outcomes, Again to Easy: exactly what `grade` will apply as long as it does not call the card
        stale.
        """
        return scheduler.preview_grades(self.memory, self.shown_at, self.settings, self.row_id)


class StaleCardError(UserError):
    """The card changed since it was shown; `fresh` is how it stands now (None: it is gone)."""

    def __init__(self, message: str, fresh: ShownCard | None) -> None:
        super().__init__(message, "Nothing was counted.")
        self.fresh = fresh


@dataclass(slots=True)
class PracticeContext:
    """Everything a call needs, read once. `weights` is the number of the learner's own weights; `day` the study day,
    which ends at `day_end`; `mark` stands for the day and the settings in a token; `sweep` is what an interview that is
    near adds to the reviews. It lives no longer than the call.
    """

    connection: Connection
    deck: table.DeckRow
    who: Learner
    settings: PracticeSettings
    weights_id: int | None
    now: datetime
    day: date
    day_end: datetime
    fingerprint: str
    window: queries.DayWindow
    final_review: deadline.FinalReview | None


def load_context(connection: Connection, who: Learner, deck_id: str, now: datetime) -> PracticeContext:
    """Read the deck and the learner's settings; give the learner states for cards they have none for yet.

    Raises UserError when there is no such deck.
    """
    found = enrolment.load_enrolment(connection, who.id, deck_id, scheduler.MODEL_NAME)
    if found is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    if found.card_list_revision != found.deck.revision:
        with nullcontext() if connection.in_transaction else transaction(connection):
            memory_states.enrol_learner(connection, who.id, found.deck.id, found.deck.revision)
    number, parameters = found.weights or (None, None)
    chosen = preferences.parse_settings(found.preferences, parameters, who.zone)
    day = get_study_day(now, chosen.zone, chosen.rollover_hour)
    course = make_study_day(found.preferences, parameters, who.zone, day)
    at = to_ms(now)
    window = queries.DayWindow(at, course.start_ms, course.end_ms, at + course.ahead_ms)
    return PracticeContext(
        connection,
        found.deck,
        who,
        course.settings,
        number,
        now,
        day,
        course.end,
        course.fingerprint,
        window,
        course.final_review,
    )


def present_card(desk: PracticeContext, row: memory_states.StateRow, why: QueueReason) -> ShownCard:
    """A card as it is put to the learner now."""
    return ShownCard(
        deck_id=desk.deck.slug,
        row_id=row.card,
        card=Card(row.name, row.kind, row.source, row.topic, row.family, row.follows, 0),
        reason=why,
        shown_at=desk.now,
        token=_make_token(desk, row),
        seed=zlib.crc32(f"{row.card}:{row.memory.reps}".encode()),
        settings=desk.settings,
        memory=to_memory(row.memory),
        leech=row.flags.leech,
    )


SiblingFlags = dict[int, tuple[chain.Sibling, memory_states.Flags]]


def load_unchanged(desk: PracticeContext, shown: ShownCard) -> tuple[memory_states.StateRow, SiblingFlags]:
    """The row behind a card that was shown, and its siblings. Raises StaleError when what was shown does not hold."""
    connection, who, deck = desk.connection, desk.who.id, desk.deck.id
    rows = memory_states.list_siblings(connection, who, deck, shown.card.sibling_group)
    family = {row.card: row for row in rows}
    row = family.get(shown.row_id) or memory_states.load_state(connection, who, shown.row_id)
    if row is None or row.retired:
        raise StaleCardError("This question was taken out of the deck since it was shown.", None)
    now = _make_token(desk, row)
    if now != shown.token:
        for was, is_now, sentence in zip(shown.token.split("."), now.split("."), _STALE_REASONS, strict=True):
            if was != is_now:
                raise StaleCardError(sentence, present_card(desk, row, shown.reason))
    if row.card not in family:  # the author moved it to another family meanwhile
        return row, load_siblings(desk, row)
    return row, _pair_siblings(desk, row, family.values())


def load_siblings(desk: PracticeContext, row: memory_states.StateRow) -> SiblingFlags:
    """The other cards of the family, as the chain sees them and as the store keeps them."""
    return _pair_siblings(
        desk, row, memory_states.list_siblings(desk.connection, desk.who.id, desk.deck.id, row.family)
    )


def _pair_siblings(
    desk: PracticeContext, row: memory_states.StateRow, family: Iterable[memory_states.StateRow]
) -> SiblingFlags:
    found = {}
    for other in family:
        if other.card == row.card:
            continue
        flags = other.flags
        sibling = chain.Sibling(
            card=other.card,
            phase=PHASES[other.memory.phase],
            due=from_ms(other.memory.due) if other.memory.due is not None else None,
            is_follow_up=other.follows == row.name,
            held=flags.suspended or flags.buried_until > desk.window.now,
            spaced_until=from_ms(flags.spaced_until) if flags.spaced_until else None,
            # A call of an earlier day has lapsed.
            called_at=from_ms(flags.called_at) if flags.called_at >= desk.window.start else None,
            waiting=flags.waiting,
        )
        found[other.card] = (sibling, flags)
    return found


def make_log_entry(desk: PracticeContext, card: int, event: review_log.Event, key: str) -> review_log.Entry:
    """A log row that is still to be filled in."""
    return review_log.Entry(desk.who.id, desk.deck.id, card, event, to_ms(desk.now), key, desk.who.session)


_STALE_REASONS = (
    "This card was answered or changed somewhere else since it was shown.",
    "The author changed this question since it was shown.",
    "A new day has begun since this card was shown, and its intervals are different now.",
    "Your practice settings changed since this card was shown.",
)


def _make_token(desk: PracticeContext, row: memory_states.StateRow) -> str:
    """What an answer depends on, in the order of `_CHANGED`."""
    return f"{row.stamp}.{row.sha}.{desk.fingerprint}"

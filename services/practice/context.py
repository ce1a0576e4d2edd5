"""A learner at a deck: what every call of practice reads first, cards as they are shown, and when an answer is stale."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from errors import UserError
from quiz import scheduler
from quiz.model import Card
from quiz.practice_settings import PracticeSettings
from quiz.queue import QueueReason
from quiz.scheduler import GradeOutcome, Memory
from quiz.siblings import Sibling
from services.classes.class_dates import list_class_dates
from services.library import audience
from services.library.deck_lookup import DeckRemovedError, NoSuchDeckError
from services.practice.mapping import PHASES, to_card, to_memory
from services.practice.planning.study_day import StudyDay, load_study_day
from store.connection import Connection, from_ms, to_ms, transaction
from store.queue import enrolment, queries
from store.tables.library import decks as table
from store.tables.practice import memory_states, review_log


@dataclass(frozen=True, slots=True)
class Learner:
    """Who practises. `zone` is the browser's time zone by its IANA name; undo goes back within one `session`."""

    id: int
    zone: str
    session: str


class ShownCard(NamedTuple):
    """A card as it was put to the learner.

    `row_id` is the store's id of the card, `shown_at` when it was shown, `token` names the state it was shown in, `seed`
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
    def choices(self) -> tuple[GradeOutcome, ...]:
        """The four outcomes, Again to Easy: exactly what `grade_card` applies unless the card has changed meanwhile."""
        return scheduler.preview_grades(self.memory, self.shown_at, self.settings, self.row_id)


class NoSuchCardError(UserError):
    """The deck has no card of this id (any more)."""

    def __init__(self) -> None:
        super().__init__("This question is not in the deck.", "Continue with the cards that are due.")


class StaleCardError(UserError):
    """The card changed since it was shown; `fresh` is how it stands now (None: it is gone)."""

    def __init__(self, message: str, fresh: ShownCard | None) -> None:
        super().__init__(message, "Nothing was counted.")
        self.fresh = fresh


@dataclass(slots=True)
class PracticeContext:
    """Everything a call needs, read once: it lives no longer than the call.

    `weights_id` is the number of the learner's own weights, None where they have none.
    """

    connection: Connection
    deck: table.DeckRow
    who: Learner
    weights_id: int | None
    now: datetime
    day: StudyDay
    window: queries.DayWindow

    @property
    def settings(self) -> PracticeSettings:
        """The settings to practise with today."""
        return self.day.settings


def load_context(connection: Connection, who: Learner, deck_id: str, now: datetime) -> PracticeContext:
    """Read the deck and the learner's settings; give the learner states for cards they have none for yet.

    Raises UserError when there is no such deck, or none that the learner may see.
    """
    enrolment_row = enrolment.load_enrolment(connection, who.id, deck_id, scheduler.MODEL_NAME)
    if enrolment_row is None:
        raise NoSuchDeckError
    if enrolment_row.deck.retired_at is not None:
        raise DeckRemovedError(enrolment_row.deck.slug)
    audience.require_visible(connection, who.id, enrolment_row.deck.id)
    if enrolment_row.card_list_revision != enrolment_row.deck.revision:
        # Some callers are in a transaction already, to grade by what they read; others only look.
        with nullcontext() if connection.in_transaction else transaction(connection, who.id):
            memory_states.enrol_learner(connection, who.id, enrolment_row.deck.id, enrolment_row.deck.revision)
    number, parameters = enrolment_row.weights or (None, None)
    class_dates = list_class_dates(connection, who.id, enrolment_row.deck.id) if enrolment_row.is_in_class else ()
    day = load_study_day(enrolment_row.preferences, parameters, who.zone, now, tuple(one.day for one in class_dates))
    at = to_ms(now)
    return PracticeContext(
        connection=connection,
        deck=enrolment_row.deck,
        who=who,
        weights_id=number,
        now=now,
        day=day,
        window=queries.DayWindow(at, day.start_ms, day.end_ms, at + day.ahead_ms),
    )


def present_card(context: PracticeContext, row: memory_states.StateRow, why: QueueReason) -> ShownCard:
    """Return a card as it is shown to the learner now."""
    return ShownCard(
        deck_id=context.deck.slug,
        row_id=row.card,
        card=to_card(row),
        reason=why,
        shown_at=context.now,
        token=_make_token(context, row),
        seed=zlib.crc32(f"{row.card}:{row.memory.reps}".encode()),
        settings=context.settings,
        memory=to_memory(row.memory),
        leech=row.flags.leech,
    )


SiblingFlags = dict[int, tuple[Sibling, memory_states.Flags]]


def load_unchanged(context: PracticeContext, shown_card: ShownCard) -> tuple[memory_states.StateRow, SiblingFlags]:
    """Return the row behind a card that was shown, and its siblings.

    Raises StaleCardError when what was shown does not hold.
    """
    connection, who, deck = context.connection, context.who.id, context.deck.id
    rows = memory_states.list_siblings(connection, who, deck, shown_card.card.sibling_group)
    family = {row.card: row for row in rows}
    row = family.get(shown_card.row_id) or memory_states.load_state(connection, who, shown_card.row_id)
    if row is None or row.retired:
        raise StaleCardError("This question has been removed from the deck since it was shown.", None)
    token = _make_token(context, row)
    if token != shown_card.token:
        for before, after, sentence in zip(shown_card.token.split("."), token.split("."), _STALE_REASONS, strict=True):
            if before != after:
                raise StaleCardError(sentence, present_card(context, row, shown_card.reason))
    if row.card not in family:  # a new version moved it to another family: the siblings are those of the new one
        return row, load_siblings(context, row)
    return row, _pair_siblings(context, row, family.values())


def load_siblings(context: PracticeContext, row: memory_states.StateRow) -> SiblingFlags:
    """Return the other cards of the family, as the scheduler sees them and as the store keeps them."""
    return _pair_siblings(
        context, row, memory_states.list_siblings(context.connection, context.who.id, context.deck.id, row.family)
    )


def _pair_siblings(
    context: PracticeContext, row: memory_states.StateRow, family: Iterable[memory_states.StateRow]
) -> SiblingFlags:
    pairs = {}
    for other in family:
        if other.card == row.card:
            continue
        flags = other.flags
        sibling = Sibling(
            card=other.card,
            phase=PHASES[other.memory.phase],
            due=from_ms(other.memory.due) if other.memory.due is not None else None,
            is_follow_up=other.follows == row.name,
            held=flags.suspended or flags.buried_until > context.window.now,
            spaced_until=from_ms(flags.spaced_until) if flags.spaced_until else None,
            # A call of an earlier day has lapsed.
            called_at=from_ms(flags.called_at) if flags.called_at >= context.window.start else None,
            waiting=flags.waiting,
        )
        pairs[other.card] = (sibling, flags)
    return pairs


def make_log_entry(context: PracticeContext, card: int, event: review_log.LogEvent, key: str) -> review_log.LogEntry:
    """Return a log row with what all events have: the caller adds the rest."""
    return review_log.LogEntry(
        learner=context.who.id,
        deck=context.deck.id,
        card=card,
        event=event,
        at=to_ms(context.now),
        key=key,
        session=context.who.session,
    )


# One for each part of a token; the fingerprint of the study day has two: the date, and the settings.
_STALE_REASONS = (
    "This card was answered or changed somewhere else since it was shown.",
    "The author changed this question since it was shown.",
    "A new day has begun since this card was shown, and its intervals are different now.",
    "Your practice settings changed since this card was shown.",
)


def _make_token(context: PracticeContext, row: memory_states.StateRow) -> str:
    """Return what an answer depends on, its parts in the order of `_STALE_REASONS`."""
    return f"{row.stamp}.{row.sha}.{context.day.fingerprint}"

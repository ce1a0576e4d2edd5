"""Grades given offline, merged in the same way as any other grade: key, token, one transaction each.

A token names the state of a card in the tables (`services.practice.context`). A card that was answered twice offline
has no token for the second answer: that one names the key of the first, and holds when the first was the last to change the
card. A new day and other settings do not make such an answer stale: offline, intervals are not promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from errors import UserError
from quiz.scheduler import Rating
from services import instruments
from services.connections import connect
from services.practice.context import Learner, PracticeContext, ShownCard, StaleCardError, load_context, present_card
from services.practice.grading import record_grade
from services.workspace import Workspace
from store.connection import transaction
from store.database_errors import StoreError
from store.tables.library import decks
from store.tables.practice import memory_states, review_log

MAX_ANSWERS = 500  # of one request
MAX_CLOCK_ERROR = timedelta(minutes=1)  # up to here two clocks agree: a request takes its time
_GONE = "This question has since been removed from the deck."
_FOREIGN = "This answer could not be counted: another one has its key."

MergeStatus = Literal["counted", "stale"]


@dataclass(frozen=True, slots=True)
class OfflineAnswer:
    """A grade as it was given. `token` is the card's in the pack, `after` the key of the answer to the same card before this
    one ("": none); the times are aware, by the clock of the device.
    """

    key: str
    deck_id: str
    card_id: str
    token: str
    after: str
    rating: Rating
    shown_at: datetime
    answered_at: datetime
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class MergedAnswer:
    """What became of an answer: `stale` was not counted, and `message` says why."""

    key: str
    status: MergeStatus
    message: str = ""


def merge_answers(
    ws: Workspace, who: Learner, answers: Iterable[OfflineAnswer], sent_at: datetime, now: datetime
) -> tuple[MergedAnswer, ...]:
    """Count answers in the order in which they were given, each once however often it is sent.

    `sent_at` is `now` by the device's clock: where that is wrong, the answers' times are put right. What cannot be counted is
    told and changes nothing. Raises UserError when the database fails: the device keeps all answers and sends them again.
    """
    error = now - sent_at
    shift = error if abs(error) > MAX_CLOCK_ERROR else timedelta(0)
    ordered = sorted(answers, key=lambda answer: answer.answered_at)
    return tuple(_merge_one(ws, who, answer, shift, now) for answer in ordered)


def _merge_one(ws: Workspace, who: Learner, answer: OfflineAnswer, shift: timedelta, now: datetime) -> MergedAnswer:
    at = min(answer.answered_at + shift, now)
    shown_at = min(answer.shown_at + shift, at)
    try:
        with instruments.GRADE_SECONDS.time(), connect(ws) as connection, transaction(connection, who.id):
            logged = review_log.find_by_key(connection, answer.key)
            if logged is not None:
                is_own = logged.entry.learner == who.id
                return MergedAnswer(answer.key, "counted") if is_own else MergedAnswer(answer.key, "stale", _FOREIGN)
            context = load_context(connection, who, answer.deck_id, at)
            shown_card = _find_card(context, answer, shown_at)
            record_grade(context, shown_card, answer.rating, answer.key, answer.confidence, None)
    except StaleCardError as error:
        return MergedAnswer(answer.key, "stale", str(error))
    except UserError as error:
        if isinstance(error.__cause__, StoreError):
            raise  # a device that is told "stale" never sends the answer again
        return MergedAnswer(answer.key, "stale", f"{error} {error.remedy}".strip())
    instruments.GRADES.inc()
    return MergedAnswer(answer.key, "counted")


def _find_card(context: PracticeContext, answer: OfflineAnswer, shown_at: datetime) -> ShownCard:
    """Return the card as the answer saw it. Raises UserError when the deck has no such card any more."""
    connection, who = context.connection, context.who.id
    number = decks.find_card_id(connection, context.deck.id, answer.card_id)
    row = memory_states.load_state(connection, who, number) if number is not None else None
    if row is None or row.retired:
        raise UserError(_GONE)
    fresh = present_card(context, row, "asked")
    # What must still hold is the card's state and its text; day and settings are taken as they are now.
    stamp, _, *day = fresh.token.split(".")
    before = [*answer.token.split("."), "", ""][:2]
    if answer.after:
        previous = review_log.find_by_key(connection, answer.after)
        follows = previous is not None and previous.entry.learner == who and previous.id == row.last_event
        before[0] = stamp if follows else ""
    return fresh._replace(token=".".join((*before, *day)), shown_at=shown_at)

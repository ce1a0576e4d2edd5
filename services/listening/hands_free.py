"""Grades given without hands: by a headset's buttons while an episode plays, or on the page that show notes lead to.

The player gets a ticket for each question: the token of the card as it stood then, and a key that makes its grade count once.
Without a connection the browser queues grades; here they are applied in the order and at the times at which they were given,
and what was applied before changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from errors import UserError
from quiz.scheduler import Rating
from services.library.deck_lookup import DeckRemovedError, NoSuchDeckError
from services.practice import practice
from services.practice.context import Learner, NoSuchCardError, StaleCardError
from services.workspace import Workspace
from store.database_errors import StoreError

NAMESPACE = uuid.UUID("6f1a7f0e-53d5-5a53-9c5e-0b8f5a7d3b1c")
# A grade that waited longer than this for a connection counts as given this long ago.
LONGEST_WAIT = timedelta(days=7)
MAX_OPERATIONS = 500  # of one request
MAX_TEXT = 200  # characters of a name, a token or a key

DrillOutcome = Literal["counted", "repeated", "undone", "stale", "refused", "later"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the player needs to grade a question: its card's token, and the key of the grade."""

    question_id: str
    token: str
    key: str


@dataclass(frozen=True, slots=True)
class GradeOperation:
    """A grade that was given, or one that is taken back (`undoes` is then its key, and `rating` None)."""

    key: str
    deck_id: str
    question_id: str = ""
    token: str = ""
    rating: Rating | None = None
    given_at: datetime | None = None
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What became of an operation; `reason` is a sentence where it was not applied."""

    key: str
    outcome: DrillOutcome
    reason: str = ""


def make_tickets(
    ws: Workspace, who: Learner, deck_id: str, episode: str, question_ids: Iterable[str], now: datetime
) -> tuple[Ticket, ...]:
    """Return a ticket for each question that has a card.

    The key follows from the card's state: the same question of the same episode is graded once, until the card has moved on.
    """
    tickets = []
    for question_id in question_ids:
        try:
            shown_card = practice.load_card(ws, who, deck_id, question_id, now)
        except (NoSuchCardError, NoSuchDeckError, DeckRemovedError):
            continue  # a new version of the deck has left it out, or the learner may not see the deck (any more)
        name = "\x1f".join((str(who.id), deck_id, episode, question_id, shown_card.token))
        tickets.append(Ticket(question_id=question_id, token=shown_card.token, key=str(uuid.uuid5(NAMESPACE, name))))
    return tuple(tickets)


def apply_operations(
    ws: Workspace, learner: int, zone: str, operations: Sequence[GradeOperation], now: datetime
) -> tuple[OperationResult, ...]:
    """Apply operations in order, each in a transaction of its own; one that cannot be applied stops none behind it."""
    return tuple(_apply_operation(ws, learner, zone, operation, now) for operation in operations[:MAX_OPERATIONS])


def _apply_operation(
    ws: Workspace, learner: int, zone: str, operation: GradeOperation, now: datetime
) -> OperationResult:
    at = min(max(operation.given_at or now, now - LONGEST_WAIT), now)
    try:
        if operation.undoes:
            who = Learner(learner, zone, _make_session(operation.undoes))
            undone = practice.undo_last(ws, who, now, operation.key)
            return OperationResult(operation.key, "undone" if undone else "repeated")
        if operation.rating is None:
            return OperationResult(operation.key, "refused", "The grade is missing.")
        who = Learner(learner, zone, _make_session(operation.key))
        card = practice.load_card(ws, who, operation.deck_id, operation.question_id, at)
        shown_card = card._replace(token=operation.token)
        result = practice.grade_card(ws, who, shown_card, operation.rating, at, operation.key)
    except StaleCardError as error:
        return OperationResult(operation.key, "stale", str(error))
    except UserError as error:
        # What the database cannot do now it may do later: the browser keeps the grade and sends it again.
        is_temporary = isinstance(error.__cause__, StoreError)
        return OperationResult(operation.key, "later" if is_temporary else "refused", str(error))
    return OperationResult(operation.key, "repeated" if result.repeated else "counted")


def _make_session(key: str) -> str:
    """Return a session for one grade alone: taking back what was done last in it takes back nothing else."""
    return f"hands-free:{key}"

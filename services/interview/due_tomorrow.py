"""What was missed in a round is due tomorrow: it is graded Again in practice, and buried until the next study day.

Each question has keys of its own, made from the round's: doing it again after a crash counts nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mock_interview.model import RoundTurn
from quiz.exercises.decision import make_card_id
from quiz.scheduler import Rating
from services.library.deck_lookup import DeckRemovedError, NoSuchDeckError
from services.practice import practice
from services.practice.context import Learner, NoSuchCardError
from services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question of which a key point was missed. `points` are its key points, and whether each was said."""

    deck: str
    question: str
    prompt: str
    points: tuple[tuple[str, bool | None], ...]
    confidence: int | None


def list_missed(turns: Sequence[RoundTurn]) -> tuple[MissedQuestion, ...]:
    """Return the questions of which a point was missed, each once, in the order in which they were asked.

    A question that was asked again with a hint does not count: its first answer does.
    """
    questions: dict[tuple[str, str], MissedQuestion] = {}
    for turn in turns:
        if turn.role != "help" and turn.missed and turn.question.deck:
            questions.setdefault(
                (turn.question.deck, turn.question.id),
                MissedQuestion(
                    deck=turn.question.deck,
                    question=turn.question.id,
                    prompt=turn.question.prompt,
                    points=tuple((mark.point, mark.said) for mark in turn.marks),
                    confidence=turn.confidence,
                ),
            )
    return tuple(questions.values())


def schedule_missed(ws: Workspace, who: Learner, round_key: str, turns: Sequence[RoundTurn], now: datetime) -> int:
    """Make the missed questions of a round due tomorrow; return how many have a card and are. Suspended ones stay suspended."""
    return sum(_schedule(ws, who, round_key, question, now) for question in list_missed(turns))


def _schedule(ws: Workspace, who: Learner, round_key: str, question: MissedQuestion, now: datetime) -> bool:
    # A question's card has its id; what was asked may also have been a decision of an incident.
    for card in (question.question, make_card_id(question.question)):
        key = f"interview:{round_key}:{question.deck}:{card}"
        try:
            shown_card = practice.load_card(ws, who, question.deck, card, now)
            practice.grade_card(
                ws, who, shown_card, Rating.AGAIN, now, key, confidence=question.confidence, points=question.points
            )
            shown_card = practice.load_card(ws, who, question.deck, card, now)  # the grade has changed its token
            practice.bury_card(ws, who, shown_card, now, f"{key}:bury")
        # Nothing else: what the database refuses now is done when the round is settled again.
        except (NoSuchCardError, NoSuchDeckError, DeckRemovedError):
            continue
        return True
    return False

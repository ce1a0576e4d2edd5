"""Typed answer: the same memory as recall, put so that the answer is written and scored on the key points.

It has no cards of its own: typing and saying an answer are two ways to bring up one memory, and two schedules for it
would double the work. `quiz.exercises.choose_form` decides which of the two a learner meets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deck.model import Deck
from quiz.exercises import recall
from quiz.exercises.recall import RecallExercise
from quiz.model import Card

NAME = "typed"
TITLE = "Type the answer"
ABOUT = "Recall in writing: your answer is scored on the key points. It counts for the same card."


@dataclass(frozen=True, slots=True)
class TypedExercise(RecallExercise):
    """Recall whose answer is typed: `key_points` is never empty."""


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield nothing: this kind puts recall's cards."""
    del deck
    return iter(())


def make_exercise(deck: Deck, card: Card, seed: int) -> TypedExercise:
    """Return the question with its key points. Raises LookupError when the deck has none for it."""
    question = recall.make_exercise(deck, card, seed)
    if not question.key_points:
        raise LookupError(card.source)
    return TypedExercise(
        card=question.card,
        heading=question.heading,
        prompt=question.prompt,
        body=question.body,
        answer=question.answer,
        simple_answer=question.simple_answer,
        tests=question.tests,
        key_points=question.key_points,
        wrong_answers=question.wrong_answers,
    )

"""Recall: read the question, answer aloud or in the mind, reveal, and judge yourself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deck.model import CounterQuestion, Deck, Part, Question, WrongAnswer
from quiz.exercises import sources
from quiz.model import Card, Exercise

NAME = "recall"
TITLE = "Recall"
ABOUT = "Answer aloud or in the mind, reveal, judge yourself."


@dataclass(frozen=True, slots=True)
class RecallExercise(Exercise):
    """`body` is the answer in its parts, `answer` the same as markdown where there are none; `eli8` the simple layer
    (""); `tests` what an interviewer is really after (counter-questions, else ""); `key_points` what a good answer
    touches; `wrong_answers` what people often say instead.
    """

    body: tuple[Part, ...]
    answer: str
    simple_answer: str
    tests: str
    key_points: tuple[str, ...]
    wrong_answers: tuple[WrongAnswer, ...] = ()


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each question and each counter-question, in the order of the text.

    A question with options makes no sense without them: it belongs to the kind `choice`.
    """
    question_ids = {q.id for q in deck.questions}
    for block in deck.blocks:
        if isinstance(block, Question) and not sources.has_options(block):
            yield Card(block.id, NAME, block.id, block.topic, block.id, "", block.line)
        elif isinstance(block, CounterQuestion):
            follows = block.follows if block.follows in question_ids else ""
            yield Card(block.id, NAME, block.id, block.topic, follows or block.id, follows, block.line)


def make_exercise(deck: Deck, card: Card, seed: int) -> RecallExercise:
    """Return the question and its answer. Raises LookupError when the deck has no such question."""
    # A layered question is a heading itself: what it belongs to is the one above.
    heading = next((s.title for s in deck.list_ancestors(card.topic) if s.id != card.source), "")
    block = sources.find_question(deck, card)
    if isinstance(block, Question):
        return RecallExercise(
            card=card,
            heading=heading,
            prompt=block.prompt,
            body=block.body,
            answer=block.answer,
            simple_answer=block.eli8,
            tests="",
            key_points=block.key_points,
            wrong_answers=block.wrong_answers,
        )
    return RecallExercise(
        card=card,
        heading=heading,
        prompt=block.prompt,
        body=(),
        answer=block.answer,
        simple_answer="",
        tests=block.tests,
        key_points=block.key_points,
        wrong_answers=block.wrong_answers,
    )

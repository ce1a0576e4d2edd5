"""Multiple choice as the author wrote it: the options stand under the question."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import Deck, Question
from quiz.exercises import options, sources
from quiz.exercises.options import Option, OptionsExercise
from quiz.model import Card

NAME = "choice"
TITLE = "Multiple choice"
ABOUT = "Questions to which the author wrote options."


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each question with options.

    It is the question's own card: without its options nobody could answer.
    """
    for question in deck.questions:
        if sources.has_options(question):
            yield Card(question.id, NAME, question.id, question.topic, question.id, "", question.line)


def make_exercise(deck: Deck, card: Card, seed: int) -> OptionsExercise:
    """Return the author's options in a random order. Raises LookupError when the question or its options are gone."""
    question = sources.find_question(deck, card)
    if not isinstance(question, Question) or not question.choices:
        raise LookupError(card.source)
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        question.prompt,
        [Option(choice.text, choice.right, choice.explanation) for choice in question.choices],
        sources.make_rng(card, seed),
        body=question.body,
        answer=question.answer,
    )

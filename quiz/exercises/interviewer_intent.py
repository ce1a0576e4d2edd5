"""What are they really testing? The counter-question is given; the intent behind it is to be found."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import CounterQuestion, Deck
from quiz.exercises import options, rows, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.exercises.rows import OptionMaterial, RowKind
from quiz.model import Card

NAME = "tests"
TITLE = "What are they really testing?"
ABOUT = "The interviewer's question is given, the intent behind it is to be found."


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each counter-question that says what it tests, where other topics offer enough other
    intents.
    """
    intents = {block.tests: block.topic for block in deck.counter_questions if block.tests}
    if len(intents) > WRONG_OPTIONS and len(set(intents.values())) > 1:
        yield from (sources.make_sibling_card(block, NAME) for block in deck.counter_questions if block.tests)


def make_exercise(deck: Deck, card: Card, seed: int) -> OptionsExercise:
    """Return the intent among those of counter-questions of other topics. Raises LookupError when there are none."""
    question = sources.find_question(deck, card)
    if not isinstance(question, CounterQuestion) or not question.tests:
        raise LookupError(card.source)
    _, wrong = rows.choose_exercise(deck, _ROWS, card.source, seed)
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        question.prompt,
        [Option(question.tests, True, ""), *(Option(text, False, "") for text in wrong)],
        sources.make_rng(card, seed),
        story=TITLE,
        answer=question.answer,
    )


def _list_asked(deck: Deck, source: str) -> list[OptionMaterial]:
    """Return what is asked on a counter-question: its intent among those of others."""
    question = sources.find_block(deck, source)
    if not isinstance(question, CounterQuestion):
        raise LookupError(source)
    # What a neighbour asks for is the nearest thing to what this one asks for, and is not it.
    rings = {**sources.measure_topic_distances(deck, question.topic), question.topic: 0}
    pool = [
        (rings[other.topic], other.tests)
        for other in deck.counter_questions
        if other.tests and other.topic in rings and other.id != question.id
    ]
    return [OptionMaterial(question.tests, (question.tests,), pool, question.prompt, TITLE)]


_ROWS = RowKind(name=NAME, find_cards=find_cards, list_asked=_list_asked, length=24)

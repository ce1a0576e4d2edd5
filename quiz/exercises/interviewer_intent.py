"""What are they really testing? The counter-question is given; the intent behind it is to be found."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import CounterQuestion, Deck
from quiz.exercises import options, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
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
    found = sources.find_question(deck, card)
    if not isinstance(found, CounterQuestion) or not found.tests:
        raise LookupError(card.source)
    rng = sources.make_rng(card, seed)
    # What a neighbour asks for is the nearest thing to what this one asks for, and is not it.
    rings = {**sources.measure_topic_distances(deck, found.topic), found.topic: 0}
    pool = [
        (rings[cq.topic], cq.tests)
        for cq in deck.counter_questions
        if cq.tests and cq.topic in rings and cq.id != found.id
    ]
    wrong = sources.choose_distractors(
        found.tests,
        (found.tests,),
        pool,
        WRONG_OPTIONS,
        rng,
        deck.meta.language,
        found.prompt,
        sources.find_rank(deck, card, seed),
    )
    if not wrong:
        raise LookupError(card.source)
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        found.prompt,
        [Option(found.tests, True, ""), *(Option(text, False, "") for text in wrong)],
        rng,
        story="What are they really testing?",
        answer=found.answer,
    )

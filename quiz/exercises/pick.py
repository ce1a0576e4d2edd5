"""Multiple choice from the key points: which of these belongs in a good answer? The others come from other topics."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from deck.model import Deck
from quiz.answers.text_match import find_stems
from quiz.exercises import options, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.model import Card

NAME = "pick"
TITLE = "Pick the point"
ABOUT = "Which of four points belongs in a good answer? The other three come from neighbouring topics."


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each question with key points, where other topics have enough other points to choose from."""
    topics = {block.topic for block in sources.list_questions(deck) if block.key_points}
    points = {
        find_stems(point, deck.meta.language) for block in sources.list_questions(deck) for point in block.key_points
    }
    for block in sources.list_questions(deck):
        if block.key_points and min(len(topics), len(points)) > WRONG_OPTIONS and not sources.has_options(block):
            yield sources.make_sibling_card(block, NAME)


def make_exercise(deck: Deck, card: Card, seed: int, missed: Collection[str] = ()) -> OptionsExercise:
    """Return one of the key points, of those that were `missed` where there are any, among points of other topics.

    Raises LookupError when there are not enough of them.
    """
    found = sources.find_question(deck, card)
    if not found.key_points:
        raise LookupError(card.source)
    rng = sources.make_rng(card, seed)
    right = rng.choice([point for point in found.key_points if point in missed] or found.key_points)
    rings = sources.measure_topic_distances(deck, found.topic)
    pool = [
        (rings[other.topic], point)
        for other in sources.list_questions(deck)
        if other.topic in rings
        for point in other.key_points
    ]
    truths = (*found.key_points, found.answer, found.prompt)
    wrong = sources.choose_distractors(
        right, truths, pool, WRONG_OPTIONS, rng, deck.meta.language, found.prompt, sources.find_rank(deck, card, seed)
    )
    if not wrong:
        raise LookupError(card.source)
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        found.prompt,
        [Option(right, True, ""), *(Option(text, False, "") for text in wrong)],
        rng,
        story="Which of these belongs in a good answer?",
        answer=found.answer,
    )

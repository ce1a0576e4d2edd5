"""Multiple choice from the key points: which of these belongs in a good answer? The others come from other topics."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from deck.model import Deck
from quiz.answers.text_match import find_stems
from quiz.exercises import options, rows, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.exercises.rows import OptionMaterial, RowKind
from quiz.model import Card

NAME = "pick"
TITLE = "Pick the point"
ABOUT = "Which of four points belongs in a good answer? The other three come from neighbouring topics."
STORY = "Which of these belongs in a good answer?"


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each question with key points, where other topics have enough other points to choose from."""
    topics = {block.topic for block in sources.list_questions(deck) if block.key_points}
    points = {
        find_stems(point, deck.meta.language) for block in sources.list_questions(deck) for point in block.key_points
    }
    for block in sources.list_questions(deck):
        if block.key_points and min(len(topics), len(points)) > WRONG_OPTIONS and not sources.has_options(block):
            yield sources.make_sibling_card(block, NAME)


def make_exercise(deck: Deck, card: Card, seed: int, missed_points: Collection[str] = ()) -> OptionsExercise:
    """Return one of the key points, one of `missed_points` where there are any, among points of other topics.

    Raises LookupError when there are not enough of them.
    """
    question = sources.find_question(deck, card)
    if not question.key_points:
        raise LookupError(card.source)
    missed_places = [place for place, point in enumerate(question.key_points) if point in missed_points]
    at, wrong = rows.choose_exercise(deck, _ROWS, card.source, seed, missed_places or None)
    right = question.key_points[at]
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        question.prompt,
        [Option(right, True, ""), *(Option(text, False, "") for text in wrong)],
        sources.make_rng(card, seed),
        story=STORY,
        answer=question.answer,
    )


def _list_asked(deck: Deck, source: str) -> list[OptionMaterial]:
    """Return what is asked on a question: each of its points among points of other topics."""
    question = sources.find_block(deck, source)
    rings = sources.measure_topic_distances(deck, question.topic)
    pool = [
        (rings[other.topic], point)
        for other in sources.list_questions(deck)
        if other.topic in rings
        for point in other.key_points
    ]
    truths = (*question.key_points, question.answer, question.prompt)
    return [OptionMaterial(point, truths, pool, question.prompt, STORY) for point in question.key_points]


_ROWS = RowKind(name=NAME, find_cards=find_cards, list_asked=_list_asked, length=8)

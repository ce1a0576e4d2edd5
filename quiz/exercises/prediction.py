"""Predict: the question of a lab that an incident links to. A card for those who keep a prediction that missed.

The lab's question, its metric and its answer are the model's, which this room does not know: whoever draws the exercise asks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deck.model import Deck, Incident, Lab
from quiz.exercises import sources
from quiz.model import Card, Exercise

NAME = "prediction"
TITLE = "Predict"
ABOUT = "A lab's question again, after a prediction of yours that missed: say what the model will show."


@dataclass(frozen=True, slots=True)
class PredictionExercise(Exercise):
    """A prediction to be made; `model` names the lab's model as the deck writes it."""

    model: str


def make_source(model: str) -> str:
    """Return the id under which a missed prediction of a lab is kept."""
    return f"lab:{model}"


def make_card_id(model: str) -> str:
    """Return the id of a lab's card."""
    return f"{make_source(model)}~{NAME}"


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each model that the deck's incidents link to; where several do, the first incident has it."""
    model_names = set()
    for incident, lab in _list_labs(deck):
        if lab.model and " " not in lab.model and lab.model not in model_names:
            model_names.add(lab.model)
            topic = next((t for t in incident.topics if deck.find_section(t)), incident.section)
            card, source = make_card_id(lab.model), make_source(lab.model)
            yield Card(
                id=card,
                kind=NAME,
                source=source,
                topic=topic,
                sibling_group=incident.id,
                follows="",
                line=lab.line,
                saved_only=True,
            )


def make_exercise(deck: Deck, card: Card, seed: int) -> PredictionExercise:
    """Return the lab's exercise. Raises LookupError when no incident links to its model any more."""
    del seed
    for _incident, lab in _list_labs(deck):
        if make_card_id(lab.model) == card.id:
            prompt = f"Predict what the lab `{lab.model}` shows."
            return PredictionExercise(card, sources.find_heading(deck, card.topic), prompt, lab.model)
    raise LookupError(card.id)


def _list_labs(deck: Deck) -> Iterator[tuple[Incident, Lab]]:
    for incident in deck.incidents:
        for lab in incident.labs:
            yield incident, lab

"""What somebody wants to hear, and what every kind of episode says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from deck.model import Deck
from speech.model import EpisodeKind
from speech.script.script_builder import AnswerLayers


@dataclass(frozen=True, slots=True)
class EpisodeRequest:
    """What somebody wants to hear. `ref` is the id of a script, part, section or incident; "" means the whole deck.

    `minutes` and `order` (ids of questions, the most urgent first) are for the commute, `layers` for topics and
    drills.
    """

    kind: EpisodeKind
    target_id: str = ""
    layers: AnswerLayers = "both"
    minutes: float = 0.0
    question_order: tuple[str, ...] = ()


def describe_deck(deck: Deck) -> str:
    """Return which deck an episode is from, as its description."""
    return f"From the deck “{deck.title}”." + (f" {deck.meta.description}" if deck.meta.description else "")

"""What somebody wants to hear, and what every kind of episode says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from deck.model import Deck
from speech.model import EpisodeKind
from speech.script.script_builder import AnswerLayers


@dataclass(frozen=True, slots=True)
class EpisodeRequest:
    """What somebody wants to hear. `target_id` is that of a script, part, section or incident; "" means the whole deck.

    `minutes` is for the commute, `layers` for topics and drills. `question_order` are ids of questions: for a commute the
    most urgent first, for a drill the ones it asks. A topic with `section_ids` reads these sections alone, without what
    stands below them, and of their chapters `chapter_count` from `first_chapter` on (0: all).
    `day` (`2026-03-02`) is in the name and title of an episode that is made for one day.
    """

    kind: EpisodeKind
    target_id: str = ""
    layers: AnswerLayers = "both"
    minutes: float = 0.0
    question_order: tuple[str, ...] = ()
    section_ids: tuple[str, ...] = ()
    first_chapter: int = 0
    chapter_count: int = 0
    day: str = ""

    @property
    def dated_prefix(self) -> str:
        """Return what stands before the title of an episode that belongs to a day."""
        return f"{self.day}: " if self.day else ""


def describe_deck(deck: Deck) -> str:
    """Return which deck an episode is from, as its description."""
    return f"From the deck “{deck.title}”." + (f" {deck.meta.description}" if deck.meta.description else "")

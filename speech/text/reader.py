"""Markdown to sentences for the ear, with the deck's own pronunciations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from deck.model import Deck
from speech.model import Item, Pause, Role, Sentence
from speech.text import segmenter
from speech.text.normalizer import speakable
from speech.text.strip_markup import Unit, units

BETWEEN_UNITS = 0.25  # seconds of silence after a paragraph or list item
ENDS = re.compile(r"[.!?…:;。！？]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a deck is read: `language` as in its front matter, `pronunciations` written -> spoken."""

    language: str = "en"
    pronunciations: tuple[tuple[str, str], ...] = field(default=())

    def say(self, markdown: str, role: Role = "narrator") -> tuple[Item, ...]:
        """Sentences, with a short silence after each paragraph, list item and table row. What has no words is
        left out."""
        items: list[Item] = []
        for unit in units(markdown):
            said = self._unit(unit, role)
            if said:
                items += [*said, Pause(BETWEEN_UNITS)]
        return tuple(items)

    def line(self, text: str, role: Role = "narrator") -> tuple[Item, ...]:
        """A line of plain text that is not markdown: a title, a phrase of ours."""
        return self._unit(Unit(text), role)

    def _unit(self, unit: Unit, role: Role) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(spoken, shown, role) for shown, spoken in _spoken(unit.text, self.language, self.pronunciations)
        )


@lru_cache(maxsize=8192)
def _spoken(text: str, language: str, pronunciations: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """(shown, spoken) for each sentence that has something to say. Composing an episode twice asks for the same
    text."""
    found = []
    for shown in segmenter.split(text, language):
        said = speakable(shown, pronunciations, language)
        if said:
            found.append((shown, said))
    return tuple(found)


def of(deck: Deck) -> Reading:
    """The reading that a deck asks for."""
    return Reading(deck.meta.language or "en", deck.meta.pronunciations)

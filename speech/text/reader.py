"""Markdown to sentences for the ear, with the deck's own pronunciations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from deck.model import Deck
from speech.model import Pause, Role, ScriptItem, Sentence
from speech.text import segmenter
from speech.text.normalizer import normalize_text
from speech.text.strip_markup import TextUnit, extract_units

UNIT_PAUSE = 0.25  # seconds of silence after a paragraph or list item
SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class TextReader:
    """How a deck is read: `language` as in its front matter, `pronunciations` written -> spoken."""

    language: str = "en"
    pronunciations: tuple[tuple[str, str], ...] = field(default=())

    def read_markdown(self, markdown: str, role: Role = "narrator") -> tuple[ScriptItem, ...]:
        """Sentences, with a short silence after each paragraph, list item and table row. What has no words is
        left out."""
        items: list[ScriptItem] = []
        for unit in extract_units(markdown):
            said = self._read_unit(unit, role)
            if said:
                items += [*said, Pause(UNIT_PAUSE)]
        return tuple(items)

    def read_line(self, text: str, role: Role = "narrator") -> tuple[ScriptItem, ...]:
        """A line of plain text that is not markdown: a title, a phrase of ours."""
        return self._read_unit(TextUnit(text), role)

    def _read_unit(self, unit: TextUnit, role: Role) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(spoken, shown, role)
            for shown, spoken in _normalize_sentences(unit.text, self.language, self.pronunciations)
        )


@lru_cache(maxsize=8192)
def _normalize_sentences(
    text: str, language: str, pronunciations: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """(shown, spoken) for each sentence that has something to say. Composing an episode twice asks for the same
    text."""
    found = []
    for shown in segmenter.split_sentences(text, language):
        said = normalize_text(shown, pronunciations, language)
        if said:
            found.append((shown, said))
    return tuple(found)


def create_reader(deck: Deck) -> TextReader:
    """The reading that a deck asks for."""
    return TextReader(deck.meta.language or "en", deck.meta.pronunciations)

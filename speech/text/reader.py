"""Markdown to sentences for the ear, with the deck's own pronunciations."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from deck.markdown.fences import find_fences
from deck.model import Deck
from speech.model import Pause, Role, ScriptItem, Sentence
from speech.text import segmenter
from speech.text.normalizer import normalize_text
from speech.text.rules.markup import drop_references
from speech.text.strip_markup import TextUnit, extract_line_units, extract_units

UNIT_PAUSE = 0.25  # seconds of silence after a paragraph or list item


@dataclass(frozen=True, slots=True)
class TextReader:
    """How a deck is read: `language` as in its front matter, `pronunciations` written -> spoken."""

    language: str = "en"
    pronunciations: tuple[tuple[str, str], ...] = field(default=())

    def read_markdown(self, markdown: str, role: Role = "narrator") -> tuple[ScriptItem, ...]:
        """Return sentences, with a short silence after each paragraph, list item and table row.

        What has no words is left out.
        """
        items: list[ScriptItem] = []
        for unit in extract_units(markdown):
            text = self._read_unit(unit, role)
            if text:
                items += [*text, Pause(UNIT_PAUSE)]
        return tuple(items)

    def read_lines(self, markdown: str) -> tuple[str, ...]:
        """Return what is said for each line of markdown, "" where nothing is.

        A line is read by itself, wherever it stands; of a code block the first line announces it.
        """
        lines = markdown.splitlines()
        in_code = {number for fence in find_fences(lines) for number in range(fence.first + 1, fence.last + 1)}
        return tuple("" if number in in_code else self._speak_line(line) for number, line in enumerate(lines))

    def _speak_line(self, line: str) -> str:
        spoken = [
            sentence.spoken_text for unit in extract_line_units(line) for sentence in self._read_unit(unit, "narrator")
        ]
        return " ".join(spoken)

    def read_line(self, text: str, role: Role = "narrator") -> tuple[ScriptItem, ...]:
        """Return a line of plain text that is not markdown: a title, a phrase of ours."""
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
    """Return (written, spoken) for each sentence that has something to say.

    Cached: composing an episode twice asks for the same text.
    """
    result = []
    for shown in segmenter.split_sentences(drop_references(text), language):
        spoken = normalize_text(shown, pronunciations, language)
        if spoken:
            result.append((shown, spoken))
    return tuple(result)


def create_reader(deck: Deck) -> TextReader:
    """Return the reader that a deck asks for."""
    return TextReader(deck.meta.language or "en", deck.meta.pronunciations)

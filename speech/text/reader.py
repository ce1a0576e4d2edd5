"""Markdown to sentences for the ear, with the deck's own pronunciations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deck.markdown.fences import find_fences
from deck.markdown.source import split_keeping_breaks
from deck.model import Deck
from speech.model import Pause, ScriptItem, Sentence, SpeakerRole
from speech.text import segmenter
from speech.text.normalizer import normalize_text
from speech.text.phrases import Phrases, get_phrases
from speech.text.rules.markup import drop_references
from speech.text.strip_markup import TextUnit, announce_code, extract_line_units, extract_units

# Texts whose sentences are kept, each about half a kilobyte: those of ten decks like the first.
MAX_READINGS = 65_536
# The sentences of a text, each as it is written and as it is spoken.
Sentences = tuple[tuple[str, str], ...]
_readings: dict[tuple[str, str, tuple[tuple[str, str], ...]], Sentences] = {}
UNIT_PAUSE = 0.25  # seconds of silence after a paragraph or list item


@dataclass(frozen=True, slots=True)
class TextReader:
    """How a deck is read: `language` as in its front matter, `pronunciations` written -> spoken."""

    language: str = "en"
    pronunciations: tuple[tuple[str, str], ...] = field(default=())

    @property
    def phrases(self) -> Phrases:
        """Return the words around the author's, in the deck's language."""
        return get_phrases(self.language)

    def read_markdown(self, markdown: str, role: SpeakerRole = "narrator") -> tuple[ScriptItem, ...]:
        """Return sentences, with a short silence after each paragraph, list item and table row.

        What has no words is left out.
        """
        items: list[ScriptItem] = []
        for unit in extract_units(markdown):
            text = self._read_unit(unit, role)
            if text:
                items += [*text, Pause(UNIT_PAUSE)]
        return announce_once(items)

    def announce_code(self, language: str) -> tuple[ScriptItem, ...]:
        """Return what is said in place of code: that it is there, and in which language."""
        return self._read_unit(announce_code(language), "narrator")

    def read_lines(self, markdown: str) -> tuple[str, ...]:
        """Return what is said for each line of markdown, "" where nothing is.

        A line is read by itself, wherever it stands; of a code block the first line announces it.
        """
        lines = split_keeping_breaks(markdown)[::2]
        lines = lines if lines[-1] else lines[:-1]  # a break at the end begins no further line
        in_code = {number for fence in find_fences(lines) for number in range(fence.first + 1, fence.last + 1)}
        return tuple("" if number in in_code else self._speak_line(line) for number, line in enumerate(lines))

    def _speak_line(self, line: str) -> str:
        spoken = [
            sentence.spoken_text for unit in extract_line_units(line) for sentence in self._read_unit(unit, "narrator")
        ]
        return " ".join(spoken)

    def read_line(self, text: str, role: SpeakerRole = "narrator") -> tuple[ScriptItem, ...]:
        """Return a line of plain text that is not markdown: a title, a phrase of ours."""
        return self._read_unit(TextUnit(text), role)

    def _read_unit(self, unit: TextUnit, role: SpeakerRole) -> tuple[Sentence, ...]:
        text = unit.text
        if unit.is_announcement:
            text = self.phrases.shows_code_in.format(language=text) if text else self.phrases.shows_code
        return tuple(
            Sentence(spoken, original, role, unit.is_announcement)
            for original, spoken in _normalize_sentences(text, self.language, self.pronunciations)
        )


def announce_once(items: Iterable[ScriptItem]) -> tuple[ScriptItem, ...]:
    """Return the items without the second and further announcements of code, and without the pauses behind those."""
    result: list[ScriptItem] = []
    is_announced = is_dropped = False
    for item in items:
        if isinstance(item, Pause) and is_dropped and not item.is_think_time:
            continue
        is_dropped = isinstance(item, Sentence) and item.is_announcement and is_announced
        is_announced = is_announced or (isinstance(item, Sentence) and item.is_announcement)
        if not is_dropped:
            result.append(item)
    return tuple(result)


def _normalize_sentences(text: str, language: str, pronunciations: tuple[tuple[str, str], ...]) -> Sentences:
    """Return (written, spoken) for each sentence that has something to say.

    Kept: composing an episode twice asks for the same text.
    """
    key = text, language, pronunciations
    sentences = _readings.get(key)
    if sentences is None:
        sentences = _readings[key] = _read_sentences(text, language, pronunciations)
        _drop_oldest()
    return sentences


def _read_sentences(text: str, language: str, pronunciations: tuple[tuple[str, str], ...]) -> Sentences:
    result = []
    for original in segmenter.split_sentences(drop_references(text), language):
        spoken = normalize_text(original, pronunciations, language)
        if spoken:
            result.append((original, spoken))
    return tuple(result)


def list_readings(reader: TextReader) -> dict[str, Sentences]:
    """Return what a reader has read and this process still knows: a text's sentences, (written, spoken) each."""
    reader_key = reader.language, reader.pronunciations
    return {key[0]: sentences for key, sentences in tuple(_readings.items()) if key[1:] == reader_key}


def add_readings(reader: TextReader, readings: Mapping[str, Sentences]) -> None:
    """Take over what the same reader has read in another process."""
    for text, sentences in readings.items():
        _readings[text, reader.language, reader.pronunciations] = sentences
    _drop_oldest()


def _drop_oldest() -> None:
    if len(_readings) > MAX_READINGS:
        for key in tuple(_readings)[: MAX_READINGS // 4]:
            _readings.pop(key, None)  # another thread may be at the same


def create_reader(deck: Deck, engines: tuple[str, ...] = ()) -> TextReader:
    """Return the reader that a deck asks for.

    `engines` are the names of the engine that will speak, most exact first: its respellings come before the others.
    """
    own = dict(deck.meta.pronunciations)
    for engine in reversed(engines):
        own |= {spelling: spoken for name, spelling, spoken in deck.meta.engine_pronunciations if name == engine}
    return TextReader(deck.meta.language or "en", tuple(own.items()))

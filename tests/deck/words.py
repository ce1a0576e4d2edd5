"""What a deck says about each source line, word by word: the strong form of "nothing is dropped"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from deck import Deck
from deck.markdown.source import Source
from deck.model import Incident, Question, Script

_WORD = re.compile(r"[^\W_]{2,}")
_NUMBERED = re.compile(r"^#+\s+\(?\d+[.)]|^#+\s+(?:Q|Part)\b")
# words of labels, which the deck keeps as structure and not as text
STRUCTURE = set(
    """question answer counter questions follow up ups eli5 eli8 architect view key points spoken summary post mortem lessons lesson decision topics
    testing tests test details signals part minutes minute min mermaid ascii text trigger symptom diagnosis mitigation recovery false signal
    title level language description author tags pronunciations synonyms options choices related topic learned point model turn compare within goal
    estimate story brief clarifying step rubric diagram draw""".split()
)


def words(text: str) -> set[str]:
    return {w.casefold() for w in _WORD.findall(text)} - STRUCTURE


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield f"{value:g} {value}"
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in ("line", "last"):
                yield from _strings(getattr(value, field.name))


def lost(text: str, deck: Deck) -> list[tuple[int, set[str]]]:
    """Source lines with words that no block or section standing on the line has. Lines that a problem took are left out."""
    lines = Source.from_text(text.removeprefix("\ufeff")).lines
    told: list[set[str]] = [set() for _ in range(len(lines) + 2)]

    def tell(first: int, last: int, thing: object) -> None:
        said = {w for s in _strings(thing) for w in words(s)}
        for line in range(first, min(last, len(lines)) + 1):
            told[line] |= said

    for section in deck.sections:
        tell(section.line, section.line, section)
    for block in deck.blocks:
        tell(block.line, block.last, block)
        if isinstance(block, (Question, Incident, Script)):
            sections = {s.id: s for s in deck.sections}
            if block.section in sections:
                tell(block.line, block.last, sections[block.section])
    for group in deck.details:
        tell(group.line, group.line, group)
    taken = {n for p in deck.problems for n in p.lines}
    found = []
    for number, line in enumerate(lines, 1):
        missing = words(_NUMBERED.sub("", line)) - told[number]
        if missing and number not in taken and not line.lstrip().startswith(("# ", "```", "~~~")):
            found.append((number, missing))
    return found

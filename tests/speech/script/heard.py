"""What is heard, line by line: the voice and its words, or how long a silence is."""

from __future__ import annotations

from collections.abc import Iterable

from deck.model import Deck
from speech.model import ScriptItem, Sentence
from speech.script.script_builder import ScriptBuilder
from speech.text.reader import create_reader


def build(deck: Deck, seconds: float = 2.0) -> ScriptBuilder:
    """A builder for which every sentence lasts so many seconds."""
    return ScriptBuilder(deck, create_reader(deck), lambda _sentence: seconds)


def write(items: Iterable[ScriptItem]) -> list[str]:
    """Items as `narrator: …`, `second: …`, `pause 0.25` and `think 3`; the short pause behind each paragraph is left out."""
    lines = []
    for item in items:
        if isinstance(item, Sentence):
            lines.append(f"{item.role}: {item.spoken_text}")
        elif item.is_think_time or item.seconds != 0.25:
            lines.append(f"{'think' if item.is_think_time else 'pause'} {item.seconds:g}")
    return lines

"""The table of what may stand in a section and inside an answer alike."""

from __future__ import annotations

from collections.abc import Callable

from deck.blocks import callout, code, diagram, dialogue
from deck.markdown.state import Reader
from deck.model import Part

PartRule = Callable[[Reader], Part | None]

# What may stand in a section and inside an answer alike; tried after RULES.
PARTS: tuple[tuple[str, PartRule], ...] = (
    ("callout", callout.part),
    ("diagram", diagram.part),
    ("code", code.part),
    ("dialogue", dialogue.part),
)


def part(reader: Reader) -> Part | None:
    """The part that starts here, None where it is prose."""
    for _, read in PARTS:
        found = read(reader)
        if found is not None:
            return found
    return None

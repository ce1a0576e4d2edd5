"""The table of what may stand in a section and inside an answer alike."""

from __future__ import annotations

from collections.abc import Callable

from deck.blocks import callout, code, diagram, dialogue
from deck.markdown.parser_state import ParserState
from deck.model import Part

PartRule = Callable[[ParserState], Part | None]

# What may stand in a section and inside an answer alike; tried after RULES.
PARTS: tuple[tuple[str, PartRule], ...] = (
    ("callout", callout.read_callout),
    ("diagram", diagram.read_diagram),
    ("code", code.read_code),
    ("dialogue", dialogue.read_dialogue),
)


def read_part(state: ParserState) -> Part | None:
    """Return the part that starts here, None where it is prose."""
    for _, rule in PARTS:
        result = rule(state)
        if result is not None:
            return result
    return None

"""Dialogues: a quote in which `*Interviewer:*` and `*Candidate:*` speak."""

from __future__ import annotations

import re

from deck.blocks.callout import unquoted
from deck.markdown.list_items import squeeze, unquote
from deck.markdown.state import Reader
from deck.model import Dialogue, Turn

_TURN = re.compile(r"^(?:\*\*|__|\*|_)([^*_:\n]{1,40}):(?:\*\*|__|\*|_)[ \t]*(.*)$")
_LEAST = 2


def part(reader: Reader) -> Dialogue | None:
    """The dialogue at this node."""
    node = reader.node
    if node is None or node.kind != "quote":
        return None
    turns: list[tuple[str, list[str]]] = []
    for line in unquoted(reader.text(node)).split("\n"):
        match = _TURN.match(line.strip())
        if match:
            turns.append((match.group(1).strip(), [match.group(2)]))
        elif turns:
            turns[-1][1].append(line)
        elif line.strip():
            return None
    if len(turns) < _LEAST:
        return None
    reader.at += 1
    reader.cover(node)
    low, high = reader.span([node])
    said = tuple(Turn(name, unquote(squeeze("\n".join(lines)))) for name, lines in turns)
    return Dialogue(said, reader.section, low, high, reader.group)

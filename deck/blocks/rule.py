"""Thematic breaks. One in the middle of a section is kept, since it ends an answer; elsewhere it is only a line."""

from __future__ import annotations

from deck.markdown.state import Reader
from deck.model import Prose


def rule(reader: Reader) -> bool:
    """Take all breaks that stand together."""
    node = reader.node
    if node is None or node.kind != "rule":
        return False
    reader.flush()
    first = reader.at
    while (node := reader.node) is not None and node.kind == "rule":
        reader.cover(node)
        reader.at += 1
    nodes = reader.nodes[first : reader.at]
    edge = node is None or node.kind in ("heading", "marker")
    last = reader.blocks[-1] if reader.blocks else None
    begins = last is None or last.section != reader.section or last.details != reader.group
    if not edge and not begins:
        low, high = reader.span(nodes)
        reader.emit(Prose("---", reader.section, low, high, reader.group))
    return True

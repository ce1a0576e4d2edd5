"""Thematic breaks. One in the middle of a section is kept, since it ends an answer; elsewhere it is only a line."""

from __future__ import annotations

from deck.markdown.parser_state import ParserState
from deck.model import Prose


def read_thematic_break(reader: ParserState) -> bool:
    """Take all breaks that stand together."""
    node = reader.node
    if node is None or node.kind != "rule":
        return False
    reader.end_prose()
    first = reader.position
    while (node := reader.node) is not None and node.kind == "rule":
        reader.consume(node)
        reader.position += 1
    nodes = reader.nodes[first : reader.position]
    edge = node is None or node.kind in ("heading", "marker")
    last = reader.blocks[-1] if reader.blocks else None
    begins = last is None or last.section != reader.section or last.details != reader.group
    if not edge and not begins:
        low, high = reader.source_span(nodes)
        reader.add_block(Prose("---", reader.section, low, high, reader.group))
    return True

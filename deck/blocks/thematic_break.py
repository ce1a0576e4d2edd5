"""Thematic breaks. One in the middle of a section is kept, since it ends an answer; elsewhere it is only a line."""

from __future__ import annotations

from deck.markdown.parser_state import ParserState
from deck.model import Prose


def read_thematic_break(state: ParserState) -> bool:
    """Take all breaks that stand together."""
    node = state.node
    if node is None or node.kind != "rule":
        return False
    state.end_prose()
    first = state.position
    while (node := state.node) is not None and node.kind == "rule":
        state.consume(node)
        state.position += 1
    nodes = state.nodes[first : state.position]
    asks = node is not None and node.label is not None and node.label.kind == "question"
    edge = node is None or asks or node.kind in ("heading", "marker")
    last = state.blocks[-1] if state.blocks else None
    begins = last is None or last.section != state.section or last.details != state.group
    if not edge and not begins:
        low, high = state.get_source_span(nodes)
        state.add_block(Prose("---", state.section, low, high, state.group))
    return True

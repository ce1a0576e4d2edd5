"""Headings: the deck's title, sections, and questions asked as a heading."""

from __future__ import annotations

from deck.markdown.parser_state import ParserState


def read_heading(state: ParserState) -> bool:
    """Take the first top-level heading as the deck's title, and begin a section at every other heading."""
    node = state.node
    if node is None or node.kind != "heading":
        return False
    title = " ".join(node.title.split())
    if node.level == 1 and not state.title and not state.sections:
        state.end_prose()
        state.title = title
        state.consume(node)
    else:
        state.open_section(node, title, node.explicit)
        if node.number:
            state.section_numbers[state.section] = node.number
    state.position += 1
    return True

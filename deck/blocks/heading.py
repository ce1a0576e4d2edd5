"""Headings: the deck's title, sections, and questions asked as a heading."""

from __future__ import annotations

from deck.markdown.parser_state import ParserState


def read_heading(reader: ParserState) -> bool:
    """The first top heading is the title; every other one begins a section."""
    node = reader.node
    if node is None or node.kind != "heading":
        return False
    title = " ".join(node.title.split())
    if node.level == 1 and not reader.title and not reader.sections:
        reader.end_prose()
        reader.title = title
        reader.consume(node)
    else:
        reader.open_section(node, title, node.explicit)
        if node.number:
            reader.section_numbers[reader.section] = node.number
    reader.position += 1
    return True

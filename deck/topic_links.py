"""Topics named by incidents and scripts, as ids of sections."""

from __future__ import annotations

from dataclasses import replace

from deck.markdown.headings import make_anchor, slugify
from deck.markdown.parser_state import ParserState
from deck.model import Incident, Script


def resolve_topics(reader: ParserState) -> None:
    """Turn titles and anchors into section ids; what names no section is told and kept."""
    ids = {s.id for s in reader.sections}
    names: dict[str, str] = {}
    for section in reader.sections:
        names.setdefault(slugify(section.title), section.id)
        names.setdefault(make_anchor(section.title), section.id)

    def known(topics: tuple[str, ...], line: int) -> tuple[str, ...]:
        made = []
        for topic in topics:
            found = topic if topic in ids else names.get(topic, "")
            if not found:
                message = f"No section of the deck is called “{topic}”."
                reader.report(line, "warning", "topic-unknown", message, "Name a section by its id or title.")
            made.append(found or topic)
        return tuple(dict.fromkeys(made))

    for place, block in enumerate(reader.blocks):
        if isinstance(block, Incident) and block.topics:
            reader.blocks[place] = replace(block, topics=known(block.topics, block.line))
        elif isinstance(block, Script):
            parts = tuple(replace(p, topics=known(p.topics, p.line)) for p in block.parts)
            reader.blocks[place] = replace(block, parts=parts)

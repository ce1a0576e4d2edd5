"""Topics named by incidents and scripts, as ids of sections."""

from __future__ import annotations

from dataclasses import replace

from deck.markdown.headings import make_anchor, slugify
from deck.markdown.parser_state import ParserState
from deck.model import Block, Incident, Script


def resolve_topics(state: ParserState) -> None:
    """Turn titles and anchors into section ids; what names no section is reported and kept."""
    if not any(_names_topics(block) for block in state.blocks):
        return
    ids = {s.id for s in state.sections}
    names: dict[str, str] = {}
    for section in state.sections:
        names.setdefault(slugify(section.title), section.id)
        names.setdefault(make_anchor(section.title), section.id)

    def keep_known(topics: tuple[str, ...], line: int) -> tuple[str, ...]:
        created = []
        for topic in topics:
            result = topic if topic in ids else names.get(topic, "")
            if not result:
                message = f"No section of the deck is called “{topic}”."
                state.report(line, "warning", "topic-unknown", message, "Name a section by its id or title.")
            created.append(result or topic)
        return tuple(dict.fromkeys(created))

    for place, block in enumerate(state.blocks):
        if isinstance(block, Incident) and block.topics:
            state.blocks[place] = replace(block, topics=keep_known(block.topics, block.line))
        elif isinstance(block, Script):
            parts = tuple(replace(p, topics=keep_known(p.topics, p.line)) for p in block.parts)
            state.blocks[place] = replace(block, parts=parts)


def _names_topics(block: Block) -> bool:
    if isinstance(block, Incident):
        return bool(block.topics)
    return isinstance(block, Script) and any(part.topics for part in block.parts)

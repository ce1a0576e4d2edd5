"""A heading "Lessons learned" beside an incident: its list belongs to the incident."""

from __future__ import annotations

from dataclasses import replace

from deck.markdown.labels import classify_label
from deck.markdown.list_items import join_wrapped_lines, parse_list_item
from deck.markdown.parser_state import ParserState


def read_lessons(state: ParserState) -> bool:
    """Take the list or paragraphs under the heading as the incident's lessons."""
    node = state.node
    if node is None or node.kind != "heading" or classify_label(node.title) != "lessons" or state.last_incident is None:
        return False
    place, home = state.last_incident
    if node.level <= home:
        return False
    incident = state.get_incident(place)
    state.open_section(node, " ".join(node.title.split()), node.explicit)
    state.position += 1
    lessons = list(incident.lessons)
    while (
        (node := state.node) is not None and node.kind in ("list", "paragraph") and not (node.label and node.label.kind)
    ):
        if node.kind == "list":
            lessons += [join_wrapped_lines(parse_list_item(state.lines, a, b).text) for a, b in node.items]
        else:
            lessons.append(join_wrapped_lines(state.get_node_text(node)))
        state.consume(node)
        state.position += 1
    # The incident keeps its last line: other sections may stand between it and its lessons.
    state.replace_block(place, replace(incident, lessons=tuple(x for x in lessons if x)))
    return True

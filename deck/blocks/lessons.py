"""A heading "Lessons learned" beside an incident: its list belongs to the incident."""

from __future__ import annotations

from dataclasses import replace

from deck.markdown.labels import kind_of
from deck.markdown.list_items import item, squeeze
from deck.markdown.state import Reader


def rule(reader: Reader) -> bool:
    """Take the list or paragraphs under the heading as the incident's lessons."""
    node = reader.node
    if node is None or node.kind != "heading" or kind_of(node.title) != "lessons" or reader.incident is None:
        return False
    place, home = reader.incident
    if node.level <= home:
        return False
    incident = reader.incident_at(place)
    reader.open_section(node, " ".join(node.title.split()), node.explicit)
    reader.at += 1
    lessons = list(incident.lessons)
    high = incident.last
    while (
        (node := reader.node) is not None
        and node.kind in ("list", "paragraph")
        and not (node.label and node.label.kind)
    ):
        if node.kind == "list":
            lessons += [squeeze(item(reader.lines, a, b).text) for a, b in node.items]
        else:
            lessons.append(squeeze(reader.text(node)))
        reader.cover(node)
        high = max(high, reader.span([node])[1])
        reader.at += 1
    reader.replace(place, replace(incident, lessons=tuple(x for x in lessons if x)))
    return True

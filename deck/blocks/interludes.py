"""What stands in an incident besides its events: details of the event above, lessons, decisions, curves, introduction."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deck.blocks import key_points
from deck.blocks import signals as signals_fence
from deck.markdown.headings import slug, split_id
from deck.markdown.list_items import item, squeeze
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Decision, Part, Prose, Series
from deck.timeline.events import Found, Timeline
from deck.timeline.timezones import is_clock_sentence

_TOPIC = re.compile(r"\[[^\]]*\]\(#([^)]+)\)|([^,;]+)")


@dataclass(slots=True)
class Draft:
    """What a region holds besides its events."""

    intro: list[Part] = field(default_factory=list)
    lessons: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    clock: str = ""


def read_rest(reader: Reader, nodes: list[Node], line: Timeline, draft: Draft) -> None:
    """Everything that is no event: details of the event above, lessons, decisions, curves, introduction."""
    start, last = reader.at, max(line.taken, default=-1)
    skip, current = -1, -1
    holder: Node | None = None  # the node of the event above, as long as what follows may belong to it
    for place, node in enumerate(nodes):
        if place <= skip:
            continue
        if place in line.dates:
            holder = None
            continue
        if place in line.taken:
            current, holder = line.taken[place], node
            if place in line.leads:
                low, high = reader.span([node])
                draft.intro.append(Prose(line.leads[place], reader.section, low, high, reader.group))
            continue
        reader.at = start + place
        label = node.label.kind if node.kind == "paragraph" and node.label else ""
        if label in ("lessons", "decision", "topics") or signals_fence.is_signals(node):
            skip = place + _labelled(reader, nodes, place, label, current, draft) - 1
            holder = holder if label != "lessons" else None
        elif node.kind == "rule":
            holder = None
        elif holder is not None and _belongs(node, holder, place < last):
            _detail(reader, node, line.events[current])
        else:
            skip = place + _intro(reader, node, draft) - 1


def _belongs(node: Node, holder: Node, between: bool) -> bool:
    """Whether a node continues the event above it: a list does; a paragraph does where another event follows it, or
    where moments are headings."""
    if node.kind == "list":
        return True
    if node.kind not in ("paragraph", "quote", "code", "html", "table"):
        return False
    return between or holder.kind == "heading"


def _detail(reader: Reader, node: Node, event: Found) -> None:
    event.last = max(event.last, node.last)
    if node.kind == "list":
        event.details += [item(reader.lines, a, b).text for a, b in node.items]
    elif not event.text:
        event.text.append(reader.text(node))
    else:
        event.details.append(reader.text(node))


def _labelled(reader: Reader, nodes: list[Node], place: int, label: str, current: int, draft: Draft) -> int:
    """Read lessons, a decision, topics or curves; returns how many nodes that took."""
    node = nodes[place]
    if not label:
        draft.series += signals_fence.read(reader, node)
        return 1
    rest = node.label.rest if node.label else ""
    text = squeeze("\n".join([rest, *reader.lines[node.first + 1 : node.last + 1]]))
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    if label == "topics":
        draft.topics += [slug(a or b) if not a else a.strip() for a, b in _TOPIC.findall(text) if (a or b).strip()]
        return 1
    if label == "decision":
        return _decision(reader, node, after, text, current, draft)
    if text:
        draft.lessons.append(text)
    if after is not None and (
        after.kind == "list" or (not text and after.kind in ("paragraph", "quote") and not after.label)
    ):
        if after.kind == "list":
            draft.lessons += [squeeze(item(reader.lines, a, b).text) for a, b in after.items]
        else:
            draft.lessons.append(squeeze(reader.text(after).lstrip("> ")))
        return 2
    return 1


def _decision(reader: Reader, node: Node, after: Node | None, text: str, current: int, draft: Draft) -> int:
    prompt, explicit = split_id(text)
    line = reader.line(node)
    has = after is not None and key_points.is_tasks(reader, after)
    nodes = [node, after] if has and after is not None else [node]
    choices = (
        tuple(key_points.choice(item(reader.lines, a, b), reader.origin[a]) for a, b in after.items)
        if has and after
        else ()
    )
    if not any(c.right for c in choices):
        message = "This decision has no right choice." if choices else "This decision has no choices."
        reader.tell(line, "warning", "decision-choices", message, "List them as - [ ] and - [x] below it.")
    if explicit and reader.decision_ids.has(explicit):
        reader.tell(line, "error", "id-repeated", f"The id “{explicit}” stands twice.", "Choose another id.")
    made = reader.decision_ids.take(explicit or f"dec-{slug(prompt)[:40]}")
    low, high = reader.span(nodes)
    draft.decisions.append(Decision(made, prompt, choices, current, low, high))
    return len(nodes)


def _intro(reader: Reader, node: Node, draft: Draft) -> int:
    """A part of the introduction; a sentence that only names the zone is kept as such."""
    from deck.blocks import part  # noqa: PLC0415 (the table of parts is made of this file too)

    text = reader.text(node)
    if node.kind == "paragraph" and is_clock_sentence(text) and not draft.clock:
        draft.clock = squeeze(text)
        return 1
    start = reader.at
    found = part(reader)
    if found is not None:
        draft.intro.append(found)
        return reader.at - start
    low, high = reader.span([node])
    draft.intro.append(Prose(text, reader.section, low, high, reader.group))
    return 1

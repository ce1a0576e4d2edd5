"""What stands in an incident besides its events.

Details of the event above, lessons, decisions, curves, introduction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deck.blocks import key_points, lab_fence, signals_fence
from deck.blocks.callout import read_labelled_text
from deck.blocks.parts import read_part
from deck.markdown.headings import slugify, split_id
from deck.markdown.list_items import join_wrapped_lines, parse_list_item
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Decision, Lab, Part, Prose, Series
from deck.timeline.events import EventDraft, SectionEvents
from deck.timeline.timezones import is_zone_sentence

# **Topics:** lists links to sections, `[Locks](#locks)`, or their titles, parted by commas or semicolons.
_TOPIC_LINK = re.compile(r"\[[^\]]*\]\(#([^)]+)\)|([^,;]+)")
_LONGEST_SLUG = 40  # characters of a decision's prompt in its id: enough to recognise it by


@dataclass(slots=True)
class IncidentDraft:
    """Collect what a region holds besides its events."""

    intro: list[Part] = field(default_factory=list)
    lessons: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    labs: list[Lab] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    zone_note: str = ""


def read_incident_parts(state: ParserState, nodes: list[Node], line: SectionEvents, draft: IncidentDraft) -> None:
    """Read everything that is no event: details of the event above, lessons, decisions, curves, introduction."""
    start, last = state.position, max(line.taken_nodes, default=-1)
    skip, current = -1, -1
    lab_nodes: list[Node] = []
    holder: Node | None = None  # the node of the event above, as long as what follows may belong to it
    for place, node in enumerate(nodes):
        if place <= skip:
            continue
        if place in line.date_nodes:
            holder = None
            continue
        if place in line.taken_nodes:
            current, holder = line.taken_nodes[place], node
            if place in line.lead_texts:
                low, high = state.get_source_span([node])
                draft.intro.append(Prose(line.lead_texts[place], state.section, low, high, state.group))
            continue
        state.position = start + place
        label = node.label.kind if node.kind == "paragraph" and node.label else ""
        if lab_fence.is_lab_fence(node):
            lab_nodes.append(node)
        elif label in ("lessons", "decision", "topics") or signals_fence.is_signals_fence(node):
            skip = place + _read_labelled(state, nodes, place, label, current, draft) - 1
            holder = holder if label != "lessons" else None
        elif node.kind == "rule":
            holder = None
        elif holder is not None and _belongs_to_event(node, holder, place < last):
            _add_detail(state, node, line.events[current])
        else:
            skip = place + _read_intro(state, node, draft) - 1
    # A comparison names a stated curve, which may stand below its lab.
    stated = tuple(series.name for series in draft.series)
    draft.labs += [lab_fence.read_lab(state, node, stated) for node in lab_nodes]


def _belongs_to_event(node: Node, holder: Node, between: bool) -> bool:
    """Return whether a node continues the event above it.

    A list does. A paragraph does where another event follows, or where headings are the events.
    """
    if node.kind == "list":
        return True
    if node.kind not in ("paragraph", "quote", "code", "html", "table"):
        return False
    return between or holder.kind == "heading"


def _add_detail(state: ParserState, node: Node, event: EventDraft) -> None:
    event.last = max(event.last, node.last)
    if node.kind == "list":
        event.details += [parse_list_item(state.lines, a, b).text for a, b in node.items]
    elif not event.text:
        event.text.append(state.get_node_text(node))
    else:
        event.details.append(state.get_node_text(node))


def _read_labelled(
    state: ParserState, nodes: list[Node], place: int, label: str, current: int, draft: IncidentDraft
) -> int:
    """Read lessons, a decision, topics or curves; return how many nodes that took."""
    node = nodes[place]
    if not label:
        draft.series += signals_fence.read_signals(state, node)
        return 1
    opening = node.label.rest if node.label else ""
    text = join_wrapped_lines("\n".join([opening, *state.lines[node.first + 1 : node.last + 1]]))
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    if label == "topics":
        draft.topics += [
            slugify(a or b) if not a else a.strip() for a, b in _TOPIC_LINK.findall(text) if (a or b).strip()
        ]
        return 1
    if label == "decision":
        return _read_decision(state, node, after, text, current, draft)
    if text:
        draft.lessons.append(text)
    if after is not None and (
        after.kind == "list" or (not text and after.kind in ("paragraph", "quote") and not after.label)
    ):
        if after.kind == "list":
            draft.lessons += [join_wrapped_lines(parse_list_item(state.lines, a, b).text) for a, b in after.items]
        else:
            draft.lessons.append(join_wrapped_lines(read_labelled_text(state, after)))
        return 2
    return 1


def _read_decision(
    state: ParserState, node: Node, after: Node | None, text: str, current: int, draft: IncidentDraft
) -> int:
    prompt, explicit = split_id(text)
    line = state.get_source_line(node)
    has = after is not None and key_points.is_tasks(state, after)
    nodes = [node, after] if has and after is not None else [node]
    choices = (
        tuple(key_points.build_choice(parse_list_item(state.lines, a, b), state.origin[a]) for a, b in after.items)
        if has and after
        else ()
    )
    if not any(c.right for c in choices):
        message = "This decision has no right choice." if choices else "This decision has no choices."
        state.report(line, "warning", "decision-choices", message, "List them as - [ ] and - [x] below it.")
    if explicit and state.decision_ids.is_reserved(explicit):
        state.report(line, "error", "id-repeated", f"The id “{explicit}” occurs twice.", "Choose another id.")
    new_id = state.decision_ids.reserve(explicit or f"dec-{slugify(prompt)[:_LONGEST_SLUG]}")
    low, high = state.get_source_span(nodes)
    draft.decisions.append(Decision(new_id, prompt, choices, current, low, high))
    return len(nodes)


def _read_intro(state: ParserState, node: Node, draft: IncidentDraft) -> int:
    """Read a part of the introduction; return how many nodes it took. A sentence that only names the zone is kept as such."""
    text = state.get_node_text(node)
    if node.kind == "paragraph" and is_zone_sentence(text) and not draft.zone_note:
        draft.zone_note = join_wrapped_lines(text)
        return 1
    start = state.position
    result = read_part(state)
    if result is not None:
        draft.intro.append(result)
        return state.position - start
    low, high = state.get_source_span([node])
    draft.intro.append(Prose(text, state.section, low, high, state.group))
    return 1

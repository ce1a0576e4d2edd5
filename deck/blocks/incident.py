"""Incidents: sections with a timeline, whatever form it is written in."""

from __future__ import annotations

import re
from dataclasses import replace

from deck.blocks.incident_parts import IncidentDraft, read_incident_parts
from deck.markdown.headings import slugify
from deck.markdown.labels import fold_text
from deck.markdown.list_items import is_task_line, join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Event, Incident
from deck.timeline import classifier, event_order, status_updates
from deck.timeline.event_collection import classify_heading, collect_events, may_hold_events
from deck.timeline.events import EventDraft, Timeline, read_divider
from deck.timeline.metrics import find_signals
from deck.timeline.roles import infer_role, read_role_tag
from deck.timeline.time_context import find_time_context
from deck.timeline.time_resolution import Moment, resolve_times
from deck.timeline.timestamps import read_timestamp
from deck.timeline.timezones import is_zone_sentence

_GENERIC_TITLE = re.compile(
    r"^(?:(?:incident|detailed|full|event|outage|the|high[- ]level)\s+)*"
    r"(?:timeline|chronology|sequence of events|events|what happened|how (?:did )?we respond(?:ed)?|"
    r"タイムライン|時系列|経緯).{0,60}$"
)
_LONGEST_TITLE = 80
_NODES_LOOKED_AT = 40  # nodes below a dated heading that are looked at for times
_BORDER_LABELS = {"question", "counter", "spoken", "eli8", "architect"}
_INNER_LIST = re.compile(r"\n\s*(?:[-*+]|\d+[.)])\s")


def read_incident(reader: ParserState) -> bool:
    """Where a section begins, look at all that stands directly in it; enough events make an incident."""
    if reader.position < reader.timeline_checked_until:
        return False
    stop = _find_region_end(reader)
    reader.timeline_checked_until = max(stop, reader.position + 1)
    nodes = reader.nodes[reader.position : stop]
    if not any(may_hold_events(reader, n) for n in nodes):
        return False
    if _split_choices_from_events(reader, stop):
        stop = _find_region_end(reader)
        reader.timeline_checked_until = max(stop, reader.position + 1)
        nodes = reader.nodes[reader.position : stop]
    title = reader.section_title
    line = _find_timeline(reader, nodes)
    if line is None:
        return False
    reader.end_prose()
    _build_incident(reader, nodes, line, title)
    reader.position = stop
    return True


def _find_region_end(reader: ParserState) -> int:
    """Where this section's text ends: at a heading that is no moment, a group's border, a question."""
    at = reader.position
    while at < len(reader.nodes):
        node = reader.nodes[at]
        label = node.label.kind if node.label else ""
        if (
            (node.kind == "heading" and not _continues_region(reader, at))
            or node.kind == "marker"
            or label in _BORDER_LABELS
        ):
            break
        at += 1
    return at


def _split_choices_from_events(reader: ParserState, stop: int) -> bool:
    """Part a list in which the choices of a decision run into the events below them: markdown takes both for one list."""
    found = False
    for place in range(stop - 1, reader.position, -1):
        label, node = reader.nodes[place - 1].label, reader.nodes[place]
        if node.kind != "list" or label is None or label.kind != "decision":
            continue
        tasks_first = next((n for n, (first, _) in enumerate(node.items) if not is_task_line(reader.lines[first])), 0)
        if tasks_first:
            below = replace(node, first=node.items[tasks_first][0], items=node.items[tasks_first:])
            above = replace(node, last=node.items[tasks_first - 1][1], items=node.items[:tasks_first])
            reader.nodes[place : place + 1] = [above, below]
            found = True
    return found


def _continues_region(reader: ParserState, at: int) -> bool:
    """Whether a heading is a moment. One that begins with a date is the title of the times below it, if there are any; else
    it is a moment where a heading above speaks of a timeline."""
    if status_updates.is_status_heading(reader, at):
        return True
    kind = classify_heading(reader.nodes[at])
    if kind != "title":
        return kind != ""
    if not any(_GENERIC_TITLE.match(fold_text(s.title)) for s in reader.ancestors):
        return False
    for below in reader.nodes[at + 1 : at + 1 + _NODES_LOOKED_AT]:
        if below.kind == "heading":
            break
        if may_hold_events(reader, below):
            return False
    return True


def _find_timeline(reader: ParserState, nodes: list[Node]) -> Timeline | None:
    """The events, if there are enough of them to be the timeline of an incident."""
    hinted = classifier.find_incident_hint(reader)
    if hinted is None:
        return None
    line = _find_events(reader, nodes, hinted)
    return line if line is not None and (hinted or classifier.tells_of_trouble(reader, nodes, line)) else None


def _find_events(reader: ParserState, nodes: list[Node], hinted: bool) -> Timeline | None:
    """The events, if there are enough of them; sentences count only where nothing better does."""
    if (found := status_updates.collect_posts(reader, nodes)) is not None:
        return found
    line = collect_events(reader, nodes, hinted, narrative=False)
    readable = [e for e in line.events if e.stamp is not None]
    timed = [e for e in readable if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)]
    marked = sum(e.strength == 2 for e in timed)
    dated = hinted and len(readable) >= 2
    if marked >= 2 or len(timed) >= 3:
        return line
    told = collect_events(reader, nodes, hinted, narrative=True)
    said = [
        e.stamp
        for e in told.events
        if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)
    ]
    if len(said) >= 3 and (hinted or any(stamp.zone or stamp.day for stamp in said)):
        return told
    return line if (hinted and timed) or dated else None


def _build_incident(reader: ParserState, nodes: list[Node], line: Timeline, title: str) -> None:
    draft = IncidentDraft()
    start = reader.position
    read_incident_parts(reader, nodes, line, draft)
    reader.position = start
    explicit = _find_explicit_id(reader)
    title = _choose_title(reader, title)
    section = reader.section
    first = reader.nodes[start - 1] if start and section and reader.nodes[start - 1].kind == "heading" else None
    low, high = reader.source_span([*([first] if first else []), *nodes])
    reader.consume(*nodes)
    context, clock = find_time_context(reader, nodes, line, draft.zone_note)
    if not draft.decisions and event_order.is_newest_first(line, context):
        event_order.reverse_events(line)
    moments = resolve_times([e.stamp for e in line.events], context)
    events = tuple(
        _build_event(reader, e, m, n, len(line.events))
        for n, (e, m) in enumerate(zip(line.events, moments, strict=True))
    )
    made = reader.incident_ids.reserve(explicit or slugify(title))
    place = reader.add_block(
        Incident(
            made,
            title,
            section,
            events,
            tuple(x for x in draft.lessons if x),
            low,
            high,
            tuple(draft.intro),
            tuple(draft.decisions),
            tuple(draft.series),
            tuple(draft.topics),
            clock,
            bool(explicit),
            reader.group,
        )
    )
    above = reader.ancestors
    generic = bool(above) and bool(_GENERIC_TITLE.match(fold_text(above[-1].title)))
    reader.last_incident = (place, above[-1].level - (1 if generic else 0) if above else 0)


def _find_explicit_id(reader: ParserState) -> str:
    above = reader.ancestors
    return above[-1].id if above and above[-1].explicit_id else ""


def _choose_title(reader: ParserState, title: str) -> str:
    """A title that only says "Timeline" is no name: the section around it, or the document, has one."""
    for section in reversed(reader.ancestors):
        if not _GENERIC_TITLE.match(fold_text(section.title)) and read_divider(section.title) is None:
            return section.title
    return reader.title or title or _find_opening_title(reader) or "Incident"


def _find_opening_title(reader: ParserState) -> str:
    """The first line of a text without headings, where it is short enough to be its title."""
    near = (n for n in reader.nodes[reader.position : reader.position + 2] if not is_zone_sentence(reader.node_text(n)))
    node = next(near, None)
    words = reader.lines[node.first].strip("*_: ") if node is not None and node.kind == "paragraph" else ""
    return (
        words
        if len(words) <= _LONGEST_TITLE and read_timestamp(words) is None and not status_updates.may_be_post(words)
        else ""
    )


def _build_event(reader: ParserState, found: EventDraft, moment: Moment, place: int, count: int) -> Event:
    role, text = read_role_tag(join_wrapped_lines("\n".join(found.text)))
    places = reader.origin[found.first : found.last + 1]
    line = min(places)
    if moment.minute is None:
        written = f"“{found.at}”" if found.at else "This event"
        reader.report(
            line,
            "warning",
            "stamp-unreadable",
            f"{written} cannot be read as a time; the event keeps its place.",
            "Write e.g. 00:05, T+5m or 14:02 UTC.",
        )
    elif moment.backwards:
        reader.report(
            line,
            "warning",
            "stamp-backwards",
            f"“{found.at}” lies before the event above it; the order was kept.",
            "Correct the time, or move the event.",
        )
    details = tuple(d if "\n" in d and _INNER_LIST.search(d) else join_wrapped_lines(d) for d in found.details)
    said = " ".join([text, *details]) if details else text
    return Event(
        found.at,
        moment.minute,
        text,
        tuple(d for d in details if d),
        line,
        max(places),
        moment.end_minute,
        moment.wall,
        moment.certainty,
        role or infer_role(said, place, count),
        role is None,
        find_signals(said),
    )

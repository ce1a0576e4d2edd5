"""Incidents: sections with a timeline, whatever form it is written in."""

from __future__ import annotations

import re
from dataclasses import replace

from deck.blocks.interludes import Draft, read_rest
from deck.markdown.headings import slug
from deck.markdown.labels import plain
from deck.markdown.list_items import is_task, squeeze
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Event, Incident
from deck.timeline import classify, ordering, status_updates
from deck.timeline.collect import collect, could_be, heading_kind
from deck.timeline.context import context_of
from deck.timeline.events import Found, Timeline, divider
from deck.timeline.metrics import signals
from deck.timeline.resolve import Moment, resolve
from deck.timeline.roles import infer, tagged
from deck.timeline.timestamps import read
from deck.timeline.timezones import is_clock_sentence

_GENERIC = re.compile(
    r"^(?:(?:incident|detailed|full|event|outage|the|high[- ]level)\s+)*"
    r"(?:timeline|chronology|sequence of events|events|what happened|how (?:did )?we respond(?:ed)?|"
    r"タイムライン|時系列|経緯).{0,60}$"
)
_TITLE_MOST = 80
_BELOW = 40  # nodes below a dated heading that are looked at for times
_BORDERS = {"question", "counter", "spoken", "eli8", "architect"}
_HAS_LIST = re.compile(r"\n\s*(?:[-*+]|\d+[.)])\s")


def rule(reader: Reader) -> bool:
    """Where a section begins, look at all that stands directly in it; enough events make an incident."""
    if reader.at < reader.checked:
        return False
    stop = _region(reader)
    reader.checked = max(stop, reader.at + 1)
    nodes = reader.nodes[reader.at : stop]
    if not any(could_be(reader, n) for n in nodes):
        return False
    if _part_choices(reader, stop):
        stop = _region(reader)
        reader.checked = max(stop, reader.at + 1)
        nodes = reader.nodes[reader.at : stop]
    title = reader.section_title
    line = _timeline(reader, nodes)
    if line is None:
        return False
    reader.flush()
    _build(reader, nodes, line, title)
    reader.at = stop
    return True


def _region(reader: Reader) -> int:
    """Where this section's text ends: at a heading that is no moment, a group's border, a question."""
    at = reader.at
    while at < len(reader.nodes):
        node = reader.nodes[at]
        label = node.label.kind if node.label else ""
        if (node.kind == "heading" and not _continues(reader, at)) or node.kind == "marker" or label in _BORDERS:
            break
        at += 1
    return at


def _part_choices(reader: Reader, stop: int) -> bool:
    """Part a list in which the choices of a decision run into the events below them: markdown takes both for one list."""
    found = False
    for place in range(stop - 1, reader.at, -1):
        label, node = reader.nodes[place - 1].label, reader.nodes[place]
        if node.kind != "list" or label is None or label.kind != "decision":
            continue
        tasks_first = next((n for n, (first, _) in enumerate(node.items) if not is_task(reader.lines[first])), 0)
        if tasks_first:
            below = replace(node, first=node.items[tasks_first][0], items=node.items[tasks_first:])
            above = replace(node, last=node.items[tasks_first - 1][1], items=node.items[:tasks_first])
            reader.nodes[place : place + 1] = [above, below]
            found = True
    return found


def _continues(reader: Reader, at: int) -> bool:
    """Whether a heading is a moment. One that begins with a date is the title of the times below it, if there are any; else
    it is a moment where a heading above speaks of a timeline."""
    if status_updates.is_status(reader, at):
        return True
    kind = heading_kind(reader.nodes[at])
    if kind != "title":
        return kind != ""
    if not any(_GENERIC.match(plain(s.title)) for s in reader.ancestors):
        return False
    for below in reader.nodes[at + 1 : at + 1 + _BELOW]:
        if below.kind == "heading":
            break
        if could_be(reader, below):
            return False
    return True


def _timeline(reader: Reader, nodes: list[Node]) -> Timeline | None:
    """The events, if there are enough of them to be the timeline of an incident."""
    hinted = classify.hinted(reader)
    if hinted is None:
        return None
    line = _events(reader, nodes, hinted)
    return line if line is not None and (hinted or classify.spoken_of(reader, nodes, line)) else None


def _events(reader: Reader, nodes: list[Node], hinted: bool) -> Timeline | None:
    """The events, if there are enough of them; sentences count only where nothing better does."""
    if (found := status_updates.collect(reader, nodes)) is not None:
        return found
    line = collect(reader, nodes, hinted, narrative=False)
    readable = [e for e in line.events if e.stamp is not None]
    timed = [e for e in readable if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)]
    marked = sum(e.strength == 2 for e in timed)
    dated = hinted and len(readable) >= 2
    if marked >= 2 or len(timed) >= 3:
        return line
    told = collect(reader, nodes, hinted, narrative=True)
    said = [
        e.stamp
        for e in told.events
        if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)
    ]
    if len(said) >= 3 and (hinted or any(stamp.zone or stamp.day for stamp in said)):
        return told
    return line if (hinted and timed) or dated else None


def _build(reader: Reader, nodes: list[Node], line: Timeline, title: str) -> None:
    draft = Draft()
    start = reader.at
    read_rest(reader, nodes, line, draft)
    reader.at = start
    explicit = _explicit(reader)
    title = _title(reader, title)
    section = reader.section
    first = reader.nodes[start - 1] if start and section and reader.nodes[start - 1].kind == "heading" else None
    low, high = reader.span([*([first] if first else []), *nodes])
    reader.cover(*nodes)
    context, clock = context_of(reader, nodes, line, draft.clock)
    if not draft.decisions and ordering.newest_first(line, context):
        ordering.turn(line)
    moments = resolve([e.stamp for e in line.events], context)
    events = tuple(
        _event(reader, e, m, n, len(line.events)) for n, (e, m) in enumerate(zip(line.events, moments, strict=True))
    )
    made = reader.incident_ids.take(explicit or slug(title))
    place = reader.emit(
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
    generic = bool(above) and bool(_GENERIC.match(plain(above[-1].title)))
    reader.incident = (place, above[-1].level - (1 if generic else 0) if above else 0)


def _explicit(reader: Reader) -> str:
    above = reader.ancestors
    return above[-1].id if above and above[-1].explicit_id else ""


def _title(reader: Reader, title: str) -> str:
    """A title that only says "Timeline" is no name: the section around it, or the document, has one."""
    for section in reversed(reader.ancestors):
        if not _GENERIC.match(plain(section.title)) and divider(section.title) is None:
            return section.title
    return reader.title or title or _first_words(reader) or "Incident"


def _first_words(reader: Reader) -> str:
    """The first line of a text without headings, where it is short enough to be its title."""
    near = (n for n in reader.nodes[reader.at : reader.at + 2] if not is_clock_sentence(reader.text(n)))
    node = next(near, None)
    words = reader.lines[node.first].strip("*_: ") if node is not None and node.kind == "paragraph" else ""
    return words if len(words) <= _TITLE_MOST and read(words) is None and not status_updates.could_be(words) else ""


def _event(reader: Reader, found: Found, moment: Moment, place: int, count: int) -> Event:
    role, text = tagged(squeeze("\n".join(found.text)))
    places = reader.origin[found.first : found.last + 1]
    line = min(places)
    if moment.minute is None:
        written = f"“{found.at}”" if found.at else "This event"
        reader.tell(
            line,
            "warning",
            "stamp-unreadable",
            f"{written} cannot be read as a time; the event keeps its place.",
            "Write e.g. 00:05, T+5m or 14:02 UTC.",
        )
    elif moment.backwards:
        reader.tell(
            line,
            "warning",
            "stamp-backwards",
            f"“{found.at}” lies before the event above it; the order was kept.",
            "Correct the time, or move the event.",
        )
    details = tuple(d if "\n" in d and _HAS_LIST.search(d) else squeeze(d) for d in found.details)
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
        role or infer(said, place, count),
        role is None,
        signals(said),
    )

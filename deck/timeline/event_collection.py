"""Finding the events of a timeline among the nodes of a section, whatever form they are written in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tables import has_stamps, read_timetable, split_cells
from deck.markdown.tokens import Node
from deck.timeline import narrative as told
from deck.timeline import status_updates
from deck.timeline.events import (
    LIST_MARK,
    UNREADABLE_STAMP,
    Timeline,
    build_event,
    get_lone_day,
    read_divider,
    read_line_event,
)
from deck.timeline.list_events import read_list_events
from deck.timeline.timestamps import Timestamp, has_bold_stamp, read_timestamp, read_trailing_time

_TIME_LIKE = re.compile(r"\d[:.h]?\d|\d\s?[ap]m|\?\?|\b(?:later|after|before|then|soon|tbc|tbd)\b", re.IGNORECASE)
_MOST_LEAD_LINES = 3  # lines of words that may stand above the events of a paragraph
_DEEP_INDENT = " " * 10  # an item's item may be an event; what stands deeper is not looked at
_LEADING_CHARACTERS = " \t-*+_`[("  # what may stand before the first digit of a stamp
_DIGIT = re.compile(r"\d")
_DEFINITION = re.compile(r"^:\s+")


def may_hold_events(reader: ParserState, node: Node) -> bool:
    """A quick look: whether a node may hold events."""
    if node.kind == "heading":
        return classify_heading(node) != ""
    if node.kind == "paragraph":
        return any(
            read_line_event(line, bare=line.startswith("**1")) is not None
            or status_updates.may_be_post(line)
            or told.may_tell_time(line)
            for line in reader.lines[node.first : node.last + 1]
        )
    if node.kind == "list":
        heads = (LIST_MARK.sub("", reader.lines[first], count=1) for first, _ in node.items)
        if any(
            read_line_event(head, True, bare=head[:10].isdigit()) is not None
            or read_divider(head) is not None
            or read_trailing_time(head)
            for head in heads
        ):
            return True
        inner = (reader.lines[i] for first, last in node.items for i in range(first + 1, last + 1))
        near = (line.lstrip(_LEADING_CHARACTERS) for line in inner if not line.startswith(_DEEP_INDENT))
        return any(text[:1].isdigit() and read_timestamp(text) is not None for text in near)
    if node.kind == "code":
        return read_timestamp(reader.lines[node.first].strip()) is not None
    return node.kind == "table" and has_stamps(split_cells(reader.lines, node.first, node.last))


@lru_cache(maxsize=16384)
def _read_heading_stamp(title: str, text: str) -> tuple[Timestamp, str, str] | None:
    """What a heading that begins with a stamp is: "moment", "date" (nothing but a day) or "title" (a day and more)."""
    found = read_timestamp(title) or (read_timestamp(text) if text != title else None)
    if day := get_lone_day(found):
        return *day, "date"
    if found is None or (found[1] and not found[0].is_marked):
        return None
    timed = found[0].clock is not None or found[0].offset is not None
    return *found, "moment" if timed else "title"


def classify_heading(node: Node) -> str:
    """Whether a heading is a "moment" of a timeline, the "date" of those below it, or a "title" that begins with a date."""
    if node.kind != "heading" or _DIGIT.search(node.title) is None:
        return ""
    found = _read_heading_stamp(node.title, node.text)
    return found[2] if found else ""


def collect_events(reader: ParserState, nodes: list[Node], bare: bool, narrative: bool) -> Timeline:
    """The events of a section's nodes, in order.

    `bare` takes amounts alone ("5 min") as stamps, `narrative` takes sentences that begin with one ("At 10:45 UTC, …").
    """
    line = Timeline()
    for place, node in enumerate(nodes):
        before = len(line.events)
        if node.kind == "heading":
            _collect_heading(reader, nodes, place, line)
        elif node.kind == "paragraph":
            _collect_paragraph(reader, place, node, line, bare, narrative)
        elif node.kind == "list":
            read_list_events(reader, node, line, bare)
        elif node.kind == "table":
            _collect_table(reader, node, line)
        elif node.kind == "code":
            _collect_indented(reader, node, line)
        if len(line.events) > before:
            line.taken_nodes[place] = len(line.events) - 1
    return line


def _collect_heading(reader: ParserState, nodes: list[Node], place: int, line: Timeline) -> None:
    """A moment, or the date of those below it: a date alone with prose below it is a moment of its own."""
    node = nodes[place]
    found = _read_heading_stamp(node.title, node.text)
    if found is None:
        return
    stamp, text, kind = found
    if kind == "date" and place + 1 < len(nodes) and may_hold_events(reader, nodes[place + 1]):
        line.note_day((stamp, text))
        line.date_nodes.add(place)
    else:
        line.add_event(build_event(stamp, text, node.first, node.last, 2))


def _collect_paragraph(
    reader: ParserState, place: int, node: Node, line: Timeline, bare: bool, narrative: bool
) -> None:
    """A paragraph whose first line begins with a stamp; each further stamped line is an event, others continue."""
    if node.label and node.label.kind:
        return
    head = reader.lines[node.first]
    first = read_line_event(head, bare=bare and head.startswith(("**", "__", "[")))
    if (
        (first is None or first[0].clock is None)
        and node.first == node.last
        and (day := read_divider(head)) is not None
    ):
        line.note_day(day)
        line.date_nodes.add(place)
        return
    if narrative and (first is None or first[2] == 0) and told.read_narrative(reader, place, node, line):
        return
    if first is None and (below := _find_stamped_rest(reader, node)) is not None:
        lead = join_wrapped_lines(reader.join_lines(node.first, below.first - 1))
        if line.events:
            line.events[-1].details.append(lead)
            line.events[-1].last = below.first - 1
        else:
            line.lead_texts[place] = lead
        node, first = below, read_line_event(reader.lines[below.first])
        head = reader.lines[node.first]
    if first is None or first[2] == 0:
        _collect_unreadable(reader, place, node, line)
        return
    line.has_bold_stamps = line.has_bold_stamps or has_bold_stamp(head)
    for i in range(node.first, node.last + 1):
        found = first if i == node.first else read_line_event(reader.lines[i])
        # a line that merely wraps before a time is no event: later lines must look like the first
        if found and (i == node.first or found[2] >= max(first[2], 1)):
            line.add_event(build_event(found[0], found[1], i, i, found[2]))
        else:
            line.events[-1].text.append(_DEFINITION.sub("", reader.lines[i].lstrip()))
            line.events[-1].last = i


def _find_stamped_rest(reader: ParserState, node: Node) -> Node | None:
    """The rest of a paragraph that begins with words ("Timeline:") and goes on with stamped lines, at least two of them."""
    for i in range(node.first + 1, min(node.first + _MOST_LEAD_LINES, node.last) + 1):
        found = read_line_event(reader.lines[i])
        if found is not None and found[2] >= 1:
            more = read_line_event(reader.lines[i + 1]) if i < node.last else None
            return replace(node, first=i) if more is not None and more[2] >= 1 else None
    return None


def _collect_unreadable(reader: ParserState, place: int, node: Node, line: Timeline) -> None:
    """A paragraph in the form of its neighbours whose stamp says nothing: it keeps its place."""
    match = UNREADABLE_STAMP.match(reader.lines[node.first]) if line.has_bold_stamps else None
    if not match:
        return
    rest = [reader.lines[node.first][match.end() :], *reader.lines[node.first + 1 : node.last + 1]]
    made = build_event(None, "\n".join(rest), node.first, node.last, 2, match.group(1).strip(": "))
    if _TIME_LIKE.search(made.at):
        line.add_event(made)
    else:
        line.doubtful.append((place, made))


def _collect_indented(reader: ParserState, node: Node, line: Timeline) -> None:
    """An indented block right below a date: its stamped lines are events."""
    if line.lent_day is None:
        return
    before = len(line.events)
    for i in range(node.first, node.last + 1):
        text = reader.lines[i].strip()
        found = read_line_event(text)
        if found is not None:
            line.add_event(build_event(found[0], found[1], i, i, found[2]))
        elif text and len(line.events) > before:
            line.events[-1].text.append(text)
            line.events[-1].last = i
        elif text:
            return


def _collect_table(reader: ParserState, node: Node, line: Timeline) -> None:
    rows = split_cells(reader.lines, node.first, node.last)
    table = read_timetable(rows)
    if not table:
        return
    line.header = line.header or " ".join(rows[0][1])
    before = len(line.events)
    for row in table:
        stamp, at = row.stamp, row.at
        if row.same and len(line.events) > before:
            stamp, at = line.events[-1].stamp, line.events[-1].at
        if stamp is not None or row.text or at:
            made = build_event(stamp, row.text, row.line, row.line, 2, at)
            made.details = row.details
            line.add_event(made)

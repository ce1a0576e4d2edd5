"""Finding the events of a timeline among the nodes of a section, whatever form they are written in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tables import split_cells
from deck.markdown.tokens import Node
from deck.timeline import status_updates
from deck.timeline.dates import find_day
from deck.timeline.events import (
    LIST_MARK,
    ODD_STAMP,
    UNREADABLE_STAMP,
    SectionEvents,
    build_event,
    get_lone_day,
    is_placeholder,
    read_divider,
    read_line_event,
)
from deck.timeline.list_events import read_list_events
from deck.timeline.narrative import may_tell_time, read_narrative
from deck.timeline.timestamps import (
    Timestamp,
    has_bold_stamp,
    is_log_line,
    read_timestamp,
    read_trailing_time,
    starts_with_dotted_clock,
)
from deck.timeline.timetables import has_stamps, read_timetable
from deck.timeline.timezones import find_zone

# What stands where a time should and cannot be read: "14:O2", "??", "later", "tbc". It becomes an event without a
# minute, and the author is told. Any other bold word there is a label.
_TIME_LIKE = re.compile(r"\d[:.h]?\d|\d\s?[ap]m|\?\?|\b(?:later|after|before|then|soon|tbc|tbd)\b", re.IGNORECASE)
_MOST_LEAD_LINES = 3  # lines of words that may stand above the events of a paragraph
_DEEP_INDENT = " " * 10  # an item's item may be an event; what stands deeper is not looked at
_LEADING_CHARACTERS = " \t-*+_`[("  # what may stand before the first digit of a stamp
# A quick look: without a digit a heading holds no time.
_DIGIT = re.compile(r"\d")
# "PM" in a heading, or a word that means it
_HALF_OF_DAY = re.compile(r"\b(?:am(?=\b|\d)|pm(?=\b|\d)|a\.m\.|p\.m\.)", re.IGNORECASE)
# Pandoc's definition list: the time as the term, ": what happened" below it.
_DEFINITION = re.compile(r"^:\s+")


def may_hold_events(state: ParserState, node: Node) -> bool:
    """Return whether a node may hold events, by a quick look."""
    if node.kind == "heading":
        return classify_heading(node) != ""
    if node.kind == "paragraph":
        return any(
            # a bare number is read only where it begins like a Unix time in bold, or like "14.05"
            read_line_event(line, bare=line.startswith("**1") or starts_with_dotted_clock(line)) is not None
            or status_updates.may_be_post(line)
            or may_tell_time(line)
            for line in state.lines[node.first : node.last + 1]
        )
    if node.kind == "list":
        heads = (LIST_MARK.sub("", state.lines[first], count=1) for first, _ in node.items)
        if any(
            read_line_event(head, True, bare=head[:10].isdigit()) is not None
            or read_divider(head) is not None
            or read_trailing_time(head)
            for head in heads
        ):
            return True
        inner = (state.lines[i] for first, last in node.items for i in range(first + 1, last + 1))
        near = (line.lstrip(_LEADING_CHARACTERS) for line in inner if not line.startswith(_DEEP_INDENT))
        return any(
            (text[:1].isdigit() and read_timestamp(text) is not None)
            or (":" in text[-12:] and read_trailing_time(text) is not None)
            for text in near
        )
    if node.kind == "code":
        return read_timestamp(state.lines[node.first].strip()) is not None
    return node.kind == "table" and has_stamps(split_cells(state.lines, node.first, node.last))


@lru_cache(maxsize=16384)
def _read_heading_stamp(title: str, text: str) -> tuple[Timestamp, str, str] | None:
    """Return the stamp of a heading, its text, and what it is: "moment", "date" (only a day) or "title" (a day and more)."""
    result = read_timestamp(title) or (read_timestamp(text) if text != title else None)
    if day := get_lone_day(result):
        return *day, "date"
    if result is None or (result[1] and not result[0].is_marked):
        return None
    timed = result[0].clock is not None or result[0].offset is not None
    return *result, "moment" if timed else "title"


def classify_heading(node: Node) -> str:
    """Return what a heading is to a timeline: a "moment" of it, the "date" of those below, or a "title" that begins with a date.

    "" where it is nothing of these.
    """
    if node.kind != "heading" or _DIGIT.search(node.title) is None:
        return ""
    result = _read_heading_stamp(node.title, node.text)
    return result[2] if result else ""


def collect_events(state: ParserState, nodes: list[Node], bare: bool, narrative: bool) -> SectionEvents:
    """Return the events of a section's nodes, in order.

    `bare` takes amounts alone ("5 min") as stamps, `narrative` takes sentences that begin with one ("At 10:45 UTC, …").
    """
    line = SectionEvents()
    for place, node in enumerate(nodes):
        before = len(line.events)
        if node.kind == "heading":
            _collect_heading(state, nodes, place, line)
        elif node.kind == "paragraph":
            _collect_paragraph(state, place, node, line, bare, narrative)
        elif node.kind == "list":
            read_list_events(state, place, node, line, bare)
        elif node.kind == "table":
            _collect_table(state, node, line)
        elif node.kind == "code":
            _collect_indented(state, node, line)
        if len(line.events) > before:
            line.taken_nodes[place] = len(line.events) - 1
    return line


def _collect_heading(state: ParserState, nodes: list[Node], place: int, line: SectionEvents) -> None:
    """Collect a heading: a moment, or the date of those below it. A date with only prose below it is a moment."""
    node = nodes[place]
    result = _read_heading_stamp(node.title, node.text)
    if result is None:
        _collect_phase(node, place, line)
        return
    line.note_phase("", None, None)
    stamp, text, kind = result
    if kind == "date" and place + 1 < len(nodes) and may_hold_events(state, nodes[place + 1]):
        line.note_day((stamp, text))
        line.date_nodes.add(place)
    else:
        line.add_event(build_event(stamp, text, node.first, node.last, 2))


def _collect_phase(node: Node, place: int, line: SectionEvents) -> None:
    """Collect a heading between events that is no moment: its day, zone and half of the day hold for those below it."""
    day = find_day(node.title)
    halves = {match.lower()[0] for match in _HALF_OF_DAY.findall(node.title)}
    line.note_phase(
        " ".join(node.title.split()), find_zone(f"{node.title} time"), halves == {"p"} if len(halves) == 1 else None
    )
    if day is not None:
        line.note_day((Timestamp(node.title, day=day[0], is_yearless=day[1]), ""))
    line.date_nodes.add(place)


def _collect_paragraph(
    state: ParserState, place: int, node: Node, line: SectionEvents, bare: bool, narrative: bool
) -> None:
    """Collect a paragraph whose first line begins with a stamp.

    Each further stamped line is an event, others continue.
    """
    if node.label and node.label.kind:
        return
    head = state.lines[node.first]
    first = read_line_event(head, bare=bare and (head.startswith(("**", "__", "[")) or starts_with_dotted_clock(head)))
    if (
        (first is None or first[0].clock is None)
        and node.first == node.last
        and (day := read_divider(head)) is not None
    ):
        line.note_day(day)
        line.date_nodes.add(place)
        return
    if narrative and (first is None or first[2] == 0) and read_narrative(state, place, node, line):
        return
    if first is None and (below := _find_stamped_rest(state, node)) is not None:
        lead = join_wrapped_lines(state.join_lines(node.first, below.first - 1))
        if line.events:
            line.events[-1].details.append(lead)
            line.events[-1].last = below.first - 1
        else:
            line.lead_texts[place] = lead
        node, first = below, read_line_event(state.lines[below.first])
        head = state.lines[node.first]
    if first is None or first[2] == 0:
        _collect_unreadable(state, place, node, line)
        return
    line.has_bold_stamps = line.has_bold_stamps or has_bold_stamp(head)
    for i in range(node.first, node.last + 1):
        text = state.lines[i]
        result = first if i == node.first else read_line_event(text, bare=bare and starts_with_dotted_clock(text))
        # a line that merely wraps before a time is no event: later lines must look like the first
        if result and (i == node.first or result[2] >= max(first[2], 1)):
            line.add_event(build_event(result[0], result[1], i, i, result[2]))
        elif (
            node.last > node.first + 1
            and (odd := ODD_STAMP.match(state.lines[i])) is not None
            and not is_log_line(state.lines[i])
        ):
            line.add_event(build_event(None, state.lines[i][odd.end() :], i, i, 2, odd["at"].strip()))
        else:
            line.events[-1].text.append(_DEFINITION.sub("", state.lines[i].lstrip()))
            line.events[-1].last = i


def _find_stamped_rest(state: ParserState, node: Node) -> Node | None:
    """Return the rest of a paragraph that begins with words ("Timeline:") and goes on with stamped lines.

    At least two of them.
    """
    for i in range(node.first + 1, min(node.first + _MOST_LEAD_LINES, node.last) + 1):
        result = read_line_event(state.lines[i])
        if result is not None and result[2] >= 1:
            more = read_line_event(state.lines[i + 1]) if i < node.last else None
            return replace(node, first=i) if more is not None and more[2] >= 1 else None
    return None


def _collect_unreadable(state: ParserState, place: int, node: Node, line: SectionEvents) -> None:
    """Collect a paragraph in the form of its neighbours whose stamp says nothing: it keeps its place."""
    match = UNREADABLE_STAMP.match(state.lines[node.first]) if line.has_bold_stamps else None
    if not match:
        _collect_odd(state, node, line)
        return
    texts = [state.lines[node.first][match.end() :], *state.lines[node.first + 1 : node.last + 1]]
    created = build_event(None, "\n".join(texts), node.first, node.last, 2, match.group(1).strip(": "))
    if _TIME_LIKE.search(created.at):
        line.add_event(created)
    else:
        line.doubtful.append((place, created))


def _collect_odd(state: ParserState, node: Node, line: SectionEvents) -> None:
    """Collect a paragraph among events that begins with what looks like a mistyped time."""
    match = ODD_STAMP.match(state.lines[node.first]) if line.events else None
    if match is None or is_log_line(state.lines[node.first]):
        return
    texts = [state.lines[node.first][match.end() :], *state.lines[node.first + 1 : node.last + 1]]
    line.add_event(build_event(None, "\n".join(texts), node.first, node.last, 2, match["at"].strip()))


def _collect_indented(state: ParserState, node: Node, line: SectionEvents) -> None:
    """Collect an indented block right below a date: its stamped lines are events."""
    if line.lent_day is None:
        return
    before = len(line.events)
    for i in range(node.first, node.last + 1):
        text = state.lines[i].strip()
        result = read_line_event(text)
        if result is not None:
            line.add_event(build_event(result[0], result[1], i, i, result[2]))
        elif text and len(line.events) > before:
            line.events[-1].text.append(text)
            line.events[-1].last = i
        elif text:
            return


def _collect_table(state: ParserState, node: Node, line: SectionEvents) -> None:
    rows = split_cells(state.lines, node.first, node.last)
    table = read_timetable(rows)
    if not table:
        return
    line.header = line.header or " ".join(rows[0][1])
    before = len(line.events)
    for row in table:
        stamp, at = row.stamp, row.at
        if row.is_day and stamp is not None:
            line.note_day((stamp, ""))
            continue
        if stamp is None and not row.same and not _TIME_LIKE.search(at) and any(c.isalpha() for c in at):
            # a label ("Resolution") or a row that was left as the template has it
            if len(line.events) > before and row.text and not is_placeholder(at):
                line.events[-1].details.append(" – ".join(part for part in (at, row.text) if part))
            continue
        if row.same and len(line.events) > before:
            stamp, at = line.events[-1].stamp, line.events[-1].at
        if stamp is not None or row.text or at:
            created = build_event(stamp, row.text, row.line, row.line, 2, at)
            created.details = row.details
            line.add_event(created)

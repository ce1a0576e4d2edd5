"""Finding the events of a timeline among the nodes of a section, whatever form they are written in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from deck.markdown.bullets import read_list
from deck.markdown.list_items import squeeze
from deck.markdown.state import Reader
from deck.markdown.tables import cells, has_stamps, timetable
from deck.markdown.tokens import Node
from deck.timeline import narrative as told
from deck.timeline import status_updates
from deck.timeline.events import MARK, UNREADABLE, Timeline, day_alone, divider, event, line_event
from deck.timeline.timestamps import Stamp, bold_stamp, read, read_tail

_TIME_LIKE = re.compile(r"\d[:.h]?\d|\d\s?[ap]m|\?\?|\b(?:later|after|before|then|soon|tbc|tbd)\b", re.IGNORECASE)
_WORDS = 3  # lines of words that may stand above the events of a paragraph
_DEEP = " " * 10  # an item's item may be an event; what stands deeper is not looked at
_BEFORE = " \t-*+_`[("  # what may stand before the first digit of a stamp
_DIGIT = re.compile(r"\d")
_DEFINITION = re.compile(r"^:\s+")


def could_be(reader: Reader, node: Node) -> bool:
    """A quick look: whether a node may hold events."""
    if node.kind == "heading":
        return heading_kind(node) != ""
    if node.kind == "paragraph":
        return any(
            line_event(line, bare=line.startswith("**1")) is not None
            or status_updates.could_be(line)
            or told.may_tell(line)
            for line in reader.lines[node.first : node.last + 1]
        )
    if node.kind == "list":
        heads = (MARK.sub("", reader.lines[first], count=1) for first, _ in node.items)
        if any(
            line_event(head, True, bare=head[:10].isdigit()) is not None or divider(head) is not None or read_tail(head)
            for head in heads
        ):
            return True
        inner = (reader.lines[i] for first, last in node.items for i in range(first + 1, last + 1))
        near = (line.lstrip(_BEFORE) for line in inner if not line.startswith(_DEEP))
        return any(text[:1].isdigit() and read(text) is not None for text in near)
    if node.kind == "code":
        return read(reader.lines[node.first].strip()) is not None
    return node.kind == "table" and has_stamps(cells(reader.lines, node.first, node.last))


@lru_cache(maxsize=16384)
def _heading_of(title: str, text: str) -> tuple[Stamp, str, str] | None:
    """What a heading that begins with a stamp is: "moment", "date" (nothing but a day) or "title" (a day and more)."""
    found = read(title) or (read(text) if text != title else None)
    if day := day_alone(found):
        return *day, "date"
    if found is None or (found[1] and not found[0].marked):
        return None
    timed = found[0].clock is not None or found[0].offset is not None
    return *found, "moment" if timed else "title"


def heading_kind(node: Node) -> str:
    """Whether a heading is a "moment" of a timeline, the "date" of those below it, or a "title" that begins with a date."""
    if node.kind != "heading" or _DIGIT.search(node.title) is None:
        return ""
    found = _heading_of(node.title, node.text)
    return found[2] if found else ""


def collect(reader: Reader, nodes: list[Node], bare: bool, narrative: bool) -> Timeline:
    """The events of a section's nodes, in order.

    `bare` takes amounts alone ("5 min") as stamps, `narrative` takes sentences that begin with one ("At 10:45 UTC, …").
    """
    line = Timeline()
    for place, node in enumerate(nodes):
        before = len(line.events)
        if node.kind == "heading":
            _heading(reader, nodes, place, line)
        elif node.kind == "paragraph":
            _paragraph(reader, place, node, line, bare, narrative)
        elif node.kind == "list":
            read_list(reader, node, line, bare)
        elif node.kind == "table":
            _table(reader, node, line)
        elif node.kind == "code":
            _indented(reader, node, line)
        if len(line.events) > before:
            line.taken[place] = len(line.events) - 1
    return line


def _heading(reader: Reader, nodes: list[Node], place: int, line: Timeline) -> None:
    """A moment, or the date of those below it: a date alone with prose below it is a moment of its own."""
    node = nodes[place]
    found = _heading_of(node.title, node.text)
    if found is None:
        return
    stamp, text, kind = found
    if kind == "date" and place + 1 < len(nodes) and could_be(reader, nodes[place + 1]):
        line.note((stamp, text))
        line.dates.add(place)
    else:
        line.add(event(stamp, text, node.first, node.last, 2))


def _paragraph(reader: Reader, place: int, node: Node, line: Timeline, bare: bool, narrative: bool) -> None:
    """A paragraph whose first line begins with a stamp; each further stamped line is an event, others continue."""
    if node.label and node.label.kind:
        return
    head = reader.lines[node.first]
    first = line_event(head, bare=bare and head.startswith(("**", "__", "[")))
    if (first is None or first[0].clock is None) and node.first == node.last and (day := divider(head)) is not None:
        line.note(day)
        line.dates.add(place)
        return
    if narrative and (first is None or first[2] == 0) and told.read(reader, place, node, line):
        return
    if first is None and (below := _below(reader, node)) is not None:
        lead = squeeze(reader.raw(node.first, below.first - 1))
        if line.events:
            line.events[-1].details.append(lead)
            line.events[-1].last = below.first - 1
        else:
            line.leads[place] = lead
        node, first = below, line_event(reader.lines[below.first])
        head = reader.lines[node.first]
    if first is None or first[2] == 0:
        _unreadable(reader, place, node, line)
        return
    line.bold = line.bold or bold_stamp(head)
    for i in range(node.first, node.last + 1):
        found = first if i == node.first else line_event(reader.lines[i])
        # a line that merely wraps before a time is no event: later lines must look like the first
        if found and (i == node.first or found[2] >= max(first[2], 1)):
            line.add(event(found[0], found[1], i, i, found[2]))
        else:
            line.events[-1].text.append(_DEFINITION.sub("", reader.lines[i].lstrip()))
            line.events[-1].last = i


def _below(reader: Reader, node: Node) -> Node | None:
    """The rest of a paragraph that begins with words ("Timeline:") and goes on with stamped lines, at least two of them."""
    for i in range(node.first + 1, min(node.first + _WORDS, node.last) + 1):
        found = line_event(reader.lines[i])
        if found is not None and found[2] >= 1:
            more = line_event(reader.lines[i + 1]) if i < node.last else None
            return replace(node, first=i) if more is not None and more[2] >= 1 else None
    return None


def _unreadable(reader: Reader, place: int, node: Node, line: Timeline) -> None:
    """A paragraph in the form of its neighbours whose stamp says nothing: it keeps its place."""
    match = UNREADABLE.match(reader.lines[node.first]) if line.bold else None
    if not match:
        return
    rest = [reader.lines[node.first][match.end() :], *reader.lines[node.first + 1 : node.last + 1]]
    made = event(None, "\n".join(rest), node.first, node.last, 2, match.group(1).strip(": "))
    if _TIME_LIKE.search(made.at):
        line.add(made)
    else:
        line.doubtful.append((place, made))


def _indented(reader: Reader, node: Node, line: Timeline) -> None:
    """An indented block right below a date: its stamped lines are events."""
    if line.day is None:
        return
    before = len(line.events)
    for i in range(node.first, node.last + 1):
        text = reader.lines[i].strip()
        found = line_event(text)
        if found is not None:
            line.add(event(found[0], found[1], i, i, found[2]))
        elif text and len(line.events) > before:
            line.events[-1].text.append(text)
            line.events[-1].last = i
        elif text:
            return


def _table(reader: Reader, node: Node, line: Timeline) -> None:
    rows = cells(reader.lines, node.first, node.last)
    table = timetable(rows)
    if not table:
        return
    line.header = line.header or " ".join(rows[0][1])
    before = len(line.events)
    for row in table:
        stamp, at = row.stamp, row.at
        if row.same and len(line.events) > before:
            stamp, at = line.events[-1].stamp, line.events[-1].at
        if stamp is not None or row.text or at:
            made = event(stamp, row.text, row.line, row.line, 2, at)
            made.details = row.details
            line.add(made)

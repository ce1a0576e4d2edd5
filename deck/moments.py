"""Finding the events of a timeline among the nodes of a section, whatever form they are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deck.items import dedent, squeeze
from deck.reader import Reader
from deck.scan import Node
from deck.stamps import Stamp, bold_stamp, read

_TIME_HEADER = re.compile(r"^(?:time|when|at|timestamp|date|clock|start|minute|t\b|utc|offset|hour)", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CELL = re.compile(r"(?<!\\)\|")
_UNREADABLE = re.compile(r"^(?:\*\*|__)([^*_]{1,40})(?:\*\*|__)\s*[–—:|-]+\s*(?=\S)")
_MARK = re.compile(r"^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+")


@dataclass(slots=True)
class Found:
    """An event before it is resolved: `first` and `last` are line indexes; `stamp` is None where it cannot be read."""

    at: str
    stamp: Stamp | None
    text: list[str]
    details: list[str]
    first: int
    last: int
    strength: int = 1  # 2: markup or a separator sets the stamp off; 1: the line begins with it; 0: a sentence does


@dataclass(slots=True)
class Timeline:
    """What was found in a section's nodes: events, and the nodes that none of them took."""

    events: list[Found] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # id of node -> index of its last event
    header: str = ""


def could_be(reader: Reader, node: Node) -> bool:
    """A quick look: whether a node may hold events."""
    if node.kind == "heading":
        return any(c.isdigit() for c in node.title) and _moment_heading(node) is not None
    if node.kind == "paragraph":
        return any(_line_event(line) is not None for line in reader.lines[node.first : node.last + 1])
    if node.kind == "list":
        return any(_line_event(_MARK.sub("", reader.lines[first]), True) is not None for first, _ in node.items)
    return node.kind == "table" and _time_column(_cells(reader, node)) is not None


def _moment_heading(node: Node) -> tuple[Stamp, str] | None:
    found = read(node.title) or read(node.text)
    return found if found and (found[0].marked or not found[1]) else None


def is_moment(node: Node) -> bool:
    """Whether a heading is a moment of a timeline rather than a title."""
    return node.kind == "heading" and any(c.isdigit() for c in node.title) and _moment_heading(node) is not None


def _line_event(line: str, in_list: bool = False, bare: bool = False) -> tuple[Stamp, str, int] | None:
    found = read(line, bare)
    if found is None:
        return None
    stamp, rest = found
    if stamp.clock is None and stamp.offset is None and not stamp.marked:
        return None
    if stamp.narrative and not in_list and not line.lstrip().startswith("*"):
        return stamp, rest, 0
    return stamp, rest, 2 if stamp.marked or in_list else 1


def collect(reader: Reader, nodes: list[Node], bare: bool, narrative: bool) -> Timeline:
    """The events of a section's nodes, in order.

    `bare` takes amounts alone ("5 min") as stamps, `narrative` takes sentences that begin with one ("At 10:45 UTC, …").
    """
    line = Timeline()
    for place, node in enumerate(nodes):
        before = len(line.events)
        if node.kind == "heading" and (moment := _moment_heading(node)):
            line.events.append(_event(moment[0], moment[1], [], node.first, node.last, 2))
        elif node.kind == "paragraph":
            _paragraph(reader, node, line, bare, narrative)
        elif node.kind == "list":
            _list(reader, node, line, bare)
        elif node.kind == "table":
            _table(reader, node, line)
        if len(line.events) > before:
            line.taken[place] = len(line.events) - 1
    return line


def _event(
    stamp: Stamp | None, text: str, details: list[str], first: int, last: int, strength: int, at: str = ""
) -> Found:
    return Found(stamp.raw if stamp else at, stamp, [text] if text else [], details, first, last, strength)


def _paragraph(reader: Reader, node: Node, line: Timeline, bare: bool, narrative: bool) -> None:
    """A paragraph whose first line begins with a stamp; each further stamped line is an event, others continue."""
    if node.label and node.label.kind:
        return
    first = _line_event(reader.lines[node.first], bare=bare and reader.lines[node.first].startswith(("**", "__", "[")))
    if first is None or (first[2] == 0 and not narrative):
        _unreadable(reader, node, line)
        return
    for i in range(node.first, node.last + 1):
        found = first if i == node.first else _line_event(reader.lines[i])
        # a line that merely wraps before a time is no event: later lines must look like the first
        if found and (i == node.first or found[2] >= max(first[2], 1)):
            line.events.append(_event(found[0], found[1], [], i, i, found[2]))
        else:
            line.events[-1].text.append(reader.lines[i])
            line.events[-1].last = i


def _unreadable(reader: Reader, node: Node, line: Timeline) -> None:
    """A paragraph in the form of its neighbours whose stamp says nothing: it keeps its place."""
    match = _UNREADABLE.match(reader.lines[node.first])
    if not match or not line.events or not bold_stamp(reader.lines[line.events[-1].first]):
        return
    rest = [reader.lines[node.first][match.end() :], *reader.lines[node.first + 1 : node.last + 1]]
    line.events.append(_event(None, "\n".join(rest), [], node.first, node.last, 2, match.group(1).strip(": ")))


def _list(reader: Reader, node: Node, line: Timeline, bare: bool) -> None:
    heads = [_MARK.sub("", reader.lines[first]) for first, _ in node.items]
    found = [_line_event(head, True, bare) for head in heads]
    if sum(f is not None for f in found) * 2 < len(found):
        return
    for (first, last), head, event in zip(node.items, heads, found, strict=True):
        inner = dedent(reader.lines[first : last + 1])
        if event is not None:
            made = _event(event[0], event[1], [], first, last, event[2])
            _body(made, inner[1:])
            line.events.append(made)
        elif match := _UNREADABLE.match(head):
            made = _event(None, head[match.end() :], [], first, last, 2, match.group(1).strip(": "))
            _body(made, inner[1:])
            line.events.append(made)
        elif line.events:
            line.events[-1].details.append("\n".join(inner).strip("\n"))
            line.events[-1].last = last
        else:
            made = _event(None, head, [], first, last, 1)
            _body(made, inner[1:])
            line.events.append(made)


def _body(event: Found, lines: list[str]) -> None:
    """What follows an item's first line: continuation of the text, then sub-bullets and paragraphs as details."""
    in_text = True
    for line in lines:
        bullet = _MARK.match(line)
        if not line.strip():
            in_text = False
        elif bullet and not line.startswith("   "):
            event.details.append(line[bullet.end() :])
            in_text = False
        elif in_text:
            event.text.append(line)
        elif event.details and line.startswith(" "):
            event.details[-1] += "\n" + line[2:] if line.startswith("  ") else "\n" + line.strip()
        else:
            event.details.append(line)


def _cells(reader: Reader, node: Node) -> list[tuple[int, list[str]]]:
    """Rows of a table with their line index; the row of dashes left out."""
    rows = []
    for i in range(node.first, node.last + 1):
        if i == node.first + 1:
            continue
        text = reader.lines[i].strip().removeprefix("|")
        text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
        rows.append((i, [c.strip().replace("\\|", "|") for c in _CELL.split(text)]))
    return rows


def _time_column(rows: list[tuple[int, list[str]]]) -> int | None:
    """The column in which most cells are stamps; a header that says so breaks ties."""
    if len(rows) < 2:
        return None
    width = max(len(cells) for _, cells in rows)
    best, found = 0.0, None
    for column in range(min(width, 6)):
        cells = [_BREAK.sub(" ", r[column]) for _, r in rows[1:] if column < len(r) and r[column]]
        stamps = sum(1 for c in cells if (got := read(c, True)) is not None and not got[1])
        header = rows[0][1][column] if column < len(rows[0][1]) else ""
        share = stamps / len(cells) if cells else 0.0
        share += 0.1 if share and _TIME_HEADER.match(header.strip("* ")) else 0.0
        if stamps and share > max(best, 0.5):
            best, found = share, column
    return found


def _table(reader: Reader, node: Node, line: Timeline) -> None:
    rows = _cells(reader, node)
    column = _time_column(rows)
    if column is None:
        return
    header = rows[0][1]
    line.header = line.header or " ".join(header)
    main = _main_column(rows, column)
    for i, cells in rows[1:]:
        stamp_cell = _BREAK.sub(" ", cells[column]) if column < len(cells) else ""
        text, details = _texts(header, cells, column, main)
        got = read(stamp_cell, True)
        if got is not None:
            line.events.append(_event(got[0], " ".join([got[1], text]).strip(), details, i, i, 2))
        elif not stamp_cell.strip("*-– ") and line.events and line.events[-1].first >= node.first:
            event = line.events[-1]
            line.events.append(Found(event.at, event.stamp, [text] if text else [], details, i, i, 2))
        elif text or stamp_cell:
            line.events.append(_event(None, text, details, i, i, 2, stamp_cell.strip("* ")))


def _main_column(rows: list[tuple[int, list[str]]], column: int) -> int:
    """The column that tells the story: the one with the most text, the time left out."""
    width = max(len(cells) for _, cells in rows)
    weight = {n: sum(len(c[n]) for _, c in rows[1:] if n < len(c)) for n in range(width) if n != column}
    return max(weight, key=lambda n: weight[n], default=-1)


def _texts(header: list[str], cells: list[str], column: int, main: int) -> tuple[str, list[str]]:
    """The event's text, and as details what else the row says, with the name of its column."""
    told = cells[main] if 0 <= main < len(cells) else ""
    text, *more = [p.strip() for p in _BREAK.split(told) if p.strip()] or [""]
    details = [re.sub(r"^[-•*]\s+", "", m) for m in more]
    for n, cell in enumerate(cells):
        if n in (main, column) or not cell:
            continue
        said = squeeze(_BREAK.sub(" ", cell))
        name = header[n].strip("* ") if n < len(header) else ""
        details.append(f"{name}: {said}" if name else said)
    return text, details

"""Timelines in lists: items that begin with a stamp, dates with times below them, what stands under an item."""

from __future__ import annotations

from deck.markdown.list_items import dedent_item
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.events import (
    LIST_MARK,
    UNREADABLE_STAMP,
    DatedHeading,
    EventDraft,
    Timeline,
    build_event,
    read_divider,
    read_line_event,
)
from deck.timeline.roles import read_role_tag
from deck.timeline.timestamps import read_trailing_time


def read_list_events(reader: ParserState, node: Node, line: Timeline, bare: bool) -> None:
    """The events of a list in which at least half the items begin with a stamp; other items are details of those above."""
    heads = [LIST_MARK.sub("", reader.lines[first], count=1) for first, _ in node.items]
    found = [read_line_event(head, True, bare) for head in heads]
    days = [
        None if got and got[0].clock is not None else read_divider(head) for got, head in zip(found, heads, strict=True)
    ]
    if sum(f is not None or d is not None for f, d in zip(found, days, strict=True)) * 2 < len(found):
        if not _read_phases(reader, node, line):
            _read_trailing_times(node, heads, line)
        return
    for (first, last), head, got, day in zip(node.items, heads, found, days, strict=True):
        if day is not None and _read_dated_item(reader, first, last, line, day):
            continue
        inner = dedent_item(reader.lines[first : last + 1])[1:] if last > first else []
        if got is not None:
            made = build_event(got[0], got[1], first, last, got[2])
        elif match := UNREADABLE_STAMP.match(head):
            made = build_event(None, head[match.end() :], first, last, 2, match.group(1).strip(": "))
        elif line.events:
            line.events[-1].details.append("\n".join([head, *inner]).strip("\n"))
            line.events[-1].last = last
            continue
        else:
            made = build_event(None, head, first, last, 1)
        if inner:
            _add_item_body(made, inner)
        line.add_event(made)


def _read_trailing_times(node: Node, heads: list[str], line: Timeline) -> None:
    """The items of a list, each on one line, that nearly all end with their time."""
    tails = [
        read_trailing_time(head) if first == last else None
        for (first, last), head in zip(node.items, heads, strict=True)
    ]
    if sum(tail is not None for tail in tails) * 3 < len(tails) * 2:
        return
    for (first, last), head, tail in zip(node.items, heads, tails, strict=True):
        line.add_event(
            build_event(tail[0], tail[1], first, last, 2) if tail else build_event(None, head, first, last, 1)
        )


def _read_phases(reader: ParserState, node: Node, line: Timeline) -> bool:
    """A list of phases, each with its events below it: the phase is their role, else a detail of the first of them."""
    trial = Timeline()
    for first, last in node.items:
        place = len(trial.events)
        if last == first or not _read_dated_item(reader, first, last, trial, None):
            return False
        name = LIST_MARK.sub("", reader.lines[first], count=1)
        role, _ = read_role_tag(f"**{name.strip('*_: ')}** x")
        for made in trial.events[place:] if role else ():
            made.text[:1] = [f"*{name.strip('*_: ')}:* {made.text[0] if made.text else ''}"]
        if not role:
            trial.events[place].details.insert(0, name)
    for made in trial.events:
        line.add_event(made)
    return True


def _read_dated_item(reader: ParserState, first: int, last: int, line: Timeline, day: DatedHeading | None) -> bool:
    """An item that is a date (or a phase) with times below it: each of them is an event of that day."""
    inner = dedent_item(reader.lines[first : last + 1])
    starts = [i for i, text in enumerate(inner) if i and LIST_MARK.match(text) and not text.startswith(" ")]
    if not starts or any(text.strip() for text in inner[1 : starts[0]]):
        return False
    heads = [read_line_event(LIST_MARK.sub("", inner[i], count=1), True) for i in starts]
    timed = [got for got in heads if got is not None and got[0].clock is not None]
    if len(timed) < len(heads):
        return False
    if day is not None:
        line.note_day(day)
    for place, (start, got) in enumerate(zip(starts, timed, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else len(inner)
        made = build_event(got[0], got[1], first + start if place else first, first + stop - 1, got[2])
        _add_item_body(made, dedent_item(inner[start:stop])[1:])
        line.add_event(made)
    return True


def _add_item_body(found: EventDraft, lines: list[str]) -> None:
    """What follows an item's first line: continuation of the text, then sub-bullets and paragraphs as details."""
    in_text = True
    for line in lines:
        bullet = LIST_MARK.match(line)
        if not line.strip():
            in_text = False
        elif bullet and not line.startswith("   "):
            found.details.append(line[bullet.end() :])
            in_text = False
        elif in_text:
            found.text.append(line)
        elif found.details and line.startswith(" "):
            found.details[-1] += "\n" + line[2:] if line.startswith("  ") else "\n" + line.strip()
        else:
            found.details.append(line)

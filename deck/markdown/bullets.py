"""Timelines in lists: items that begin with a stamp, dates with times below them, what stands under an item."""

from __future__ import annotations

from deck.markdown.list_items import dedent
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.timeline.events import MARK, UNREADABLE, Day, Found, Timeline, divider, event, line_event
from deck.timeline.roles import tagged
from deck.timeline.timestamps import read_tail


def read_list(reader: Reader, node: Node, line: Timeline, bare: bool) -> None:
    """The events of a list in which at least half the items begin with a stamp; other items are details of those above."""
    heads = [MARK.sub("", reader.lines[first], count=1) for first, _ in node.items]
    found = [line_event(head, True, bare) for head in heads]
    days = [None if got and got[0].clock is not None else divider(head) for got, head in zip(found, heads, strict=True)]
    if sum(f is not None or d is not None for f, d in zip(found, days, strict=True)) * 2 < len(found):
        if not _phases(reader, node, line):
            _tails(node, heads, line)
        return
    for (first, last), head, got, day in zip(node.items, heads, found, days, strict=True):
        if day is not None and _dated(reader, first, last, line, day):
            continue
        inner = dedent(reader.lines[first : last + 1])[1:] if last > first else []
        if got is not None:
            made = event(got[0], got[1], first, last, got[2])
        elif match := UNREADABLE.match(head):
            made = event(None, head[match.end() :], first, last, 2, match.group(1).strip(": "))
        elif line.events:
            line.events[-1].details.append("\n".join([head, *inner]).strip("\n"))
            line.events[-1].last = last
            continue
        else:
            made = event(None, head, first, last, 1)
        if inner:
            _body(made, inner)
        line.add(made)


def _tails(node: Node, heads: list[str], line: Timeline) -> None:
    """The items of a list, each on one line, that nearly all end with their time."""
    tails = [read_tail(head) if first == last else None for (first, last), head in zip(node.items, heads, strict=True)]
    if sum(tail is not None for tail in tails) * 3 < len(tails) * 2:
        return
    for (first, last), head, tail in zip(node.items, heads, tails, strict=True):
        line.add(event(tail[0], tail[1], first, last, 2) if tail else event(None, head, first, last, 1))


def _phases(reader: Reader, node: Node, line: Timeline) -> bool:
    """A list of phases, each with its events below it: the phase is their role, else a detail of the first of them."""
    trial = Timeline()
    for first, last in node.items:
        place = len(trial.events)
        if last == first or not _dated(reader, first, last, trial, None):
            return False
        name = MARK.sub("", reader.lines[first], count=1)
        role, _ = tagged(f"**{name.strip('*_: ')}** x")
        for made in trial.events[place:] if role else ():
            made.text[:1] = [f"*{name.strip('*_: ')}:* {made.text[0] if made.text else ''}"]
        if not role:
            trial.events[place].details.insert(0, name)
    for made in trial.events:
        line.add(made)
    return True


def _dated(reader: Reader, first: int, last: int, line: Timeline, day: Day | None) -> bool:
    """An item that is a date (or a phase) with times below it: each of them is an event of that day."""
    inner = dedent(reader.lines[first : last + 1])
    starts = [i for i, text in enumerate(inner) if i and MARK.match(text) and not text.startswith(" ")]
    if not starts or any(text.strip() for text in inner[1 : starts[0]]):
        return False
    heads = [line_event(MARK.sub("", inner[i], count=1), True) for i in starts]
    timed = [got for got in heads if got is not None and got[0].clock is not None]
    if len(timed) < len(heads):
        return False
    if day is not None:
        line.note(day)
    for place, (start, got) in enumerate(zip(starts, timed, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else len(inner)
        made = event(got[0], got[1], first + start if place else first, first + stop - 1, got[2])
        _body(made, dedent(inner[start:stop])[1:])
        line.add(made)
    return True


def _body(found: Found, lines: list[str]) -> None:
    """What follows an item's first line: continuation of the text, then sub-bullets and paragraphs as details."""
    in_text = True
    for line in lines:
        bullet = MARK.match(line)
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

"""Timelines in lists: items that begin with a stamp, dates with times below them, what stands under an item."""

from __future__ import annotations

from deck.markdown.list_items import dedent_item
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.event_roles import read_role_tag
from deck.timeline.events import (
    LIST_MARK,
    ODD_STAMP,
    UNREADABLE_STAMP,
    DatedHeading,
    EventDraft,
    SectionEvents,
    build_event,
    is_label_line,
    is_placeholder,
    read_divider,
    read_line_event,
)
from deck.timeline.timestamps import Timestamp, read_timestamp, read_trailing_time

_FEWEST_NESTED = 2  # times below one item that make it a timeline


def read_list_events(state: ParserState, place: int, node: Node, line: SectionEvents, bare: bool) -> None:  # noqa: PLR0912
    """Collect a list in which at least half the items begin with a stamp; other items are details of those above."""
    heads = [_read_head(state, first, last) for first, last in node.items]
    parsed_heads = [read_line_event(head, True, bare) for head in heads]
    days = [
        None if parsed and parsed[0].clock is not None else read_divider(head)
        for parsed, head in zip(parsed_heads, heads, strict=True)
    ]
    odd = [None if parsed else ODD_STAMP.match(head) for parsed, head in zip(parsed_heads, heads, strict=True)]
    stamped = sum(f is not None or d is not None for f, d in zip(parsed_heads, days, strict=True))
    attributes = sum(is_label_line(head) for f, head in zip(parsed_heads, heads, strict=True) if f is None)
    if stamped * 2 < len(heads) - (attributes if stamped >= 2 else 0):
        if not _read_phases(state, node, line) and not _read_nested(state, place, node, line):
            _read_trailing_times(state, place, node, heads, line)
        return
    lead: list[str] = []
    for n, (first, last) in enumerate(node.items):
        head, parsed, day = heads[n], parsed_heads[n], days[n]
        if day is not None and _read_dated_item(state, first, last, line, day):
            continue
        inner = dedent_item(state.lines[first : last + 1])[1:] if last > first else []
        if head != LIST_MARK.sub("", state.lines[first], count=1):
            inner = []  # bold over several lines: the head holds them all
        if parsed is not None:
            created = build_event(parsed[0], parsed[1], first, last, parsed[2])
        elif stamped >= _FEWEST_NESTED and (dated := _read_bare_date(head)) is not None:
            created = build_event(dated[0], dated[1], first, last, 1)
        elif (match := UNREADABLE_STAMP.match(head)) and not is_label_line(head):
            created = build_event(None, head[match.end() :], first, last, 2, match.group(1).strip(": "))
        elif (match := odd[n]) is not None:
            created = build_event(None, head[match.end() :], first, last, 2, match["at"].strip())
        elif line.events:
            if not is_label_line(head) and not is_placeholder(head):
                line.untimed.append(first)
            line.events[-1].details.append("\n".join([head, *inner]).strip("\n"))
            line.events[-1].last = last
            continue
        else:
            if not is_label_line(head) and not is_placeholder(head):
                line.untimed.append(first)
            lead.append(state.join_lines(first, last))
            continue
        if inner:
            _add_item_body(created, inner)
        line.add_event(created)
    if lead:
        line.lead_texts[place] = "\n".join(lead)


def _read_bare_date(head: str) -> tuple[Timestamp, str] | None:
    """Return a date with words right behind it: among stamped items, "2024-11-22 Report published" needs no dash."""
    result = read_timestamp(head) if head[:1].isdigit() else None
    return result if result is not None and result[0].day is not None and result[1][:1].isalpha() else None


def _read_head(state: ParserState, first: int, last: int) -> str:
    """Return the first line of an item without its mark; of an item that is wholly in bold, all lines as one."""
    head = LIST_MARK.sub("", state.lines[first], count=1)
    if last > first and head.startswith("**") and head.count("**") == 1:
        lines = [head, *(text.strip() for text in state.lines[first + 1 : last + 1])]
        head_text = " ".join(text for text in lines if text)
        if head_text.endswith("**") and head_text.count("**") == 2:
            return head_text
    return head


def _read_trailing_times(state: ParserState, place: int, node: Node, heads: list[str], line: SectionEvents) -> None:
    """Collect the items of a list, each on one line, that nearly all end with their time."""
    tails = [
        read_trailing_time(head) if first == last else None
        for (first, last), head in zip(node.items, heads, strict=True)
    ]
    if sum(tail is not None for tail in tails) * 3 < len(tails) * 2:
        return
    lead: list[str] = []
    for (first, last), head, tail in zip(node.items, heads, tails, strict=True):
        if tail is not None:
            line.add_event(build_event(tail[0], tail[1], first, last, 2))
        elif any(c.isdigit() for c in head):
            line.add_event(build_event(None, head, first, last, 1))
        elif line.events:
            line.events[-1].details.append(head)
            line.events[-1].last = last
        else:
            lead.append(state.join_lines(first, last))
    if lead:
        line.lead_texts[place] = "\n".join(lead)


def _read_nested(state: ParserState, place: int, node: Node, line: SectionEvents) -> bool:
    """Collect a list of which some items have events below them ("**Key events**"); return whether it is one.

    The other items stay text.
    """
    trial, lead = SectionEvents(), list[str]()
    for first, last in node.items:
        if last == first or not _read_inner_events(state, first, last, trial):
            lead.append(state.join_lines(first, last))
    if len(trial.events) < _FEWEST_NESTED:
        return False
    for created in trial.events:
        line.add_event(created)
    line.untimed += trial.untimed
    if lead:
        line.lead_texts[place] = "\n".join(lead)
    return True


def _read_inner_events(state: ParserState, first: int, last: int, line: SectionEvents) -> bool:
    """Collect the items below an item where at least two, and half of them, begin or end with a time; return whether so."""
    inner = dedent_item(state.lines[first : last + 1])
    starts = [i for i, text in enumerate(inner) if i and LIST_MARK.match(text) and not text.startswith(" ")]
    if not starts or any(text.strip() for text in inner[1 : starts[0]]):
        return False
    heads = [LIST_MARK.sub("", inner[i], count=1) for i in starts]
    readings: list[tuple[Timestamp, str] | None] = []
    for head in heads:
        parsed = read_line_event(head, True)
        readings.append(
            (parsed[0], parsed[1]) if parsed is not None and parsed[0].clock is not None else read_trailing_time(head)
        )
    timed = sum(pair is not None for pair in readings)
    if timed < _FEWEST_NESTED or timed * 2 < len(readings):
        return False
    for n, (start, pair) in enumerate(zip(starts, readings, strict=True)):
        stop = starts[n + 1] if n + 1 < len(starts) else len(inner)
        begin = first + start if n else first
        if pair is None and not ODD_STAMP.match(heads[n]):
            if line.events and not is_label_line(heads[n]):
                line.untimed.append(first + start)
            if line.events:
                line.events[-1].details.append(heads[n])
                line.events[-1].last = first + stop - 1
            continue
        odd = ODD_STAMP.match(heads[n]) if pair is None else None
        created = (
            build_event(pair[0], pair[1], begin, first + stop - 1, 2)
            if pair is not None
            else build_event(
                None, heads[n][odd.end() :] if odd else heads[n], begin, first + stop - 1, 2, odd["at"] if odd else ""
            )
        )
        _add_item_body(created, dedent_item(inner[start:stop])[1:])
        line.add_event(created)
    return True


def _read_phases(state: ParserState, node: Node, line: SectionEvents) -> bool:
    """Collect a list of phases, each with its events below it; return whether it is one.

    The phase is the role of its events where its name is one ("Mitigation"), else a detail of the first.
    """
    trial = SectionEvents()
    for first, last in node.items:
        place = len(trial.events)
        if last == first or not _read_dated_item(state, first, last, trial, None):
            return False
        name = LIST_MARK.sub("", state.lines[first], count=1)
        role, _ = read_role_tag(f"**{name.strip('*_: ')}** x")
        for created in trial.events[place:] if role else ():
            created.text[:1] = [f"*{name.strip('*_: ')}:* {created.text[0] if created.text else ''}"]
        if not role:
            trial.events[place].details.insert(0, name)
    for created in trial.events:
        line.add_event(created)
    return True


def _read_dated_item(state: ParserState, first: int, last: int, line: SectionEvents, day: DatedHeading | None) -> bool:
    """Collect the events of an item that is a date (or a phase) with times below it; return whether it is one."""
    inner = dedent_item(state.lines[first : last + 1])
    starts = [i for i, text in enumerate(inner) if i and LIST_MARK.match(text) and not text.startswith(" ")]
    if not starts or any(text.strip() for text in inner[1 : starts[0]]):
        return False
    heads = [read_line_event(LIST_MARK.sub("", inner[i], count=1), True) for i in starts]
    timed = [parsed for parsed in heads if parsed is not None and parsed[0].clock is not None]
    if len(timed) < len(heads):
        return False
    if day is not None:
        line.note_day(day)
    for place, (start, parsed) in enumerate(zip(starts, timed, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else len(inner)
        created = build_event(parsed[0], parsed[1], first + start if place else first, first + stop - 1, parsed[2])
        _add_item_body(created, dedent_item(inner[start:stop])[1:])
        line.add_event(created)
    return True


def _add_item_body(event: EventDraft, lines: list[str]) -> None:
    """Add what follows an item's first line: continuation of the text, then sub-bullets and paragraphs as details."""
    in_text = True
    for line in lines:
        bullet = LIST_MARK.match(line)
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

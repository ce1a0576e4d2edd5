"""What is said once about all the times of an incident: their zone, their date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import chain
from weakref import WeakKeyDictionary

from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.timeline.dates import day_in, year_in
from deck.timeline.events import Timeline
from deck.timeline.resolve import Context
from deck.timeline.timestamps import is_log
from deck.timeline.timezones import zone_in

_ABOUT = re.compile(
    r"\b(?:all\s+(?:the\s+)?times?(?:stamps?)?|times?(?:stamps?)?\s+(?:are|is|in|given|shown|below|listed)|time ?zones?"
    r"|(?:uhr)?zeit(?:en|angaben)|les\s+heures|las\s+horas)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]")
_REACH = 40  # nodes before the timeline in which a date or zone may have been stated
_LONGEST = 2000  # characters of a text that are looked at


def context_of(reader: Reader, nodes: list[Node], line: Timeline, clock: str) -> tuple[Context, str]:
    """Zone and day that hold for a whole timeline, and the sentence that names the zone (made from a table's header too)."""
    first = min([*line.taken, *line.dates], default=0)
    texts = [_text(reader, n) for n in nodes[:first] if n.kind in ("paragraph", "list", "quote", "table")]
    before = [t for t in texts if not is_log(t)]
    titles = [s.title for s in reversed(reader.ancestors)] + [reader.title]
    zone = zone_in(f"{clock} time") if clock else None
    if zone is None and line.header and (zone := zone_in(f"{line.header} time")) is not None:
        year = year_in(line.header)
        clock = f"All times are {zone.tzname(None) or _written(line.header)}{f' ({year})' if year else ''}."
    near = [t for t in before if _ABOUT.search(t)] + titles
    zone = zone or _first_zone(near) or next((said.zone for said in _earlier(reader, 0) if said.zone is not None), None)
    if clock:
        before.append(clock)
    day, year = _stated_day(reader, line, [*before, *titles])
    return Context(zone, day[0] if day else None, day[1] if day else False, year), clock


def _text(reader: Reader, node: Node) -> str:
    return reader.text(node)[:_LONGEST]


def _written(header: str) -> str:
    match = _BRACKETS.search(header)
    return match.group(1).strip("* ") if match else header


def _first_zone(texts: Iterable[str]) -> tzinfo | None:
    return next((zone for text in texts if (zone := zone_in(text)) is not None), None)


def _stated_day(reader: Reader, line: Timeline, near: list[str]) -> tuple[tuple[date, bool] | None, int | None]:
    """The day that holds where no event has one, and the year of days that are written without."""
    stamps = [e.stamp for e in line.events if e.stamp is not None and e.stamp.offset is None]
    dated = next((s for s in stamps if s.day is not None), None)
    if not stamps or (dated is not None and not dated.yearless):
        return None, None
    last = reader.incident_at(reader.incident[0]).last if reader.incident else 0
    said = chain((_said(text) for text in near), _earlier(reader, last))
    if dated is not None:
        return None, next((fact.year for fact in said if fact.year is not None), None)
    day = next((fact.day for fact in said if fact.day is not None), None)
    if day is None or not day[1]:
        return day, None
    said = chain((_said(text) for text in near), _earlier(reader, last))
    return day, next((fact.year for fact in said if fact.year is not None), None)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says about times: their zone, a day and whether its year is missing, a year."""

    zone: tzinfo | None
    day: tuple[date, bool] | None
    year: int | None


def _said(text: str) -> _Said:
    day = day_in(text)
    year = day[0].year if day is not None and not day[1] else year_in(text)
    return _Said(zone_in(text) if _ABOUT.search(text) else None, day, year)


_NOTHING = _Said(None, None, None)
# what each node of a document says, while it is being read: many incidents look back on the same nodes
_facts: WeakKeyDictionary[Reader, dict[int, _Said]] = WeakKeyDictionary()


def _earlier(reader: Reader, after: int) -> Iterator[_Said]:
    """What paragraphs and lists before this section and behind line `after` say, nearest first."""
    known = _facts.setdefault(reader, {})
    for place in range(reader.at - 1, max(-1, reader.at - 1 - _REACH), -1):
        node = reader.nodes[place]
        if reader.origin[node.first] <= after:
            return
        said = known.get(node.first)
        if said is None:
            told = node.kind in ("paragraph", "list", "table", "quote")
            said = known[node.first] = _said(_text(reader, node)) if told else _NOTHING
        if said is not _NOTHING:
            yield said

"""What is said once about all the times of an incident: their zone, their date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from itertools import chain

from deck.days import day_in, year_in
from deck.events import Timeline
from deck.reader import Reader
from deck.scan import Node
from deck.stamps import is_log
from deck.timeline import Context
from deck.zones import zone_in

_ABOUT = re.compile(
    r"\b(?:all\s+(?:the\s+)?times?(?:stamps?)?|times?(?:stamps?)?\s+(?:are|is|in|given|shown|below|listed)|time ?zones?)\b",
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
    zone = zone or _first_zone(near) or _first_zone(t for t in _earlier(reader, 0) if _ABOUT.search(t))
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
    if dated is not None:
        return None, _first_year(chain(near, _earlier(reader, last)))
    day = next((d for t in chain(near, _earlier(reader, last)) if (d := day_in(t)) is not None), None)
    year = _first_year(chain(near, _earlier(reader, last))) if day is not None and day[1] else None
    return day, year


def _first_year(texts: Iterable[str]) -> int | None:
    for text in texts:
        day = day_in(text)
        year = day[0].year if day is not None and not day[1] else year_in(text)
        if year is not None:
            return year
    return None


def _earlier(reader: Reader, after: int) -> Iterator[str]:
    """Paragraphs and lists before this section and behind line `after`, nearest first."""
    for place in range(reader.at - 1, max(-1, reader.at - 1 - _REACH), -1):
        node = reader.nodes[place]
        if reader.origin[node.first] <= after:
            return
        if node.kind in ("paragraph", "list", "table", "quote"):
            yield _text(reader, node)

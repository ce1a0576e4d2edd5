"""What is said once about all the times of an incident: their zone, their date."""

from __future__ import annotations

import re

from deck.items import squeeze
from deck.moments import Timeline
from deck.reader import Reader
from deck.scan import Node
from deck.stamps import day_in, zone_in
from deck.timeline import Context

_SENTENCE = re.compile(
    r"^[*_(\[]*(?:note:?\s*)?(?:all\s+)?(?:the\s+)?(?:times?(?:stamps?)?|time ?zones?)\b.{0,80}$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:all\s+(?:the\s+)?times?(?:stamps?)?|times?(?:stamps?)?\s+(?:are|is|in|given|shown|below|listed)|time ?zones?)\b",
    re.IGNORECASE,
)
_REACH = 120  # nodes before the timeline in which a date or zone may have been stated


def is_clock_sentence(text: str) -> bool:
    """Whether a paragraph says nothing but which zone the times are in."""
    flat = squeeze(text)
    return len(flat) < 120 and bool(_SENTENCE.match(flat)) and zone_in(f"{flat} time") is not None


def context_of(reader: Reader, nodes: list[Node], line: Timeline, clock: str) -> tuple[Context, str]:
    """Zone and day that hold for a whole timeline, and the sentence that names the zone (made from a table's header too)."""
    first = min(line.taken, default=0)
    before = [reader.text(n) for n in nodes[:first] if n.kind in ("paragraph", "list", "quote", "table")]
    titles = [s.title for s in reversed(reader.ancestors)] + [reader.title]
    zone = zone_in(f"{clock} time") if clock else None
    if zone is None and line.header and (zone := zone_in(f"{line.header} time")) is not None:
        clock = f"All times are {zone.tzname(None) or _written(line.header)}."
    told = [t for t in before if _ABOUT.search(t)] + titles
    zone = zone or next((z for t in told if (z := zone_in(t)) is not None), None)
    earlier: list[str] | None = None
    if zone is None:
        earlier = _earlier(reader)
        zone = next((z for t in earlier if _ABOUT.search(t) and (z := zone_in(t)) is not None), None)
    day = next((d for t in [*before, *titles] if (d := day_in(t)) is not None), None)
    if day is None and any(e.stamp is not None and e.stamp.clock is not None for e in line.events):
        if not any(e.stamp is not None and e.stamp.day is not None and not e.stamp.yearless for e in line.events):
            day = next((d for t in earlier or _earlier(reader) if (d := day_in(t)) is not None), None)
    if any(e.stamp is not None and e.stamp.day is not None for e in line.events) and day is not None and day[1]:
        day = None
    return Context(zone, day[0] if day else None, day[1] if day else False), clock


def _written(header: str) -> str:
    match = re.search(r"[\[(]([^\])]+)[\])]", header)
    return match.group(1) if match else header


def _earlier(reader: Reader) -> list[str]:
    """Paragraphs and lists before this section, nearest first."""
    found = []
    for node in reversed(reader.nodes[max(0, reader.at - _REACH) : reader.at]):
        if node.kind in ("paragraph", "list", "table", "quote") and node.last - node.first < 60:
            found.append(reader.text(node)[:4000])
    return found

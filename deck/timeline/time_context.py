"""What is said once about all the times of an incident: their zone, their date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import chain
from weakref import WeakKeyDictionary

from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.dates import find_day, find_year
from deck.timeline.events import Timeline
from deck.timeline.time_resolution import TimeContext
from deck.timeline.timestamps import is_log_line
from deck.timeline.timezones import find_zone

_ABOUT_TIMES = re.compile(
    r"\b(?:all\s+(?:the\s+)?times?(?:stamps?)?|times?(?:stamps?)?\s+(?:are|is|in|given|shown|below|listed)|time ?zones?"
    r"|(?:uhr)?zeit(?:en|angaben)|les\s+heures|las\s+horas)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]")
_MOST_NODES = 40  # nodes before the timeline in which a date or zone may have been stated
_MOST_CHARACTERS = 2000  # characters of a text that are looked at


def find_time_context(reader: ParserState, nodes: list[Node], line: Timeline, clock: str) -> tuple[TimeContext, str]:
    """Zone and day that hold for a whole timeline, and the sentence that names the zone (made from a table's header too)."""
    first = min([*line.taken_nodes, *line.date_nodes], default=0)
    texts = [_node_start(reader, n) for n in nodes[:first] if n.kind in ("paragraph", "list", "quote", "table")]
    before = [t for t in texts if not is_log_line(t)]
    titles = [s.title for s in reversed(reader.ancestors)] + [reader.title]
    zone = find_zone(f"{clock} time") if clock else None
    if zone is None and line.header and (zone := find_zone(f"{line.header} time")) is not None:
        year = find_year(line.header)
        clock = f"All times are {zone.tzname(None) or _zone_name(line.header)}{f' ({year})' if year else ''}."
    near = [t for t in before if _ABOUT_TIMES.search(t)] + titles
    zone = (
        zone
        or _find_first_zone(near)
        or next((said.zone for said in _iter_earlier_facts(reader, 0) if said.zone is not None), None)
    )
    if clock:
        before.append(clock)
    day, year = _find_stated_day(reader, line, [*before, *titles])
    return TimeContext(zone, day[0] if day else None, day[1] if day else False, year), clock


def _node_start(reader: ParserState, node: Node) -> str:
    return reader.node_text(node)[:_MOST_CHARACTERS]


def _zone_name(header: str) -> str:
    match = _BRACKETS.search(header)
    return match.group(1).strip("* ") if match else header


def _find_first_zone(texts: Iterable[str]) -> tzinfo | None:
    return next((zone for text in texts if (zone := find_zone(text)) is not None), None)


def _find_stated_day(
    reader: ParserState, line: Timeline, near: list[str]
) -> tuple[tuple[date, bool] | None, int | None]:
    """The day that holds where no event has one, and the year of days that are written without."""
    stamps = [e.stamp for e in line.events if e.stamp is not None and e.stamp.offset is None]
    dated = next((s for s in stamps if s.day is not None), None)
    if not stamps or (dated is not None and not dated.is_yearless):
        return None, None
    last = reader.get_incident(reader.last_incident[0]).last if reader.last_incident else 0
    said = chain((_read_facts(text) for text in near), _iter_earlier_facts(reader, last))
    if dated is not None:
        return None, next((fact.year for fact in said if fact.year is not None), None)
    day = next((fact.day for fact in said if fact.day is not None), None)
    if day is None or not day[1]:
        return day, None
    said = chain((_read_facts(text) for text in near), _iter_earlier_facts(reader, last))
    return day, next((fact.year for fact in said if fact.year is not None), None)


@dataclass(frozen=True, slots=True)
class _StatedFacts:
    """What a text says about times: their zone, a day and whether its year is missing, a year."""

    zone: tzinfo | None
    day: tuple[date, bool] | None
    year: int | None


def _read_facts(text: str) -> _StatedFacts:
    day = find_day(text)
    year = day[0].year if day is not None and not day[1] else find_year(text)
    return _StatedFacts(find_zone(text) if _ABOUT_TIMES.search(text) else None, day, year)


_NO_FACTS = _StatedFacts(None, None, None)
# what each node of a document says, while it is being read: many incidents look back on the same nodes
_facts_by_state: WeakKeyDictionary[ParserState, dict[int, _StatedFacts]] = WeakKeyDictionary()


def _iter_earlier_facts(reader: ParserState, after: int) -> Iterator[_StatedFacts]:
    """What paragraphs and lists before this section and behind line `after` say, nearest first."""
    known = _facts_by_state.setdefault(reader, {})
    for place in range(reader.position - 1, max(-1, reader.position - 1 - _MOST_NODES), -1):
        node = reader.nodes[place]
        if reader.origin[node.first] <= after:
            return
        said = known.get(node.first)
        if said is None:
            told = node.kind in ("paragraph", "list", "table", "quote")
            said = known[node.first] = _read_facts(_node_start(reader, node)) if told else _NO_FACTS
        if said is not _NO_FACTS:
            yield said

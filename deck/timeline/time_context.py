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
from deck.timeline.date_order import get_date_order
from deck.timeline.dates import find_day, find_year
from deck.timeline.events import SectionEvents
from deck.timeline.time_resolution import TimeContext
from deck.timeline.timestamps import is_log_line
from deck.timeline.timezones import find_zone

# "All times are UTC", "Zeitangaben in MEZ": a zone named elsewhere in an introduction may be that of an office.
_ABOUT_TIMES = re.compile(
    r"\b(?:all\s+(?:the\s+)?times?(?:stamps?)?|times?(?:stamps?)?\s+(?:are|is|in|given|shown|below|listed)|time ?zones?"
    r"|(?:uhr)?zeit(?:en|angaben)|les\s+heures|las\s+horas)\b",
    re.IGNORECASE,
)
_TIME_WORDS = ("time", "zeit", "heures", "horas")  # one of which each match of these two patterns holds
# "- **Time zone:** UTC" in the list of facts above a timeline.
_ZONE_ATTRIBUTE = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*)?time ?zone(?:\*\*)?\s*:", re.IGNORECASE)
# an attribute that says when it was: "**Date:** 2021-03-02", "| Date | 2021-03-02 |", "Incident date: …"
_DATE_ATTRIBUTE = re.compile(
    r"^[ \t>|]*(?:[-*+][ \t]+)?(?:\*\*|__)?(?:(?:incident|event|outage|start|started|begin|when)[ \t]*)?(?:date|day|when|on|started|start|datum|"  # noqa: E501 (one pattern)
    r"fecha|data|日付|日期)(?:[ \t](?:of[ \t](?:the[ \t])?(?:incident|outage|event)|time|started))?(?:\*\*|__)?[ \t]*[:|][^\n]{4,80}$",  # noqa: E501 (one pattern)
    re.IGNORECASE | re.MULTILINE,
)
_DATE_KEYS = ("date", "datum", "fecha", "incident_date", "start", "start_time", "created", "published")
# "Timeline (UTC)": a heading names the zone in brackets.
_BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]")
_MOST_NODES = 40  # nodes before the timeline in which a date or zone may have been stated
_MOST_CHARACTERS = 2000  # characters of a text that are looked at


def find_time_context(
    state: ParserState, nodes: list[Node], line: SectionEvents, clock: str
) -> tuple[TimeContext, str]:
    """Return the zone and day that hold for a whole timeline, and the sentence that names the zone.

    Where a table's header names the zone, the sentence is made from it.
    """
    first = min([*line.taken_nodes, *line.date_nodes], default=0)
    texts = [_read_node_start(state, n) for n in nodes[:first] if n.kind in ("paragraph", "list", "quote", "table")]
    before = [t for t in texts if not is_log_line(t)]
    titles = [s.title for s in reversed(state.ancestors)] + [state.title, state.meta.title]
    zone = find_zone(f"{clock} time") if clock else None
    if zone is None and line.header and (zone := find_zone(f"{line.header} time")) is not None:
        year = find_year(line.header)
        clock = f"All times are {zone.tzname(None) or _find_zone_name(line.header)}{f' ({year})' if year else ''}."
    near = [t for t in before if _ABOUT_TIMES.search(t) or _ZONE_ATTRIBUTE.match(t)] + titles
    zone = (
        zone
        or _find_first_zone(near)
        or next((fact.zone for fact in _iter_earlier_facts(state, 0) if fact.zone is not None), None)
    )
    if clock:
        before.append(clock)
    # a date in prose never goes before that of a heading, an attribute or the front matter
    dated = [match.group() for t in before for match in _DATE_ATTRIBUTE.finditer(t)]
    matter = [f"{value}" for key, value in state.meta.extra if key.lower() in _DATE_KEYS]
    day, year = _find_stated_day(state, line, [*titles, *dated], [*matter, *before])
    return TimeContext(zone, day[0] if day else None, day[1] if day else False, year), clock


def _read_node_start(state: ParserState, node: Node) -> str:
    return state.get_node_text(node)[:_MOST_CHARACTERS]


def _find_zone_name(header: str) -> str:
    match = _BRACKETS.search(header)
    return match.group(1).strip("* ") if match else header


def _find_first_zone(texts: Iterable[str]) -> tzinfo | None:
    return next((zone for text in texts if (zone := find_zone(text)) is not None), None)


def _find_stated_day(
    state: ParserState, line: SectionEvents, first: list[str], second: list[str]
) -> tuple[tuple[date, bool] | None, int | None]:
    """Return the day that holds where no event has one, and the year of days that are written without."""
    timestamps = [e.stamp for e in line.events if e.stamp is not None and e.stamp.offset is None]
    dated = next((s for s in timestamps if s.day is not None), None)
    if not timestamps or (dated is not None and not dated.is_yearless):
        return None, None
    last = state.get_incident(state.last_incident[0]).last if state.last_incident else 0

    def iter_facts() -> Iterator[_StatedFacts]:
        """Return what the document says about zone and day, the weightiest first.

        The order is: headings, attributes above, the front matter, prose.
        """
        earlier = list(_iter_earlier_facts(state, last))
        attributes = [fact for fact in earlier if fact.is_attribute]
        first_facts = (_read_facts(state, text) for text in first)
        return chain(first_facts, attributes, (_read_facts(state, text) for text in second), earlier)

    facts = iter_facts()
    if dated is not None:
        return None, next((fact.year for fact in facts if fact.year is not None), None)
    day = next((fact.day for fact in facts if fact.day is not None), None)
    if day is None or not day[1]:
        return day, None
    facts = iter_facts()
    return day, next((fact.year for fact in facts if fact.year is not None), None)


@dataclass(frozen=True, slots=True)
class _StatedFacts:
    """What a text says about times: their zone, a day and whether its year is missing, a year."""

    zone: tzinfo | None
    day: tuple[date, bool] | None
    year: int | None
    is_attribute: bool = False  # "**Date:** 2021-03-02" and the like


def _read_facts(state: ParserState, text: str) -> _StatedFacts:
    day = find_day(text)
    if day is not None and not day[1] and find_day(text, is_day_first=True) != day and get_date_order(state) == "day":
        day = find_day(text, is_day_first=True)
    year = day[0].year if day is not None and not day[1] else find_year(text)
    lowered = text.lower()
    about_times = any(word in lowered for word in _TIME_WORDS)
    has_zone = about_times and (_ABOUT_TIMES.search(text) is not None or _ZONE_ATTRIBUTE.match(text) is not None)
    attribute = _DATE_ATTRIBUTE.search(text)
    if attribute is not None and (stated := find_day(attribute.group())) is not None:
        return _StatedFacts(find_zone(text) if has_zone else None, stated, stated[0].year, is_attribute=True)
    return _StatedFacts(find_zone(text) if has_zone else None, day, year)


_NO_FACTS = _StatedFacts(None, None, None)
# what each node of a document says, while it is being read: many incidents look back on the same nodes
_facts_by_state: WeakKeyDictionary[ParserState, dict[int, _StatedFacts]] = WeakKeyDictionary()


def _iter_earlier_facts(state: ParserState, after: int) -> Iterator[_StatedFacts]:
    """Return what paragraphs and lists before this section and behind line `after` say, nearest first."""
    facts_by_node = _facts_by_state.setdefault(state, {})
    for place in range(state.position - 1, max(-1, state.position - 1 - _MOST_NODES), -1):
        node = state.nodes[place]
        if state.origin[node.first] <= after:
            return
        facts = facts_by_node.get(node.first)
        if facts is None:
            is_text = node.kind in ("paragraph", "list", "table", "quote")
            facts = facts_by_node[node.first] = (
                _read_facts(state, _read_node_start(state, node)) if is_text else _NO_FACTS
            )
        if facts is not _NO_FACTS:
            yield facts

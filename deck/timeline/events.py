"""Events as they are found in the text, before it is known what their stamps mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from deck.timeline.timestamps import Timestamp, read_timestamp
from deck.timeline.timezones import is_zone_sentence

# Markdown's own limits; the next pattern is bold text with a dash or colon behind it, as stamps are written, "**T+?** –
# restarted": 40 characters are more than any stamp has.
LIST_MARK = re.compile(r"^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+")
UNREADABLE_STAMP = re.compile(r"^(?:\*\*|__)([^*_]{1,40})(?:\*\*|__)\s*[–—:|-]+\s*(?=\S)")
# "Day 3" on a line of its own divides a timeline of several days.
_DAY_NUMBER = re.compile(r"day (\d{1,4})$", re.IGNORECASE)
# what stands where its neighbours have a time, and looks like one that was mistyped or left open: "2X:XX", "14:??", "20202-01-16"
ODD_STAMP = re.compile(
    r"^[\s*_`\[(~]{0,4}(?P<at>(?=[^\s]{0,12}\d)(?:\d{4,6}[-/.]\d{1,3}[-/.]\d{1,3}|[\dXxOol?]{1,3}[:;.,hH][\dXxOol?]{1,3}(?::[\dXx?]{1,3})?)"
    r"(?:[T ,]{1,2}[\dXx?]{1,3}[:;.][\dXx?]{1,3})?\s?(?:[ap]\.?m\.?(?![a-z]))?(?:\s?(?:UTC|GMT|[A-Z]{1,3}T)\b)?)[\])`*_]{0,4}\s*(?:[–—:|-]+\s*|\s+|$)"  # noqa: E501 (one pattern)
)
_ODD_CLOCK = re.compile(r"[\s*_`]*(?=[^\s]*[?xX])[\dXx?]{1,2}[:.h][\dXx?]{1,2}(?!\w)")  # "14:??", "2X:15" behind a date
# "HH:MM", "XX:XX", "YYYY-MM-DD", "TBD", "n/a": an author's template that was not filled in is told of as such.
_PLACEHOLDER = re.compile(
    r"^[\s*_`\[(<{|]*(?:hh[:.]?mm|x{1,2}[:.]x{2}|yyyy|dd[-/. ]mm|mm[-/. ]dd|\d{4}-mm-dd|tb[cda]|n/?a|time|date|_+)",
    re.IGNORECASE,
)
# "**Impact:** …", "Root cause: …": a line that says something about the incident and is no event.
_LABEL_LINE = re.compile(
    r"^[\s>]*(?:\*\*|__)?[^\W\d_][^:*_\n]{1,40}(?:(?:\*\*|__)\s*[:：–—-]|[:：](?:\*\*|__)?)(?:\s|$)"
)
_LONGEST_DIVIDER = 60  # characters of a line that says only which day it is

DatedHeading = tuple[Timestamp, str]  # a date that stands alone, and what is said about its zone


@dataclass(slots=True)
class EventDraft:
    """An event before it is resolved: `first` and `last` are line indexes; `stamp` is None where it cannot be read."""

    at: str
    stamp: Timestamp | None
    text: list[str]
    details: list[str]
    first: int
    last: int
    strength: int = 1  # 2: markup or a separator sets the stamp off; 1: the line begins with it; 0: a sentence does


@dataclass(slots=True)
class SectionEvents:
    """What was found in a section's nodes: events, and the nodes that none of them took.

    `taken_nodes` maps the place of a node to the index of its last event; `date_nodes` are places of nodes that say which
    day it is.
    `header` is a table's header, or what a date says about its zone. `doubtful` are events that only count where a readable
    one follows them.
    """

    events: list[EventDraft] = field(default_factory=list)
    taken_nodes: dict[int, int] = field(default_factory=dict)
    date_nodes: set[int] = field(default_factory=set)
    header: str = ""
    has_bold_stamps: bool = (
        False  # an event's stamp was bold: bold text in its place may be a stamp that cannot be read
    )
    doubtful: list[tuple[int, EventDraft]] = field(default_factory=list)
    lent_day: Timestamp | None = None  # the last date that stands alone, until an event uses it
    is_posts: bool = False  # a status page's updates or a chat's messages
    untimed: list[int] = field(default_factory=list)  # lines of items among events that have no time
    phase: str = ""  # the heading above the next event
    lent_zone: tzinfo | None = None
    lent_half: bool | None = None  # whether clock times below that heading are of the afternoon
    lead_texts: dict[int, str] = field(
        default_factory=dict
    )  # what a paragraph says before its first event, by the place of its node

    def add_event(self, event: EventDraft) -> None:
        """Add an event; the date above it lends its day to the first clock time that has none."""
        for place, earlier in self.doubtful:
            self.events.append(earlier)
            self.taken_nodes[place] = len(self.events) - 1
        self.doubtful = []
        event.stamp = self._lend(event.stamp)
        if self.phase:
            event.details.insert(0, self.phase)
            self.phase = ""
        stamp, lent_day = event.stamp, self.lent_day
        if lent_day is not None and stamp is not None and stamp.clock is not None:
            if stamp.day is None and stamp.day_number is None:
                number, yearless = lent_day.day_number, lent_day.is_yearless
                event.stamp = replace(
                    stamp,
                    day=lent_day.day,
                    is_yearless=yearless,
                    day_number=number,
                    has_lent_day=True,
                    is_plain=False,
                    other_day=lent_day.other_day,
                )
            self.lent_day = None
        self.events.append(event)

    def _lend(self, stamp: Timestamp | None) -> Timestamp | None:
        """Return a stamp with what the heading above says: a zone, the half of the day."""
        if stamp is None or stamp.clock is None:
            return stamp
        if self.lent_zone is not None and stamp.zone is None:
            stamp = replace(stamp, zone=self.lent_zone, is_plain=False)
        if self.lent_half is not None and stamp.is_plain and stamp.clock is not None and stamp.clock < 13 * 60:
            clock = stamp.clock % 720 + (720 if self.lent_half else 0)
            stamp = replace(stamp, clock=clock, is_plain=False)
        return stamp

    def note_phase(self, title: str, zone: tzinfo | None, is_afternoon: bool | None) -> None:
        """Remember a heading between the events: its name, and the zone and the half of the day that it lends them."""
        self.phase, self.lent_zone, self.lent_half = title, zone, is_afternoon

    def note_day(self, day: DatedHeading) -> None:
        """Remember a date that stands alone."""
        self.lent_day = day[0]
        self.header = self.header or day[1]


def build_event(stamp: Timestamp | None, text: str, first: int, last: int, strength: int, at: str = "") -> EventDraft:
    """Return an event without details; `at` is what is written where there is no stamp."""
    return EventDraft(
        at=stamp.raw if stamp else at,
        stamp=stamp,
        text=[text] if text else [],
        details=[],
        first=first,
        last=last,
        strength=strength,
    )


def read_line_event(line: str, in_list: bool = False, bare: bool = False) -> tuple[Timestamp, str, int] | None:
    """Return the stamp that a line begins with, the text behind it, and how strongly it is set off."""
    is_whole, line = _strip_whole_bold(line)
    result = read_timestamp(line, bare)
    if result is None:
        return None
    stamp, text = result
    if is_whole and text:
        stamp = replace(stamp, is_marked=True)
    if stamp.clock is None and stamp.offset is None and (not stamp.is_marked or _ODD_CLOCK.match(text) is not None):
        return None
    if stamp.is_narrative and not in_list and not line.lstrip().startswith("*"):
        return stamp, text, 0
    return stamp, text, 2 if stamp.is_marked or in_list else 1


def _strip_whole_bold(line: str) -> tuple[bool, str]:
    """Return whether a whole line is in bold, and the line without that mark."""
    bare = line.strip()
    for mark in ("**", "__"):
        if bare.startswith(mark) and bare.endswith(mark) and len(bare) > 8 and bare.count(mark) == 2:
            return True, bare[2:-2].strip()
    return False, line


def read_divider(text: str) -> DatedHeading | None:
    """Return the day that a line says and nothing else, and the words about its zone.

    Examples are "2015-10-21 (all times UTC)" and "**Day 2**".
    """
    return get_lone_day(read_timestamp(text.rstrip(": "))) if len(text) <= _LONGEST_DIVIDER else None


def get_lone_day(reading: tuple[Timestamp, str] | None) -> DatedHeading | None:
    """Return the day and the words about its zone from a stamp that was read already; None where it says more than the day."""
    if reading is None or reading[0].clock is not None:
        return None
    stamp, text = reading
    if text and not is_zone_sentence(text):
        return None
    if stamp.day is not None:
        return stamp, text
    numbered = _DAY_NUMBER.match(stamp.raw)
    return (replace(stamp, offset=None, day_number=int(numbered.group(1))), text) if numbered else None


def is_placeholder(text: str) -> bool:
    """Return whether a text stands in a template for a time that nobody has filled in: "HH:MM", "YYYY-MM-DD", "TBD"."""
    return _PLACEHOLDER.match(text) is not None and not any(c.isdigit() for c in text[:6])


def is_label_line(text: str) -> bool:
    """Return whether a line is an attribute ("**Impact:** …", "Severity: 2") and so no event."""
    return _LABEL_LINE.match(text) is not None

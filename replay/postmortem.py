"""An incident as a Markdown post-mortem: what a team would file, and a deck of one incident besides.

It is written as decks are, so that whoever gets it can publish it and relive the same incident.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import deck as reader
from deck.formatter import canonical
from deck.model import Block, Deck, Event, Incident, Meta, Prose, Section
from deck.timeline.elapsed import clock, span
from replay.model import Track

DAY = 1_440


def markdown(track: Track, incident: Incident, language: str = "en") -> str:
    """Summary, then the incident as its deck has it: introduction, curves, timeline, the author's decisions, lessons.

    Stamps are the author's; where they borrow a date or a zone from elsewhere in the deck, they are written in full.
    Decisions that were drawn up for the replay are left out.
    """
    texts = []
    for stamp in (_as_told, _in_full):
        events = tuple(replace(event, at=stamp(event)) for event in incident.events)
        clock_told = incident.clock if stamp is _as_told else ""
        told = replace(incident, events=events, section=incident.id, details="", clock=clock_told)
        # Below a heading that sounds like a part of a report, the reader looks for the incident's name further up.
        texts += [_written(track, told, language, below=below) for below in (True, False)]
    return next((text for text in texts if _tells(text, incident)), texts[0])


def _written(track: Track, incident: Incident, language: str, *, below: bool) -> str:
    """The incident below the heading "Post-mortem" and its summary, or above them."""
    level, top = (2, 1) if below else (1, 2)
    heading = Section(incident.id, incident.title, level, 1, explicit_id=incident.explicit_id)
    report = Section("summary", "Post-mortem" if below else "Summary", top, 1)
    summary = Prose(_summary(track), report.id, 1, 1)
    sections = (report, heading) if below else (heading, report)
    blocks: tuple[Block, ...] = (summary, incident) if summary.markdown else (incident,)
    return canonical(Deck(Meta(language=language), "", sections if summary.markdown or below else (heading,), blocks))


def _tells(text: str, incident: Incident) -> bool:
    """Whether the reader makes this incident of a text, and nothing else."""
    found = reader.parse(text).incidents
    return len(found) == 1 and _essence(found[0]) == _essence(incident)


def _essence(incident: Incident) -> tuple[object, ...]:
    """What a reader would call the same incident, however its times are written."""
    events = [(e.minute, e.end_minute, e.wall, e.text, e.details, e.role) for e in incident.events]
    return incident.title, events, incident.lessons, incident.decisions, incident.series


def _as_told(event: Event) -> str:
    return event.at


def _in_full(event: Event) -> str:
    """The stamp with everything that it may have borrowed: date and zone, or the minutes since the start."""
    if event.minute is None:
        return event.at
    if event.wall is not None:
        return _moment(event.wall)
    start = _offset(event.minute)
    return start if event.end_minute is None else f"{start}-{_offset(event.end_minute)}"


def _moment(wall: datetime) -> str:
    text = wall.isoformat(" ", "milliseconds" if wall.microsecond else "seconds" if wall.second else "minutes")
    return text.replace("+00:00", " UTC")


def _offset(minute: float) -> str:
    return clock(minute) if 0 <= minute < DAY else f"T+{minute:g}m"


def _summary(track: Track) -> str:
    times = track.times
    named = (("detect", times.detect), ("diagnose", times.diagnose), ("recover", times.recover))
    return "\n".join(f"- Time to {name}: {span(minutes)}" for name, minutes in named if minutes is not None)

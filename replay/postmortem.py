"""An incident as a Markdown post-mortem: what a team would file, and a deck of one incident besides.

It is written as decks are, so that whoever gets it can publish it and relive the same incident.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import deck as reader
from deck.formatter import render_canonical
from deck.markdown.harmless import make_harmless
from deck.model import Block, Deck, Event, Incident, Meta, Prose, Section
from deck.timeline.elapsed_time import format_duration, format_minute
from replay.model import Track

# An event's minute, counted from the incident's first day, is turned back into a day and a clock time.
MINUTES_PER_DAY = 1_440


def write_postmortem(track: Track, incident: Incident, language: str = "en") -> str:
    """Write the summary, then the incident as its deck has it: introduction, curves, timeline, decisions, lessons.

    Stamps are the author's; where they borrow a date or a zone from elsewhere in the deck, they are written in full.
    Decisions that were generated for the replay are left out.
    """
    # From the plainest way of writing times to the fullest: the first that the reader turns into the same incident is taken.
    texts = []
    for stamp in (_get_stamp, _format_known_wall_time, _format_full_stamp):
        events = tuple(replace(event, at=stamp(event)) for event in incident.events)
        clock_told = incident.zone_note if stamp is _get_stamp else ""
        reported = replace(incident, events=events, section=incident.id, details="", zone_note=clock_told)
        # Below a heading that sounds like a part of a report, the reader looks for the incident's name further up.
        texts += [_write_report(track, reported, language, below=below) for below in (True, False)]
    return make_harmless(next((text for text in texts if _reads_back(text, incident)), texts[0]))


def _write_report(track: Track, incident: Incident, language: str, *, below: bool) -> str:
    """Return the incident below the heading "Post-mortem" and its summary, or above them."""
    level, top = (2, 1) if below else (1, 2)
    heading = Section(incident.id, incident.title, level, 1, explicit_id=incident.explicit_id)
    report = Section("summary", "Post-mortem" if below else "Summary", top, 1)
    summary = Prose(_write_summary(track), report.id, 1, 1)
    sections = (report, heading) if below else (heading, report)
    blocks: tuple[Block, ...] = (summary, incident) if summary.markdown else (incident,)
    return render_canonical(
        Deck(Meta(language=language), "", sections if summary.markdown or below else (heading,), blocks)
    )


def _reads_back(text: str, incident: Incident) -> bool:
    """Tell whether the reader makes this incident of a text, and nothing else."""
    incidents = reader.parse(text).incidents
    return len(incidents) == 1 and _make_incident_key(incidents[0]) == _make_incident_key(incident)


def _make_incident_key(incident: Incident) -> tuple[object, ...]:
    """Return what two readings of the same incident have in common, however its times are written."""
    events = [(e.minute, e.end_minute, e.wall, e.text, e.details, e.role) for e in incident.events]
    return incident.title, events, incident.lessons, incident.decisions, incident.series, incident.labs


def _get_stamp(event: Event) -> str:
    return event.at


def _format_known_wall_time(event: Event) -> str:
    """Return date, time and zone where the event has them, else the author's stamp: a day without a time stays one."""
    return event.at if event.wall is None else _format_wall_time(event.wall)


def _format_full_stamp(event: Event) -> str:
    """Return the stamp with everything that it may have borrowed: date and zone, or the minutes since the start."""
    if event.minute is None:
        return event.at
    if event.wall is not None:
        return _format_wall_time(event.wall)
    start = _format_offset(event.minute)
    return start if event.end_minute is None else f"{start}-{_format_offset(event.end_minute)}"


def _format_wall_time(wall: datetime) -> str:
    text = wall.isoformat(" ", "milliseconds" if wall.microsecond else "seconds" if wall.second else "minutes")
    return text.replace("+00:00", " UTC")


def _format_offset(minute: float) -> str:
    return format_minute(minute) if 0 <= minute < MINUTES_PER_DAY else f"T+{minute:g}m"


def _write_summary(track: Track) -> str:
    times = track.times
    durations = (("detect", times.detect), ("diagnose", times.diagnose), ("recover", times.recover))
    return "\n".join(
        f"- Time to {name}: {format_duration(minutes)}" for name, minutes in durations if minutes is not None
    )

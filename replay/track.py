"""From an incident to a track. Pure: the same incident, company and seed give the same track."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from deck import distractors
from deck.model import CounterQuestion, Decision, Deck, Event, Incident
from deck.timeline import elapsed_time, timestamps, timezones
from replay import curves, decision_points, interviewer_prompts, phases, time_map
from replay.model import Knot, Moment, Track


def build_track(
    incident: Incident,
    others: Sequence[Incident] = (),
    questions: Sequence[CounterQuestion] = (),
    seed: int = 0,
    topics: Collection[str] | None = None,
    decisions: Sequence[Decision] | None = None,
) -> Track:
    """Lay an incident out for playing.

    `others` lend wrong options where neither the author nor the caller gives `decisions`, `questions` are candidates for
    the director's chair; both may be empty. Any incident gets a track: one event, hundreds, none at all, all at one minute, no
    signals, no readable stamp.
    """
    at = elapsed_time.place_minutes(incident.events)
    if decisions is None:
        decisions = distractors.build_decisions(incident, others, seed)
    plans = decision_points.plan_decisions(incident, at, decisions)
    signal_minutes = [minute for series in incident.series for minute, _ in series.points]
    first, last = (
        (min(signal_minutes), max(signal_minutes)) if signal_minutes else (at[0], at[-1]) if at else (0.0, 0.0)
    )
    knots, seconds, breaks = time_map.build_time_map(incident.events, {p.after_event for p in plans}, first, last)
    wall = _find_wall_start(incident, at)
    moments = tuple(
        _build_moment(index, event, at[index], seconds[index], knots, wall)
        for index, event in enumerate(incident.events)
    )
    incident_curves, readings = curves.build_curves(incident, moments, knots)
    end = knots[-1].second
    return Track(
        incident=incident.id,
        title=incident.short_title,
        duration=end,
        knots=knots,
        moments=moments,
        curves=incident_curves,
        readings=readings,
        breaks=breaks,
        phases=phases.find_phases(moments, end),
        times=phases.measure_times(moments),
        decision_points=decision_points.place_decisions(plans, moments, knots),
        interviewer_prompts=interviewer_prompts.choose_prompts(
            incident, moments, knots, questions, incident.topics if topics is None else topics
        ),
        lessons=incident.lessons,
        wall_start=wall,
    )


def build_deck_track(deck: Deck, incident_id: str, seed: int = 0) -> Track | None:
    """Return the track of one of the deck's incidents, None where there is none with this id."""
    incident = next((i for i in deck.incidents if i.id == incident_id), None)
    if incident is None:
        return None
    # What a topic's subsections ask belongs to the topic.
    below = {s.id for s in deck.sections if {up.id for up in deck.list_ancestors(s.id)} & set(incident.topics)}
    decisions = distractors.list_decisions(deck, incident, seed)
    return build_track(incident, (), deck.counter_questions, topics=below, decisions=decisions)


def _build_moment(
    index: int, event: Event, minute: float, second: float, knots: Sequence[Knot], wall: tuple[int, str] | None
) -> Moment:
    until = second
    if event.end_minute is not None and event.end_minute > minute:
        until = round(max(second, time_map.find_second(knots, event.end_minute)), 2)
    return Moment(
        index=index,
        second=second,
        minute=minute,
        timed=event.minute is not None
        and event.minute == minute,  # False, too, where a stamp that runs backwards was moved
        clock=elapsed_time.format_minute(minute),
        stamp=event.at,
        wall_time=_format_wall_time(event, wall),
        role=event.role,
        role_inferred=event.role_inferred,
        text=event.text,
        details=event.details,
        end_second=until,
        line=event.line,
    )


def _format_wall_time(event: Event, wall: tuple[int, str] | None) -> str:
    if event.wall is not None:
        return f"{event.wall:%H:%M} {event.wall.tzname() or ''}".strip()
    if event.minute is None or wall is None:
        return ""
    start, zone = wall
    hours, minutes = divmod((start + math.floor(event.minute)) % 1_440, 60)
    return f"{hours:02d}:{minutes:02d} {zone}".strip()


def _find_wall_start(incident: Incident, at: Sequence[float]) -> tuple[int, str] | None:
    """Return the minute of the day at minute 0 and the zone's name.

    They come from the first event whose wall time and minute are both known. Where no day is stated there is no wall
    time, but stamps may be times of the day: "9:37AM PST" counts as minute 0.
    """
    for event, minute in zip(incident.events, at, strict=True):
        if event.minute != minute:
            continue
        if event.wall is not None:
            return (event.wall.hour * 60 + event.wall.minute - round(minute)) % 1_440, event.wall.tzname() or ""
        reading = timestamps.read_timestamp(event.at)
        if reading is None or reading[0].clock is None:
            continue
        zone = reading[0].zone or timezones.find_zone(incident.zone_note)
        if zone is None and reading[0].clock == minute:
            continue  # 00:05 is minute 5
        return round(reading[0].clock - minute) % 1_440, (zone.tzname(None) or "") if zone else ""
    return None

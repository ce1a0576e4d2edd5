"""The track as one small JSON object: what the player is given, once.

Curves that share their places share one list of them (`curveSeconds`), values are rounded to four figures, and what is
empty is left out. The player reads the keys below; `tests/replay/test_payload.py` holds both sides to each other.
"""

from __future__ import annotations

from typing import Any

from deck.model import ROLES
from replay.model import Curve, DecisionPoint, InterviewerPrompt, Moment, Reading, Track

Json = dict[str, Any]


def pack_track(track: Track) -> Json:
    """Return the payload: seconds and minutes as numbers, texts as markdown, roles as indices into `deck.model.ROLES`."""
    # The curves fill it while they are packed, so it is read only after them.
    places: dict[tuple[float, ...], int] = {}
    curves = [_pack_curve(curve, places) for curve in track.curves]
    packed = {
        "incident": track.incident,
        "title": track.title,
        "duration": track.duration,
        "knots": {
            "minutes": [_round_value(knot.minute) for knot in track.knots],
            "seconds": [knot.second for knot in track.knots],
        },
        "events": [_pack_moment(moment) for moment in track.moments],
        "curveSeconds": [list(seconds) for seconds in places],
        "curves": curves,
        "readings": [_pack_reading(reading) for reading in track.readings],
        "breaks": [
            {"start": pause.second, "end": pause.end_second, "minutes": _round_value(pause.minutes)}
            for pause in track.breaks
        ],
        "phases": [{"name": phase.name, "start": phase.second, "end": phase.end_second} for phase in track.phases],
        "times": {
            "detect": track.times.detect,
            "diagnose": track.times.diagnose,
            "recover": track.times.recover,
        },
        "decisionPoints": [_pack_decision_point(point) for point in track.decision_points],
        "interviewerPrompts": [_pack_prompt(prompt) for prompt in track.interviewer_prompts],
        "lessons": list(track.lessons),
        "wallStart": {"minute": track.wall_start[0], "zone": track.wall_start[1]} if track.wall_start else None,
    }
    if track.simulated is not None:
        packed["simulated"] = {"legend": track.simulated.legend, "countsSeconds": track.simulated.counts_seconds}
    return packed


def _pack_moment(moment: Moment) -> Json:
    full = {
        "second": moment.second,
        "minute": _round_value(moment.minute),
        "role": ROLES.index(moment.role),
        "text": moment.text,
        "details": list(moment.details),
        "wallTime": moment.wall_time,
        "stamp": "" if moment.timed else moment.stamp or "?",
        "roleInferred": moment.role_inferred,
        "endSecond": moment.end_second if moment.end_second > moment.second else None,
    }
    return _drop_empty(full, keep=("second", "minute", "role", "text"))


def _pack_curve(curve: Curve, places: dict[tuple[float, ...], int]) -> Json:
    """Return a curve whose `seconds` is the index of its list in `curveSeconds`; equal lists are kept once in `places`."""
    seconds = tuple(point.second for point in curve.points)
    full = {
        "name": curve.name,
        "unit": curve.unit,
        "seconds": places.setdefault(seconds, len(places)),
        "values": [_round_value(point.value) for point in curve.points],
        "interpolated": [i for i, point in enumerate(curve.points) if point.origin == "interpolated"],
        "limit": None if curve.limit is None else _round_value(curve.limit),
        "note": curve.note,
        "fromText": curve.source == "text",
        "low": [_round_value(value) for value in curve.low],
        "high": [_round_value(value) for value in curve.high],
    }
    return _drop_empty(full, keep=("name", "seconds", "values"))


def _pack_reading(reading: Reading) -> Json:
    full = {
        "second": reading.second,
        "name": reading.name,
        "unit": reading.unit,
        "value": _round_value(reading.value),
        "whole": None if reading.whole is None else _round_value(reading.whole),
        "bound": reading.bound,
        "text": reading.text,
    }
    return _drop_empty(full, keep=("second", "value"))


def _pack_decision_point(point: DecisionPoint) -> Json:
    return {
        "id": point.id,
        "second": point.second,
        "minute": _round_value(point.minute),
        "afterEvent": point.after_event,
        "prompt": point.prompt,
        "choices": [
            {"text": choice.text, "right": choice.right, "explanation": choice.explanation} for choice in point.choices
        ],
        "teamEvent": point.team_event,
        "minutesToTeamStep": point.minutes_to_team_step,
        "minutesToRecovery": point.minutes_to_recovery,
        "authored": point.authored,
    }


def _pack_prompt(prompt: InterviewerPrompt) -> Json:
    return {
        "id": prompt.id,
        "second": prompt.second,
        "afterEvent": prompt.after_event,
        "speaker": prompt.speaker,
        "prompt": prompt.prompt,
        "tests": prompt.tests,
        "answer": prompt.answer,
    }


def _drop_empty(full: Json, keep: tuple[str, ...]) -> Json:
    """Return the entries that say something, and those in `keep` whatever they say."""
    return {key: value for key, value in full.items() if key in keep or not _is_empty(value)}


def _is_empty(value: object) -> bool:
    # `0 in (False,)` is true in Python: a whole number is a value, only False itself is nothing.
    return value is None or value is False or value in ("", [])


def _round_value(value: float) -> float | int:
    """Return a value with four significant figures, whole numbers without a point: what a screen can show."""
    rounded = float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))
    return int(rounded) if rounded == int(rounded) else rounded

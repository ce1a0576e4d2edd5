"""The track as one small JSON object: what the player is given, once.

Curves that share their places share one list of them (`xs`), values are rounded to four figures, defaults are left out.
The player reads the keys below; `tests/replay/test_wire.py` holds both sides to each other.
"""

from __future__ import annotations

from typing import Any

from deck.model import ROLES
from replay.model import Curve, DecisionPoint, InterviewerPrompt, Moment, Reading, Track

Json = dict[str, Any]


def pack_track(track: Track) -> Json:
    """The payload. Seconds and minutes as numbers, texts as markdown, roles as indices into `deck.model.ROLES`."""
    xs: dict[tuple[float, ...], int] = {}
    packed = [_pack_curve(curve, xs) for curve in track.curves]
    return {
        "id": track.incident,
        "title": track.title,
        "end": track.duration,
        "knots": [[_round_value(k.minute) for k in track.knots], [k.second for k in track.knots]],
        "events": [_pack_moment(moment) for moment in track.moments],
        "xs": [list(x) for x in xs],
        "curves": packed,
        "readings": [_pack_reading(reading) for reading in track.readings],
        "breaks": [[b.second, b.end_second, _round_value(b.minutes)] for b in track.breaks],
        "phases": [[p.name, p.second, p.end_second] for p in track.phases],
        "times": [track.times.detect, track.times.diagnose, track.times.recover],
        "stops": [_pack_decision_point(stop) for stop in track.decision_points],
        "asks": [_pack_prompt(ask) for ask in track.interviewer_prompts],
        "lessons": list(track.lessons),
        "wall": list(track.wall_start) if track.wall_start else None,
    }


def _pack_moment(moment: Moment) -> Json:
    full = {
        "s": moment.second,
        "m": _round_value(moment.minute),
        "r": ROLES.index(moment.role),
        "t": moment.text,
        "d": list(moment.details),
        "w": moment.wall_time,
        "at": "" if moment.timed else moment.stamp or "?",
        "i": int(moment.role_inferred),
        "e": moment.end_second if moment.end_second > moment.second else 0,
    }
    return {key: value for key, value in full.items() if key in ("s", "m", "r", "t") or value}


def _pack_curve(curve: Curve, xs: dict[tuple[float, ...], int]) -> Json:
    places = tuple(point.second for point in curve.points)
    between = [i for i, point in enumerate(curve.points) if point.origin == "interpolated"]
    full = {
        "n": curve.name,
        "u": curve.unit,
        "x": xs.setdefault(places, len(xs)),
        "y": [_round_value(point.value) for point in curve.points],
        "i": between,
        "l": None if curve.limit is None else _round_value(curve.limit),
        "note": curve.note,
        "txt": int(curve.source == "text"),
    }
    return {key: value for key, value in full.items() if key in ("n", "x", "y") or value not in (None, "", [], 0)}


def _pack_reading(reading: Reading) -> Json:
    full = {
        "s": reading.second,
        "n": reading.name,
        "u": reading.unit,
        "v": _round_value(reading.value),
        "of": None if reading.whole is None else _round_value(reading.whole),
        "b": reading.bound,
        "t": reading.text,
    }
    return {key: value for key, value in full.items() if value not in (None, "")}


def _pack_decision_point(stop: DecisionPoint) -> Json:
    return {
        "id": stop.id,
        "s": stop.second,
        "m": _round_value(stop.minute),
        "after": stop.after_event,
        "p": stop.prompt,
        "c": [{"t": choice.text, "ok": int(choice.right), "why": choice.explanation} for choice in stop.choices],
        "team": stop.team_event,
        "cost": stop.minutes_to_team_step,
        "left": stop.minutes_to_recovery,
        "own": int(stop.authored),
    }


def _pack_prompt(ask: InterviewerPrompt) -> Json:
    return {
        "id": ask.id,
        "s": ask.second,
        "after": ask.after_event,
        "who": ask.speaker,
        "p": ask.prompt,
        "tests": ask.tests,
        "a": ask.answer,
    }


def _round_value(value: float) -> float | int:
    """Four significant figures, whole numbers without a point: what a screen can show, in the fewest bytes."""
    rounded = float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))
    return int(rounded) if rounded == int(rounded) else rounded

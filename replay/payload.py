"""The track as one small JSON object: what the player is given, once.

Curves that share their places share one list of them (`xs`), values are rounded to four figures, defaults are left out.
The player reads the keys below; `tests/replay/test_wire.py` holds both sides to each other.
"""

from __future__ import annotations

from typing import Any

from deck.model import ROLES
from replay.model import Ask, Curve, Moment, Reading, Stop, Track

Json = dict[str, Any]


def pack(track: Track) -> Json:
    """The payload. Seconds and minutes as numbers, texts as markdown, roles as indices into `deck.model.ROLES`."""
    xs: dict[tuple[float, ...], int] = {}
    packed = [_curve(curve, xs) for curve in track.curves]
    return {
        "id": track.incident,
        "title": track.title,
        "end": track.second,
        "knots": [[_short(k.minute) for k in track.knots], [k.second for k in track.knots]],
        "events": [_event(moment) for moment in track.moments],
        "xs": [list(x) for x in xs],
        "curves": packed,
        "readings": [_reading(reading) for reading in track.readings],
        "breaks": [[b.second, b.until, _short(b.minutes)] for b in track.breaks],
        "phases": [[p.name, p.second, p.until] for p in track.phases],
        "times": [track.times.detect, track.times.diagnose, track.times.recover],
        "stops": [_stop(stop) for stop in track.stops],
        "asks": [_ask(ask) for ask in track.asks],
        "lessons": list(track.lessons),
        "wall": list(track.wall) if track.wall else None,
    }


def _event(moment: Moment) -> Json:
    full = {
        "s": moment.second,
        "m": _short(moment.minute),
        "r": ROLES.index(moment.role),
        "t": moment.text,
        "d": list(moment.details),
        "w": moment.wall,
        "at": "" if moment.told else moment.at or "?",
        "i": int(moment.inferred),
        "e": moment.until if moment.until > moment.second else 0,
    }
    return {key: value for key, value in full.items() if key in ("s", "m", "r", "t") or value}


def _curve(curve: Curve, xs: dict[tuple[float, ...], int]) -> Json:
    places = tuple(point.second for point in curve.points)
    between = [i for i, point in enumerate(curve.points) if point.origin == "interpolated"]
    full = {
        "n": curve.name,
        "u": curve.unit,
        "x": xs.setdefault(places, len(xs)),
        "y": [_short(point.value) for point in curve.points],
        "i": between,
        "l": None if curve.limit is None else _short(curve.limit),
        "note": curve.note,
        "txt": int(curve.source == "text"),
    }
    return {key: value for key, value in full.items() if key in ("n", "x", "y") or value not in (None, "", [], 0)}


def _reading(reading: Reading) -> Json:
    full = {
        "s": reading.second,
        "n": reading.name,
        "u": reading.unit,
        "v": _short(reading.value),
        "of": None if reading.whole is None else _short(reading.whole),
        "b": reading.bound,
        "t": reading.text,
    }
    return {key: value for key, value in full.items() if value not in (None, "")}


def _stop(stop: Stop) -> Json:
    return {
        "id": stop.id,
        "s": stop.second,
        "m": _short(stop.minute),
        "after": stop.after,
        "p": stop.prompt,
        "c": [{"t": choice.text, "ok": int(choice.right), "why": choice.why} for choice in stop.choices],
        "team": stop.team,
        "cost": stop.cost,
        "left": stop.left,
        "own": int(stop.authored),
    }


def _ask(ask: Ask) -> Json:
    return {
        "id": ask.id,
        "s": ask.second,
        "after": ask.after,
        "who": ask.who,
        "p": ask.prompt,
        "tests": ask.tests,
        "a": ask.answer,
    }


def _short(value: float) -> float | int:
    """Four significant figures, whole numbers without a point: what a screen can show, in the fewest bytes."""
    rounded = float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))
    return int(rounded) if rounded == int(rounded) else rounded

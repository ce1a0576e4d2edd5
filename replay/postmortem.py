"""A track as a Markdown post-mortem: what a team would file. Plain CommonMark with one table."""

from __future__ import annotations

from deck.elapsed import clock, span
from replay.model import Curve, Moment, Stop, Track


def markdown(track: Track) -> str:
    """Summary, timeline, stated values, decisions and lessons; parts for which the track holds nothing are left out."""
    parts = [f"# Post-mortem: {track.title}", _summary(track), _timeline(track.moments)]
    parts += [_values(track.curves), _decisions(track), _lessons(track.lessons)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(track: Track) -> str:
    known = (("Time to detect", track.times.detect), ("Time to diagnose", track.times.diagnose))
    lines = [
        f"- {name}: {span(value)}"
        for name, value in (*known, ("Time to recover", track.times.recover))
        if value is not None
    ]
    return "\n".join(["## Summary", "", *lines]) if lines else ""


def _timeline(moments: tuple[Moment, ...]) -> str:
    rows = [f"| {_stamp(m)} | {m.role} | {_cell('; '.join((m.text, *m.details)))} |" for m in moments]
    return "\n".join(["## Timeline", "", "| Time | Kind | Event |", "|---|---|---|", *rows]) if rows else ""


def _stamp(moment: Moment) -> str:
    told = moment.clock if moment.told else f"{moment.clock} (written {_cell(moment.at)})"
    return f"{told} ({moment.wall})" if moment.wall else told


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _values(curves: tuple[Curve, ...]) -> str:
    lines = []
    for curve in curves:
        stated = [point for point in curve.points if point.origin == "stated"]
        told = ", ".join(f"{clock(p.minute)} {p.value:g}" for p in stated)
        lines.append(
            f"- {curve.name}{f' ({curve.unit})' if curve.unit else ''}{f', {curve.note}' if curve.note else ''}: {told}"
        )
    return "\n".join(["## Stated values", "", *lines]) if lines else ""


def _decisions(track: Track) -> str:
    return (
        "\n\n".join(["## Decisions", *(_decision(stop, track.moments) for stop in track.stops)]) if track.stops else ""
    )


def _decision(stop: Stop, moments: tuple[Moment, ...]) -> str:
    lines = [f"### {clock(stop.minute)}: {_cell(stop.prompt)}", ""]
    for choice in stop.choices:
        lines.append(f"- [{'x' if choice.right else ' '}] {_cell(choice.text)}")
        lines += [f"  → {_cell(choice.why)}"] if choice.why else []
    if stop.team is not None:
        lines += ["", f"The team, at {moments[stop.team].clock}: {_cell(moments[stop.team].text)}"]
    return "\n".join(lines)


def _lessons(lessons: tuple[str, ...]) -> str:
    return "\n".join(["## Lessons", "", *(f"- {_cell(lesson)}" for lesson in lessons)]) if lessons else ""

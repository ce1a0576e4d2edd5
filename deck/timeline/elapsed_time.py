"""The minutes of an incident: placed so that time never runs backwards, and said."""

from __future__ import annotations

from collections.abc import Sequence

from deck.model import Event


def place_minutes(events: Sequence[Event]) -> tuple[float, ...]:
    """Return each event's minute so that time never runs backwards.

    An unreadable or earlier stamp takes the minute before
    it."""
    known = [event.minute for event in events if event.minute is not None]
    now = known[0] if known else 0.0
    placed = []
    for event in events:
        now = max(now, event.minute) if event.minute is not None else now
        placed.append(now)
    return tuple(placed)


def format_minute(minute: float) -> str:
    """Return a minute on the incident's clock.

    "00:05", "-00:02", "01:30:20" with odd seconds, "2 d 03:10" after a day.
    """
    total = round(abs(minute) * 60)
    days, rest = divmod(total, 86_400)
    hours, rest = divmod(rest, 3_600)
    whole, odd = divmod(rest, 60)
    text = f"{hours:02d}:{whole:02d}" + (f":{odd:02d}" if odd else "")
    return ("-" if minute < 0 and total else "") + (f"{days} d " if days else "") + text


def format_duration(minutes_: float) -> str:
    """Return a length of time in words: "40 s", "7 min", "3 h 20 min", "2 d 4 h"."""
    total = round(abs(minutes_) * 60)
    if 0 < total < 60:
        return f"{total} s"
    days, rest = divmod(total // 60, 1_440)
    hours, whole = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {whole} min" if whole else f"{hours} h"
    return f"{whole} min"

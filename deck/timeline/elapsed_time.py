"""The minutes of an incident: placed so that time never runs backwards, and said."""

from __future__ import annotations

from collections.abc import Sequence

from deck.model import Event


def place_minutes(events: Sequence[Event]) -> tuple[float, ...]:
    """Return each event's minute so that time never runs backwards.

    An unreadable or earlier stamp takes the minute before
    it."""
    stamped_minutes = [event.minute for event in events if event.minute is not None]
    now = stamped_minutes[0] if stamped_minutes else 0.0
    minutes = []
    for event in events:
        now = max(now, event.minute) if event.minute is not None else now
        minutes.append(now)
    return tuple(minutes)


def format_minute(minute: float) -> str:
    """Return a minute on the incident's clock.

    "00:05", "-00:02", "01:30:20" with odd seconds, "2 d 03:10" after a day.
    """
    total = round(abs(minute) * 60)
    days, seconds = divmod(total, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, odd = divmod(seconds, 60)
    text = f"{hours:02d}:{minutes:02d}" + (f":{odd:02d}" if odd else "")
    return ("-" if minute < 0 and total else "") + (f"{days} d " if days else "") + text


def format_duration(minutes_: float) -> str:
    """Return a length of time in words: "40 s", "7 min", "3 h 20 min", "2 d 4 h"."""
    total = round(abs(minutes_) * 60)
    if 0 < total < 60:
        return f"{total} s"
    days, day_minutes = divmod(total // 60, 1_440)
    hours, minutes = divmod(day_minutes, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"

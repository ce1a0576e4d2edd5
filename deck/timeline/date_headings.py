"""Which events need the day written above them, so that their times are read as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from deck.model import Event
from deck.timeline.dates import find_day
from deck.timeline.time_resolution import add_days, crosses_midnight
from deck.timeline.timestamps import read_timestamp


def find_date_headings(events: Sequence[Event], texts: Sequence[str]) -> dict[int, date]:
    """Return, by place, the day of each event whose stamp has none and whose day does not follow from what stands above.

    `texts` are the texts around the events in which the day may be stated.
    """
    marks: dict[int, date] = {}
    stated = next((result for text in texts if (result := find_day(text)) is not None), None)
    running = stated[0] if stated is not None and not stated[1] else None
    clock: float | None = None
    for place, event in enumerate(events):
        if event.wall is None:
            continue
        parsed = read_timestamp(event.at)
        stamp = parsed[0] if parsed else None
        day, now = event.wall.date(), event.wall.hour * 60.0 + event.wall.minute
        own = stamp is not None and (stamp.day is not None or stamp.day_number is not None or stamp.weekday is not None)
        if clock is not None and running is not None and not own and crosses_midnight(clock, now):
            running = add_days(running, 1)
        if not own and day != running:
            marks[place] = day
        running, clock = day, now
    return marks

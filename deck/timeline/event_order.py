"""Which end of a timeline is its beginning: status pages put the newest update first."""

from __future__ import annotations

from collections.abc import Sequence

from deck.timeline.events import SectionEvents
from deck.timeline.time_resolution import ResolvedTime, TimeContext, resolve_times
from deck.timeline.timestamps import Timestamp

_FEWEST_EVENTS = 3  # dated events without a form of their own that must all run backwards
_ENDING_STATUS = {"resolved", "completed", "post-mortem", "postmortem"}


def is_newest_first(line: SectionEvents, context: TimeContext) -> bool:
    """Return whether the events stand in reverse order.

    All of them, with dates that leave no doubt, or as a status page has them.
    """
    timestamps = [e.stamp for e in line.events]
    if not line.is_posts and not _are_all_dated(timestamps):
        return False
    down, up = (
        _measure_span(resolve_times(timestamps[::-1], context)),
        _measure_span(resolve_times(timestamps, context)),
    )
    if down is None or (not down and not up):
        return line.is_posts and down is not None and _begins_with_end(line)
    return up is None or down < up


def reverse_events(line: SectionEvents) -> None:
    """Put the events in the order of time."""
    line.events.reverse()
    last = len(line.events) - 1
    line.taken_nodes = {place: last - n for place, n in line.taken_nodes.items()}


def _are_all_dated(timestamps: Sequence[Timestamp | None]) -> bool:
    """Return whether there are enough stamps, and each has a clock time and a day of its own.

    A day lent by a heading does not count.
    """
    return len(timestamps) >= _FEWEST_EVENTS and all(
        s is not None and s.clock is not None and s.day is not None and not s.has_lent_day for s in timestamps
    )


def _measure_span(moments: Sequence[ResolvedTime]) -> float | None:
    """Return minutes from the first moment to the last; None where one of them runs backwards or is not known."""
    if any(m.backwards or m.minute is None for m in moments):
        return None
    return (moments[-1].minute or 0.0) - (moments[0].minute or 0.0) if moments else 0.0


def _begins_with_end(line: SectionEvents) -> bool:
    """Return whether the first of updates that all stand at one minute says that the incident is over."""
    first = line.events[0].text[:1]
    return bool(first) and first[0].strip("*").split("**")[0].lower() in _ENDING_STATUS

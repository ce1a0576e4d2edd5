"""What stamps mean among their neighbours: minutes since the start, wall times, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from deck.model import Certainty
from deck.timeline.dates import move_to_year
from deck.timeline.timestamps import Timestamp

_DAY_MINUTES = 1440.0  # a float, as all minutes are
_HALF_YEAR = 180  # days: "Jan 2" after "Dec 30" is of the next year
_UNKNOWN_DAY = date(2000, 1, 1)  # stands for the first day where none is stated: only distances count then
_LATE_CLOCK, _EARLY_CLOCK = 16 * 60, 10 * 60  # a clock that falls from after 16:00 to before 10:00 has crossed midnight


@dataclass(frozen=True, slots=True)
class TimeContext:
    """What is stated once for a whole timeline; None where nothing is. `year` is for days that lack one."""

    zone: tzinfo | None = None
    day: date | None = None
    yearless: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ResolvedTime:
    """A stamp resolved. `minute` counts from the incident's start.

    `backwards` says that it lies before the one above it.
    """

    minute: float | None
    end_minute: float | None
    wall: datetime | None
    certainty: Certainty
    backwards: bool = False


@dataclass(slots=True)
class _PlacedStamp:
    """A stamp on one scale, in minutes."""

    at: float
    end: float | None
    day: date | None
    zone: tzinfo | None
    inherited: bool


def resolve_times(timestamps: Sequence[Timestamp | None], context: TimeContext) -> list[ResolvedTime]:
    """Return the moments of stamps in the author's order; None (an unreadable stamp) keeps its place with no minute."""
    if context.year is not None and _begins_last_year(timestamps):
        context = replace(context, year=context.year - 1)
    offsets = _are_offsets(timestamps, context)
    placements = [None if s is None else _place_stamp(s, offsets) for s in timestamps]
    days = _DayCounter(_count_back_first_day(timestamps, context))
    scale: list[_PlacedStamp | None] = [
        None if s is None or p is None else days.place(s, p) for s, p in zip(timestamps, placements, strict=True)
    ]
    first = next(
        (p for s, p in zip(timestamps, scale, strict=True) if s is not None and p is not None and s.offset is None),
        None,
    )
    zero = 0.0 if first is None or offsets else first.at
    moments: list[ResolvedTime] = []
    before: float | None = None
    for stamp, item in zip(timestamps, scale, strict=True):
        if stamp is None or item is None:
            moments.append(ResolvedTime(None, None, None, "unknown"))
            continue
        minute = _round_minutes(item.at - (0.0 if stamp.offset is not None else zero))
        end = None if item.end is None else _round_minutes(item.end - (0.0 if stamp.offset is not None else zero))
        if stamp.clock is None and stamp.offset is None and before is not None and 0 < before - minute < _DAY_MINUTES:
            minute = before  # a day alone, below a time of that day
        backwards = before is not None and minute < before - 1e-9
        before = minute
        wall = None if stamp.offset is not None or offsets else _build_wall_time(stamp, item)
        moments.append(ResolvedTime(minute, end, wall, _judge_certainty(stamp, item, wall), backwards))
    return moments


def _begins_last_year(timestamps: Sequence[Timestamp | None]) -> bool:
    """Return whether days without a year pass New Year near their beginning.

    The year that is stated is then that of the later days.
    """
    days = [s.day for s in timestamps if s is not None and s.day is not None and s.is_yearless]
    turn = next((n for n, day in enumerate(days) if n and (days[0] - day).days > _HALF_YEAR), None)
    return turn is not None and turn * 2 < len(days)


def _count_back_first_day(timestamps: Sequence[Timestamp | None], context: TimeContext) -> TimeContext:
    """Return the day of the first stamp where only a later one is dated, counted back over the midnights between."""
    if context.day is not None:
        return context
    nights, before = 0, None
    for stamp in timestamps:
        if stamp is None or stamp.clock is None:
            continue
        nights += (
            before is not None
            and stamp.clock < before
            and (stamp.day is not None or crosses_midnight(before, stamp.clock))
        )
        before = stamp.clock
        if stamp.day is not None:
            return replace(context, day=add_days(stamp.day, -nights), yearless=stamp.is_yearless)
    return context


def crosses_midnight(before: float, clock: float) -> bool:
    """Return whether a clock that fell from `before` has crossed midnight, rather than being out of order."""
    return before >= _LATE_CLOCK and clock <= _EARLY_CLOCK


def _round_minutes(value: float) -> float:
    rounded = round(value, 4)
    return float(int(rounded)) if rounded == int(rounded) else rounded


def _are_offsets(timestamps: Sequence[Timestamp | None], context: TimeContext) -> bool:
    """Return whether bare HH:MM stamps count from the start: they begin in hour 0 and nothing names a date or zone."""
    readable_stamps = [s for s in timestamps if s is not None]
    if (
        any(s.offset is None and not s.is_plain for s in readable_stamps)
        or context.zone is not None
        or context.day is not None
    ):
        return False
    first = next((s for s in readable_stamps if s.is_plain), None)
    return first is not None and first.clock is not None and first.clock < 60


def _place_stamp(stamp: Timestamp, offsets: bool) -> _PlacedStamp:
    if stamp.offset is not None:
        return _PlacedStamp(stamp.offset, stamp.end_offset, None, None, False)
    clock = stamp.clock if stamp.clock is not None else 0.0
    inherited = not offsets and (stamp.day is None or stamp.is_yearless or stamp.has_lent_day)
    return _PlacedStamp(clock, stamp.end_clock, stamp.day, stamp.zone, inherited)


class _DayCounter:
    """Puts clock times on days.

    A stamp is on the day written beside it, else on that of the event before, or the next day where the clock falls past
    midnight.
    """

    def __init__(self, context: TimeContext) -> None:
        self.zone = context.zone
        self.year = context.year
        self.day = (
            move_to_year(context.day, context.year)
            if context.day and context.yearless and context.year
            else context.day
        )
        self.anchor: date | None = None
        self.known = context.day is not None and (not context.yearless or context.year is not None)
        self.clock: float | None = None
        self.first_zone: tzinfo | None = None
        self.first_shift = 0.0
        self.first_numbered: int | None = None
        self.shift = 0
        self.weekday: int | None = None

    def place(self, stamp: Timestamp, item: _PlacedStamp) -> _PlacedStamp:
        if stamp.offset is not None:
            return item
        zone = stamp.zone or self.zone
        if stamp.zone is not None and self.zone is None:
            self.zone = stamp.zone
        day = self._choose_day(stamp)
        self.anchor = self.anchor or day
        self.clock = item.at
        base = (day - self.anchor).days * _DAY_MINUTES
        lag = self._compute_zone_lag(zone, day, item.at)
        at = base + item.at - lag
        end = None if item.end is None else base + item.end - lag
        if end is not None and end < at - 1e-9:
            end += _DAY_MINUTES
        inherited = item.inherited or (stamp.zone is None and zone is not None)
        return _PlacedStamp(at, end, day if self.known else None, zone, inherited)

    def _compute_zone_lag(self, zone: tzinfo | None, day: date, clock: float) -> float:
        """Return minutes that a clock is ahead of the clock of the first event that has a zone."""
        if zone is None:
            return 0.0
        if self.first_zone is None:
            self.first_zone, self.first_shift = zone, _get_utc_offset(zone, day, clock)
        if zone is self.first_zone and isinstance(zone, timezone):
            return 0.0
        return _get_utc_offset(zone, day, clock) - self.first_shift

    def _choose_day(self, stamp: Timestamp) -> date:
        current = self.day or _UNKNOWN_DAY
        clock = stamp.clock if stamp.clock is not None else 0.0
        if stamp.day_number is not None:
            if self.first_numbered is None:
                self.first_numbered, self.shift = stamp.day_number, 0
                self.day = current
            else:
                current = add_days(current, stamp.day_number - self.first_numbered - self.shift)
                self.shift = stamp.day_number - self.first_numbered
                self.day = current
            return current
        if stamp.day is not None:
            self.day = self._choose_dated_day(stamp, current)
            return self.day
        if stamp.weekday is not None and self.weekday is not None and stamp.weekday != self.weekday:
            current = add_days(current, (stamp.weekday - self.weekday) % 7)
        elif self.clock is not None and crosses_midnight(self.clock, clock):
            current = add_days(current, 1)
            self.shift += 1
        self.weekday = stamp.weekday if stamp.weekday is not None else self.weekday
        self.day = current
        return current

    def _choose_dated_day(self, stamp: Timestamp, current: date) -> date:
        day = stamp.day or current
        if not stamp.is_yearless:
            if self.anchor is not None and not self.known:
                self.anchor = move_to_year(self.anchor, day.year)
            self.known = True
            return day
        if self.year is not None:
            self.known = True
        year = self.day.year if self.day is not None and self.known else self.year or (self.day or _UNKNOWN_DAY).year
        day = move_to_year(day, year)
        if self.anchor is not None and (self.anchor - day).days > _HALF_YEAR:
            day = move_to_year(day, min(year + 1, date.max.year))
        return day


def add_days(day: date, days: int) -> date:
    """Return the day so many days later or earlier; the calendar's ends stay where they are."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _get_utc_offset(zone: tzinfo, day: date, clock: float) -> float:
    """Return minutes that a zone is ahead of UTC at that moment."""
    shift = zone.utcoffset(datetime(day.year, day.month, day.day, int(clock // 60) % 24))  # noqa: DTZ001 (the zone is asked)
    return shift.total_seconds() / 60 if shift else 0.0


def _build_wall_time(stamp: Timestamp, item: _PlacedStamp) -> datetime | None:
    if item.day is None or stamp.clock is None:
        return None
    try:
        moment = datetime.combine(item.day, time()) + timedelta(minutes=stamp.clock)
    except OverflowError:
        return None
    if item.zone is None:
        return moment
    aware = moment.replace(tzinfo=item.zone)
    shift = aware.utcoffset()
    # one object for UTC however it was written, and plain offsets: a deck's times compare and pickle without zone files
    return aware.replace(tzinfo=timezone(shift) if shift else UTC) if shift is not None else moment


def _judge_certainty(stamp: Timestamp, item: _PlacedStamp, wall: datetime | None) -> Certainty:
    if stamp.is_approximate:
        return "approximate"
    return "inherited" if wall is not None and item.inherited else "exact"

"""The study day: it begins at the rollover hour (04:00) in the learner's own time zone, not at midnight UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


def get_study_day(moment: datetime, zone: str, rollover_hour: int = 4) -> date:
    """Return the study day of an aware moment.

    Raises ZoneInfoNotFoundError for an unknown zone, ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    # The last day that has begun: clocks that are put back over the hour do not begin a day twice, and a date that was
    # left out (Samoa's 30 December 2011) has no moment.
    near = _list_near_days(moment.astimezone(UTC).date(), zone, rollover_hour)
    return next(day for start, day in near if start <= moment)


@lru_cache(maxsize=4096)
def _list_near_days(utc: date, zone: str, rollover_hour: int) -> tuple[tuple[datetime, date], ...]:
    """Return the study days that moments of a UTC date may belong to, each after its beginning, latest first."""
    days = [utc + timedelta(days=n) for n in (1, 0, -1, -2)]
    return tuple((get_day_start(day, zone, rollover_hour), day) for day in days)


@lru_cache(maxsize=4096)
def get_day_start(day: date, zone: str, rollover_hour: int = 4) -> datetime:
    """Return the moment (UTC) at which a study day begins."""
    return datetime.combine(day, time(rollover_hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def get_day_end(day: date, zone: str, rollover_hour: int = 4) -> datetime:
    """Return the moment (UTC) at which a study day is over."""
    return get_day_start(day + _DAY, zone, rollover_hour)

"""The study day: it begins at the rollover hour (04:00) in the learner's own time zone, not at midnight UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def day_of(moment: datetime, zone: str, rollover_hour: int = 4) -> date:
    """The study day of an aware moment. Raises ZoneInfoNotFoundError for an unknown zone, ValueError for a naive
    moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    local = moment.astimezone(ZoneInfo(zone))
    return local.date() if local.hour >= rollover_hour else local.date() - timedelta(days=1)


@lru_cache(maxsize=4096)
def start_of(day: date, zone: str, rollover_hour: int = 4) -> datetime:
    """The moment (UTC) at which a study day begins."""
    return datetime.combine(day, time(rollover_hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str, rollover_hour: int = 4) -> datetime:
    """The moment (UTC) at which a study day is over."""
    return start_of(day + timedelta(days=1), zone, rollover_hour)

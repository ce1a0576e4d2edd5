"""How long until a card comes back, in words short enough for a button."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_study_day

MONTH, YEAR = 30.4, 365.25  # days


def format_interval(duration: timedelta) -> str:
    """Return how long until a card comes back: `<1 min`, `10 min`, `3 d`, `2.5 mo`."""
    minutes = duration.total_seconds() / 60
    days = minutes / 1440
    if minutes < 1:
        return "<1 min"
    if minutes < 60:
        return f"{int(minutes + 0.5)} min"  # whole minutes, as in Anki
    if days < 1:
        return f"{_round_to_half(minutes / 60)} h"
    if days < MONTH:
        return f"{days:.0f} d"
    if days < YEAR:
        return f"{days / MONTH:.1f} mo".replace(".0 ", " ")
    return f"{days / YEAR:.1f} y".replace(".0 ", " ")


def describe_interval(interval: timedelta, shown_at: datetime, settings: PracticeSettings) -> str:
    """Return when a grade brings the card back, for example "3 d".

    An interval that reaches the interview is given as "before 9 Dec".
    """
    interview = settings.interview
    if interview is not None:
        today = get_study_day(shown_at, settings.zone, settings.rollover_hour)
        if today + interval >= interview > today:
            return f"before {interview.day} {interview:%b}"
    return format_interval(interval)


def _round_to_half(value: float) -> str:
    return f"{round(value * 2) / 2:g}"

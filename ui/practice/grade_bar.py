"""The words on the buttons of practice: grades, intervals, confidence."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quiz.scheduler import Outcome, Rating
from quiz.study_days import get_study_day
from services.practice.practice import ShownCard
from ui import dates

RATING_NAMES = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}
RATING_MEANINGS = {
    Rating.AGAIN: "I did not know it",
    Rating.HARD: "I knew it, barely",
    Rating.GOOD: "I knew it",
    Rating.EASY: "I knew it at once",
}
# In percent; the calibration chart compares them with what was right.
CONFIDENCE_LEVELS = {"Guess": 25, "Unsure": 50, "Fairly": 75, "Certain": 95}
MONTH, YEAR = 30.4, 365.25  # days


def format_interval(duration: timedelta) -> str:
    """Return how long until a card comes back, short enough for a button: `<1 min`, `10 min`, `3 d`, `2.5 mo`."""
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


def format_choice(shown: ShownCard, choice: Outcome) -> str:
    """Return when a grade brings the card back; what is not planned before the interview is `before 9 Dec`."""
    interview = shown.settings.interview
    if interview is not None:
        today = get_study_day(shown.shown_at, shown.settings.zone, shown.settings.rollover_hour)
        if today + choice.interval >= interview > today:
            return f"before {interview.day} {interview:%b}"
    return format_interval(choice.interval)


def format_return_time(moment: datetime, now: datetime, zone: str) -> str:
    """Return when to come back: `in 7 minutes`, `at 16:05`, `tomorrow from 04:00`, `on 3 Mar 2026`."""
    left = moment - now
    if left <= timedelta(minutes=1):
        return "in a minute"
    if left <= timedelta(hours=1):
        return f"in {left.total_seconds() / 60:.0f} minutes"
    day, today = (time.astimezone(ZoneInfo(zone)).date() for time in (moment, now))
    if day == today:
        return f"at {dates.format_time(moment, zone)}"
    if (day - today).days == 1:
        return f"tomorrow from {dates.format_time(moment, zone)}"
    return f"on {dates.format_day(day)}"


def format_card_count(number: int) -> str:
    """Return a number with its noun: `1 card`, `5 cards`."""
    return f"{number} card" if number == 1 else f"{number} cards"


def _round_to_half(value: float) -> str:
    return f"{round(value * 2) / 2:g}"

"""The words on the buttons of practice: grades, intervals, confidence."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quiz.interval_text import describe_interval
from quiz.scheduler import GradeOutcome, Rating
from services.practice.practice import ShownCard
from ui import date_format

RATING_NAMES = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}
RATING_MEANINGS = {
    Rating.AGAIN: "I did not know it",
    Rating.HARD: "I knew it, barely",
    Rating.GOOD: "I knew it",
    Rating.EASY: "I knew it at once",
}
# In percent; the calibration chart compares them with what was right.
CONFIDENCE_LEVELS = {"Guess": 25, "Unsure": 50, "Fairly": 75, "Certain": 95}


def format_choice(shown_card: ShownCard, choice: GradeOutcome) -> str:
    """Return when a grade brings the card back.

    An interval that reaches the interview is given as "before 9 Dec".
    """
    return describe_interval(choice.interval, shown_card.shown_at, shown_card.settings)


def format_return_time(moment: datetime, now: datetime, zone: str) -> str:
    """Return when to come back: "in 7 minutes", "at 16:05", "tomorrow from 04:00", "on 3 Mar 2026"."""
    wait = moment - now
    minutes = round(wait / timedelta(minutes=1))
    if minutes <= 1:
        return "in a minute"
    if wait <= timedelta(hours=1):
        return f"in {minutes} minutes"
    day, today = (time.astimezone(ZoneInfo(zone)).date() for time in (moment, now))
    if day == today:
        return f"at {date_format.format_time(moment, zone)}"
    if (day - today).days == 1:
        return f"tomorrow from {date_format.format_time(moment, zone)}"
    return f"on {date_format.format_day(day)}"


def format_card_count(number: int) -> str:
    """Return a number with its noun: `1 card`, `5 cards`."""
    return f"{number} card" if number == 1 else f"{number} cards"

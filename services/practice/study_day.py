"""What stays the same for a learner over a study day."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from quiz import scheduler
from quiz.deadline import FinalReview
from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_day_end, get_day_start
from services.learners import settings as preferences
from services.practice.deadline_mode import apply_deadline
from store.connection import to_ms


@dataclass(frozen=True, slots=True)
class StudyDay:
    """The settings to practise with, the `sweep` before an interview, the day's `end` and its bounds in ms, how far to
    look ahead in ms, and the `mark` that stands for day and settings in a token.
    """

    settings: PracticeSettings
    final_review: FinalReview | None
    end: datetime
    start_ms: int
    end_ms: int
    ahead_ms: int
    fingerprint: str


@lru_cache(maxsize=256)
def make_study_day(preferred: str, parameters: str | None, zone: str, day: date) -> StudyDay:
    """The course of a study day, from the JSON of the learner's choices and weights and the browser's zone."""
    aimed = apply_deadline(preferences.parse_settings(preferred, parameters, zone), preferred, day)
    settings = aimed.settings
    end = get_day_end(day, settings.zone, settings.rollover_hour)
    return StudyDay(
        settings=settings,
        final_review=aimed.final_review,
        end=end,
        start_ms=to_ms(get_day_start(day, settings.zone, settings.rollover_hour)),
        end_ms=to_ms(end),
        ahead_ms=settings.learn_ahead // timedelta(milliseconds=1),
        fingerprint=f"{day}.{zlib.crc32(repr(scheduler.fingerprint_settings(settings)).encode())}",
    )

"""What stays the same for a learner over a study day."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from quiz import scheduler
from quiz.settings import Settings
from quiz.study_days import end_of, start_of
from services.learners import settings as preferences
from services.practice.deadline_mode import aim
from store.connection import to_ms
from store.queue.priority import Sweep


@dataclass(frozen=True, slots=True)
class Course:
    """The settings to practise with, the `sweep` before an interview, the day's `end` and its bounds in ms, how far to
    look ahead in ms, and the `mark` that stands for day and settings in a token.
    """

    settings: Settings
    sweep: Sweep | None
    end: datetime
    start_ms: int
    end_ms: int
    ahead_ms: int
    mark: str


@lru_cache(maxsize=256)
def course_of(preferred: str, parameters: str | None, zone: str, day: date) -> Course:
    """The course of a study day, from the JSON of the learner's choices and weights and the browser's zone."""
    aimed = aim(preferences.settings(preferred, parameters, zone), preferred, day)
    settings = aimed.settings
    end = end_of(day, settings.zone, settings.rollover_hour)
    return Course(
        settings=settings,
        sweep=aimed.sweep,
        end=end,
        start_ms=to_ms(start_of(day, settings.zone, settings.rollover_hour)),
        end_ms=to_ms(end),
        ahead_ms=settings.learn_ahead // timedelta(milliseconds=1),
        mark=f"{day}.{zlib.crc32(repr(scheduler.essence(settings)).encode())}",
    )

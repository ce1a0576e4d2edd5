"""What stays the same for a learner over a study day: settings, bounds of the day, and what an interview changes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from quiz import deadline, learning_steps, scheduler
from quiz.practice_settings import PracticeSettings
from quiz.review_values import PLANNED_DAYS
from quiz.study_days import get_day_end, get_day_start, get_study_day
from services.learners.settings import parse_settings
from store.connection import to_ms

EXTRA_NEW = "extra_new"  # the setting that holds how many new cards a learner asked for beyond a day's limit


@dataclass(frozen=True, slots=True)
class StudyDay:
    """A study day of a learner: its `study_date`, its bounds (`start_ms` to `end`), and the `settings` to practise with.

    `ahead_ms` is how far to look ahead. `interview` is the next date (None: there is none), `minutes_per_day` the time that the
    learner has for it (None: as much as it takes). `extra_new` are new cards that were asked for today beyond the limit, by
    deck. `fingerprint` stands for day and settings in the token of a card.
    """

    study_date: date
    settings: PracticeSettings
    interview: date | None
    minutes_per_day: int | None
    extra_new: tuple[tuple[str, int], ...]
    end: datetime
    start_ms: int
    end_ms: int
    ahead_ms: int
    fingerprint: str

    def count_extra_new(self, deck_id: str) -> int:
        """Return how many new cards of a deck were asked for today beyond the limit."""
        return dict(self.extra_new).get(deck_id, 0)

    def find_date(self, moment: datetime) -> date:
        """Return the study day of another moment, by the same zone and hour."""
        return get_study_day(moment, self.settings.zone, self.settings.rollover_hour)


def load_study_day(
    preferred: str, parameters: str | None, zone: str, now: datetime, class_dates: tuple[date, ...] = ()
) -> StudyDay:
    """Return the study day of a moment, from the JSON of the learner's choices and weights and the browser's zone.

    Of the learner's own date and those of their classes, the first that has not passed is the interview's.
    """
    settings = parse_settings(preferred, parameters, zone)
    return _make_study_day(settings, preferred, get_study_day(now, settings.zone, settings.rollover_hour), class_dates)


def parse_interview_date(choices: Mapping[str, Any]) -> date | None:
    """Return the interview's date among a learner's choices, None where there is none."""
    value = choices.get("interview")
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # the 30th of February from an old export
        return None


# Every call of practice needs its day: kept for those who study at the same time.
@lru_cache(maxsize=256)
def _make_study_day(
    own_settings: PracticeSettings, preferred: str, day: date, class_dates: tuple[date, ...]
) -> StudyDay:
    choices = json.loads(preferred)
    own = parse_interview_date(choices)
    interview = min((one for one in (own, *class_dates) if one is not None and one >= day), default=None)
    settings = own_settings
    if interview is not None:
        # What is known on the way does not matter, only what is known on the day: until then cards may wait longer.
        far = (interview - day).days > PLANNED_DAYS
        retention = deadline.RETENTION if far else own_settings.desired_retention
        settings = replace(
            own_settings,
            interview=interview,
            desired_retention=retention,
            learning_steps=learning_steps.choose_step(own_settings.learning_steps, own_settings.learn_ahead),
        )
    end = get_day_end(day, settings.zone, settings.rollover_hour)
    return StudyDay(
        study_date=day,
        settings=settings,
        interview=interview,
        minutes_per_day=_parse_minutes(choices),
        extra_new=_parse_extra_new(choices, day),
        end=end,
        start_ms=to_ms(get_day_start(day, settings.zone, settings.rollover_hour)),
        end_ms=to_ms(end),
        ahead_ms=settings.learn_ahead // timedelta(milliseconds=1),
        fingerprint=f"{day}.{zlib.crc32(repr(scheduler.fingerprint_settings(settings)).encode())}",
    )


def _parse_minutes(choices: Mapping[str, Any]) -> int | None:
    value = choices.get("interview_minutes")
    return value if isinstance(value, int) else None


def _parse_extra_new(choices: Mapping[str, Any], day: date) -> tuple[tuple[str, int], ...]:
    value = choices.get(EXTRA_NEW)
    if not isinstance(value, dict) or value.get("day") != day.isoformat() or not isinstance(value.get("decks"), dict):
        return ()
    # Settings come from imported files too: what is no number must not close every page.
    return tuple((str(deck), count) for deck, count in value["decks"].items() if isinstance(count, int))

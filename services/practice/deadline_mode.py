"""Deadline mode in the queue: what an interview's date changes about a learner's settings and the day's lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from quiz import deadline
from quiz.fsrs import vectorized
from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_day_start
from store.connection import to_ms
from store.queue.priority_queries import FinalReviewBounds

INTERVIEW_OFFSET = timedelta(hours=8)  # an interview is by day, that long after the study day begins


@dataclass(frozen=True, slots=True)
class DeadlineSettings:
    """The settings to practise with, and the sweep of the day (None: no sweep)."""

    settings: PracticeSettings
    final_review: FinalReviewBounds | None


def parse_interview_date(chosen: Mapping[str, Any]) -> date | None:
    """The interview's date among a learner's choices, None where there is none."""
    said = chosen.get("interview")
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:  # the 30th of February from an old export
        return None


@lru_cache(maxsize=256)
def apply_deadline(settings: PracticeSettings, preferences: str, day: date) -> DeadlineSettings:
    """With an interview ahead, the planner's retention and its sweep; else everything as it was chosen.

    `preferences` is a JSON object as text.
    """
    interview = parse_interview_date(json.loads(preferences))
    if interview is None or day > interview:
        return DeadlineSettings(settings, None)
    aimed = replace(settings, desired_retention=deadline.RETENTION)
    sweep = deadline.plan_final_review(interview, day, settings.weights or vectorized.DEFAULT_WEIGHTS)
    if sweep is None:
        return DeadlineSettings(aimed, None)
    zone, hour = settings.zone, settings.rollover_hour
    return DeadlineSettings(
        aimed,
        FinalReviewBounds(
            to_ms(get_day_start(day, zone, hour)),
            to_ms(get_day_start(sweep.interview, zone, hour) + INTERVIEW_OFFSET),
            sweep.max_stabilities,
            sweep.turn,
            deadline.FINAL_REVIEW_DAYS,
        ),
    )

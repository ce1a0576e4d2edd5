"""Deadline mode in the queue: what an interview's date changes about a learner's settings and the day's lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from quiz import deadline
from quiz.fsrs import memory_model
from quiz.practice_settings import PracticeSettings

INTERVIEW_OFFSET = timedelta(hours=8)  # an interview is by day, that long after the study day begins


@dataclass(frozen=True, slots=True)
class DeadlineSettings:
    """The settings to practise with, and the sweep of the day (None: no sweep)."""

    settings: PracticeSettings
    final_review: deadline.FinalReview | None


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
    weights = settings.weights or memory_model.DEFAULT_WEIGHTS
    return DeadlineSettings(aimed, deadline.plan_final_review(interview, day, weights))

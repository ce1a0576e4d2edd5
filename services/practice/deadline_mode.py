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
from quiz.settings import Settings
from quiz.study_days import start_of
from store.connection import to_ms
from store.queue.priority import Sweep

BY_DAY = timedelta(hours=8)  # an interview is by day, that long after the study day begins


@dataclass(frozen=True, slots=True)
class Aim:
    """The settings to practise with, and the sweep of the day (None: no sweep)."""

    settings: Settings
    sweep: Sweep | None


def interview_of(chosen: Mapping[str, Any]) -> date | None:
    """The interview's date among a learner's choices, None where there is none."""
    said = chosen.get("interview")
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:  # the 30th of February from an old export
        return None


@lru_cache(maxsize=256)
def aim(settings: Settings, preferences: str, day: date) -> Aim:
    """With an interview ahead, the planner's retention and its sweep; else everything as it was chosen.

    `preferences` is a JSON object as text.
    """
    interview = interview_of(json.loads(preferences))
    if interview is None or day > interview:
        return Aim(settings, None)
    aimed = replace(settings, desired_retention=deadline.RETENTION)
    sweep = deadline.sweep(interview, day, settings.weights or vectorized.WEIGHTS)
    if sweep is None:
        return Aim(aimed, None)
    zone, hour = settings.zone, settings.rollover_hour
    return Aim(
        aimed,
        Sweep(
            to_ms(start_of(day, zone, hour)),
            to_ms(start_of(sweep.interview, zone, hour) + BY_DAY),
            sweep.span,
            sweep.turn,
            deadline.SWEEP_DAYS,
        ),
    )

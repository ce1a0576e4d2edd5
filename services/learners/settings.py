"""A learner's settings: checked, stored, and read as every room takes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from errors import UserError
from quiz import exercises
from quiz.practice_settings import PracticeSettings
from services.connections import connect
from services.learners.due_dates import shift_due_dates
from services.workspace import Workspace
from store.connection import transaction
from store.tables.learners import learners
from store.tables.practice import memory_states

MINUTE_SETTINGS = frozenset({"learning_steps", "relearning_steps"})
MINUTES_PER_DAY = (5, 600)  # the least that a plan can use, and all that a day has
_DEFAULTS = PracticeSettings()
# A date as a browser's field writes it: what `date.fromisoformat` reads besides, such as week numbers, is no choice
# of anybody.
_DATE = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
PRACTICE_SETTINGS = (
    "desired_retention",
    "new_per_day",
    "reviews_per_day",
    "learning_steps",
    "relearning_steps",
    "learn_ahead",
    "maximum_interval",
    "leech_at",
    "follow_ups",
    "space_siblings",
    "zone",
    "rollover_hour",
)


def load_settings(ws: Workspace, learner: int) -> dict[str, Any]:
    """Return everything the learner chose, by name. A name that is missing has its default."""
    with connect(ws) as connection:
        return learners.load_preferences(connection, learner)


def save_settings(ws: Workspace, learner: int, **choices: Any) -> None:
    """Save settings for which no browser's time zone is needed; see `change_settings`."""
    change_settings(ws, learner, choices)


def change_settings(ws: Workspace, learner: int, choices: Mapping[str, Any], browser: str = "UTC") -> None:
    """Keep choices; None takes one back. Steps are lists of minutes, `learn_ahead` is in minutes.

    Where the day begins at another hour or in another zone, cards stay due on the same date; `browser` is the zone that
    holds while none is chosen. Raises UserError for a value out of bounds.
    """
    with connect(ws) as connection, transaction(connection, learner):
        preferences = learners.load_preferences(connection, learner)
        new_preferences = {**preferences, **choices}
        check_settings(new_preferences)
        learners.save_preferences(connection, learner, choices)
        if "kinds" in choices:
            # Cards of a kind that is off are retired for the learner: each deck decides anew which, at its next visit.
            memory_states.reset_enrolments(connection, learner)
        if choices.keys() & {"zone", "rollover_hour"}:
            before, after = (_parse_values(_drop_unset(every), browser) for every in (preferences, new_preferences))
            if (before.zone, before.rollover_hour) != (after.zone, after.rollover_hour):
                shift_due_dates(connection, learner, before, after)


def update_setting(ws: Workspace, learner: int, name: str, change: Callable[[Any], Any]) -> Any:
    """Replace one value by what `change` makes of it (None: it has none), and return that.

    Read and written in one transaction: of what two tabs or podcast apps add at the same moment, nothing is lost. For values
    that the settings page does not show.
    """
    with connect(ws) as connection, transaction(connection, learner):
        before = learners.load_preferences(connection, learner).get(name)
        after = change(before)
        if after != before:
            learners.save_preferences(connection, learner, {name: after})
    return after


def check_settings(choices: dict[str, Any]) -> None:
    """Raise UserError when a choice is out of bounds or of the wrong kind."""
    interview, minutes = choices.get("interview"), choices.get("interview_minutes")
    if interview is not None and not (isinstance(interview, str) and _DATE.fullmatch(interview)):
        raise UserError("The interview's date cannot be read.", "Choose a date.")
    if minutes is not None and not (isinstance(minutes, int) and MINUTES_PER_DAY[0] <= minutes <= MINUTES_PER_DAY[1]):
        raise UserError("Minutes a day must be between 5 and 600.", "Choose a number in that range.")
    kinds = choices.get("kinds")
    if kinds is not None and not (
        isinstance(kinds, list) and set(exercises.ALWAYS_ON) <= set(kinds) <= set(exercises.KINDS)
    ):
        raise UserError("Some of these card types do not exist.", "Choose from the list.")
    _parse_values(_drop_unset(choices), "UTC")


def to_minutes(steps: Iterable[timedelta]) -> list[float]:
    """Return learning steps as they are stored."""
    return [step / timedelta(minutes=1) for step in steps]


@lru_cache(maxsize=256)
def parse_settings(preferences: str, weights: str | None, zone: str) -> PracticeSettings:
    """Return the learner's settings for practice.

    `preferences` and `weights` (None: the model's own) are the JSON of their choices. `zone` is the browser's and holds
    unless another one was chosen.
    """
    settings = _parse_values(json.loads(preferences), zone)
    return replace(settings, weights=tuple(json.loads(weights))) if weights else settings


def _drop_unset(choices: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in choices.items() if value is not None}


def _parse_values(preferences: dict[str, Any], zone: str) -> PracticeSettings:
    values = {name: preferences[name] for name in PRACTICE_SETTINGS if name in preferences}
    try:
        for name in MINUTE_SETTINGS & values.keys():
            values[name] = tuple(timedelta(minutes=float(step)) for step in values[name])
        if "learn_ahead" in values:
            values["learn_ahead"] = timedelta(minutes=float(values["learn_ahead"]))
        for name, value in values.items():
            usual = getattr(_DEFAULTS, name)
            if not isinstance(value, (int, float) if isinstance(usual, float) else type(usual)):
                raise TypeError(name)
        return PracticeSettings(**{"zone": zone, **values})
    except (TypeError, ValueError, OverflowError) as error:
        raise UserError("A preference has a value of the wrong kind.", "Set it again, or reset it.") from error

"""What a learner chose, as settings that every room accepts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from deck.errors import UserError
from quiz import kinds
from quiz.settings import Settings
from services.opened import opened
from services.workspace import Workspace
from store import people, states
from store.database import transaction

MINUTES = ("learning_steps", "relearning_steps")
MINUTES_A_DAY = (5, 600)
_DATE = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
PRACTICE = (
    "desired_retention",
    "new_per_day",
    "reviews_per_day",
    *MINUTES,
    "maximum_interval",
    "leech_at",
    "follow_ups",
    "space_siblings",
    "zone",
    "rollover_hour",
)


def read(ws: Workspace, learner: int) -> dict[str, Any]:
    """Everything the learner chose, by name. A name that is missing has its default."""
    with opened(ws) as connection:
        return people.preferences(connection, learner)


def write(ws: Workspace, learner: int, **chosen: Any) -> None:
    """Keep choices; None takes one back. Steps are lists of minutes. Raises UserError for a value out of bounds."""
    with opened(ws) as connection, transaction(connection):
        together = {**people.preferences(connection, learner), **chosen}
        checked(together)
        people.prefer(connection, learner, chosen)
        if "kinds" in chosen:
            states.leave(connection, learner)


def checked(chosen: dict[str, Any]) -> None:
    """Raises UserError when a choice is out of bounds or of the wrong kind."""
    interview, minutes = chosen.get("interview"), chosen.get("interview_minutes")
    if interview is not None and not (isinstance(interview, str) and _DATE.fullmatch(interview)):
        raise UserError("The interview's date cannot be read.", "Choose a date.")
    if minutes is not None and not (isinstance(minutes, int) and MINUTES_A_DAY[0] <= minutes <= MINUTES_A_DAY[1]):
        raise UserError("Minutes a day must lie between 5 and 600.", "Choose a number inside.")
    known = chosen.get("kinds")
    if known is not None and not (isinstance(known, list) and set(kinds.ALWAYS) <= set(known) <= set(kinds.KINDS)):
        raise UserError("These are not ways of asking that there are.", "Choose among those that are listed.")
    _settings({name: value for name, value in chosen.items() if value is not None}, "UTC")


@lru_cache(maxsize=256)
def settings(preferences: str, weights: str | None, zone: str) -> Settings:
    """The learner's settings for practice, from the JSON of their choices and of their own weights (None: the model's).

    `zone` is the browser's and holds unless another one was chosen.
    """
    chosen = _settings(json.loads(preferences), zone)
    return replace(chosen, weights=tuple(json.loads(weights))) if weights else chosen


def _settings(preferences: dict[str, Any], zone: str) -> Settings:
    known = {name: preferences[name] for name in PRACTICE if name in preferences}
    try:
        for name in MINUTES:
            if name in known:
                known[name] = tuple(timedelta(minutes=float(minutes)) for minutes in known[name])
        return Settings(**{"zone": zone, **known})
    except (TypeError, ValueError) as error:
        raise UserError("A preference has a value of the wrong kind.", "Set it again, or take it back.") from error

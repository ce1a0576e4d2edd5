"""Keep today's commute as it was when it was asked for.

A grade, or a card that falls due on the way, changes what is most urgent: it must not replace the episode that somebody is
listening to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from services.connections import connect
from services.learners import settings
from services.listening import episode_files
from services.listening.episodes import EpisodePlan, load_position
from services.practice.context import Learner, load_context
from services.practice.planning import priority
from services.workspace import Workspace
from speech.script.request import EpisodeRequest
from speech.script.script_builder import AnswerLayers

PREFERENCE = "commutes"  # by deck: the last one that was asked for
# Questions that are kept: a ride of 90 minutes has half as many; behind them come the deck's others.
MAX_QUESTIONS = 150
SHORTEST_RIDE, LONGEST_RIDE = 3, 120  # minutes, from a question or two to a journey
# An episode's name, of which a file's is made: an imported one must not lead out of the folder.
_EPISODE_NAME = re.compile(r"[a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Commute:
    """What to hear on the way.

    `stale` says that something else is more urgent by now. `resume_at` is where the listener stopped in the commute of an
    earlier day, in seconds; 0 where there is none to resume.
    """

    request: EpisodeRequest
    stale: bool = False
    resume_at: float = 0.0


def load_commute(ws: Workspace, who: Learner, deck_id: str, request: EpisodeRequest, now: datetime) -> Commute:
    """Return the request with the order of today's commute: the saved one, else what is most urgent now."""
    urgent = priority.rank_questions(ws, who, deck_id, now)[:MAX_QUESTIONS]
    saved_commute = _load_saved(ws, who, deck_id)
    if saved_commute.get("day") == _load_study_date(ws, who, deck_id, now):
        order = tuple(saved_commute["order"])
        return Commute(replace(request, question_order=order), stale=order != urgent)
    name = saved_commute.get("name", "")
    exists = bool(name) and episode_files.find_episode(ws, name) is not None
    return Commute(
        replace(request, question_order=urgent), resume_at=load_position(ws, who.id, name) if exists else 0.0
    )


def save_commute(ws: Workspace, who: Learner, deck_id: str, plan: EpisodePlan, now: datetime) -> None:
    """Make a planned episode today's commute, until the day is over."""
    order = list(plan.request.question_order[:MAX_QUESTIONS])
    entry = {"minutes": plan.request.minutes, "layers": plan.request.layers, "name": plan.name, "order": order}
    _save(ws, who, deck_id, {**entry, "day": _load_study_date(ws, who, deck_id, now)})


def reset_commute(ws: Workspace, who: Learner, deck_id: str) -> None:
    """Forget today's commute, so that the next one is chosen from what is most urgent then."""
    _save(ws, who, deck_id, None)


def resume_commute(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> EpisodeRequest | None:
    """Make the saved commute of an earlier day today's and return its request; None when there is none."""
    saved_commute = _load_saved(ws, who, deck_id)
    if not saved_commute:
        return None
    _save(ws, who, deck_id, {**saved_commute, "day": _load_study_date(ws, who, deck_id, now)})
    return EpisodeRequest(
        "commute",
        layers=saved_commute["layers"],
        minutes=float(saved_commute["minutes"]),
        question_order=tuple(saved_commute["order"]),
    )


def _load_study_date(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> str:
    with connect(ws) as connection:
        return load_context(connection, who, deck_id, now).day.study_date.isoformat()


def _load_saved(ws: Workspace, who: Learner, deck_id: str) -> dict[str, Any]:
    preference = settings.load_settings(ws, who.id).get(PREFERENCE)
    entry = preference.get(deck_id) if isinstance(preference, dict) else None
    return entry if isinstance(entry, dict) and _is_commute(entry) else {}


def _is_commute(entry: dict[str, Any]) -> bool:
    """Tell whether this is a commute as it is saved here: the file that a learner imports may hold anything."""
    minutes, order = entry.get("minutes"), entry.get("order")
    return (
        isinstance(minutes, int | float)
        and SHORTEST_RIDE <= minutes <= LONGEST_RIDE
        and entry.get("layers") in get_args(AnswerLayers)
        and isinstance(entry.get("name"), str)
        and _EPISODE_NAME.fullmatch(entry["name"]) is not None
        and isinstance(order, list)
        and all(isinstance(name, str) for name in order)
        and isinstance(entry.get("day"), str)
    )


def _save(ws: Workspace, who: Learner, deck_id: str, entry: dict[str, Any] | None) -> None:
    """Save a deck's commute (None: none); those of other decks stay."""

    def replace_entry(value: Any) -> dict[str, Any]:
        commutes = value if isinstance(value, dict) else {}
        others = {name: commute for name, commute in commutes.items() if name != deck_id}
        return {**others, deck_id: entry} if entry else others

    settings.update_setting(ws, who.id, PREFERENCE, replace_entry)

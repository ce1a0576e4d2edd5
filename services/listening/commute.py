"""Today's commute stays what it was when it was asked for. A grade, or a card that falls due on the way, changes what is
most urgent: it must not take the episode out of the listener's ears."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.connections import opened
from services.learners import settings
from services.listening import files
from services.listening.episodes import Plan
from services.listening.episodes import position as stopped_at
from services.practice import priority
from services.practice.context import Learner, sit
from services.workspace import Workspace
from speech.script.request import Wish

KEPT = "commutes"  # by deck: the last one that was asked for
MOST = 150  # questions that are kept: a ride of 90 minutes has half as many; behind them come the deck's others


@dataclass(frozen=True, slots=True)
class Ride:
    """What to hear on the way. `stale`: something else is more urgent by now. `earlier` is where the listener stopped in
    one of an earlier day, in seconds, 0 where there is none to go on with."""

    wish: Wish
    stale: bool = False
    earlier: float = 0.0


def ride(ws: Workspace, who: Learner, deck_id: str, wish: Wish, now: datetime) -> Ride:
    """The wish with the order of today's commute: the kept one, else what is most urgent now."""
    urgent = priority.order(ws, who, deck_id, now)[:MOST]
    kept = _kept(ws, who, deck_id)
    if kept.get("day") == _day(ws, who, deck_id, now):
        order = tuple(str(name) for name in kept["order"])
        return Ride(replace(wish, order=order), stale=order != urgent)
    name = str(kept.get("name", ""))
    there = bool(name) and files.find(ws, name) is not None
    return Ride(replace(wish, order=urgent), earlier=stopped_at(ws, who.id, name) if there else 0.0)


def keep(ws: Workspace, who: Learner, deck_id: str, plan: Plan, now: datetime) -> None:
    """This is today's commute from now on, until the day is over."""
    order = list(plan.wish.order[:MOST])
    asked = {"minutes": plan.wish.minutes, "layers": plan.wish.layers, "name": plan.name, "order": order}
    _write(ws, who, deck_id, {**asked, "day": _day(ws, who, deck_id, now)})


def anew(ws: Workspace, who: Learner, deck_id: str) -> None:
    """Choose from what is most urgent now."""
    _write(ws, who, deck_id, None)


def resume(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Wish | None:
    """Make the kept commute of an earlier day today's; what was wished then, None when there is none."""
    kept = _kept(ws, who, deck_id)
    if not kept:
        return None
    _write(ws, who, deck_id, {**kept, "day": _day(ws, who, deck_id, now)})
    return Wish("commute", layers=kept["layers"], minutes=float(kept["minutes"]), order=tuple(kept["order"]))


def _day(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> str:
    with opened(ws) as connection:
        return sit(connection, who, deck_id, now).day.isoformat()


def _all(ws: Workspace, who: Learner) -> dict[str, Any]:
    kept = settings.read(ws, who.id).get(KEPT)
    return kept if isinstance(kept, dict) else {}


def _kept(ws: Workspace, who: Learner, deck_id: str) -> dict[str, Any]:
    kept = _all(ws, who).get(deck_id)
    return kept if isinstance(kept, dict) else {}


def _write(ws: Workspace, who: Learner, deck_id: str, kept: dict[str, Any] | None) -> None:
    others = {name: one for name, one in _all(ws, who).items() if name != deck_id}
    settings.write(ws, who.id, **{KEPT: {**others, deck_id: kept} if kept else others})

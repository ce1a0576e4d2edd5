"""What a feed remembers, so that it is alive and yet keeps its word: when an item first appeared, and each day's commute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.connections import connect
from services.learners import settings
from services.learners.access_tokens import FEED_PREFERENCE
from services.practice.context import Learner, load_context
from services.practice.planning import priority
from services.workspace import Workspace
from store.tables.practice import review_log

PREFERENCE = FEED_PREFERENCE
DAYS_KEPT = 7  # commutes that stay in the feed: a week that somebody was away
MAX_QUESTIONS = 150  # of a day: a ride of two hours has fewer
# The commute of somebody who never chose a length: about the average ride to work.
DEFAULT_MINUTES = 20.0
ITEM_DISTANCE = timedelta(seconds=1)  # between items that appear together: apps sort by date


@dataclass(frozen=True, slots=True)
class CommuteDay:
    """What a study day brings: its commute's questions, the most urgent first, and those missed on the day before."""

    day: date
    minutes: float
    order: tuple[str, ...]
    missed_ids: tuple[str, ...]
    is_newest: bool = False


def load_days(ws: Workspace, learner: int, deck_id: str, minutes: float, now: datetime) -> tuple[CommuteDay, ...]:
    """Return the plans of the last days on which the feed was asked for, newest first; today's is made when it is new.

    A day's plan stays as it was first published: an app that fetched it has what the feed says.
    """
    feed = _load(ws, learner)
    zone = str(feed.get("zone", "UTC"))
    who = Learner(learner, zone, "feed")
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        today = context.day.study_date
        rows = [row for row in feed.get("days", {}).get(deck_id, []) if isinstance(row, dict)]
        if not any(row["day"] == today.isoformat() for row in rows):
            day_ms = 24 * 3600 * 1000
            start = context.day.start_ms
            missed_ids = review_log.list_missed_sources(connection, learner, context.deck.id, start - day_ms, start)
            order = priority.rank_questions(ws, who, deck_id, now)[:MAX_QUESTIONS]
            row = {"day": today.isoformat(), "minutes": minutes, "order": list(order), "missed": list(missed_ids)}
            rows = sorted((*rows, row), key=lambda one: str(one["day"]), reverse=True)[:DAYS_KEPT]
            _save(ws, learner, days={**feed.get("days", {}), deck_id: rows})
    return tuple(
        CommuteDay(
            day=date.fromisoformat(row["day"]),
            minutes=float(row["minutes"]),
            order=tuple(map(str, row["order"])),
            missed_ids=tuple(map(str, row["missed"])),
            is_newest=number == 0,
        )
        for number, row in enumerate(rows)
    )


def list_decks(ws: Workspace, learner: int) -> tuple[str, ...]:
    """Return the decks whose feed was asked for."""
    return tuple(_load(ws, learner).get("days", {}))


def load_first_dates(
    ws: Workspace, learner: int, deck_id: str, names: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Return when each item first appeared in the feed, in order: of those that appear together the first is newest."""
    feed = _load(ws, learner)
    first_dates: dict[str, str] = dict(feed.get("items", {}).get(deck_id, {}))
    moment = now.astimezone(UTC).replace(microsecond=0)
    new = [name for name in names if name not in first_dates]
    for position, name in enumerate(new):
        first_dates[name] = (moment - position * ITEM_DISTANCE).isoformat()
    dates = {name: first_dates[name] for name in names}  # what left the feed is forgotten
    if new or dates.keys() != first_dates.keys():
        _save(ws, learner, items={**feed.get("items", {}), deck_id: dates})
    return {name: datetime.fromisoformat(text) for name, text in dates.items()}


def load_modified(ws: Workspace, learner: int, deck_id: str, mark: str, now: datetime) -> datetime:
    """Return when the feed last changed, which is kept with its mark."""
    feed = _load(ws, learner)
    seen_days = dict(feed.get("seen", {}))
    if seen_days.get(deck_id, [""])[0] != mark:
        seen_days[deck_id] = [mark, now.isoformat()]
        _save(ws, learner, seen=seen_days)
    return datetime.fromisoformat(seen_days[deck_id][1]).replace(microsecond=0)


def _load(ws: Workspace, learner: int) -> dict[str, Any]:
    preference = settings.load_settings(ws, learner).get(PREFERENCE)
    return preference if isinstance(preference, dict) else {}


def _save(ws: Workspace, learner: int, **changes: Any) -> None:
    feed = _load(ws, learner)
    if feed.get("since"):  # a feed that was revoked meanwhile stays revoked
        settings.save_settings(ws, learner, **{PREFERENCE: {**feed, **changes}})

"""What a feed remembers between two visits of an app: when each item first appeared, and the commute of each day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from services.connections import connect
from services.learners import settings
from services.learners.access_tokens import FEED_PREFERENCE
from services.practice.context import Learner, load_context
from services.practice.planning import priority
from services.workspace import Workspace
from store.tables.practice import review_log

PREFERENCE = FEED_PREFERENCE
DAYS_KEPT = 7  # commutes that stay in the feed: enough for somebody who was away for a week
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
        today = context.day.study_date.isoformat()
        rows = _list_rows(feed, deck_id)
        if all(row["day"] != today for row in rows):
            day_ms = 24 * 3600 * 1000
            start = context.day.start_ms
            missed_ids = review_log.list_missed_sources(connection, learner, context.deck.id, start - day_ms, start)
            order = priority.rank_questions(ws, who, deck_id, now)[:MAX_QUESTIONS]
            row = {"day": today, "minutes": minutes, "order": list(order), "missed": list(missed_ids)}
            rows = _list_rows(_update(ws, learner, partial(_add_day, deck_id=deck_id, new_row=row)), deck_id) or [row]
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


def _list_rows(feed: Mapping[str, Any], deck_id: str) -> list[dict[str, Any]]:
    return [row for row in feed.get("days", {}).get(deck_id, []) if isinstance(row, dict)]


def _add_day(feed: dict[str, Any], *, deck_id: str, new_row: dict[str, Any]) -> dict[str, Any]:
    """Return the feed with the plan of a day, unless another app has asked for that day meanwhile: its plan holds."""
    rows = _list_rows(feed, deck_id)
    if any(row["day"] == new_row["day"] for row in rows):
        return feed
    rows = sorted((*rows, new_row), key=lambda row: str(row["day"]), reverse=True)[:DAYS_KEPT]
    return {**feed, "days": {**feed.get("days", {}), deck_id: rows}}


def list_decks(ws: Workspace, learner: int) -> tuple[str, ...]:
    """Return the decks whose feed was asked for."""
    return tuple(_load(ws, learner).get("days", {}))


def load_first_dates(
    ws: Workspace, learner: int, deck_id: str, names: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Return when each item first appeared in the feed, in order: of those that appear together the first is newest."""
    moment = now.astimezone(UTC).replace(microsecond=0)

    def date_items(feed: Mapping[str, Any]) -> dict[str, str]:
        first_dates: dict[str, str] = dict(feed.get("items", {}).get(deck_id, {}))
        new = [name for name in names if name not in first_dates]
        first_dates |= {name: (moment - place * ITEM_DISTANCE).isoformat() for place, name in enumerate(new)}
        return {name: first_dates[name] for name in names}  # what left the feed is forgotten

    before = _load(ws, learner)
    dates = date_items(before)
    if dates != before.get("items", {}).get(deck_id, {}):
        feed = _update(
            ws, learner, lambda feed: {**feed, "items": {**feed.get("items", {}), deck_id: date_items(feed)}}
        )
        dates = feed.get("items", {}).get(deck_id, dates)
    return {name: datetime.fromisoformat(text) for name, text in dates.items()}


def load_modified(ws: Workspace, learner: int, deck_id: str, mark: str, now: datetime) -> datetime:
    """Return when the feed last changed: when its mark was first another one than before."""
    last_seen = _load(ws, learner).get("seen", {}).get(deck_id, [""])
    if last_seen[0] != mark:
        last_seen = [mark, now.isoformat()]
        _update(ws, learner, lambda feed: {**feed, "seen": {**feed.get("seen", {}), deck_id: last_seen}})
    return datetime.fromisoformat(last_seen[1]).replace(microsecond=0)


def _load(ws: Workspace, learner: int) -> dict[str, Any]:
    preference = settings.load_settings(ws, learner).get(PREFERENCE)
    return preference if isinstance(preference, dict) else {}


def _update(ws: Workspace, learner: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Change what the feed remembers, and return it. Apps fetch the feeds of several decks at once: nothing of theirs is lost."""

    def change_existing(value: Any) -> Any:
        # A feed that was revoked meanwhile stays revoked.
        return change(value) if isinstance(value, dict) and value.get("since") else value

    feed = settings.update_setting(ws, learner, PREFERENCE, change_existing)
    return feed if isinstance(feed, dict) else {}

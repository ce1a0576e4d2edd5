"""Feeds and plans, kept while nothing they depend on has changed: podcast clients poll all day long.

A feed depends on the deck's version, on what the learner chose (voice, speed, minutes), on their study day, and on which
episodes are finished. Looking all of that up takes two milliseconds, planning a feed's episodes a quarter of a second.
"""

from __future__ import annotations

import json
from datetime import datetime

from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_study_day
from services.connections import connect
from services.learners import settings
from services.library import audience
from services.library.deck_lookup import NoSuchDeckError, require_deck
from services.listening import episode_files, feeds
from services.listening.episodes import EpisodePlan
from services.listening.feed_state import PREFERENCE
from services.listening.feeds import RenderedFeed, Subscription
from services.recent_values import RecentValues
from services.workspace import Workspace
from store.tables.library import decks as table

# A feed is about 50 kB, a plan holds its episode's sentences: together some ten megabytes.
MAX_FEEDS = 200
MAX_PLANS = 100


_feeds: RecentValues[RenderedFeed] = RecentValues(MAX_FEEDS)
_plans: RecentValues[EpisodePlan] = RecentValues(MAX_PLANS)


def get_feed(ws: Workspace, owner: Subscription, deck_id: str, base: str, now: datetime) -> RenderedFeed:
    """Return the feed of a deck as `feeds.render_feed` makes it. Raises UserError for an unknown deck."""
    key = (*_describe_inputs(ws, owner, deck_id, now), base)
    return _feeds.get(key, lambda: feeds.render_feed(ws, owner, deck_id, base, now))


def get_plan(ws: Workspace, owner: Subscription, deck_id: str, episode: str, now: datetime) -> EpisodePlan:
    """Return the plan behind an item's address as `feeds.plan_item` makes it. Raises UserError when there is none."""
    key = (*_describe_inputs(ws, owner, deck_id, now), episode)
    return _plans.get(key, lambda: feeds.plan_item(ws, owner, deck_id, episode, now))


def _describe_inputs(ws: Workspace, owner: Subscription, deck_id: str, now: datetime) -> tuple[object, ...]:
    """Return what a feed is made from: when one of these differs, so may the feed."""
    with connect(ws) as connection:
        deck = require_deck(connection, deck_id)
        audience.require_visible(connection, owner.learner, deck.id)
        version = table.load_newest_version(connection, deck.id)
    if version is None:
        raise NoSuchDeckError
    preferences = settings.load_settings(ws, owner.learner)
    feed = preferences.pop(PREFERENCE, None)  # what the feed itself remembers changes with each feed that is made
    browser_zone = feed.get("zone") if isinstance(feed, dict) else None
    rollover_hour = int(preferences.get("rollover_hour", PracticeSettings().rollover_hour))
    day = get_study_day(now, str(preferences.get("zone") or browser_zone or "UTC"), rollover_hour)
    # The folder's time changes when an episode is added or removed: then items have another length.
    finished = episode_files.ensure_folder(ws).stat().st_mtime_ns
    return (
        ws.database,
        owner.key,
        owner.since,
        deck_id,
        version.sha,
        json.dumps(preferences, sort_keys=True),
        day,
        finished,
    )

"""The podcast feed of a learner: a private address that can be revoked, and what stands behind each of its items."""

from __future__ import annotations

import contextlib
import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from deck.model import Deck
from errors import UserError
from files import digest
from services.learners import access_tokens, learners, settings
from services.library import audience, catalog
from services.listening import commute, episode_files, feed_state, readings, voices
from services.listening import episodes as audio
from services.listening.episodes import EpisodePlan
from services.listening.feed_state import PREFERENCE, CommuteDay
from services.recent_values import RecentValues
from services.workspace import Workspace
from speech.audio import cover
from speech.model import Voices
from speech.publish import rss
from speech.script import series
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.text.reader import create_reader
from speech.voices import name_engines

NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # of podcast:guid
MAX_WAIT_SECONDS = 300.0  # seconds that a client may wait for an episode that is not made yet
COMMUTES, MISSES = 2, 3  # seasons; the first is the deck itself
SEASONS = {1: "The deck", COMMUTES: "Commutes", MISSES: "Yesterday's misses"}
MAX_LISTED = 25  # questions that a description names


@dataclass(frozen=True, slots=True)
class Subscription:
    """A learner's feed. `token` is the secret of the address that it was asked for with, "" where none was; `since` is when
    they first subscribed.
    """

    learner: int
    token: str
    since: datetime

    @property
    def key(self) -> str:
        """The learner and the token, as they stand in the address: the part of it that nobody else knows."""
        return f"{self.learner}-{self.token}"


@dataclass(frozen=True, slots=True)
class RenderedFeed:
    """A feed as it is sent."""

    xml: bytes
    etag: str
    modified: datetime


def load_subscription(ws: Workspace, learner: int, token: str = "") -> Subscription | None:
    """Return the learner's feed, None when they have no address of it."""
    feed = settings.load_settings(ws, learner).get(PREFERENCE)
    if not isinstance(feed, dict) or "since" not in feed:
        return None
    return Subscription(learner, token, datetime.fromisoformat(feed["since"]))


def subscribe(ws: Workspace, learner: int, now: datetime, zone: str = "UTC", name: str = "Podcast app") -> Subscription:
    """Make a new address for the learner's feed; earlier ones go on working. `name` says for which app or device it is.

    `zone` is the browser's: it decides when a study day begins for a feed, which has no browser. Raises UserError without a
    name, or with too many addresses.
    """
    token = access_tokens.create_token(ws, learner, "feed", name, now)
    new_feed = {"since": now.isoformat(), "zone": zone, "seen": {}, "items": {}, "days": {}}

    def keep_existing(feed: Any) -> Any:
        return feed if isinstance(feed, dict) and "since" in feed else new_feed

    feed = settings.update_setting(ws, learner, PREFERENCE, keep_existing)
    return Subscription(learner, token, datetime.fromisoformat(feed["since"]))


def find_subscription(ws: Workspace, key: str, now: datetime) -> Subscription | None:
    """Return the subscription behind an address, None for a wrong or revoked one.

    Where people log in, an address of a learner nobody logs in as, or whose account is disabled, is closed too.
    """
    match = re.fullmatch(r"([1-9][0-9]{0,9})-([\w-]{10,100})", key, re.ASCII)
    if match is None or access_tokens.find_owner(ws, "feed", match[2], now) != int(match[1]):
        return None
    return load_subscription(ws, int(match[1]), match[2])


def make_slug(episode_id: str) -> str:
    """Return an episode's id for an address: ASCII letters, digits and hyphens; a hash keeps changed ones apart."""
    plain = re.sub(r"[^a-z0-9]+", "-", episode_id.lower()).strip("-")
    if plain == episode_id:
        return plain
    return f"{plain}-{digest(episode_id, 6)}".strip("-")


class EpisodeStoppedError(UserError):
    """An episode whose file was waited for is not there yet: it takes too long, or somebody (or the server's end) stopped it."""


@dataclass(frozen=True, slots=True)
class _FeedItem:
    """An item of the feed before it is planned: its name in addresses, what it is, and the day it belongs to."""

    name: str
    request: EpisodeRequest
    day: CommuteDay | None = None
    season: int = 1
    episode: int = 1


def make_episode_address(request: EpisodeRequest) -> str:
    """Return the id of the episode that a request leads to, as it stands in addresses."""
    if request.section_ids:
        return make_slug(series.make_id(request))
    return make_slug(f"{request.kind}-{request.target_id}" if request.target_id else f"{request.kind}-all")


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a feed says of an episode that is not made yet. It is the same for all who chose the same voice."""

    name: str
    title: str
    description: str
    seconds: float
    bytes: int


_series: RecentValues[tuple[EpisodeRequest, ...]] = RecentValues(50)
_outlines: RecentValues[_Outline] = RecentValues(5000)  # of a hundred decks, each about a kilobyte


def _load_deck(ws: Workspace, owner: Subscription, deck_id: str) -> tuple[str, Deck, Voices]:
    """Return the hash of a deck's text, the deck, read for the ear, and the voices that speak it."""
    sha, deck = catalog.load_deck_and_hash(ws, deck_id)
    deck_voices = voices.settle_voices(voices.load_voices(ws, owner.learner), deck.meta.language or "en")
    readings.prepare_readings(ws, deck_id, deck, name_engines(deck_voices))
    return sha, deck, deck_voices


def _plan_series(sha: str, deck: Deck) -> tuple[EpisodeRequest, ...]:
    """Return the deck as a series of episodes. `sha` is the hash of its text."""
    return _series.get(
        (sha,), lambda: series.plan_series(ScriptBuilder(deck, create_reader(deck), lambda _sentence: 0.0))
    )


def _list_entries(
    ws: Workspace, owner: Subscription, deck_id: str, sha: str, deck: Deck, now: datetime
) -> tuple[_FeedItem, ...]:
    """Return what the feed holds: each day's commute and misses, scripts, the deck as a series, incidents.

    No text stands in two episodes: a script is one, or where that is too long each of its parts; a section is in one.
    """
    entries: list[_FeedItem] = []
    if deck.questions or deck.counter_questions:
        minutes = load_minutes(ws, owner.learner, deck_id)
        for day in feed_state.load_days(ws, owner.learner, deck_id, minutes, now):
            stamp = day.day.isoformat()
            ride = EpisodeRequest("commute", minutes=day.minutes, question_order=day.order, day=stamp)
            number = max((day.day - owner.since.date()).days, 0) + 1
            entries.append(_FeedItem(f"commute-{stamp}", ride, day, COMMUTES, number))
            if day.missed_ids:
                misses = EpisodeRequest("drill", question_order=day.missed_ids, day=stamp)
                entries.append(_FeedItem(f"misses-{stamp}", misses, day, MISSES, number))
    requests: list[EpisodeRequest] = []
    for script in deck.scripts:
        is_whole = len(script.parts) > 1 and sum(part.minutes[1] for part in script.parts) * 60 <= series.LONGEST
        ids = [script.id] if is_whole else [part.id for part in script.parts]
        requests += [EpisodeRequest("script", name) for name in ids]
    requests += _plan_series(sha, deck)
    requests += [EpisodeRequest("incident", incident.id) for incident in deck.incidents]
    series_entries = (
        _FeedItem(make_episode_address(request), request, episode=number)
        for number, request in enumerate(requests, start=1)
    )
    return (*entries, *series_entries)


def load_minutes(ws: Workspace, learner: int, deck_id: str) -> float:
    """Return how long the learner's ride takes: what was last chosen for this deck."""
    commutes = settings.load_settings(ws, learner).get(commute.PREFERENCE)
    saved_commute = commutes.get(deck_id) if isinstance(commutes, dict) else None
    minutes = saved_commute.get("minutes") if isinstance(saved_commute, dict) else None
    return float(minutes) if isinstance(minutes, int | float) and minutes > 0 else feed_state.DEFAULT_MINUTES


def render_feed(ws: Workspace, owner: Subscription, deck_id: str, base: str, now: datetime) -> RenderedFeed:
    """Render the feed of a deck. `base` is the app's address without a slash at its end.

    Raises UserError for an unknown deck.
    """
    audience.check_visible(ws, owner.learner, deck_id)
    channel = _build_channel(ws, owner, deck_id, now)
    # All addresses of one learner lead to the same feed: without what tells them apart, it has one mark.
    mark = digest(rss.build_feed(replace(channel, guid="")).replace(owner.key.encode(), b""), 32)
    modified = feed_state.load_modified(ws, owner.learner, deck_id, mark, now)
    return RenderedFeed(rss.build_feed(_make_absolute(channel, base)), f'"{mark}"', modified)


def _make_absolute(channel: rss.Channel, base: str) -> rss.Channel:
    """Return the channel with whole addresses.

    Its entity tag is made before that, so that a feed has one tag whatever name it is reached by.
    """
    items = tuple(
        replace(
            item,
            audio=f"{base}{item.audio}",
            transcript=f"{base}{item.transcript}",
            chapters=f"{base}{item.chapters}",
            link=f"{base}{item.link}",
            description=f"{item.description}\n\nGrade what you heard: {base}{item.link}",
        )
        for item in channel.items
    )
    return replace(
        channel,
        items=items,
        address=f"{base}{channel.address}",
        link=f"{base}{channel.link}",
        image=f"{base}{channel.image}",
    )


def _build_channel(ws: Workspace, owner: Subscription, deck_id: str, now: datetime) -> rss.Channel:
    """Return the channel; its addresses begin behind the app's."""
    root = f"/feed/{owner.key}/{deck_id}"
    sha, deck, deck_voices = _load_deck(ws, owner, deck_id)
    sound = audio.describe_sound(ws, deck_voices, deck.meta.language or "en")
    planned: list[tuple[_FeedItem, _Outline]] = []
    for entry in _list_entries(ws, owner, deck_id, sha, deck, now):
        key = (ws.data, deck_id, sha, entry.request, deck_voices, sound)
        try:
            planned.append(
                (entry, _outlines.get(key, partial(_outline_episode, ws, deck_id, deck, entry.request, deck_voices)))
            )
        except UserError:
            continue  # nothing in it can be said
    episode_files.fetch_descriptions(ws, [outline.name for _, outline in planned])
    names = [entry.name for entry, _ in planned]
    dates = feed_state.load_first_dates(ws, owner.learner, deck_id, names, now)
    about = deck.meta.description or f"All episodes of “{deck.title}”."
    items = tuple(
        _build_item(ws, entry, outline, f"{root}/{entry.name}", dates[entry.name]) for entry, outline in planned
    )
    return rss.Channel(
        guid=str(uuid.uuid5(NAMESPACE, f"rehearsal/{owner.key}/{deck_id}")),
        title=deck.title or "Rehearsal",
        description=about,
        language=deck.meta.language or "en",
        author=deck.meta.author or "Rehearsal",
        address=f"{root}.xml",
        link="/listen",
        image=f"{root}.jpg",
        items=tuple(sorted(items, key=lambda item: item.published, reverse=True)),
    )


def _outline_episode(ws: Workspace, deck_id: str, deck: Deck, request: EpisodeRequest, deck_voices: Voices) -> _Outline:
    planned = audio.plan_episode(ws, deck_id, deck, request, deck_voices)
    return _Outline(planned.name, planned.episode.title, _describe(planned), planned.seconds, planned.bytes)


def _build_item(ws: Workspace, entry: _FeedItem, outline: _Outline, address: str, published: datetime) -> rss.FeedItem:
    """Return an item. Its guid never changes; sound that changed has another address, so that apps fetch it again."""
    episode = audio.find_finished(ws, outline.name)
    version = outline.name.rpartition("-")[2]
    return rss.FeedItem(
        guid=f"rehearsal:{address.rpartition('/feed/')[2].partition('/')[2]}",
        title=outline.title,
        description=outline.description,
        published=published,
        audio=f"{address}.mp3?v={version}",
        length=episode.bytes if episode else outline.bytes,
        seconds=round(episode.timeline.seconds if episode else outline.seconds),
        transcript=f"{address}.vtt?v={version}",
        chapters=f"{address}.json?v={version}",
        link=f"/heard?{urlencode({'deck': address.split('/')[-2], 'episode': entry.name})}",
        season=entry.season,
        season_name=SEASONS[entry.season],
        episode=entry.episode,
    )


def _describe(planned: EpisodePlan) -> str:
    """Return what an episode asks, else the titles of its chapters, followed by the deck it is from."""
    chapters = [chapter for chapter in planned.episode.chapters if chapter.title]
    all_titles = [chapter.title for chapter in chapters if chapter.question_id] or [
        chapter.title for chapter in chapters
    ]
    titles = list(dict.fromkeys(all_titles))
    more = len(titles) - MAX_LISTED
    lines = [f"• {title}" for title in titles[:MAX_LISTED]] + ([f"• … (+{more})"] if more > 0 else [])
    return "\n".join((*lines, "", planned.episode.description)).strip()


def plan_item(ws: Workspace, owner: Subscription, deck_id: str, episode: str, now: datetime) -> EpisodePlan:
    """Return the plan behind an item's address. Raises UserError when the deck has no such episode (any more)."""
    sha, deck, deck_voices = _load_deck(ws, owner, deck_id)
    entries = _list_entries(ws, owner, deck_id, sha, deck, now)
    request = next((entry.request for entry in entries if entry.name == episode), None)
    if request is None:
        raise UserError("The deck has no such episode.", "Refresh the feed.")
    return audio.plan_episode(ws, deck_id, deck, request, deck_voices)


def render_all_ahead(ws: Workspace, now: datetime) -> None:
    """Begin to make today's episodes of every feed that an app has ever asked for, so that they are there in the morning."""
    for learner in learners.list_names(ws):
        owner = load_subscription(ws, learner)  # without an address: the episodes are the same for all of them
        if owner is not None:
            for deck_id in feed_state.list_decks(ws, learner):
                with contextlib.suppress(UserError):  # a deck that was taken away
                    render_ahead(ws, owner, deck_id, now)


def render_ahead(ws: Workspace, owner: Subscription, deck_id: str, now: datetime) -> None:
    """Begin to make today's commute and misses in the background. Raises UserError for a deck that is not the owner's to see."""
    audience.check_visible(ws, owner.learner, deck_id)
    sha, deck, deck_voices = _load_deck(ws, owner, deck_id)
    for entry in _list_entries(ws, owner, deck_id, sha, deck, now):
        if entry.day and entry.day.is_newest:
            with contextlib.suppress(UserError):
                audio.start_episode(ws, audio.plan_episode(ws, deck_id, deck, entry.request, deck_voices), now)


def prepare_file(ws: Workspace, planned: EpisodePlan, suffix: str, now: datetime) -> Path:
    """Return the file of an item, made now when it is not there. Blocks. Raises UserError when it cannot be made."""
    prepare_episode(ws, planned, now)
    return episode_files.find_file(ws, f"{planned.name}{suffix}")


def prepare_episode(ws: Workspace, planned: EpisodePlan, now: datetime) -> None:
    """Make the episode of an item when it is not there. Blocks. Raises UserError when it cannot be made, EpisodeStoppedError
    when it is not made in time.
    """
    job = audio.start_episode(ws, planned, now)
    if job is not None:
        state = job.wait(MAX_WAIT_SECONDS)
        if state.busy:
            raise EpisodeStoppedError("The episode is still being made.", "Ask for it again later.")
        if state.error:
            raise state.error
        if state.phase == "cancelled":
            raise EpisodeStoppedError("The episode was stopped while it was being made.", "Ask for it again later.")


def draw_cover(ws: Workspace, learner: int, deck_id: str) -> bytes:
    """Draw the cover of a deck: 1,400 pixels square, JPEG. Raises UserError for a deck that the learner may not see."""
    audience.check_visible(ws, learner, deck_id)
    return cover.draw_cover(catalog.load_deck(ws, deck_id).title or "Rehearsal", cover.LARGE_SIDE)

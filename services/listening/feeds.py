"""The podcast feed of a learner: a private address that can be revoked, and what stands behind each of its items."""

from __future__ import annotations

import hmac
import re
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deck.model import Deck
from errors import UserError
from files import digest
from services.learners import settings
from services.library import catalog
from services.listening import episode_files, voices
from services.listening import episodes as audio
from services.listening.episodes import EpisodePlan
from services.workspace import Workspace
from speech.audio import cover
from speech.publish import rss
from speech.script.episode_kinds import list_offers
from speech.script.request import EpisodeRequest

PREFERENCE = "feed"
NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # of podcast:guid
MAX_WAIT_SECONDS = 300.0  # seconds that a client may wait for an episode that is not made yet
DEFAULT_COMMUTE = 20  # minutes


@dataclass(frozen=True, slots=True)
class Subscription:
    """A learner's private address: `key` is the part of it that nobody else knows."""

    learner: int
    token: str
    since: datetime

    @property
    def key(self) -> str:
        """The learner and the token, as they stand in the address."""
        return f"{self.learner}-{self.token}"


@dataclass(frozen=True, slots=True)
class RenderedFeed:
    """A feed as it is sent."""

    xml: bytes
    etag: str
    modified: datetime


def load_subscription(ws: Workspace, learner: int) -> Subscription | None:
    """Return the learner's address, None when they have none."""
    kept = settings.load_settings(ws, learner).get(PREFERENCE)
    if not isinstance(kept, dict) or not kept.get("token"):
        return None
    return Subscription(learner, str(kept["token"]), datetime.fromisoformat(kept["since"]))


def subscribe(ws: Workspace, learner: int, now: datetime) -> Subscription:
    """Make a new address for the learner's feed; an earlier one is revoked."""
    token = secrets.token_urlsafe(24)
    settings.save_settings(ws, learner, **{PREFERENCE: {"token": token, "since": now.isoformat(), "seen": {}}})
    return Subscription(learner, token, now)


def revoke_subscription(ws: Workspace, learner: int) -> None:
    """Revoke the address of the feed: from now on it answers 404."""
    settings.save_settings(ws, learner, **{PREFERENCE: None})


def find_subscription(ws: Workspace, key: str) -> Subscription | None:
    """Return the subscription behind an address, None for a wrong or revoked one."""
    match = re.fullmatch(r"([1-9][0-9]{0,9})-([\w-]{10,100})", key, re.ASCII)
    if match is None:
        return None
    found = load_subscription(ws, int(match[1]))
    return found if found and hmac.compare_digest(found.token, match[2]) else None


def make_slug(episode_id: str) -> str:
    """Return an episode's id for an address: ASCII letters, digits and hyphens; a hash keeps changed ones apart."""
    plain = re.sub(r"[^a-z0-9]+", "-", episode_id.lower()).strip("-")
    if plain == episode_id:
        return plain
    return f"{plain}-{digest(episode_id, 6)}".strip("-")


def make_episode_address(request: EpisodeRequest) -> str:
    """Return the id of the episode that a request leads to, as it stands in addresses."""
    return make_slug(f"{request.kind}-{request.target_id}" if request.target_id else f"{request.kind}-all")


def _list_requests(deck: Deck) -> tuple[EpisodeRequest, ...]:
    """Return what the feed holds: the commute, then all that the page offers but drills of single topics."""
    fixed = (
        offer.request for offer in list_offers(deck) if not (offer.request.kind == "drill" and offer.request.target_id)
    )
    commute = EpisodeRequest("commute", minutes=DEFAULT_COMMUTE)
    return (commute, *fixed) if deck.questions or deck.counter_questions else tuple(fixed)


def render_feed(ws: Workspace, owner: Subscription, deck_id: str, base: str, now: datetime) -> RenderedFeed:
    """Render the feed of a deck. `base` is the app's address without a slash at its end.

    Raises UserError for an unknown deck.
    """
    deck = catalog.load_deck(ws, deck_id)
    channel = _build_channel(ws, owner, deck_id, deck)
    mark = digest(rss.build_feed(channel), 32)
    modified = _load_modified(ws, owner, deck_id, mark, now)
    return RenderedFeed(rss.build_feed(_make_absolute(channel, base)), f'"{mark}"', modified)


def _make_absolute(channel: rss.Channel, base: str) -> rss.Channel:
    """Return the channel with whole addresses.

    Its mark is taken before: one feed has one mark, by whatever name it is reached.
    """
    items = tuple(
        replace(
            item,
            audio=f"{base}{item.audio}",
            transcript=f"{base}{item.transcript}",
            chapters=f"{base}{item.chapters}",
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


def _load_modified(ws: Workspace, owner: Subscription, deck_id: str, mark: str, now: datetime) -> datetime:
    """Return when the feed became as it is: remembered with its mark."""
    kept = settings.load_settings(ws, owner.learner).get(PREFERENCE)
    seen = dict(kept.get("seen", {})) if isinstance(kept, dict) else {}
    if isinstance(kept, dict) and seen.get(deck_id, [""])[0] != mark:
        seen[deck_id] = [mark, now.isoformat()]
        settings.save_settings(ws, owner.learner, **{PREFERENCE: {**kept, "seen": seen}})
    return datetime.fromisoformat(seen[deck_id][1]).replace(microsecond=0) if deck_id in seen else now


def _build_channel(ws: Workspace, owner: Subscription, deck_id: str, deck: Deck) -> rss.Channel:
    root = f"/feed/{owner.key}/{deck_id}"
    chosen = voices.load_voices(ws, owner.learner)
    items = []
    for place, request in enumerate(_list_requests(deck)):
        try:
            planned = audio.plan_episode(ws, deck_id, deck, request, chosen)
        except UserError:
            continue  # nothing in it can be said
        items.append(_build_item(ws, owner, planned, f"{root}/{make_episode_address(request)}", place))
    about = deck.meta.description or f"Everything there is to hear in “{deck.title}”."
    return rss.Channel(
        guid=str(uuid.uuid5(NAMESPACE, f"rehearsal/{owner.key}/{deck_id}")),
        title=deck.title or "Rehearsal",
        description=about,
        language=deck.meta.language or "en",
        author=deck.meta.author or "Rehearsal",
        address=f"{root}.xml",
        link="/listen",
        image=f"{root}.jpg",
        items=tuple(items),
    )


def _build_item(ws: Workspace, owner: Subscription, planned: EpisodePlan, address: str, place: int) -> rss.FeedItem:
    made = audio.find_finished(ws, planned.name)
    added = planned.episode.added_titles
    filled = f" Filled up with {len(added)} questions of the topics it names." if added else ""
    return rss.FeedItem(
        guid=f"rehearsal:{address.rpartition('/feed/')[2].partition('/')[2]}",
        title=planned.episode.title,
        description=f"{planned.episode.description}{filled}",
        published=owner.since.astimezone(UTC).replace(microsecond=0) - timedelta(minutes=place),
        audio=f"{address}.mp3",
        length=made.bytes if made else planned.bytes,
        seconds=round(made.timeline.seconds if made else planned.seconds),
        transcript=f"{address}.vtt",
        chapters=f"{address}.json",
    )


def plan_item(ws: Workspace, owner: Subscription, deck_id: str, episode: str, now: datetime) -> EpisodePlan:
    """Return the plan behind an item's address. Raises UserError when the deck has no such episode (any more)."""
    deck = catalog.load_deck(ws, deck_id)
    request = next((request for request in _list_requests(deck) if make_episode_address(request) == episode), None)
    if request is None:
        raise UserError("The deck has no such episode.", "Refresh the feed.")
    return audio.plan_episode(ws, deck_id, deck, request, voices.load_voices(ws, owner.learner))


def prepare_file(ws: Workspace, planned: EpisodePlan, suffix: str, now: datetime) -> Path:
    """Return the file of an item, made now when it is not there. Blocks. Raises UserError when it cannot be made."""
    job = audio.start_episode(ws, planned, now)
    if job is not None:
        state = job.wait(MAX_WAIT_SECONDS)
        if state.error:
            raise state.error
    return episode_files.find_file(ws, f"{planned.name}{suffix}")


def draw_cover(ws: Workspace, deck_id: str) -> bytes:
    """Draw the cover of a deck: 1,400 pixels square, JPEG."""
    return cover.draw_cover(catalog.load_deck(ws, deck_id).title or "Rehearsal", cover.LARGE_SIDE)

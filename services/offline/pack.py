"""What a learner takes along: the cards of the day, a few incidents, the commute. Plain values, ready for JSON."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from deck.model import Deck
from exchange.export.html import HtmlWriter
from quiz import exercises
from services.assets import load_asset
from services.connections import connect
from services.languages import find_direction
from services.learners import learners, settings
from services.library import audience, catalog, images
from services.listening import commute, episodes, feeds, voices
from services.offline import day_cards
from services.offline.card_faces import make_face
from services.offline.day_cards import DayCard
from services.offline.element_tree import build_nodes
from services.practice import own_cards
from services.practice.all_decks import list_practised_decks
from services.practice.context import Learner, load_context
from services.practice.own_cards import OwnCard
from services.workspace import Workspace
from speech.script.request import EpisodeRequest
from store.tables.library import decks as table
from store.tables.practice import incident_decisions

FORMAT = 1  # of the pack: a page that knows another one asks to be loaded again
MAX_DECKS = 12  # of one pack: a phone has little room
# Each incident is a page of its own on the device; three are more than a ride has time for.
MAX_INCIDENTS = 3
PLAYER_SCRIPTS = ("plotly.min.js", "offline-incident.js")


@dataclass(frozen=True, slots=True)
class CommuteLink:
    """The ride of the day: `address` is below the app's root, "" until the episode is made."""

    title: str
    seconds: float
    address: str


def load_zone(ws: Workspace, learner: int, browser: str) -> str:
    """Return the zone that a learner's days are in: the one they chose, else the browser's, else UTC."""
    zone = str(settings.load_settings(ws, learner).get("zone") or browser)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return zone


def make_pack(ws: Workspace, learner: int, zone: str, now: datetime) -> dict[str, Any]:
    """Return the pack of a learner: every deck that they practise with what is left of its day, the chosen deck first.

    `assets` are addresses below the app's root that the browser stores beside it. Raises UserError when there is no deck.
    """
    # A session of its own: the day is played through with keys that are made from it (`day_cards`).
    who = Learner(learner, zone, f"offline-{uuid.uuid4().hex}")
    practised = list_practised_decks(ws, who)
    selected_deck = practised[0]
    assets = [load_asset(name).address for name in PLAYER_SCRIPTS]
    deck_packs = [
        _pack_deck(
            ws, who, deck_id, catalog.load_deck(ws, deck_id), day_cards.list_day_cards(ws, who, deck_id, now), assets
        )
        for deck_id in practised[:MAX_DECKS]
    ]
    deck = catalog.load_deck(ws, selected_deck)
    incidents = [
        {"deck": selected_deck, "id": incident.id, "title": incident.short_title or incident.title, "address": address}
        for incident in _choose_incidents(ws, learner, selected_deck, deck)
        for address in [f"/offline/incident/{quote(selected_deck, safe='')}/{quote(incident.id, safe='')}"]
    ]
    names = learners.list_names(ws)
    with connect(ws) as connection:
        context = load_context(connection, who, selected_deck, now)
        day, ahead = context.day, context.settings.learn_ahead
    return {
        "format": FORMAT,
        "learner": learner,
        "name": names[learner] if len(names) > 1 and learner in names else "",
        "session": who.session,
        "zone": zone,
        "made_at": now.isoformat(),
        "ends_at": day.end.isoformat(),
        "learn_ahead": ahead.total_seconds(),
        "chosen": selected_deck,
        "decks": deck_packs,
        "decks_left_out": len(practised[MAX_DECKS:]),
        "incidents": incidents,
        "assets": list(dict.fromkeys((*assets, *(entry["address"] for entry in incidents)))),
    }


def _pack_deck(
    ws: Workspace, who: Learner, deck_id: str, deck: Deck, cards: tuple[DayCard, ...], assets: list[str]
) -> dict[str, Any]:
    kinds = tuple(settings.load_settings(ws, who.id).get("kinds") or exercises.ON_BY_DEFAULT)

    def find_picture(address: str) -> str:
        if images.find_image(ws, address) is None:
            return ""
        place = f"/pictures/{quote(address)}"
        assets.append(place)
        return f"..{place}"  # from /offline/, where the page is, to the app's root

    writer = HtmlWriter(find_picture)
    own = own_cards.load_own_cards(ws, who, deck_id)
    card_packs = []
    for card in cards:
        try:
            card_packs.append(_pack_card(deck, card, kinds, own, writer))
        except LookupError:  # the author took it out a moment ago
            continue
    language = deck.meta.language or "en"
    return {
        "id": deck_id,
        "title": deck.title,
        "lang": language,
        "dir": find_direction(language),
        "cards": card_packs,
    }


def _pack_card(
    deck: Deck, card: DayCard, kinds: tuple[str, ...], own: Mapping[str, OwnCard], writer: HtmlWriter
) -> dict[str, Any]:
    shown_card = card.shown
    added = own.get(shown_card.card.id) or own.get(shown_card.card.source) or OwnCard()
    face = make_face(deck, shown_card.card, shown_card.seed, kinds, added, met=shown_card.memory is not None)
    return {
        "id": shown_card.card.id,
        "token": shown_card.token,
        "reason": shown_card.reason,
        "follows": shown_card.card.follows if shown_card.reason == "follow-up" else "",
        "heading": face.heading,
        "question": build_nodes(writer.render_blocks(face.question)),
        "options": [build_nodes(writer.render_line(option)) for option in face.options],
        "right": list(face.right),
        "answer": build_nodes(writer.render_blocks(face.answer)),
        "state": card.state,
        "due_at": shown_card.memory.due.isoformat() if shown_card.memory is not None else "",
        "previews": {
            name: [{"label": preview.label, "wait": preview.wait, "state": preview.state} for preview in previews]
            for name, previews in card.previews.items()
        },
    }


def _choose_incidents(ws: Workspace, learner: int, deck_id: str, deck: Deck) -> list[Any]:
    """Return the incidents whose replays were watched last, filled up in the order of the deck."""
    with connect(ws) as connection:
        row = table.find_deck(connection, deck_id)
        decisions = incident_decisions.list_decisions(connection, learner, row.id) if row else ()
    watched = list(dict.fromkeys(decision.incident for decision in reversed(decisions)))
    order = {name: place for place, name in enumerate(watched)}
    return sorted(deck.incidents, key=lambda incident: order.get(incident.id, len(order)))[:MAX_INCIDENTS]


def prepare_commute(ws: Workspace, learner: int, deck_id: str, zone: str, now: datetime) -> CommuteLink | None:
    """Return today's commute in a deck, and begin to make it where it is not there yet; None when nothing can be said.

    Raises UserError when there is no such deck.
    """
    who = Learner(learner, zone, "offline")
    audience.check_visible(ws, learner, deck_id)
    deck = catalog.load_deck(ws, deck_id)
    if not (deck.questions or deck.counter_questions):
        return None
    request = EpisodeRequest("commute", minutes=feeds.load_minutes(ws, learner, deck_id))
    request = commute.load_commute(ws, who, deck_id, request, now).request
    plan = episodes.plan_episode(ws, deck_id, deck, request, voices.load_voices(ws, learner))
    finished = episodes.find_finished(ws, plan.name)
    if finished is not None:
        return CommuteLink(plan.episode.title, finished.timeline.seconds, f"/audio/{plan.name}.mp3")
    commute.save_commute(ws, who, deck_id, plan, now)
    job = episodes.start_episode(ws, plan, now)
    if job is not None and job.state.error is not None:
        raise job.state.error
    return CommuteLink(plan.episode.title, plan.seconds, "")

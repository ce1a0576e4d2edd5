"""Reliving incidents: tracks for the player, what is taken away, and decisions that are remembered."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any, TypedDict

from deck.model import Deck, Incident
from errors import UserError
from quiz.exercises import decision
from replay import export, postmortem, track
from replay import payload as wire
from replay.model import Stop, Track
from replay.player import bundle
from services.connections import opened
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables import cards, incident_decisions
from store.tables import decks as table
from store.tables.incident_decisions import MissRow


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident on the shelf. `minutes` is its length, `seconds` that of its replay at speed 1."""

    id: str
    title: str
    events: int
    decisions: int
    curves: int
    minutes: float
    seconds: float


class Decided(TypedDict):
    """What the player reports: `choice` counts the stop's options from 0."""

    incident: str
    stop: str
    choice: int


def player_script() -> bytes:
    """The player's script as an ES module, UTF-8."""
    return bundle.module()


def player_version() -> str:
    """What the address of the player's script carries: changes when the script does."""
    return bundle.version()


def incidents(deck: Deck, chosen: Sequence[Incident] | None = None) -> tuple[IncidentCard, ...]:
    """The deck's incidents in its order, or those that were chosen of very many."""
    return tuple(_card(_track(deck, incident.id)) for incident in (deck.incidents if chosen is None else chosen))


def replay(deck: Deck, incident_id: str) -> Track:
    """One incident's track. UserError when the deck has no such incident."""
    return _track(deck, incident_id)


def payload(deck: Deck, incident_id: str) -> dict[str, Any]:
    """What the player is sent. UserError when the deck has no such incident."""
    return wire.pack(_track(deck, incident_id))


def post_mortem(deck: Deck, incident_id: str) -> str:
    """The incident as a Markdown post-mortem, from which the reader makes the same incident. UserError when the deck has no
    such incident.
    """
    found = _track(deck, incident_id)
    incident = next(one for one in deck.incidents if one.id == incident_id)
    return postmortem.markdown(found, incident, deck.meta.language)


def page(deck: Deck, incident_id: str) -> bytes:
    """The replay as one self-contained HTML file, UTF-8, about 5 MB. UserError when there is no such incident."""
    return export.page(_track(deck, incident_id), plotly_script()).encode()


def decide(ws: Workspace, learner: int, deck_id: str, deck: Deck, decided: Decided, now: datetime) -> bool:
    """Remember a decision; whether it was right. UserError when the deck has no such incident, stop or option."""
    stop = _stop(deck, decided)
    chosen = stop.choices[decided["choice"]]
    row = incident_decisions.ChoiceRow(decided["incident"], stop.id, stop.minute, chosen.text, chosen.right, to_ms(now))
    with opened(ws) as connection, transaction(connection):
        incident_decisions.add(connection, learner, _number(connection, deck_id), row)
    return chosen.right


def keep(ws: Workspace, learner: int, deck_id: str, deck: Deck, decided: Decided, now: datetime) -> None:
    """Keep a wrong choice to be practised, linked to its incident and minute; keeping twice is keeping once.

    Its card is asked next in practice, within the day's limit of new cards. The card of a decision that was drawn up for
    the replay is asked of those only who keep it.

    Raises UserError when the deck has no such incident, stop or option.
    """
    stop = _stop(deck, decided)
    answer = "; ".join(choice.text for choice in stop.choices if choice.right)
    chosen = stop.choices[decided["choice"]].text
    with opened(ws) as connection, transaction(connection):
        found = _row(connection, deck_id)
        # A new version may have come, and renamed the decision, while this one was played.
        number = table.card_id(connection, found.id, decision.name(stop.id))
        name = stop.id if number is None else table.source(connection, number)
        row = MissRow(name, decided["incident"], stop.minute, stop.prompt, answer, chosen, to_ms(now))
        incident_decisions.keep(connection, learner, found.id, row)
        if number is not None:
            _call(connection, learner, found, number, to_ms(now))


def kept(ws: Workspace, learner: int, deck_id: str, incident_id: str) -> tuple[str, ...]:
    """The ids of the incident's stops that are kept."""
    return tuple(row.stop for row in misses(ws, learner, deck_id) if row.incident == incident_id)


def misses(ws: Workspace, learner: int, deck_id: str) -> tuple[MissRow, ...]:
    """Everything the learner keeps to practise from the deck's incidents, oldest first."""
    with opened(ws) as connection:
        return incident_decisions.misses(connection, learner, _number(connection, deck_id))


def card(miss: MissRow) -> str:
    """The id of a kept decision's card in practice."""
    return decision.name(miss.stop)


def drop(ws: Workspace, learner: int, deck_id: str, stop_id: str) -> None:
    """Take a missed decision off the list; nothing happens when it is not there. The card of one that was drawn up for the
    replay is not asked any more, and goes on where it was when it is kept again.
    """
    with opened(ws) as connection, transaction(connection):
        incident_decisions.drop(connection, learner, _number(connection, deck_id), stop_id)


def _call(connection: sqlite3.Connection, learner: int, deck: table.DeckRow, card: int, now: int) -> None:
    """Let a card be asked next."""
    if not cards.enrolled(connection, learner, deck.id, deck.revision):
        cards.enrol(connection, learner, deck.id, deck.revision)
    cards.call(connection, learner, card, now)


def _number(connection: sqlite3.Connection, deck_id: str) -> int:
    return _row(connection, deck_id).id


def _row(connection: sqlite3.Connection, deck_id: str) -> table.DeckRow:
    row = table.find(connection, deck_id)
    if row is None:
        raise UserError("There is no such deck.", "Choose one from the list.")
    return row


def _stop(deck: Deck, decided: Decided) -> Stop:
    found = next((stop for stop in _track(deck, decided["incident"]).stops if stop.id == decided["stop"]), None)
    if found is None or not 0 <= decided["choice"] < len(found.choices):
        raise UserError("This decision is not in the deck any more.", "Open the incident again.")
    return found


@lru_cache(maxsize=1)
def plotly_script() -> str:
    """Plotly's own script, from its package: 4.8 MB."""
    return resources.files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")


@lru_cache(maxsize=64)
def _of(deck: _Same, incident_id: str) -> Track | None:
    return track.of_deck(deck.deck, incident_id)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A deck compared by identity: the library hands out the same object until a new version is published."""

    deck: Deck

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.deck is self.deck

    def __hash__(self) -> int:
        return id(self.deck)


def _track(deck: Deck, incident_id: str) -> Track:
    found = _of(_Same(deck), incident_id)
    if found is None:
        raise UserError(
            "This deck has no such incident.", "Choose one from the list; the link may be from an older version."
        )
    return found


def _card(found: Track) -> IncidentCard:
    minutes = found.knots[-1].minute - found.knots[0].minute
    return IncidentCard(
        found.incident, found.title, len(found.moments), len(found.stops), len(found.curves), minutes, found.second
    )

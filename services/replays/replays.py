"""Replaying incidents: tracks for the player, files to take away, and decisions that are remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any, TypedDict

from deck.model import Deck, Incident
from errors import UserError
from quiz.exercises import decision
from replay import html_export, payload, postmortem, track
from replay.model import DecisionPoint, Track
from services import assets
from services.connections import connect
from services.library.deck_lookup import require_deck
from services.workspace import Workspace
from store.connection import Connection, to_ms, transaction
from store.tables.library import decks as table
from store.tables.practice import incident_decisions, memory_states
from store.tables.practice.incident_decisions import SavedDecisionRow


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident in the list. `minutes` is its length, `seconds` that of its replay at speed 1."""

    id: str
    title: str
    events: int
    decisions: int
    curves: int
    minutes: float
    seconds: float


class ReportedDecision(TypedDict):
    """What the player reports: `choice` counts the stop's options from 0."""

    incident: str
    stop: str
    choice: int


def list_incidents(deck: Deck, incidents: Sequence[Incident] | None = None) -> tuple[IncidentCard, ...]:
    """Return the deck's incidents in its order, or those that were chosen of very many."""
    return tuple(
        _summarize_track(load_track(deck, incident.id))
        for incident in (deck.incidents if incidents is None else incidents)
    )


def load_track(deck: Deck, incident_id: str) -> Track:
    """Return one incident's track. Raises UserError when the deck has no such incident."""
    incident_track = _build_track(_DeckKey(deck), incident_id)
    if incident_track is None:
        raise UserError(
            "This deck has no such incident.", "Choose one from the list; the link may be from an older version."
        )
    return incident_track


def build_payload(deck: Deck, incident_id: str) -> dict[str, Any]:
    """Return what the player is sent. Raises UserError when the deck has no such incident."""
    return payload.pack_track(load_track(deck, incident_id))


def write_post_mortem(deck: Deck, incident_id: str) -> str:
    """Write the incident as a Markdown post-mortem, from which the reader makes the same incident.

    Raises UserError when the deck has no such incident.
    """
    incident_track = load_track(deck, incident_id)
    incident = next(candidate for candidate in deck.incidents if candidate.id == incident_id)
    return postmortem.write_postmortem(incident_track, incident, deck.meta.language)


def export_page(deck: Deck, incident_id: str) -> bytes:
    """Export the replay as one self-contained HTML file, UTF-8, about 5 MB.

    Raises UserError without such an incident.
    """
    return html_export.render_page(
        load_track(deck, incident_id), load_plotly_script(), assets.read_text("replay-page.js")
    ).encode("utf-8", errors="replace")


def save_decision(
    ws: Workspace, learner: int, deck_id: str, deck: Deck, decided: ReportedDecision, now: datetime
) -> bool:
    """Save a decision; return whether it was right. Raises UserError without such an incident, stop or option."""
    stop = _find_stop(deck, decided)
    selected_option = stop.choices[decided["choice"]]
    row = incident_decisions.DecisionRow(
        decided["incident"], stop.id, stop.minute, selected_option.text, selected_option.right, to_ms(now)
    )
    with connect(ws) as connection, transaction(connection, learner):
        incident_decisions.add_decision(connection, learner, require_deck(connection, deck_id).id, row)
    return selected_option.right


def save_missed_decision(
    ws: Workspace, learner: int, deck_id: str, deck: Deck, decided: ReportedDecision, now: datetime
) -> None:
    """Save a wrong choice to be practised, linked to its incident and minute; saving it twice is saving it once.

    Its card is asked next in practice, within the day's limit of new cards. The card of a generated decision is asked only
    of learners who saved it.

    Raises UserError when the deck has no such incident, stop or option.
    """
    stop = _find_stop(deck, decided)
    with connect(ws) as connection, transaction(connection, learner):
        _keep_miss(connection, learner, deck_id, decided["incident"], stop, decided["choice"], now)


def keep_vote(
    connection: Connection,
    learner: int,
    deck_id: str,
    incident: str,
    stop: DecisionPoint,
    choice: int,
    now: datetime,
) -> None:
    """Write down a decision that was taken in a group, and save it to be practised when it was wrong.

    Call it inside a transaction. Raises UserError when the deck is gone.
    """
    selected_option = stop.choices[choice]
    row = incident_decisions.DecisionRow(
        incident, stop.id, stop.minute, selected_option.text, selected_option.right, to_ms(now)
    )
    incident_decisions.add_decision(connection, learner, require_deck(connection, deck_id).id, row)
    if not selected_option.right:
        _keep_miss(connection, learner, deck_id, incident, stop, choice, now)


def _keep_miss(
    connection: Connection,
    learner: int,
    deck_id: str,
    incident: str,
    stop: DecisionPoint,
    choice: int,
    now: datetime,
) -> None:
    """Keep a wrong choice, and let its card be asked next."""
    # As `deck.distractors.join_right_options` writes it: a decision whose id was lost is found again by this text.
    answer = "; ".join(option.text for option in stop.choices if option.right)
    deck = require_deck(connection, deck_id)
    # A new version may have come, and renamed the decision, while this one was played.
    number = table.find_card_id(connection, deck.id, decision.make_card_id(stop.id))
    name = stop.id if number is None else table.load_card_source(connection, number)
    row = SavedDecisionRow(
        stop=name,
        incident=incident,
        minute=stop.minute,
        prompt=stop.prompt,
        answer=answer,
        chosen=stop.choices[choice].text,
        kept_at=to_ms(now),
    )
    incident_decisions.save_decision(connection, learner, deck.id, row)
    if number is not None:
        ask_next(connection, learner, deck, number, to_ms(now))


def list_saved_stops(ws: Workspace, learner: int, deck_id: str, incident_id: str) -> tuple[str, ...]:
    """Return the ids of the incident's stops that are kept."""
    return tuple(row.stop for row in list_missed_decisions(ws, learner, deck_id) if row.incident == incident_id)


def list_missed_decisions(ws: Workspace, learner: int, deck_id: str) -> tuple[SavedDecisionRow, ...]:
    """Return everything the learner keeps to practise from the deck's incidents, oldest first."""
    with connect(ws) as connection:
        return incident_decisions.list_saved(connection, learner, require_deck(connection, deck_id).id)


def get_card_id(miss: SavedDecisionRow) -> str:
    """Return the id of a kept decision's card in practice."""
    return decision.make_card_id(miss.stop)


def delete_missed_decision(ws: Workspace, learner: int, deck_id: str, stop_id: str) -> None:
    """Delete a saved decision, or a missed prediction of a lab; nothing happens when it is not there.

    The card of a generated one is not asked any more, and goes on where it was when it is saved again.
    """
    with connect(ws) as connection, transaction(connection, learner):
        incident_decisions.delete_saved(connection, learner, require_deck(connection, deck_id).id, stop_id)


def ask_next(connection: Connection, learner: int, deck: table.DeckRow, card: int, now: int) -> None:
    """Let a card be asked next."""
    if not memory_states.is_enrolled(connection, learner, deck.id, deck.revision):
        memory_states.enrol_learner(connection, learner, deck.id, deck.revision)
    memory_states.ask_next(connection, learner, card, now)


def _find_stop(deck: Deck, decided: ReportedDecision) -> DecisionPoint:
    stop = next(
        (stop for stop in load_track(deck, decided["incident"]).decision_points if stop.id == decided["stop"]), None
    )
    if stop is None or not 0 <= decided["choice"] < len(stop.choices):
        raise UserError("This decision is not in the deck any more.", "Open the incident again.")
    return stop


@lru_cache(maxsize=1)
def load_plotly_script() -> str:
    """Return Plotly's own script, from its package: 4.8 MB."""
    return resources.files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")


@lru_cache(maxsize=64)
def _build_track(deck: _DeckKey, incident_id: str) -> Track | None:
    return track.build_deck_track(deck.deck, incident_id)


@dataclass(frozen=True, slots=True, eq=False)
class _DeckKey:
    """A deck compared by identity: the library hands out the same object until a new version is published."""

    deck: Deck

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _DeckKey) and other.deck is self.deck

    def __hash__(self) -> int:
        return id(self.deck)


def _summarize_track(incident_track: Track) -> IncidentCard:
    minutes = incident_track.knots[-1].minute - incident_track.knots[0].minute
    return IncidentCard(
        id=incident_track.incident,
        title=incident_track.title,
        events=len(incident_track.moments),
        decisions=len(incident_track.decision_points),
        curves=len(incident_track.curves),
        minutes=minutes,
        seconds=incident_track.duration,
    )

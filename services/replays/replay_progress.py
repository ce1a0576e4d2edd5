"""What a learner has made of the incidents: decisions taken and right, how hard each one is, which comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deck.model import Deck
from services.connections import connect
from services.replays import replays
from services.workspace import Workspace
from store.tables.library import decks
from store.tables.practice import incident_decisions

Difficulty = Literal["easy", "medium", "hard"]
MEDIUM_FROM, HARD_FROM = 3, 6  # points: a decision is one, a signal that misleads two


@dataclass(frozen=True, slots=True)
class IncidentProgress:
    """An incident of the list. `decided` of its `decisions` were taken in the replay, `right` of them right, each as it was taken
    last. `is_next` is true for one incident: the easiest that was not begun.
    """

    incident: str
    difficulty: Difficulty
    decisions: int
    decided: int
    right: int
    is_next: bool


def load_progress(ws: Workspace, learner: int, deck_id: str, deck: Deck) -> dict[str, IncidentProgress]:
    """Return the progress in every incident of a deck, by its id."""
    newest: dict[tuple[str, str], bool] = {}
    with connect(ws) as connection:
        row = decks.find_deck(connection, deck_id)
        # Oldest first: the decision that was taken last stays.
        for decision in incident_decisions.list_decisions(connection, learner, row.id) if row else ():
            newest[decision.incident, decision.stop] = decision.correct
    tracks = {incident.id: replays.load_track(deck, incident.id) for incident in deck.incidents}
    points = {
        name: len(track.decision_points) + 2 * sum(moment.role == "false signal" for moment in track.moments)
        for name, track in tracks.items()
    }
    begun_incidents = {incident for incident, _ in newest}
    upcoming = find_next([(name, points[name]) for name in tracks if tracks[name].decision_points], begun_incidents)
    return {
        name: IncidentProgress(
            incident=name,
            difficulty=rate_difficulty(points[name]),
            decisions=len(track.decision_points),
            decided=sum((name, point.id) in newest for point in track.decision_points),
            right=sum(newest.get((name, point.id), False) for point in track.decision_points),
            is_next=name == upcoming,
        )
        for name, track in tracks.items()
    }


def rate_difficulty(points: int) -> Difficulty:
    """Return how hard an incident is, by its decisions and by the signals that mislead."""
    if points < MEDIUM_FROM:
        return "easy"
    return "medium" if points < HARD_FROM else "hard"


def find_next(incidents: Sequence[tuple[str, int]], begun_incidents: set[str]) -> str:
    """Return the id of the easiest incident (id, points) that was not begun, the first of equals; "" when all were."""
    waiting = [(points, place, name) for place, (name, points) in enumerate(incidents) if name not in begun_incidents]
    return min(waiting)[2] if waiting else ""

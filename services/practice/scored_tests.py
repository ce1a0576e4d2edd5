"""A scored test: a number of questions against the clock, and the result beside that of the last one.

The answers are logged as cramming is: they leave the schedule as it is. Results are kept among the learner's settings, so that
they are exported and erased with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from random import Random
from typing import Any

from services.connections import connect
from services.learners import settings
from services.library import catalog
from services.practice.context import Learner, load_context
from services.practice.cram import is_within
from services.workspace import Workspace
from store.tables.practice import memory_states

PREFERENCE = "tests"  # by deck: the results, oldest first
MAX_RESULTS = 50  # of one deck


@dataclass(frozen=True, slots=True)
class FinishedTest:
    """A finished test. `right` of `questions` were recalled; `seconds` from the first question to the last answer;
    `limit_seconds` is 0 without a clock. A question that the clock cut off was not recalled.
    """

    at: str
    questions: int
    right: int
    seconds: int
    limit_seconds: int

    @property
    def share(self) -> float:
        """Return the share that was recalled, 0 to 1."""
        return self.right / self.questions if self.questions else 0.0


def draw_cards(
    ws: Workspace, who: Learner, deck_id: str, now: datetime, *, size: int, topics: Collection[str], rng: Random
) -> tuple[str, ...]:
    """Draw cards evenly over the topics of a deck; return their ids in a random order.

    `topics` are ids of sections, with all that stands below them; () is the whole deck. Suspended cards are left out. A second
    card of the same family (a follow-up, another form) is drawn only when all families have had one.
    """
    deck = catalog.load_deck(ws, deck_id)
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        rows = [
            row
            for row in memory_states.list_states(connection, who.id, context.deck.id)
            if not row.flags.suspended and (not topics or is_within(deck, row.topic, topics))
        ]
    rng.shuffle(rows)
    family_counts: dict[str, int] = {}
    topic_counts: dict[str, int] = {}
    ranked = []
    for row in rows:
        repeats, place = family_counts.get(row.family, 0), topic_counts.get(row.topic, 0)
        family_counts[row.family], topic_counts[row.topic] = repeats + 1, place + 1
        ranked.append((repeats, place, row.name))
    # By family and topic alone, since sorting is stable: among equals the draw above decides.
    ranked.sort(key=lambda one: one[:2])
    card_ids = [name for _, _, name in ranked[:size]]
    rng.shuffle(card_ids)
    return tuple(card_ids)


def list_results(ws: Workspace, learner: int, deck_id: str) -> tuple[FinishedTest, ...]:
    """Return the results of a learner's tests in a deck, oldest first."""
    results = _read_results(settings.load_settings(ws, learner).get(PREFERENCE))
    return tuple(FinishedTest(**raw) for raw in results.get(deck_id, ()))


def save_result(ws: Workspace, learner: int, deck_id: str, result: FinishedTest) -> FinishedTest:
    """Keep the result of a test, once, and return what is kept: of a test that began at the same moment, the first result."""

    def add(value: Any) -> dict[str, Any]:
        results_by_deck = _read_results(value)
        results = results_by_deck.get(deck_id, [])
        if any(raw["at"] == result.at for raw in results):
            return results_by_deck
        return {**results_by_deck, deck_id: [*results, asdict(result)][-MAX_RESULTS:]}

    results = settings.update_setting(ws, learner, PREFERENCE, add)[deck_id]
    return next(FinishedTest(**raw) for raw in results if raw["at"] == result.at)


def _read_results(value: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the results by deck, without what is none: the file that a learner imports may hold anything."""
    if not isinstance(value, dict):
        return {}
    return {
        deck: [raw for raw in results if _is_result(raw)]
        for deck, results in value.items()
        if isinstance(results, list)
    }


def _is_result(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and raw.keys() == {field.name for field in fields(FinishedTest)}
        and isinstance(raw["at"], str)
        and all(isinstance(number, int) and number >= 0 for name, number in raw.items() if name != "at")
    )

"""A scored test: so many questions against the clock, and the result beside that of the last one.

The answers are logged as cramming is: they leave the schedule as it is. Results are kept with the learner's choices, so that
they are exported and erased with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random
from typing import Any

from services.connections import connect
from services.learners import settings
from services.library import catalog
from services.practice.context import Learner, load_context
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

    `topics` are section ids and take what stands below them; () is the whole deck. Suspended cards are left out, and of a
    question and its follow-ups or other forms at most one is drawn while there are others.
    """
    deck = catalog.load_deck(ws, deck_id)
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        rows = [
            row
            for row in memory_states.list_states(connection, who.id, context.deck.id)
            if not row.flags.suspended
            and (not topics or any(section.id in topics for section in deck.list_ancestors(row.topic)))
        ]
    rng.shuffle(rows)
    families: dict[str, int] = {}
    in_topic: dict[str, int] = {}
    ranked = []
    for row in rows:
        repeats, place = families.get(row.family, 0), in_topic.get(row.topic, 0)
        families[row.family], in_topic[row.topic] = repeats + 1, place + 1
        ranked.append((repeats, place, row.name))
    ranked.sort(key=lambda one: one[:2])
    card_ids = [name for _, _, name in ranked[:size]]
    rng.shuffle(card_ids)
    return tuple(card_ids)


def list_results(ws: Workspace, learner: int, deck_id: str) -> tuple[FinishedTest, ...]:
    """Return the results of a learner's tests in a deck, oldest first."""
    return tuple(FinishedTest(**raw) for raw in _load_all(ws, learner).get(deck_id, ()))


def save_result(ws: Workspace, learner: int, deck_id: str, result: FinishedTest) -> FinishedTest:
    """Keep the result of a test, once, and return what is kept: of a test that began at the same moment, the first result."""
    results_by_deck = _load_all(ws, learner)
    results = list(results_by_deck.get(deck_id, ()))
    for raw in results:
        if raw["at"] == result.at:
            return FinishedTest(**raw)
    settings.save_settings(
        ws, learner, **{PREFERENCE: {**results_by_deck, deck_id: [*results, asdict(result)][-MAX_RESULTS:]}}
    )
    return result


def _load_all(ws: Workspace, learner: int) -> dict[str, list[dict[str, Any]]]:
    preference = settings.load_settings(ws, learner).get(PREFERENCE)
    return preference if isinstance(preference, dict) else {}

"""How ready a learner is, chapter by chapter: the recall of its cards now, where a card never seen counts as forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from quiz import scheduler
from services.connections import connect
from services.practice import context as practice_context
from services.practice.context import Learner
from services.practice.mapping import to_memory
from services.workspace import Workspace
from store.tables.practice import memory_states


def load_topic_recall(ws: Workspace, learner: Learner, deck_id: str, now: datetime) -> Mapping[str, tuple[float, int]]:
    """Return, for each section that has cards of its own, the sum of their recall now and their number.

    Raises UserError when there is no such deck.
    """
    sums: dict[str, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    with connect(ws) as connection:
        context = practice_context.load_context(connection, learner, deck_id, now)
        for row in memory_states.list_states(connection, learner.id, context.deck.id):
            memory = to_memory(row.memory)
            recall = 0.0 if memory is None else scheduler.compute_retrievability(memory, now, context.settings)
            total, count = sums[row.topic]
            sums[row.topic] = (total + recall, count + 1)
    return dict(sums)

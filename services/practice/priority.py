"""What should be heard first: due cards the most forgotten first, then weak ones, then new ones in the order of
the text."""

from __future__ import annotations

from datetime import datetime

from quiz import scheduler
from services.connections import connect
from services.practice.context import Learner, PracticeContext, load_context
from services.practice.mapping import to_memory
from services.workspace import Workspace
from store.connection import to_ms
from store.tables import memory_states

RECALL_KIND = "recall"  # the kind of card that can be asked aloud


def rank_questions(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[str, ...]:
    """The ids of questions, the most urgent first. Suspended ones are left out; a question that is not in the
    list is last."""
    with connect(ws) as connection:
        desk = load_context(connection, who, deck_id, now)
        rows = memory_states.list_states(connection, who.id, desk.deck.id)
    asked = [row for row in rows if row.kind == RECALL_KIND and not row.flags.suspended]
    return tuple(
        row.source for _, row in sorted(((_rank_card(desk, row), row) for row in asked), key=lambda pair: pair[0])
    )


def _rank_card(desk: PracticeContext, row: memory_states.StateRow) -> tuple[int, float]:
    """Smaller is more urgent: due or a leech, then seen before (the least likely to be recalled first), then new."""
    memory = to_memory(row.memory)
    if memory is None:
        return (3 if row.flags.waiting else 2, 0.0)
    recall = scheduler.compute_retrievability(memory, desk.now, desk.settings)
    due = row.memory.due is not None and row.memory.due <= to_ms(desk.now)
    return (0 if due or row.flags.leech else 1, recall)

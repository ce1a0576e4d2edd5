"""Which questions should come first: those due, then weak ones, then new ones, and last what was answered today."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from quiz import scheduler
from services.connections import connect
from services.practice.context import Learner, PracticeContext, load_context
from services.practice.mapping import to_memory
from services.workspace import Workspace
from store.connection import to_ms
from store.tables.practice import memory_states

RECALL_KIND = "recall"  # the kind of card that can be asked aloud


class _Rank(NamedTuple):
    """Smaller is more urgent; cards of equal rank keep the order of the text."""

    group: int
    recall: float


_DUE, _WEAK, _NEW, _WAITING, _ANSWERED = range(5)


def rank_questions(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[str, ...]:
    """Return the ids of questions, the most urgent first.

    First comes what is due or a leech, then what was met before, both with the most forgotten first; then new questions in
    the order of the text; then those that wait for another question; last, what was answered today and is not due again.
    Suspended ones are left out. Raises UserError when there is no such deck.
    """
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        rows = memory_states.list_states(connection, who.id, context.deck.id)
    recall_rows = [row for row in rows if row.kind == RECALL_KIND and not row.flags.suspended]
    return tuple(row.source for row in sorted(recall_rows, key=lambda row: _rank_card(context, row)))


def _rank_card(context: PracticeContext, row: memory_states.StateRow) -> _Rank:
    memory = to_memory(row.memory)
    if memory is None:
        return _Rank(_WAITING if row.flags.waiting else _NEW, 0.0)
    due = row.memory.due is not None and row.memory.due <= to_ms(context.now)
    answered = row.memory.last_review is not None and row.memory.last_review >= context.day.start_ms
    if answered and not due:
        return _Rank(_ANSWERED, 0.0)
    recall = scheduler.compute_retrievability(memory, context.now, context.settings)
    # A leech ranks with what is due even when it is not: it is the most likely to be missed.
    return _Rank(_DUE if due or row.flags.leech else _WEAK, recall)

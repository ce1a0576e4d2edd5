"""Translate between the store's rows and the quiz's values."""

from __future__ import annotations

from quiz import siblings
from quiz.model import Card
from quiz.scheduler import CardPhase, Memory
from store.connection import from_ms, to_ms
from store.tables.practice import memory_states

PHASES = tuple(CardPhase)  # by the number that the store has for each


def to_memory(row: memory_states.MemoryRow) -> Memory | None:
    """Return the memory in a row; None for a card that is new."""
    if row.stability is None or row.difficulty is None or row.due is None or row.last_review is None:
        return None
    return Memory(
        phase=PHASES[row.phase],
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        due=from_ms(row.due),
        last_review=from_ms(row.last_review),
        reps=row.reps,
        lapses=row.lapses,
    )


def to_card(row: memory_states.StateRow) -> Card:
    """Return the card in a row. The store does not keep the line of its source: it is 0."""
    return Card(
        id=row.name,
        kind=row.kind,
        source=row.source,
        topic=row.topic,
        sibling_group=row.family,
        follows=row.follows,
        line=0,
    )


def to_row(memory: Memory) -> memory_states.MemoryRow:
    """Return the row of a memory."""
    return memory_states.MemoryRow(
        phase=int(memory.phase),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=to_ms(memory.due),
        last_review=to_ms(memory.last_review),
        reps=memory.reps,
        lapses=memory.lapses,
    )


def to_flags(sibling: siblings.Sibling, flags: memory_states.Flags) -> memory_states.Flags:
    """Return the store's flags after the chain changed a sibling."""
    return flags._replace(
        spaced_until=to_ms(sibling.spaced_until) if sibling.spaced_until else 0,
        called_at=to_ms(sibling.called_at) if sibling.called_at else 0,
        waiting=sibling.waiting,
    )

"""Between the store's rows and the quiz's values."""

from __future__ import annotations

from quiz import chain
from quiz.schedule import Memory, Phase
from store import states
from store.database import from_ms, to_ms

PHASES = tuple(Phase)


def memory_of(row: states.MemoryRow) -> Memory | None:
    """The memory in a row; None for a card that is new."""
    if row.stability is None or row.difficulty is None or row.due is None or row.last_review is None:
        return None
    return Memory(
        PHASES[row.phase],
        row.step,
        row.stability,
        row.difficulty,
        from_ms(row.due),
        from_ms(row.last_review),
        row.reps,
        row.lapses,
    )


def row_of(memory: Memory) -> states.MemoryRow:
    """The row of a memory."""
    return states.MemoryRow(
        int(memory.phase),
        memory.step,
        memory.stability,
        memory.difficulty,
        to_ms(memory.due),
        to_ms(memory.last_review),
        memory.reps,
        memory.lapses,
    )


def flags_of(sibling: chain.Sibling, flags: states.Flags) -> states.Flags:
    """The store's flags after the chain changed a sibling."""
    return flags._replace(
        spaced_until=to_ms(sibling.spaced_until) if sibling.spaced_until else 0,
        called_at=to_ms(sibling.called_at) if sibling.called_at else 0,
        waiting=sibling.waiting,
    )

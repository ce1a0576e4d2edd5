"""Due dates where the day begins at another hour or in another zone: what was due on a date stays due on it."""

from __future__ import annotations

from dataclasses import replace

from quiz.practice_settings import PracticeSettings
from quiz.scheduler import CardPhase
from quiz.study_days import get_day_start, get_study_day
from store.connection import Connection, from_ms, to_ms
from store.tables.practice import memory_states


def shift_due_dates(connection: Connection, learner: int, before: PracticeSettings, after: PracticeSettings) -> None:
    """Move every card in review to the beginning of its date's day as it is after the change. Call it inside a transaction.

    Cards in learning stay: they are due in minutes, not on a date.
    """

    def move_due(due: int) -> int:
        day = get_study_day(from_ms(due), before.zone, before.rollover_hour)
        return to_ms(get_day_start(day, after.zone, after.rollover_hour))

    rows = (row for row in memory_states.list_reviewed(connection, learner) if row.phase == CardPhase.REVIEW)
    memory_states.save_memories(connection, learner, [replace(row, due=move_due(row.due)) for row in rows])

"""Due dates where the day begins at another hour or in another zone: what was due on a date stays due on it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from quiz.scheduler import Phase
from quiz.settings import Settings
from quiz.study_days import day_of, start_of
from store.connection import from_ms, to_ms
from store.tables import memory


def redate(connection: sqlite3.Connection, learner: int, before: Settings, after: Settings) -> None:
    """Move every card in review from the beginning of its day to the beginning of the same date's day. Call it inside
    a transaction."""

    def moved(due: int) -> int:
        day = day_of(from_ms(due), before.zone, before.rollover_hour)
        return to_ms(start_of(day, after.zone, after.rollover_hour))

    found = (row for row in memory.held(connection, learner) if row.phase == Phase.REVIEW)
    memory.write(connection, learner, [replace(row, due=moved(row.due)) for row in found])

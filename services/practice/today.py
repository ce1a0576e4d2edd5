"""The learner's day at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.queue import Pause
from services.connections import opened
from services.practice import context as desks
from services.practice.context import Learner
from services.practice.next_card import Counts, screen
from services.workspace import Workspace
from store.connection import to_ms
from store.queue import queries
from store.tables import review_log

USUAL = timedelta(seconds=30)
PACE_FROM = 10


@dataclass(frozen=True, slots=True)
class Day:
    """Today in one deck: what is left within the limits, how long it takes, what was done over all decks, what
    tomorrow brings.

    `pause` says why nothing can be asked just now (None: something can). `pace` is the time an answer takes: the
    learner's own over the last week, else half a minute.
    """

    counts: Counts
    pause: Pause | None
    pace: timedelta
    answered: int
    spent: timedelta
    recalled: float | None
    tomorrow: int

    @property
    def minutes(self) -> int:
        """How many minutes what is left takes, at least 1."""
        return max(1, round(self.counts.total * self.pace / timedelta(minutes=1)))


def today(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Day:
    """The day of a learner. Raises UserError when there is no such deck."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        shown = screen(desk)
        window = desk.window
        answered, spent, again = review_log.answered(connection, who.id, window.start)
        recent, took, _ = review_log.answered(connection, who.id, to_ms(now - timedelta(days=7)))
        tomorrow = queries.due_by(connection, who.id, desk.deck.id, window.end, to_ms(desk.day_end + timedelta(days=1)))
    return Day(
        counts=shown.counts,
        pause=shown.pause,
        pace=timedelta(milliseconds=took / recent) if recent >= PACE_FROM and took else USUAL,
        answered=answered,
        spent=timedelta(milliseconds=spent),
        recalled=1 - again / answered if answered else None,
        tomorrow=tomorrow,
    )

"""The learner's day at a glance: what is left, what was done, what tomorrow brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.queue import QueuePause
from quiz.study_days import get_day_end
from services.connections import connect
from services.practice.context import Learner, load_context
from services.practice.next_card import QueueCounts, choose_next_card
from services.practice.planning.day_plan import load_plan
from services.practice.planning.pace import load_pace
from services.workspace import Workspace
from store.connection import to_ms
from store.queue import queries
from store.tables.practice import review_log


@dataclass(frozen=True, slots=True)
class TodaySummary:
    """Today in one deck: what is left, how long it takes, what was done over all decks, what tomorrow brings.

    `pause` says why nothing can be asked just now (None: something can). `pace` is the time an answer takes: the
    learner's own over the last week, else half a minute. `unseen` cards were never asked, `extra_new` were let in
    today beyond the limit; `planned` is true where the plan
    before an interview decides what is left, and then `tomorrow` is 0: tomorrow's plan is made tomorrow.
    """

    counts: QueueCounts
    pause: QueuePause | None
    pace: timedelta
    answered: int
    time_spent: timedelta
    recall_rate: float | None
    tomorrow: int
    unseen: int
    extra_new: int
    planned: bool

    @property
    def minutes(self) -> int:
        """How many minutes what is left takes, at least 1."""
        return max(1, round(self.counts.total * self.pace / timedelta(minutes=1)))


def load_today(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> TodaySummary:
    """Return the day of a learner. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        next_card = choose_next_card(context)
        window = context.window
        answered, milliseconds, again = review_log.count_answers(connection, who.id, window.start)
        planned = load_plan(context) is not None
        tomorrow = 0
        if not planned:
            # Not 24 hours later: tomorrow has 23 or 25 when the clocks change, and cards fall due at the beginning of a day.
            settings = context.settings
            tomorrow_end = get_day_end(
                context.day.study_date + timedelta(days=1), settings.zone, settings.rollover_hour
            )
            tomorrow = queries.count_due(connection, who.id, context.deck.id, window.end, to_ms(tomorrow_end))
        pace = load_pace(context)
        unseen = queries.count_unseen(connection, who.id, context.deck.id)
    return TodaySummary(
        counts=next_card.counts,
        pause=next_card.pause,
        pace=pace,
        answered=answered,
        time_spent=timedelta(milliseconds=milliseconds),
        recall_rate=1 - again / answered if answered else None,
        tomorrow=tomorrow,
        unseen=unseen,
        extra_new=context.day.count_extra_new(deck_id),
        planned=planned,
    )

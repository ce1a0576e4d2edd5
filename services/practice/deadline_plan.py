"""Deadline mode: the interview's date, what to expect on it, and what has to be given up when time is short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from quiz import deadline
from quiz.deadline import Forecast
from quiz.fsrs import vectorized
from quiz.simulator import Cards
from quiz.study_days import day_of
from services.connections import opened
from services.practice import context as desks
from services.practice import deadline_mode
from services.practice.context import Desk, Learner
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables import history, learners, review_log

USUAL = timedelta(seconds=30)
PACE_FROM = 10


@dataclass(frozen=True, slots=True)
class Lost:
    """Cards of a topic (a section id) that will not be learned in time."""

    topic: str
    cards: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to expect of the interview on `day`, `days` from today. `cards` are all that may be asked, `new` those never
    asked; `minutes` what the learner gives a day (None: what it takes); `pace` is the time an answer takes.

    `free` is the forecast without a limit on time or reviews, `raised` the one with them (the same where none holds
    anything back); both take in `needed` new cards a day, which brings all of them in before the last sweep. `kept` is
    `raised` with the limit of new cards that is set, `new_per_day`: what to expect if nothing is changed. `lost` are the
    new cards that do not fit into the time, by topic in the order of the text.
    """

    today: date
    day: date
    days: int
    cards: int
    new: int
    minutes: int | None
    pace: timedelta
    new_per_day: int
    reviews_per_day: int
    needed: int
    free: Forecast
    raised: Forecast
    kept: Forecast
    lost: tuple[Lost, ...]

    @property
    def busiest(self) -> timedelta:
        """What the busiest day takes without a limit."""
        return max(self.free.reviews, default=0.0) * self.pace


def plan(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Plan | None:
    """What to expect; None when no date is set or it has passed. Raises UserError when there is no such deck."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        chosen = learners.preferences(connection, who.id)
        day = deadline_mode.interview_of(chosen)
        if day is None or day < desk.day:
            return None
        rows = history.memories(connection, who.id, desk.deck.id)
        recent, took, _ = review_log.answered(connection, who.id, to_ms(now - timedelta(days=7)))
    pace = timedelta(milliseconds=took / recent) if recent >= PACE_FROM and took else USUAL
    minutes = chosen.get("interview_minutes")
    days = min((day - desk.day).days, deadline.FARTHEST_DAYS)
    cards = _cards(desk, rows)
    new = [row.topic for row in rows if row.stability is None]
    weights = desk.settings.weights or vectorized.WEIGHTS
    needed = deadline.needed_per_day(len(new), days)
    speed = max(needed, desk.settings.new_per_day)
    reviews = desk.settings.reviews_per_day

    def limited(new_per_day: int) -> Forecast:
        answers = int(timedelta(minutes=minutes) / pace) if minutes is not None else None
        return deadline.forecast(
            cards,
            days,
            new_per_day=new_per_day,
            answers_per_day=answers,
            reviews_per_day=reviews,
            weights=weights,
        )

    free = deadline.forecast(cards, days, new_per_day=speed, weights=weights)
    held = minutes is not None or max(free.reviews, default=0) > reviews
    raised = limited(speed) if held else free
    kept = limited(desk.settings.new_per_day) if needed > desk.settings.new_per_day else raised
    lost = Counter(new[raised.learned :])
    return Plan(
        today=desk.day,
        day=day,
        days=days,
        cards=len(rows),
        new=len(new),
        minutes=minutes,
        pace=pace,
        new_per_day=desk.settings.new_per_day,
        reviews_per_day=reviews,
        needed=needed,
        free=free,
        raised=raised,
        kept=kept,
        lost=tuple(Lost(topic, count) for topic, count in lost.items()),
    )


def _cards(desk: Desk, rows: tuple[history.MemoryOf, ...]) -> Cards:
    """The cards as the simulation sees them: days counted from today."""
    zone, hour = desk.settings.zone, desk.settings.rollover_hour

    def days_from_now(ms: int | None) -> float:
        return float((day_of(from_ms(ms), zone, hour) - desk.day).days) if ms is not None else 0.0

    return Cards(
        np.array([row.stability if row.stability is not None else np.nan for row in rows], dtype=float),
        np.array([row.difficulty if row.difficulty is not None else np.nan for row in rows], dtype=float),
        np.array([min(0.0, days_from_now(row.last_review)) for row in rows], dtype=float),
        np.array([days_from_now(row.due) for row in rows], dtype=float),
    )

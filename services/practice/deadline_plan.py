"""Deadline mode: the interview's date, what to expect on it, and what has to be given up when time is short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from quiz import deadline
from quiz.deadline import Forecast
from quiz.fsrs import memory_model
from quiz.simulator import SimulatedCards
from services.connections import connect
from services.practice.context import Learner, PracticeContext, load_context
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables import learners, review_log, review_stats

DEFAULT_PACE = timedelta(seconds=30)
PACE_MIN_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class OmittedTopic:
    """Cards of a topic (a section id) that will not be learned in time."""

    topic: str
    cards: int


@dataclass(frozen=True, slots=True)
class DeadlinePlan:
    """What to expect of the interview on `day`, `days` from today. `cards` are all that may be asked, `new` those never
    asked; `minutes` what the learner gives a day (None: what it takes); `pace` is the time an answer takes.

    `free` is the forecast without a limit on time or reviews, `raised` the one with them (the same where none holds
    anything back); both take in `needed` new cards a day, which brings all of them in before the last sweep. `kept` is
    `raised` with the limit of new cards that is set, `new_per_day`: what to expect if nothing is changed. `lost` are the
    new cards that do not fit into the time, by topic in the order of the text.
    """

    today: date
    interview: date
    days: int
    cards: int
    new: int
    minutes: int | None
    pace: timedelta
    new_per_day: int
    reviews_per_day: int
    needed_per_day: int
    unlimited: Forecast
    at_needed_rate: Forecast
    at_current_rate: Forecast
    omitted: tuple[OmittedTopic, ...]

    @property
    def busiest_day(self) -> timedelta:
        """What the busiest day takes without a limit."""
        return max(self.unlimited.reviews, default=0.0) * self.pace


def plan_deadline(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> DeadlinePlan | None:
    """Return what to expect of the interview; None when no date is set or it has passed.

    Raises UserError when there is no such deck.
    """
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        chosen = learners.load_preferences(connection, who.id)
        interview = context.day.interview
        if interview is None:
            return None
        rows = review_stats.list_memories(connection, who.id, context.deck.id)
        recent, took, _ = review_log.count_answers(connection, who.id, to_ms(now - timedelta(days=7)))
    pace = timedelta(milliseconds=took / recent) if recent >= PACE_MIN_ANSWERS and took else DEFAULT_PACE
    minutes = chosen.get("interview_minutes")
    days = min((interview - context.day.study_date).days, deadline.MAX_DAYS)
    cards = _build_cards(context, rows)
    new = [row.topic for row in rows if row.stability is None]
    weights = context.settings.weights or memory_model.DEFAULT_WEIGHTS
    needed = deadline.count_new_per_day(len(new), days)
    speed = max(needed, context.settings.new_per_day)
    reviews = context.settings.reviews_per_day

    def limited(new_per_day: int) -> Forecast:
        answers = int(timedelta(minutes=minutes) / pace) if minutes is not None else None
        return deadline.simulate_forecast(
            cards,
            days,
            new_per_day=new_per_day,
            answers_per_day=answers,
            reviews_per_day=reviews,
            weights=weights,
        )

    free = deadline.simulate_forecast(cards, days, new_per_day=speed, weights=weights)
    held = minutes is not None or max(free.reviews, default=0) > reviews
    raised = limited(speed) if held else free
    kept = limited(context.settings.new_per_day) if needed > context.settings.new_per_day else raised
    lost = Counter(new[raised.learned :])
    return DeadlinePlan(
        today=context.day.study_date,
        interview=interview,
        days=days,
        cards=len(rows),
        new=len(new),
        minutes=minutes,
        pace=pace,
        new_per_day=context.settings.new_per_day,
        reviews_per_day=reviews,
        needed_per_day=needed,
        unlimited=free,
        at_needed_rate=raised,
        at_current_rate=kept,
        omitted=tuple(OmittedTopic(topic, count) for topic, count in lost.items()),
    )


def _build_cards(context: PracticeContext, rows: tuple[review_stats.CardMemory, ...]) -> SimulatedCards:
    """Return the cards as the simulation sees them: days counted from today."""

    def days_from_now(ms: int | None) -> float:
        return float((context.day.find_date(from_ms(ms)) - context.day.study_date).days) if ms is not None else 0.0

    return SimulatedCards(
        np.array([row.stability if row.stability is not None else np.nan for row in rows], dtype=float),
        np.array([row.difficulty if row.difficulty is not None else np.nan for row in rows], dtype=float),
        np.array([min(0.0, days_from_now(row.last_review)) for row in rows], dtype=float),
        np.array([days_from_now(row.due) for row in rows], dtype=float),
    )

"""Deadline mode: what to expect on the day of the interview, and what has to be left out when time is short."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from quiz import deadline
from quiz.deadline import Forecast
from quiz.forecast_bias import RecallBias, estimate_bias
from quiz.fsrs import memory_model
from quiz.simulator import SimulatedCards
from services.connections import connect
from services.practice.context import Learner, PracticeContext, load_context
from services.practice.planning.pace import load_pace
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables.practice import review_stats

# As many as `day_plan` keeps: one for each learner and deck of the day.
_MAX_PLANS = 256
_BIAS_FROM = timedelta(days=182)  # older reviews say little of how somebody learns now
_BIAS_REVIEWS = 5000  # the newest of them: more would move the estimate by less than it is shown
_lock = threading.Lock()
_plans: OrderedDict[tuple[object, ...], DeadlinePlan] = OrderedDict()


@dataclass(frozen=True, slots=True)
class OmittedTopic:
    """Cards of a topic (a section id) that will not be learned in time."""

    topic: str
    cards: int


@dataclass(frozen=True, slots=True)
class DeadlinePlan:
    """What to expect of the `interview`, `days` from today. The forecasts end after `forecast_days`, if that is sooner.

    `cards` are all that may be asked, `new` those never asked; `minutes` what the learner gives a day (None: what it
    takes); `pace` is the time an answer takes. `unlimited` is the forecast without a limit on time or reviews, `expected`
    the one with them (the same where none holds anything back). `omitted` are the new cards that do not fit into the time,
    by topic, what matters least last.
    """

    today: date
    interview: date
    days: int
    cards: int
    new: int
    minutes: int | None
    pace: timedelta
    reviews_per_day: int
    unlimited: Forecast
    expected: Forecast
    omitted: tuple[OmittedTopic, ...]

    @property
    def forecast_days(self) -> int:
        """Return how many days the forecasts cover: all until the interview, at most `quiz.deadline.MAX_DAYS`."""
        return min(self.days, deadline.MAX_DAYS)

    @property
    def forecast_date(self) -> date:
        """Return the day that the forecasts are for: the interview's, or the last one that they cover."""
        return self.today + timedelta(days=self.forecast_days)

    @property
    def busiest_day(self) -> timedelta:
        """How much time the busiest day takes without a limit."""
        return max(self.unlimited.reviews, default=0.0) * self.pace

    @property
    def on_course(self) -> bool:
        """Tell whether all cards still fit into the time."""
        return not self.omitted and self.unlimited.recall - self.expected.recall < 0.01


def plan_deadline(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> DeadlinePlan | None:
    """Return what to expect of the interview; None when no date is set or it has passed.

    It is worked out once a study day, from the memories as they are then, and again when settings or the deck change.
    Raises UserError when there is no such deck.
    """
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        if context.day.interview is None:
            return None
        key = (connection.identity, who.id, context.deck.id, context.deck.revision, context.day)
        with _lock:
            plan = _plans.get(key)
        if plan is None:
            plan = _make_plan(context, context.day.interview)
            with _lock:
                _plans[key] = plan
                while len(_plans) > _MAX_PLANS:
                    _plans.popitem(last=False)
        return plan


def _make_plan(context: PracticeContext, interview: date) -> DeadlinePlan:
    minutes = context.day.minutes_per_day
    rows = review_stats.list_memories(context.connection, context.who.id, context.deck.id)
    pace = load_pace(context)
    days = (interview - context.day.study_date).days
    forecast_days = min(days, deadline.MAX_DAYS)
    cards = _build_cards(context, rows)
    new = [row.topic for row in rows if row.stability is None]
    weights = context.settings.weights or memory_model.DEFAULT_WEIGHTS
    reviews = context.settings.reviews_per_day
    bias = _estimate_bias(context)
    unlimited = deadline.simulate_forecast(cards, forecast_days, new_per_day=len(rows), weights=weights, bias=bias)
    expected = unlimited  # a second simulation only where a limit makes it another
    if minutes is not None or max(unlimited.reviews, default=0) > reviews:
        expected = deadline.simulate_forecast(
            cards,
            forecast_days,
            new_per_day=len(rows),
            answers_per_day=None if minutes is None else int(timedelta(minutes=minutes) / pace),
            reviews_per_day=reviews,
            weights=weights,
            bias=bias,
        )
    omitted = Counter(new[expected.learned :])
    return DeadlinePlan(
        today=context.day.study_date,
        interview=interview,
        days=days,
        cards=len(rows),
        new=len(new),
        minutes=minutes,
        pace=pace,
        reviews_per_day=reviews,
        unlimited=unlimited,
        expected=expected,
        omitted=tuple(OmittedTopic(topic, count) for topic, count in omitted.items()),
    )


def _estimate_bias(context: PracticeContext) -> RecallBias:
    """Return how far the model's predictions were off for this learner over the last half year."""
    since = to_ms(context.now - _BIAS_FROM)
    rows = review_stats.list_reviewed_memories(context.connection, context.who.id, since, _BIAS_REVIEWS)
    if not rows:
        return RecallBias()
    stability = np.array([row[0] for row in rows])
    elapsed = np.array(
        [(context.day.find_date(from_ms(at)) - context.day.find_date(from_ms(last))).days for _, last, at, _ in rows]
    )
    is_same_day = elapsed < 1  # the forgetting curve says nothing of it
    weights = context.settings.weights or memory_model.DEFAULT_WEIGHTS
    predicted = deadline.predict_recall(stability, np.maximum(elapsed, 0).astype(float), weights)
    return estimate_bias(predicted[~is_same_day], np.array([row[3] for row in rows])[~is_same_day])


def _build_cards(context: PracticeContext, rows: tuple[review_stats.CardMemory, ...]) -> SimulatedCards:
    """Return the cards as the simulation sees them: days counted from today."""

    def count_days_until(ms: int | None) -> float:
        return float((context.day.find_date(from_ms(ms)) - context.day.study_date).days) if ms is not None else 0.0

    return SimulatedCards(
        np.array([row.stability if row.stability is not None else np.nan for row in rows], dtype=float),
        np.array([row.difficulty if row.difficulty is not None else np.nan for row in rows], dtype=float),
        np.array([min(0.0, count_days_until(row.last_review)) for row in rows], dtype=float),
        np.array([count_days_until(row.due) for row in rows], dtype=float),
    )

"""The plan of a study day before an interview: which reviews, in which order, and how many new cards.

It is made once a study day, from the memories as they are then, and holds while the day lasts, unless the deck or the
learner's settings change: what is answered leaves it, what is undone comes back. Another process arrives at the same plan from
what is left, since it counts what was answered already.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from quiz import review_values
from quiz.answer_times import RECALLED_SECONDS
from quiz.fsrs import memory_model
from services.practice.context import PracticeContext
from services.practice.planning.pace import load_pace
from store.connection import from_ms
from store.tables.practice import review_log, review_stats

# Plans that a process remembers, one for each learner and deck of the day: enough for those who study at the same time.
_MAX_PLANS = 256
_lock = threading.Lock()
_plans: OrderedDict[tuple[object, ...], PracticePlan] = OrderedDict()


@dataclass(frozen=True, slots=True)
class PracticePlan:
    """The reviews of the day as a JSON list of card numbers, the most urgent first, and the `new` cards in all of it."""

    cards: str
    new: int


def load_plan(context: PracticeContext) -> PracticePlan | None:
    """Return today's plan; None without an interview, or while it is too far to plan single days."""
    interview = context.day.interview
    if interview is None or (interview - context.day.study_date).days > review_values.PLANNED_DAYS:
        return None
    key = (context.connection.identity, context.who.id, context.deck.id, context.deck.revision, context.day)
    with _lock:
        plan = _plans.get(key)
        if plan is not None:
            _plans.move_to_end(key)
            return plan
    plan = _make_plan(context, max(1, (interview - context.day.study_date).days))
    with _lock:
        _plans[key] = plan
        while len(_plans) > _MAX_PLANS:
            _plans.popitem(last=False)
    return plan


def _make_plan(context: PracticeContext, days_left: int) -> PracticePlan:
    connection, learner, deck = context.connection, context.who.id, context.deck.id
    rows = review_stats.list_memories(connection, learner, deck)
    seen_rows = [row for row in rows if row.stability is not None]
    answer_count, _, _ = review_log.count_answers(connection, learner, context.window.start)
    new_done, _ = review_log.count_done(connection, learner, deck, context.window.start)
    minutes = context.day.minutes_per_day
    # The planner reckons with one time for all answers. What the learner's own pace allows is counted in answers, and put into
    # that time.
    answers = None if minutes is None else timedelta(minutes=minutes) / load_pace(context)
    plan = review_values.plan_day(
        np.array([row.stability for row in seen_rows], dtype=float),
        np.array([row.difficulty for row in seen_rows], dtype=float),
        np.array([_count_days_since(context, row.last_review) for row in seen_rows], dtype=float),
        len(rows) - len(seen_rows),
        days_left,
        seconds_spent=answer_count * RECALLED_SECONDS,
        limit=None if answers is None else answers * RECALLED_SECONDS,
        weights=context.settings.weights or memory_model.DEFAULT_WEIGHTS,
    )
    return PracticePlan(json.dumps([seen_rows[place].card for place in plan.reviews]), new_done + plan.new)


def _count_days_since(context: PracticeContext, last_review: int | None) -> int:
    if last_review is None:
        return 0
    return max(0, (context.day.study_date - context.day.find_date(from_ms(last_review))).days)

"""Everything that the Progress page draws of a learner's log and memories, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from deck.model import Deck
from quiz import deadline
from quiz.calibration import Calibration, calibrate, compute_wilson_interval
from quiz.fsrs import memory_model
from quiz.study_days import get_day_start
from services.connections import connect
from services.library import catalog
from services.practice.context import Learner, PracticeContext, load_context
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables.learners import learners
from store.tables.practice import log_counts
from store.tables.practice import review_stats as table

# A month of what falls due, half a year of what was done: as many bars, and weeks, as a phone has room for.
DAYS_AHEAD, DAYS_BEHIND = 30, 182
# Two years: a bar for each month still has room on a phone.
MONTHS_SHOWN = 24
# Days of stability: upper ends of the bars.
STABILITY_BINS = (
    (1, "< 1 d"),
    (3, "1–3 d"),
    (7, "3–7 d"),
    (21, "1–3 w"),
    (60, "3–9 w"),
    (180, "2–6 mo"),
    (1e9, "> 6 mo"),
)


@dataclass(frozen=True, slots=True)
class DayCount:
    """One study day: `cards` due or answered on it."""

    day: date
    cards: int


@dataclass(frozen=True, slots=True)
class MonthRetention:
    """True retention of a month (its first day): `recalled` of `reviews` of cards that were in review, with the bounds
    of a 95 % interval."""

    month: date
    reviews: int
    recalled: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WeekTime:
    """Time spent in a week that begins on `monday`."""

    monday: date
    minutes: float


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """A bar of a histogram."""

    label: str
    cards: int


@dataclass(frozen=True, slots=True)
class TopicReadiness:
    """A topic's readiness. `seen` of `cards` were asked at least once; `today` and `on_interview` are mean probabilities
    of recall over all its cards, unseen ones counting 0; `on_interview` assumes that nothing is done until that day.
    """

    id: str
    title: str
    cards: int
    seen: int
    today: float
    on_interview: float


@dataclass(frozen=True, slots=True)
class LearnerStatistics:
    """One deck, one learner. `interview` is None where no date is ahead; `sections` are the chapters (second level),
    `topics` the sections that hold cards themselves, both in the order of the text. The `overdue` cards are among those of
    the first day of `due`.
    """

    today: date
    interview: date | None
    answers: int
    due: tuple[DayCount, ...]
    overdue: int
    calendar: tuple[DayCount, ...]
    months: tuple[MonthRetention, ...]
    weeks: tuple[WeekTime, ...]
    stability: tuple[HistogramBar, ...]
    difficulty: tuple[HistogramBar, ...]
    sections: tuple[TopicReadiness, ...]
    topics: tuple[TopicReadiness, ...]
    calibration: Calibration | None


def fingerprint_statistics(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[int, int, date, str]:
    """Return a value that changes whenever `load_statistics` or `services.practice.planning.deadline_plan` may change.

    Raises UserError when there is no such deck.
    """
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        preferences = sorted(learners.load_preferences(connection, who.id).items(), key=lambda pair: pair[0])
        return (
            table.find_newest_row(connection, who.id),
            context.deck.revision,
            context.day.study_date,
            repr((preferences, context.weights_id, context.day.interview)),
        )


def load_statistics(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> LearnerStatistics:
    """Return all of a learner's statistics in a deck. Raises UserError when there is no such deck."""
    deck = catalog.load_deck(ws, deck_id)
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        since = to_ms(
            get_day_start(
                context.day.study_date - timedelta(days=31 * MONTHS_SHOWN),
                context.settings.zone,
                context.settings.rollover_hour,
            )
        )
        log_counts.fold_if_long(connection, who.id)  # else a long log would be counted row by row
        quarters = table.count_by_quarter_hour(connection, who.id, context.deck.id, since)
        rows = table.list_memories(connection, who.id, context.deck.id)
        by_confidence = table.count_by_confidence(connection, who.id, context.deck.id)
    interview = context.day.interview
    by_day = _sum_by_day(context, quarters)
    due = Counter(max(context.day.study_date, _to_study_day(context, row.due)) for row in rows if row.due is not None)
    # From a Monday on, so that the calendar and the weeks begin with a whole one.
    first = context.day.study_date - timedelta(days=DAYS_BEHIND + context.day.study_date.weekday())
    return LearnerStatistics(
        today=context.day.study_date,
        interview=interview,
        answers=sum(q.answers for q in quarters),
        due=tuple(DayCount(day, due[day]) for day in _list_days(context.day.study_date, DAYS_AHEAD)),
        overdue=sum(_to_study_day(context, row.due) < context.day.study_date for row in rows if row.due is not None),
        calendar=tuple(
            DayCount(day, by_day[day].answers if day in by_day else 0)
            for day in _list_days(first, (context.day.study_date - first).days + 1)
        ),
        months=_compute_months(by_day.values()),
        weeks=_compute_weeks(first, context.day.study_date, by_day.values()),
        stability=_bin_stability([row.stability for row in rows if row.stability is not None]),
        difficulty=_bin_difficulty([row.difficulty for row in rows if row.difficulty is not None]),
        sections=_compute_readiness(context, deck, rows, interview, level=2),
        topics=_compute_readiness(context, deck, rows, interview, level=99),
        calibration=calibrate(by_confidence),
    )


@dataclass(frozen=True, slots=True)
class _DayTotals:
    day: date
    answers: int
    milliseconds: int
    reviews: int
    recalled: int


def _sum_by_day(context: PracticeContext, quarters: Iterable[table.QuarterHour]) -> dict[date, _DayTotals]:
    totals: dict[date, _DayTotals] = {}
    for q in quarters:
        # Zones differ by whole quarters of an hour, and so do the days' beginnings: no quarter belongs to two days.
        day = _to_study_day(context, q.number * log_counts.QUARTER_MS)
        was = totals.get(day, _DayTotals(day, 0, 0, 0, 0))
        totals[day] = _DayTotals(
            day,
            was.answers + q.answers,
            was.milliseconds + q.milliseconds,
            was.reviews + q.reviews,
            was.recalled + q.recalled,
        )
    return totals


def _compute_months(days: Iterable[_DayTotals]) -> tuple[MonthRetention, ...]:
    reviews: Counter[date] = Counter()
    recalled: Counter[date] = Counter()
    for day in days:
        reviews[day.day.replace(day=1)] += day.reviews
        recalled[day.day.replace(day=1)] += day.recalled
    return tuple(
        MonthRetention(month, count, recalled[month] / count, *compute_wilson_interval(recalled[month], count))
        for month, count in sorted(reviews.items())
        if count
    )


def _compute_weeks(first: date, today: date, days: Iterable[_DayTotals]) -> tuple[WeekTime, ...]:
    time_by_week: Counter[date] = Counter()
    for day in days:
        time_by_week[day.day - timedelta(days=day.day.weekday())] += day.milliseconds
    mondays = [day for day in _list_days(first, (today - first).days + 1) if day.weekday() == 0]
    return tuple(WeekTime(monday, time_by_week[monday] / 60_000) for monday in mondays)


def _bin_stability(values: Sequence[float]) -> tuple[HistogramBar, ...]:
    edges = [0.0, *(float(high) for high, _ in STABILITY_BINS)]
    counts, _ = np.histogram(values, edges)
    return tuple(HistogramBar(label, int(count)) for (_, label), count in zip(STABILITY_BINS, counts, strict=True))


def _bin_difficulty(values: Sequence[float]) -> tuple[HistogramBar, ...]:
    counts = Counter(min(10, max(1, round(value))) for value in values)
    return tuple(HistogramBar(str(level), counts[level]) for level in range(1, 11))


def _compute_readiness(
    context: PracticeContext, deck: Deck, rows: Sequence[table.CardMemory], interview: date | None, *, level: int
) -> tuple[TopicReadiness, ...]:
    """Return the readiness of each section that is at most `level` deep."""
    weights = context.settings.weights or memory_model.DEFAULT_WEIGHTS
    stability = np.array([np.nan if row.stability is None else row.stability for row in rows], dtype=float)
    days_since_review = np.array(
        [
            0 if row.last_review is None else (context.day.study_date - _to_study_day(context, row.last_review)).days
            for row in rows
        ],
        dtype=float,
    )
    days_left = (interview - context.day.study_date).days if interview else 0
    today = deadline.predict_recall(stability, np.maximum(days_since_review, 0.0), weights)
    then = deadline.predict_recall(stability, np.maximum(days_since_review, 0.0) + days_left, weights)
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(_find_chapter(deck, row.topic, level), []).append(place)
    titles = {section.id: section.title for section in deck.sections}
    return tuple(
        TopicReadiness(
            topic,
            titles.get(topic, topic),
            len(at),
            int((~np.isnan(stability[at])).sum()),
            float(today[at].mean()),
            float(then[at].mean()),
        )
        for topic, at in places.items()
    )


def _find_chapter(deck: Deck, topic: str, level: int) -> str:
    """Return the section at most `level` deep that a topic belongs to."""
    chain = deck.list_ancestors(topic)
    return next((section.id for section in chain if section.level <= level), chain[-1].id if chain else topic)


def _to_study_day(context: PracticeContext, ms: int) -> date:
    return context.day.find_date(from_ms(ms))


def _list_days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(count)]

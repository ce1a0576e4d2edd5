"""What a learner's log and memories say: everything that the progress screen draws, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from deck.model import Deck
from quiz import deadline
from quiz.calibration import Calibration, calibrate, wilson
from quiz.fsrs import vectorized
from quiz.study_days import day_of, start_of
from services.connections import opened
from services.library import catalog
from services.practice import context as desks
from services.practice import deadline_mode
from services.practice.context import Desk, Learner
from services.workspace import Workspace
from store.connection import from_ms, to_ms
from store.tables import history as table
from store.tables import learners

AHEAD, BEHIND = 30, 182
MONTHS = 24
# Days of stability: upper ends of the bars.
STABILITY = ((1, "< 1 d"), (3, "1–3 d"), (7, "3–7 d"), (21, "1–3 w"), (60, "3–9 w"), (180, "2–6 mo"), (1e9, "> 6 mo"))


@dataclass(frozen=True, slots=True)
class Day:
    """One study day: `cards` due or answered on it."""

    day: date
    cards: int


@dataclass(frozen=True, slots=True)
class Month:
    """True retention of a month (its first day): `recalled` of `reviews` of cards that were in review, with the bounds
    of a 95 % interval."""

    month: date
    reviews: int
    recalled: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Week:
    """Time spent in a week that begins on `monday`."""

    monday: date
    minutes: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a spread."""

    label: str
    cards: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's readiness. `seen` of `cards` were asked at least once; `today` and `then` are mean probabilities of
    recall over all its cards, unseen ones counting 0; `then` is on the interview's day if nothing is done until it.
    """

    id: str
    title: str
    cards: int
    seen: int
    today: float
    then: float


@dataclass(frozen=True, slots=True)
class Insight:
    """One deck, one learner. `interview` is None where no date is ahead; `sections` are the chapters (second level),
    `topics` what stands directly below a heading, both in the order of the text. `overdue` counts into the first of
    `due`.
    """

    today: date
    interview: date | None
    answers: int
    due: tuple[Day, ...]
    overdue: int
    calendar: tuple[Day, ...]
    months: tuple[Month, ...]
    weeks: tuple[Week, ...]
    stability: tuple[Bar, ...]
    difficulty: tuple[Bar, ...]
    sections: tuple[Topic, ...]
    topics: tuple[Topic, ...]
    calibration: Calibration | None


def version(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[int, int, date, str]:
    """While this stays the same, so does what `look` and `services.practice.deadline_plan.plan` give. Raises UserError when there is no
    such deck."""
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        chosen = sorted(learners.preferences(connection, who.id).items(), key=lambda pair: pair[0])
        return table.newest(connection, who.id), desk.deck.revision, desk.day, repr((chosen, desk.weights))


def look(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Insight:
    """Read it all. Raises UserError when there is no such deck."""
    deck = catalog.deck(ws, deck_id)
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        since = to_ms(start_of(desk.day - timedelta(days=31 * MONTHS), desk.settings.zone, desk.settings.rollover_hour))
        quarters = table.quarters(connection, who.id, desk.deck.id, since)
        rows = table.memories(connection, who.id, desk.deck.id)
        said = table.confidences(connection, who.id, desk.deck.id)
        interview = deadline_mode.interview_of(learners.preferences(connection, who.id))
    interview = interview if interview is not None and interview >= desk.day else None
    by_day = _by_day(desk, quarters)
    due = Counter(max(desk.day, _day(desk, row.due)) for row in rows if row.due is not None)
    first = desk.day - timedelta(days=BEHIND + desk.day.weekday())
    return Insight(
        today=desk.day,
        interview=interview,
        answers=sum(q.answers for q in quarters),
        due=tuple(Day(day, due[day]) for day in _days(desk.day, AHEAD)),
        overdue=sum(_day(desk, row.due) < desk.day for row in rows if row.due is not None),
        calendar=tuple(
            Day(day, by_day[day].answers if day in by_day else 0) for day in _days(first, (desk.day - first).days + 1)
        ),
        months=_months(by_day.values()),
        weeks=_weeks(first, desk.day, by_day.values()),
        stability=_spread([row.stability for row in rows if row.stability is not None]),
        difficulty=_difficulty([row.difficulty for row in rows if row.difficulty is not None]),
        sections=_topics(desk, deck, rows, interview, level=2),
        topics=_topics(desk, deck, rows, interview, level=99),
        calibration=calibrate(said),
    )


@dataclass(frozen=True, slots=True)
class _Total:
    day: date
    answers: int
    spent: int
    reviews: int
    recalled: int


def _by_day(desk: Desk, quarters: Iterable[table.Quarter]) -> dict[date, _Total]:
    found: dict[date, _Total] = {}
    for q in quarters:
        day = _day(desk, q.number * table.QUARTER_MS)
        was = found.get(day, _Total(day, 0, 0, 0, 0))
        found[day] = _Total(
            day, was.answers + q.answers, was.spent + q.spent, was.reviews + q.reviews, was.recalled + q.recalled
        )
    return found


def _months(days: Iterable[_Total]) -> tuple[Month, ...]:
    reviews: Counter[date] = Counter()
    recalled: Counter[date] = Counter()
    for day in days:
        reviews[day.day.replace(day=1)] += day.reviews
        recalled[day.day.replace(day=1)] += day.recalled
    return tuple(
        Month(month, count, recalled[month] / count, *wilson(recalled[month], count))
        for month, count in sorted(reviews.items())
        if count
    )


def _weeks(first: date, today: date, days: Iterable[_Total]) -> tuple[Week, ...]:
    spent: Counter[date] = Counter()
    for day in days:
        spent[day.day - timedelta(days=day.day.weekday())] += day.spent
    mondays = [day for day in _days(first, (today - first).days + 1) if day.weekday() == 0]
    return tuple(Week(monday, spent[monday] / 60_000) for monday in mondays)


def _spread(values: Sequence[float]) -> tuple[Bar, ...]:
    edges = [0.0, *(float(high) for high, _ in STABILITY)]
    counts, _ = np.histogram(values, edges)
    return tuple(Bar(label, int(count)) for (_, label), count in zip(STABILITY, counts, strict=True))


def _difficulty(values: Sequence[float]) -> tuple[Bar, ...]:
    counts = Counter(min(10, max(1, round(value))) for value in values)
    return tuple(Bar(str(level), counts[level]) for level in range(1, 11))


def _topics(
    desk: Desk, deck: Deck, rows: Sequence[table.MemoryOf], interview: date | None, *, level: int
) -> tuple[Topic, ...]:
    """The means of each section that is at most `level` deep."""
    weights = desk.settings.weights or vectorized.WEIGHTS
    stability = np.array([np.nan if row.stability is None else row.stability for row in rows], dtype=float)
    gone = np.array(
        [0 if row.last_review is None else (desk.day - _day(desk, row.last_review)).days for row in rows], dtype=float
    )
    left = (interview - desk.day).days if interview else 0
    today = deadline.recall_on(stability, np.maximum(gone, 0.0), weights)
    then = deadline.recall_on(stability, np.maximum(gone, 0.0) + left, weights)
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(_chapter(deck, row.topic, level), []).append(place)
    titles = {section.id: section.title for section in deck.sections}
    return tuple(
        Topic(
            topic,
            titles.get(topic, topic),
            len(at),
            int((~np.isnan(stability[at])).sum()),
            float(today[at].mean()),
            float(then[at].mean()),
        )
        for topic, at in places.items()
    )


def _chapter(deck: Deck, topic: str, level: int) -> str:
    """The section at most `level` deep that a topic belongs to."""
    chain = deck.ancestry(topic)
    return next((section.id for section in chain if section.level <= level), chain[-1].id if chain else topic)


def _day(desk: Desk, ms: int) -> date:
    return day_of(from_ms(ms), desk.settings.zone, desk.settings.rollover_hour)


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(count)]

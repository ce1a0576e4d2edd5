"""A study day: its bounds in the learner's zone, the interview that is ahead, and what a card's token holds of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from quiz import deadline
from services.practice.planning.study_day import StudyDay, load_study_day, parse_interview_date

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()


def load(now: datetime = NOW, zone: str = "UTC", classes: tuple[date, ...] = (), **choices: object) -> StudyDay:
    return load_study_day(json.dumps(choices), None, zone, now, classes)


def test_a_day_begins_and_ends_at_four_where_the_learner_is() -> None:
    day = load(datetime(2026, 3, 2, 18, 30, tzinfo=UTC), "Asia/Tokyo")  # 03:30 on the 3rd
    assert day.study_date == date(2026, 3, 2)
    assert day.start_ms == datetime(2026, 3, 1, 19, tzinfo=UTC).timestamp() * 1000
    assert day.end == datetime(2026, 3, 2, 19, tzinfo=UTC)
    assert day.end_ms == day.end.timestamp() * 1000
    assert day.ahead_ms == 20 * 60 * 1000
    assert day.find_date(day.end) == date(2026, 3, 3)
    assert day.find_date(day.end - timedelta(seconds=1)) == date(2026, 3, 2)
    assert load(zone="Asia/Tokyo", rollover_hour=0).end == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert load(learn_ahead=45).ahead_ms == 45 * 60 * 1000


def days_ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("own", "classes", "interview"),
    [
        (None, (), None),
        (0, (), 0),  # the day itself is still ahead
        (-1, (), None),
        (9, (4, 20), 4),
        (3, (4, 20), 3),
        (-1, (-5, 20), 20),
        (None, (7,), 7),
    ],
)
def test_the_interview_is_the_first_date_that_has_not_passed(
    own: int | None, classes: tuple[int, ...], interview: int | None
) -> None:
    choices = {} if own is None else {"interview": days_ahead(own).isoformat()}
    day = load(classes=tuple(map(days_ahead, classes)), **choices)
    assert day.interview == day.settings.interview == (None if interview is None else days_ahead(interview))


@pytest.mark.parametrize(
    ("days", "retention"), [(12, 0.88), (60, 0.88), (61, deadline.RETENTION), (300, deadline.RETENTION)]
)
def test_beyond_sixty_days_cards_come_back_later_than_the_learner_chose(days: int, retention: float) -> None:
    chosen = {"desired_retention": 0.88, "interview": days_ahead(days).isoformat()}
    assert load(**chosen).settings.desired_retention == retention
    assert load(desired_retention=0.88).settings.desired_retention == 0.88


@pytest.mark.parametrize("value", ["2026-02-30", "soon", 20260331, None, ["2026-04-01"]])
def test_a_date_that_is_none_is_no_interview(value: object) -> None:
    assert parse_interview_date({"interview": value}) is None
    assert load(interview=value).interview is None


def test_new_cards_that_were_asked_for_are_of_one_day_and_one_deck() -> None:
    asked = {"day": TODAY.isoformat(), "decks": {"pools": 3, "queues": 5}}
    day = load(extra_new=asked)
    assert [day.count_extra_new(deck) for deck in ("pools", "queues", "other")] == [3, 5, 0]
    assert load(NOW + timedelta(days=1), extra_new=asked).count_extra_new("pools") == 0
    for damaged in ("3", {"day": TODAY.isoformat()}, {"day": TODAY.isoformat(), "decks": 3}):
        assert load(extra_new=damaged).extra_new == ()


def test_a_token_holds_for_a_day_and_for_settings_that_decide_intervals() -> None:
    usual = load().fingerprint
    assert load(NOW + timedelta(hours=5)).fingerprint == usual
    others = [
        load(NOW + timedelta(days=1)),
        load(desired_retention=0.8),
        load(learning_steps=[5]),
        load(maximum_interval=30),
        load(interview=days_ahead(12).isoformat()),
    ]
    assert len({usual, *(day.fingerprint for day in others)}) == len(others) + 1


def test_before_an_interview_there_is_one_learning_step_and_the_minutes_that_were_chosen() -> None:
    usual, ahead = load(), load(interview=days_ahead(12).isoformat(), interview_minutes=15)
    assert (len(usual.settings.learning_steps), len(ahead.settings.learning_steps)) == (2, 1)
    assert (usual.minutes_per_day, ahead.minutes_per_day) == (None, 15)


def test_extra_cards_that_are_no_numbers_are_left_out() -> None:
    decks = {"pools": 5, "queues": "many", "caches": None}
    day = load(extra_new={"day": TODAY.isoformat(), "decks": decks})
    assert [day.count_extra_new(deck) for deck in decks] == [5, 0, 0]

"""How a learner wants to practise, and the bounds of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import UserError
from quiz.practice_settings import PracticeSettings


def test_the_defaults_are_those_of_anki() -> None:
    settings = PracticeSettings()
    assert (settings.desired_retention, settings.new_per_day, settings.reviews_per_day) == (0.9, 20, 200)
    assert settings.learning_steps == (timedelta(minutes=1), timedelta(minutes=10))
    assert settings.relearning_steps == (timedelta(minutes=10),)
    assert (settings.leech_at, settings.learn_ahead, settings.rollover_hour) == (8, timedelta(minutes=20), 4)
    assert (settings.maximum_interval, settings.fuzz, settings.zone, settings.interview) == (36500, True, "UTC", None)
    assert settings.follow_ups
    assert settings.space_siblings


@pytest.mark.parametrize(
    ("name", "lowest", "highest", "beyond"),
    [
        ("desired_retention", 0.70, 0.97, (0.69, 0.98)),
        ("new_per_day", 0, 9999, (-1, 10_000)),
        ("reviews_per_day", 0, 9999, (-1, 10_000)),
        ("maximum_interval", 1, 36500, (0, 36501)),
        ("rollover_hour", 0, 23, (-1, 24)),
        ("leech_at", 1, 99, (0, 100)),
    ],
)
def test_each_value_lies_within_its_bounds(name: str, lowest: float, highest: float, beyond: tuple) -> None:
    for value in (lowest, highest):
        assert getattr(PracticeSettings(**{name: value}), name) == value
    for value in beyond:
        with pytest.raises(UserError, match=f"between {lowest:g} and {highest:g}; {value:g} does not"):
            PracticeSettings(**{name: value})


def test_times_lie_within_a_day() -> None:
    assert PracticeSettings(learn_ahead=timedelta(days=1)).learn_ahead == timedelta(days=1)
    for wrong in (timedelta(days=1, minutes=1), timedelta(minutes=-1)):
        with pytest.raises(UserError, match="Minutes to look ahead must lie between 0 and 1440"):
            PracticeSettings(learn_ahead=wrong)
    for steps in ({"learning_steps": (timedelta(days=2),)}, {"relearning_steps": (timedelta(days=2),)}):
        with pytest.raises(UserError, match="A step must last from 1s to 1d"):
            PracticeSettings(**steps)

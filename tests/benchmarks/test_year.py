"""The arithmetic of the simulated year: nothing is lost between days and hours, and ten times the learners are ten times the rows."""

from __future__ import annotations

import dataclasses
import itertools
import random

import pytest

from benchmarks import year
from benchmarks.year import Assumptions, Costs, Day

ASSUMED, COSTS = Assumptions(), Costs()
SAMPLE = 60


@pytest.fixture(scope="module")
def days_of() -> dict[int, list[Day]]:
    """A small sample that stands for a hundred thousand learners."""
    return year.simulate_year(100_000, SAMPLE, 1, ASSUMED)


def test_months_and_zones_are_whole() -> None:
    assert sum(year.MONTHS) == year.DAYS == 365
    assert sum(year.ZONES.values()) == pytest.approx(1)
    assert len(year.LOCAL_HOURS) == 24


def test_the_hours_hold_what_the_days_hold(days_of: dict[int, list[Day]]) -> None:
    hours = year.spread_over_hours(days_of)
    for field in dataclasses.fields(Day):
        by_day = sum(getattr(day, field.name) for days in days_of.values() for day in days)
        assert sum(getattr(hour, field.name) for hour in hours) == pytest.approx(by_day), field.name
    months = year.sum_months(days_of, COSTS)
    assert months[-1].log_rows == round(sum(hour.grades for hour in hours))
    assert months[-1].learners == 100_000  # everybody has signed up by the end


def test_an_hour_is_earlier_in_utc_the_further_east() -> None:
    one_day = [Day()] * year.DAYS
    one_day[100] = Day(grades=1)
    for zone in (-5, 0, 9):
        hours = year.spread_over_hours({zone: one_day})
        busiest = max(range(len(hours)), key=lambda n: hours[n].grades)
        assert busiest == 100 * 24 + year.LOCAL_HOURS.index(max(year.LOCAL_HOURS)) - zone


def test_the_store_only_grows_and_the_peak_is_above_the_mean(days_of: dict[int, list[Day]]) -> None:
    months = year.sum_months(days_of, COSTS)
    for before, after in itertools.pairwise(months):
        assert before.log_rows < after.log_rows and before.state_rows < after.state_rows
        assert before.postgresql_gigabytes < after.postgresql_gigabytes
    peak = year.find_peak(year.spread_over_hours(days_of), ASSUMED, COSTS)
    assert peak.grades > peak.mean_grades > 0
    assert peak.grades_a_second * 3600 >= peak.grades


def test_ten_times_the_learners_are_ten_times_the_rows(days_of: dict[int, list[Day]]) -> None:
    more = year.simulate_year(1_000_000, SAMPLE, 1, ASSUMED)
    few, many = year.sum_months(days_of, COSTS), year.sum_months(more, COSTS)
    for one, other in zip(few, many, strict=True):
        assert other.log_rows == pytest.approx(10 * one.log_rows, abs=5)
        assert other.state_rows == pytest.approx(10 * one.state_rows, abs=5)
    peaks = [year.find_peak(year.spread_over_hours(one), ASSUMED, COSTS) for one in (days_of, more)]
    assert peaks[0].hour == peaks[1].hour
    assert peaks[1].statements_a_second == pytest.approx(10 * peaks[0].statements_a_second, rel=0.01)


def test_a_seed_decides_everything(days_of: dict[int, list[Day]]) -> None:
    assert year.simulate_year(100_000, SAMPLE, 1, ASSUMED) == days_of
    assert year.simulate_year(100_000, SAMPLE, 2, ASSUMED) != days_of


def test_who_forgets_more_grades_more() -> None:
    def count(retention: float) -> float:
        assumed = dataclasses.replace(ASSUMED, retention=retention)
        lives = [year.live_through_year(random.Random(seed), assumed) for seed in range(30)]
        return sum(day.grades for days in lives for day in days)

    assert count(0.7) > count(0.9) > count(0.97)


def test_nobody_answers_what_was_never_shown() -> None:
    for seed in range(20):
        days = year.live_through_year(random.Random(seed), ASSUMED)
        so_far = rows = 0.0
        for number, day in enumerate(days):
            so_far += day.new_states
            rows += day.grades
            assert so_far <= year.count_cards(number, ASSUMED)
            assert day.grades <= 2 * (ASSUMED.reviews_a_day + ASSUMED.new_a_day)
            assert rows == 0 or so_far > 0
        assert sum(day.new_learners for day in days) == 1


def test_the_peak_is_what_one_works_out_by_hand() -> None:
    hours = [Day()] * 24
    hours[7] = Day(sessions=3_600, grades=36_000)
    assumed = dataclasses.replace(ASSUMED, surge=1.0, seconds_a_grade=20.0)
    costs = dataclasses.replace(COSTS, statements=20, replica_ms=60.0, database_ms=6.0, useful_share=0.5)
    peak = year.find_peak(hours, assumed, costs)
    assert (peak.hour, peak.grades, peak.mean_grades) == (7, 36_000, 1_500)
    assert (peak.grades_a_second, peak.statements_a_second, peak.sessions_at_once) == (10, 200, 200)
    assert (peak.replica_cores, peak.replicas, peak.database_cores) == (2, 3, 1)

"""What Progress says of numbers that are given: shortages, limits, the forecast, the table below each chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from quiz import deadline
from quiz.calibration import Calibration, calibrate
from quiz.deadline import Forecast
from services.practice import optimize
from services.practice.planning.deadline_plan import DeadlinePlan, OmittedTopic
from services.practice.planning.statistics import (
    DayCount,
    HistogramBar,
    LearnerStatistics,
    MonthRetention,
    TopicReadiness,
    WeekTime,
)
from services.practice.practice import Learner
from services.workspace import Workspace
from ui import session

TODAY = date(2026, 3, 2)
DECK = "## Pools {#pools}\n\n**Question:** Why ten?\n\n**Answer:** Because.\n\n## Queues {#queues}\n\n**Question:** What?\n"


def make_topic(name: str, seen: int, today: float, later: float) -> TopicReadiness:
    return TopicReadiness(id=name.lower(), title=name, cards=8, seen=seen, today=today, on_interview=later)


STATISTICS = LearnerStatistics(
    today=TODAY,
    interview=None,
    answers=40,
    due=(DayCount(TODAY, 5), DayCount(TODAY + timedelta(days=1), 0), DayCount(TODAY + timedelta(days=2), 2)),
    overdue=3,
    calendar=tuple(DayCount(TODAY - timedelta(days=20 - number), number % 3) for number in range(21)),
    months=(
        MonthRetention(month=date(2026, 1, 1), reviews=20, recalled=0.8, low=0.6, high=0.9),
        MonthRetention(month=date(2026, 2, 1), reviews=10, recalled=0.9, low=0.7, high=0.95),
    ),
    weeks=(WeekTime(date(2026, 2, 16), 0.0), WeekTime(date(2026, 2, 23), 95.0)),
    stability=(HistogramBar("< 1 d", 3), HistogramBar("1–3 d", 4)),
    difficulty=(HistogramBar("1–2", 7),),
    sections=(make_topic("Pools", 8, 0.9, 0.7), make_topic("Queues", 2, 0.2, 0.1)),
    topics=(make_topic("Pools", 8, 0.9, 0.7), make_topic("Queues", 0, 0.2, 0.1)),
    calibration=None,
)
ALL = Forecast(
    recall=0.9, low=0.8, high=0.95, recall_of_learned=0.92, curve=(0.4, 0.6, 0.9), reviews=(20.0, 30.0), learned=9
)
PLAN = DeadlinePlan(
    today=TODAY,
    interview=TODAY + timedelta(days=2),
    days=2,
    cards=16,
    new=9,
    minutes=None,
    pace=timedelta(seconds=30),
    reviews_per_day=200,
    unlimited=ALL,
    expected=ALL,
    omitted=(),
)


@pytest.fixture
def draw(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Draw one of the views over an instance with a deck of two topics."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text(DECK, encoding="utf-8")

    def draw_view(name, values) -> None:
        import importlib

        importlib.import_module(f"ui.progress.{name}").draw_view(*values)

    def run(name: str, *values: object) -> AppTest:
        app = AppTest.from_function(draw_view, kwargs={"name": name, "values": values}, default_timeout=60)
        app.run()
        assert not app.exception, app.exception
        return app

    return run


def read(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.success, app.info)
    return "\n".join(element.value for kind in kinds for element in kind)


def list_figures(app: AppTest) -> str:
    return "\n".join(chart.proto.spec for chart in app.get("plotly_chart"))


def test_without_a_limit_the_plan_says_what_it_takes(draw: Callable[..., AppTest]) -> None:
    app = draw("readiness", replace(STATISTICS, interview=PLAN.interview), PLAN)
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Expected recall on the day", "90%"),
        ("Days left", "2"),
        ("Minutes a day", "12"),  # 50 answers of 30 seconds on two days
    ]
    told = read(app)
    assert "all 16 cards of this deck: about 50 answers until then, at most 15 min on one day" in told
    assert "40% today, 90% on the day." in told and not app.warning
    assert "| 3 Mar 2026 | 60% | 30 |" in told and "| 4 Mar 2026 | 90% | – |" in told
    # The weakest topic stands first.
    weakest = app.markdown[-1].value.split("\n")
    assert weakest[2:] == [
        "| Queues | 0\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}8 | 20% | 10% |",
        "| Pools | 8\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}8 | 90% | 70% |",
    ]
    assert "on 4 Mar 2026 if you stopped today" in told


def test_an_interview_beyond_the_forecasts_is_told_of_with_the_day_that_they_are_for(
    draw: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "MAX_DAYS", 2)
    plan = replace(PLAN, interview=TODAY + timedelta(days=500), days=500)
    app = draw("readiness", replace(STATISTICS, interview=plan.interview), plan)
    metrics = {metric.label: metric.value for metric in app.metric}
    assert (metrics["Days left"], metrics["Minutes a day"]) == ("500", "12")
    told = read(app)
    assert "Forecasts go 2 days ahead. Your interview is later, so these figures are for 4 Mar 2026." in told
    assert "On 4 Mar 2026, over all 16 cards" in told and "| 4 Mar 2026 | 90% | – |" in told


def test_a_date_far_off_as_a_class_may_set_it_stands_in_the_field() -> None:
    def draw_form(plan, today) -> None:
        from ui.progress import readiness

        readiness.draw_interview_form(plan, today)

    plan = replace(PLAN, interview=TODAY + timedelta(days=500))
    app = AppTest.from_function(draw_form, kwargs={"plan": plan, "today": TODAY}, default_timeout=60).run()
    assert not app.exception, app.exception
    assert next(field for field in app.date_input if field.label == "When is it?").value == plan.interview


def test_the_parameters_are_those_of_the_learner_who_looks(
    draw: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_status(_ws: object, who: Learner, *_place: object) -> optimize.WeightsStatus:
        return optimize.WeightsStatus(reviews=who.id, needed=400, weights=None)

    monkeypatch.setattr(optimize, "load_status", load_status)
    for number in (1, 2):  # both have answered as often
        learner = Learner(number, "UTC", "s")
        monkeypatch.setattr(session, "make_practice_learner", lambda learner=learner: learner)
        assert f"400 reviews of yours to fit and test: {number} so far." in read(draw("memory", STATISTICS))


def test_a_limit_that_holds_reviews_back_is_told(draw: Callable[..., AppTest]) -> None:
    less = replace(ALL, recall=0.89, curve=(0.4, 0.5, 0.89))
    app = draw("readiness", STATISTICS, replace(PLAN, expected=less))
    assert "Your limit of 200 reviews a day holds reviews back: expect 89.0% instead of 90.0%" in app.warning[0].value
    assert "89% on the day within your limits, 90% without a limit." in read(app)
    assert not draw("readiness", STATISTICS, replace(PLAN, expected=replace(ALL, recall=0.897))).warning


@pytest.mark.parametrize(
    ("recall", "omitted", "words"),
    [
        (0.9, (), "10 minutes a day are enough for everything."),
        (
            0.85,
            (),
            "All new cards fit in 10 minutes a day, but reviews have to wait: expect 85% instead of 90%. "
            "The busiest day would take 15 minutes.",
        ),
        (0.7, (OmittedTopic("queues", 4), OmittedTopic("gone", 1)), "In 10 minutes a day 5 of 9 new cards do not fit."),
    ],
)
def test_minutes_a_day_are_enough_or_what_is_left_out_is_named(
    draw: Callable[..., AppTest], recall: float, omitted: tuple[OmittedTopic, ...], words: str
) -> None:
    plan = replace(PLAN, minutes=10, expected=replace(ALL, recall=recall), omitted=omitted)
    app = draw("readiness", STATISTICS, plan)
    told = read(app)
    assert len(app.warning) + len(app.success) == 1  # one reason, not two
    assert words in told and "at most 10 min on one day" in told  # of fifteen
    assert ("Queues (4); gone (1)." in told) is bool(omitted)


def test_on_the_day_itself_nothing_is_planned_and_without_a_date_one_is_asked_for(draw: Callable[..., AppTest]) -> None:
    day = replace(ALL, curve=(0.9,), reviews=())
    app = draw("readiness", STATISTICS, replace(PLAN, days=0, minutes=5, unlimited=day, expected=day))
    assert not app.warning and not app.success and app.metric[1].value == "0"
    assert "Give the date of your interview" in draw("readiness", replace(STATISTICS, answers=0), None).info[0].value


def test_the_work_is_told_newest_first_with_its_sums(draw: Callable[..., AppTest]) -> None:
    app = draw("work", STATISTICS)
    told = read(app)
    assert "7 cards fall due within 30 days, 5 today, 3 of them from earlier days." in told
    assert "| 2 Mar 2026 | 5 |" in told and "3 Mar 2026 | 0" not in told  # days without cards are left out
    [calendar] = [line for line in told.split("| :-- | --: |\n") if line.startswith("| 2 Mar 2026 | 2 |")]
    assert calendar.split("\n")[1] == "| 1 Mar 2026 | 1 |"
    assert "21 answers on 14 days of the last half year." in told
    assert "recalled: 90% of 10 in Feb 2026" in told and "| Jan 2026 | 20 | 80.0% | 60% and 90% |" in told
    assert "1.6 hours in the last half year" in told
    # An interview has a retention of its own to aim at.
    dated = draw("work", replace(STATISTICS, interview=TODAY))
    assert "wanted: 90%" in list_figures(app) and "wanted:" not in list_figures(dated)
    assert "95 |" in told and "16 Feb 2026" not in told
    assert "45 min in" in read(draw("work", replace(STATISTICS, weeks=(WeekTime(TODAY, 45.0),), months=())))


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        (((100, 10, 5), (50, 2, 1)), "You are overconfident by"),
        (((50, 10, 9),), "You know more than you think, by 40%."),
        (((75, 20, 15),), "You judge yourself well."),
        ((), "Before you reveal an answer, say how sure you are"),
    ],
)
def test_how_well_one_judges_oneself_is_told(
    draw: Callable[..., AppTest], counts: tuple[tuple[int, int, int], ...], verdict: str
) -> None:
    calibration: Calibration | None = calibrate(counts)
    app = draw("memory", replace(STATISTICS, calibration=calibration))
    told = read(app)
    assert "0 so far" in told and not [button for button in app.button if button.label.startswith("Optimise")]
    assert verdict in told and "| < 1 d | 3 |" in told
    if calibration is not None:
        level = calibration.levels[0]
        assert f"| {level.confidence:.0%} | {level.answers} | {level.right:.0%} |" in told

import math
from dataclasses import replace

import pytest

from errors import UserError
from services.labs import predictions
from services.library import content_sync
from services.replays import replays
from simulation.model import SimulatedValue
from simulation.runner import find_model, resolve, run_named
from simulation.table import MODELS

DECK = "# Numbers\n\n**Question:** What is one? {#q1}\n\n**Answer:** One.\n"


def judge(predicted, value, error=0.0):
    return predictions.judge_prediction(predicted, SimulatedValue(value=value, standard_error=error))


def test_a_fifth_off_is_near():
    assert judge(119, 100).is_near
    assert not judge(121, 100).is_near
    assert not judge(79, 100).is_near


def test_three_standard_errors_are_near():
    assert judge(150, 100, 20).is_near


def test_an_availability_is_judged_by_what_is_missing():
    assert not judge(0.99, 0.999).is_near
    assert judge(0.9991, 0.999).is_near


def test_the_factor_says_how_far_off():
    assert judge(50, 100).factor == 0.5
    assert judge(50, 0).factor is None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_each_question_takes_a_prediction_in_its_unit(model):
    assert predictions.find_metric(model).name == model.answer_metric
    with pytest.raises(UserError, match="Your prediction takes"):
        predictions.parse_prediction(model, "a lot")


def test_a_prediction_has_a_unit():
    assert predictions.parse_prediction(find_model("pools"), "60 ms") == 0.06
    assert predictions.parse_prediction(find_model("rate_limit"), "62.5") == 62.5
    with pytest.raises(UserError, match="such as 25ms"):
        predictions.parse_prediction(find_model("pools"), "60/s")


def test_a_miss_is_kept_once_and_taken_off_the_list(workspace, now):
    (workspace.content / "numbers.md").write_text(DECK, encoding="utf-8")
    content_sync.sync_content(workspace, now)
    model = find_model("pools")
    for predicted in (0.5, 0.7):
        predictions.save_miss(workspace, 1, "numbers", model, judge(predicted, 0.12), now)
    kept = predictions.list_misses(workspace, 1, "numbers")
    assert [(miss.model, miss.predicted, miss.answer) for miss in kept] == [
        ("pools", "700 ms", "Response time, p99: 120 ms")
    ]
    replays.delete_missed_decision(workspace, 1, "numbers", kept[0].id)
    assert predictions.list_misses(workspace, 1, "numbers") == ()


def test_an_unknown_deck_is_told(workspace, now):
    with pytest.raises(UserError, match="no such deck"):
        predictions.save_miss(workspace, 1, "nowhere", find_model("pools"), judge(1, 2), now)


@pytest.mark.parametrize(
    ("predicted", "value", "error", "is_near"),
    [
        (120, 100, 0.0, True),  # a fifth off, to the dot
        (80, 100, 0.0, True),
        (75, 100, 0.0, False),
        (160, 100, 20.0, True),  # three standard errors, to the dot
        (161, 100, 20.0, False),
        (-119, -100, 0.0, True),
        (0.55, 0.5, 0.0, True),  # one half is judged as any number
        (0.61, 0.5, 0.0, False),
        (0.3, 0.25, 0.0, True),
        (0.58, 0.52, 0.0, True),  # of a share above one half, what is missing to one
        (0.65, 0.52, 0.0, False),
        (1.1, 0.99, 0.0, True),  # no share
        (0, 0, 0.0, True),
    ],
)
def test_what_is_near(predicted: float, value: float, error: float, is_near: bool) -> None:
    assert judge(predicted, value, error).is_near == is_near


def make_run(xs, values):
    """A run of the pools with one curve in the place of its own."""
    made = run_named("pools", {"requests": "2000", "duration": "4s"}, 1)
    curve = replace(made.outcome.series.curves[0], values=tuple(values))
    series = replace(made.outcome.series, x=tuple(xs), curves=(curve,))
    return replace(made, outcome=replace(made.outcome, series=series)), curve


def test_a_sketch_is_judged_by_its_mean_distance_and_the_higher_of_the_two():
    run, curve = make_run([0, 1, 2, 3, 4], [0, 10, 20, 30, 40])
    exact = predictions.judge_sketch([0, 40], run, curve)
    assert (exact.off, exact.is_near) == (0.0, True)
    assert predictions.judge_sketch([10, 50], run, curve).off == pytest.approx(10 / 50)
    assert predictions.judge_sketch([10, 50], run, curve).is_near  # a fifth, to the dot
    assert not predictions.judge_sketch([0, 0], run, curve).is_near
    assert predictions.judge_sketch([0, 80], run, curve).off == pytest.approx(20 / 80)
    flat, nothing = make_run([0, 1, 2], [0, 0, 0])
    assert predictions.judge_sketch([0, 0, 0], flat, nothing).off == 0.0
    assert predictions.place_sketch([1, 2, 3], run) == ((0.0, 1), (2.0, 2), (4.0, 3))


def test_a_sketch_that_missed_is_kept_with_where_the_curve_goes(workspace, now):
    (workspace.content / "numbers.md").write_text(DECK, encoding="utf-8")
    content_sync.sync_content(workspace, now)
    run, curve = make_run([0, 1, 2, 3], [0.01, 0.5, 0.2, 0.03])
    curve = replace(curve, label="Waiting time", unit="s")
    judged = predictions.judge_sketch([0, 0, 0], run, curve)
    predictions.save_sketch_miss(workspace, 1, "numbers", run.model, curve, judged, now)
    (miss,) = predictions.list_misses(workspace, 1, "numbers")
    assert miss.answer == "Waiting time: from 10 ms to 30 ms, at most 500 ms"
    assert miss.predicted == f"a sketch that was off by {judged.off:.0%} of the height"
    assert (miss.model, miss.prompt) == ("pools", run.model.question)
    assert not math.isnan(judged.off)


def test_the_answer_is_the_runs_where_no_formula_is_known():
    model = next(
        model
        for model in MODELS
        if model.answer_metric not in model.closed_form(resolve(model, dict(model.opening))).values
    )
    answer = predictions.load_answer(model)
    again = run_named(model.name, dict(model.opening), 1)
    expected = again.outcome.metrics[model.answer_metric]
    assert (answer.value, answer.standard_error) == pytest.approx((expected.value, expected.standard_error), rel=1e-6)
    assert answer.standard_error > 0

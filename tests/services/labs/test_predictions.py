import pytest

from errors import UserError
from services.labs import predictions
from services.library import content_sync
from services.replays import replays
from simulation.model import SimulatedValue
from simulation.runner import find_model
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

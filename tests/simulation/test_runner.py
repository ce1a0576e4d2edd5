import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UserError
from simulation.model import Knob
from simulation.runner import (
    MAXIMUM_EVENTS,
    check_cost,
    check_value,
    find_model,
    model_as_dict,
    parse_value,
    resolve,
    run_as_dict,
    run_as_json,
    run_from_dict,
    run_named,
)
from simulation.table import MODELS

SMALL = {"requests": "5000"}


def small(model):
    return {
        **({"requests": "2000"} if model.knob("requests") else {}),
        **({"runs": "2", "watch_duration": "20s"} if model.knob("runs") else {}),
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_same_seed_and_knobs_give_the_same_bytes(model):
    first, second = (run_as_json(run_named(model.name, small(model), 7)) for _ in range(2))
    assert first == second
    assert first != run_as_json(run_named(model.name, small(model), 8))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_run_is_complete(model):
    result = run_as_dict(run_named(model.name, small(model), 1))
    assert set(result) >= {"model", "knobs", "metrics", "closed_form", "series"}
    assert set(result["knobs"]) == {knob.name for knob in model.knobs}
    known = {metric.name for metric in model.metrics}
    told = {name for name in result["metrics"] if not name.endswith("_se")}
    assert told <= known
    assert set(result["closed_form"]) <= known
    assert {f"{name}_se" for name in told} == set(result["metrics"]) - told
    assert all(error >= 0 for name, error in result["metrics"].items() if name.endswith("_se"))
    length = len(result["series"]["x"]["values"])
    assert length >= 10
    for curve in result["series"]["curves"]:
        assert len(curve["values"]) == length
        assert all(math.isfinite(value) for value in curve["values"])
        assert curve["provenance"] in {"simulated", "closed_form"}
        for low, value, high in zip(
            curve.get("low", ()), curve["values"], curve.get("high", ()), strict="low" in curve
        ):
            assert low <= value <= high
        known_form = result["closed_form"].get(curve["name"].removesuffix("_closed_form"))
        if curve["provenance"] == "closed_form" and known_form is not None and len(set(curve["values"])) == 1:
            assert curve["values"][0] == pytest.approx(known_form)
    told_again = run_as_dict(run_from_dict(json.loads(json.dumps(result))))
    assert told_again == result


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_says_what_it_is(model):
    assert model.question.endswith("?")
    assert model.source
    assert model.goal
    assert len(model.notice) >= 3
    assert model.answer_metric in {metric.name for metric in model.metrics}
    assert model.answer_metric in run_named(model.name, dict(model.opening), 1).outcome.metrics
    names = [name for knob in model.knobs for name in (knob.name, *knob.aliases)]
    assert len(names) == len(set(names))
    for knob in model.knobs:
        if knob.choices:
            assert knob.default in knob.choices
        else:
            assert knob.low <= knob.default <= knob.high or (knob.can_be_off and knob.default == math.inf)
            assert knob.step > 0
    json.dumps(model_as_dict(model), allow_nan=False)


def test_model_names_and_aliases_are_unique():
    names = [name for model in MODELS for name in (model.name, *model.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "knobs", "message"),
    [
        ("mmx", {}, "There is no model mmx. Did you mean mmc? The models are: mmc, "),
        ("mmc", {"server": "3"}, "mmc has no knob server. Did you mean servers? It has: arrival_rate, "),
        ("mmc", {"servers": "0"}, "servers must be between 1 and 1,000, not 0."),
        ("mmc", {"servers": "2.5"}, "servers takes a whole number, not 2.5."),
        ("mmc", {"servers": "10/s"}, "servers takes a whole number such as 10 or 5k, not “10/s”."),
        ("mmc", {"service_time": "300/s"}, "service_time takes a time such as 25ms, 1.5s, 3min or 2h, not “300/s”."),
        ("mmc", {"arrival_rate": "25ms"}, "arrival_rate takes a rate such as 300/s or 50/min, not “25ms”."),
        ("mmc", {"arrival_rate": "nan"}, "arrival_rate takes a rate such as 300/s or 50/min, not “nan”."),
        ("mmc", {"queues": "one"}, "queues takes one of shared, separate, not “one”."),
        ("mmc", {"requests": "20M"}, "requests takes a whole number such as 10 or 5k, not “20M”."),
        ("mmck", {"capacity": "5"}, "capacity counts those being served too: it must be at least servers (10), not 5."),
        ("mg1", {"arrival_rate": "1.2/s"}, "The utilization would be 1.2, pauses included"),
        ("quorum", {"quorum": "4"}, "quorum cannot be larger than replicas: it must be between 1 and 3, not 4."),
        ("retries", {"failure_probability": "130%"}, "failure_probability must be between 0 % and 100 %, not 130 %."),
        ("pools", {"connection_timeout": "2 parsecs"}, "connection_timeout takes a time such as"),
        ("saga", {"failing_step": "9"}, "failing_step must be between 0 (all) and steps (5), not 9."),
    ],
)
def test_bad_input_names_what_is_allowed(name, knobs, message):
    with pytest.raises(UserError) as caught:
        run_named(name, knobs, 1)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "knobs", "number"),
    [
        ("mmc", {"requests": "20 million"}, "4e+07"),
        ("retries", {"failure_probability": "1", "layers": "6", "max_retries": "9"}, "2.6e+10"),
        ("metastable", {"arrival_rate": "5000/s", "watch_duration": "1h"}, "5.44e+08"),
        ("pools", {"arrival_rate": "100000/s", "duration": "2h"}, "2.16e+09"),
        ("circuit_breaker", {"failure_probability": "1%"}, "9.8e+12"),
    ],
)
def test_a_run_that_would_take_too_long_is_refused_with_the_number(name, knobs, number):
    with pytest.raises(UserError, match=number.replace("+", r"\+")):
        run_named(name, knobs, 1)


def test_a_negative_seed_is_refused():
    with pytest.raises(UserError, match="from 0 on"):
        run_named("mmc", SMALL, -1)


def test_off_is_a_value_and_is_told_as_one():
    result = run_as_dict(run_named("pools", {**SMALL, "timeout": "off"}, 1))
    assert result["knobs"]["connection_timeout"] == "off"


def test_percentiles_need_enough_observations():
    few = run_named("mmc", {"requests": "2000"}, 1).outcome
    assert "wait_p99_seconds" not in few.metrics
    assert any("too few observations" in note for note in few.notes)
    assert "wait_p99_seconds" in run_named("mmc", {}, 1).outcome.metrics


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_safe_values_give_a_run_or_one_sentence(data):
    model = data.draw(st.sampled_from(MODELS))
    given_values = {}
    for knob in model.knobs:
        if knob.name in {"requests", "runs", "watch_duration", "duration"}:
            continue
        if not data.draw(st.booleans()):
            continue
        if knob.choices:
            given_values[knob.name] = data.draw(st.sampled_from(knob.choices))
        elif knob.is_whole:
            given_values[knob.name] = str(data.draw(st.integers(int(knob.low), int(min(knob.high, knob.low + 300)))))
        else:
            given_values[knob.name] = data.draw(st.floats(knob.low, knob.high))
    try:
        values = resolve(model, {**small(model), **given_values})
        if model.count_events(values) > 200_000:
            return
        result = run_named(model.name, {**small(model), **given_values}, 1)
    except UserError as error:
        assert str(error).endswith(".")
        return
    run_as_json(result)


def test_an_alias_finds_model_and_knob():
    model = find_model("Thread-Pool")
    assert model.name == "pools"
    assert resolve(model, {"rate": "5/min"}).number("arrival_rate") == pytest.approx(1 / 12)


@pytest.mark.parametrize("word", ["off", "None", "unlimited", " INF ", "infinite"])
def test_words_for_off(word):
    knob = find_model("pools").knob("timeout")
    assert parse_value(knob, word) == math.inf
    with pytest.raises(UserError, match="takes a time"):
        parse_value(find_model("pools").knob("query_time"), word)


def test_what_can_be_off_says_so_when_it_is_refused():
    with pytest.raises(UserError, match=r"between 0 s and 60 min \(or off\), not 2 h"):
        check_value(find_model("pools").knob("connection_timeout"), 7200)
    with pytest.raises(UserError, match=r"between 1 µs and 10 min, not 2 h"):
        check_value(find_model("pools").knob("query_time"), 7200)


def test_a_number_at_its_bounds_is_safe():
    knob = Knob(name="k", label="K", unit="s", default=1.0, low=1.0, high=2.0)
    assert (check_value(knob, 1.0), check_value(knob, 2.0)) == (1.0, 2.0)
    for beyond in (0.999, 2.001, math.inf, math.nan):
        with pytest.raises(UserError):
            check_value(knob, beyond)


def test_the_most_a_run_may_take_is_held_and_what_makes_it_long_is_named():
    model = find_model("mmc")
    assert check_cost(model, resolve(model, {"requests": MAXIMUM_EVENTS / 2})) == MAXIMUM_EVENTS
    with pytest.raises(
        UserError, match=r"30,000,000 is the most a run may take: lower what makes it long \(requests\)\."
    ):
        check_cost(model, resolve(model, {"requests": MAXIMUM_EVENTS / 2 + 1}))
    model = find_model("metastable")
    with pytest.raises(UserError, match=r"\(arrival_rate, max_retries, watch_duration, runs\)"):
        check_cost(model, resolve(model, {"arrival_rate": 5000, "watch_duration": 3600}))


def test_a_model_is_found_as_people_write_it():
    assert find_model(" M/M/1 ").name == find_model("m-m-c").name == "mmc"
    assert {model.knob(name) for model in MODELS for name in ("rate", "lambda", "arrivals")} <= {
        *(model.knob("arrival_rate") for model in MODELS)
    }


def test_what_a_model_offers_is_told_with_its_bounds():
    told = model_as_dict(find_model("pools"))
    knobs = {knob["name"]: knob for knob in told["knobs"]}
    assert told["asked"] == "response_p99_seconds"
    assert (knobs["connection_timeout"]["default"], knobs["connection_timeout"]["can_be_off"]) == (30.0, True)
    assert (knobs["threads"]["low"], knobs["threads"]["high"], knobs["threads"]["can_be_off"]) == (1, 10_000, False)
    assert (
        next(k for k in model_as_dict(find_model("retries"))["knobs"] if k["name"] == "retry_budget")["default"]
        == "off"
    )
    mmc = {knob["name"]: knob for knob in model_as_dict(find_model("mmc"))["knobs"]}
    assert mmc["queues"]["choices"] == ["shared", "separate"]
    assert dict(model_as_dict(find_model("retries"))["opening"]) == {"failure_probability": "100 %", "layers": "3"}


def test_a_run_tells_its_units_and_what_was_turned():
    told = run_as_dict(run_named("pools", {**SMALL, "rate": "200/s"}, 3))
    assert (told["seed"], told["knobs"]["arrival_rate"], told["knobs"]["threads"]) == (3, 200, 200)
    assert told["units"]["query_time"] == "s"
    assert "threads" not in told["units"]
    assert type(told["knobs"]["requests"]) is int
    assert [curve["label"] for curve in told["series"]["curves"]][:2] == ["Response time, p99", "Busy threads"]

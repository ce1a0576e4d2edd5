"""Runs as tracks of the replay's player, and sketches."""

import json

import pytest

from services.labs import predictions, tracks
from simulation.runner import find_model, resolve, run
from simulation.table import MODELS


def make_run(name, **given):
    model = find_model(name)
    return run(model, resolve(model, {**dict(model.opening), **given}), 1)


@pytest.fixture(scope="module")
def outage():
    return make_run("retries")


def test_a_run_has_its_curve_closed_form_and_the_run_before(outage):
    curve = outage.outcome.series.curves[0]
    known = [one for one in outage.outcome.series.curves if one.provenance == "closed_form"]
    before = make_run("retries", failure_probability="30%")
    packed = tracks.build_payload(
        outage, curve, scale=1, unit="1/s", closed_forms=known, before=before, sketch=[(0, 1), (119, 2)]
    )
    assert [one["name"] for one in packed["curves"]] == [
        f"{curve.label}, simulated",
        known[0].label,
        "The run before",
        "Your sketch",
    ]
    assert packed["simulated"]["countsSeconds"] and "seed 1" in packed["simulated"]["legend"]
    assert len(json.dumps(packed)) < 10_000


def test_what_the_knobs_set_is_told_as_events(outage):
    packed = tracks.build_payload(outage, outage.outcome.series.curves[0], scale=1, unit="1/s")
    assert [(event["minute"], event["text"]) for event in packed["events"]] == [
        (0, "The run begins"),
        (20, "The outage begins and lasts 60 s"),
        (80, "The outage ends"),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_run_over_time_can_be_played(model):
    result = run(model, resolve(model, dict(model.opening)), 1)
    if not tracks.can_be_played(result):
        assert result.outcome.series.x_name != "time"
        return
    for curve in result.outcome.series.curves:
        packed = tracks.build_payload(result, curve, scale=1, unit="")
        seconds = packed["curveSeconds"][packed["curves"][0]["seconds"]]
        assert seconds == sorted(seconds) and seconds[-1] <= packed["duration"] + 1e-9
        assert len(packed["curves"][0].get("low", [])) in {0, len(seconds)}


def test_a_sketch_is_near_when_it_follows_the_curve(outage):
    curve = outage.outcome.series.curves[0]
    length = outage.outcome.series.x[-1]
    places = [
        min(range(len(curve.values)), key=lambda i, at=at: abs(outage.outcome.series.x[i] - at * length / 8))
        for at in range(9)
    ]
    assert predictions.judge_sketch([curve.values[place] for place in places], outage, curve).is_near
    flat = predictions.judge_sketch([0.0] * 9, outage, curve)
    assert not flat.is_near and 0.2 < flat.off <= 1


@pytest.mark.parametrize(("top", "ceiling"), [(3, 5), (0.05, 0.1), (700, 2000), (0, 1), (6.2, 10)])
def test_the_paper_is_higher_than_the_curve(top, ceiling):
    assert tracks.choose_ceiling([top]) == pytest.approx(ceiling)

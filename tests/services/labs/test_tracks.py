"""Runs as tracks of the replay's player, and sketches."""

import json
from dataclasses import replace

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
        "Previous run",
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


def with_series(result, x, values, **changed):
    curve = replace(result.outcome.series.curves[0], values=tuple(values), low=(), high=())
    series = replace(result.outcome.series, x=tuple(x), curves=(curve,), **changed)
    return replace(result, outcome=replace(result.outcome, series=series)), curve


def test_values_are_in_the_unit_that_is_shown_over_the_whole_of_the_run(outage):
    result, curve = with_series(outage, (0.0, 30.0, 60.0), (1.0, 2.0, 3.0))
    curve = replace(curve, low=(0.5, 1.5, 2.5), high=(1.5, 2.5, 3.5))
    packed = tracks.build_payload(result, curve, scale=60, unit="1/min", sketch=[(0, 1), (60, 2), (61, 9)])
    shown, sketch = packed["curves"]
    assert (shown["values"], shown["low"], shown["high"]) == ([60, 120, 180], [30, 90, 150], [90, 150, 210])
    assert packed["curveSeconds"][shown["seconds"]] == [0, tracks.PLAY_SECONDS / 2, tracks.PLAY_SECONDS]
    assert sketch["values"] == [60, 120]  # nothing beyond the end of the run
    assert "95 % confidence" in packed["simulated"]["legend"]
    bare = tracks.build_payload(result, replace(curve, low=(), high=()), scale=1, unit="")
    assert "95 % confidence" not in bare["simulated"]["legend"]


@pytest.mark.parametrize(("length", "counts_seconds"), [(3600.0, True), (3601.0, False), (60.0, True)])
def test_beyond_an_hour_the_clock_counts_hours(outage, length, counts_seconds):
    result, curve = with_series(outage, (0.0, length), (1.0, 2.0))
    packed = tracks.build_payload(result, curve, scale=1, unit="")
    assert packed["simulated"]["countsSeconds"] == counts_seconds
    assert packed["events"][0]["minute"] == 0


def test_the_run_before_is_drawn_where_it_has_the_same_curve_over_time(outage):
    result, curve = with_series(outage, (0.0, 60.0), (1.0, 2.0))

    def list_names(before):
        return [one["name"] for one in tracks.build_payload(result, curve, scale=1, unit="", before=before)["curves"]]

    assert "Previous run" in list_names(result)
    other, _ = with_series(outage, (0.0, 60.0), (1.0, 2.0), x_name="clients")
    assert "Previous run" not in list_names(other)
    renamed = replace(
        result,
        outcome=replace(result.outcome, series=replace(result.outcome.series, curves=(replace(curve, name="x"),))),
    )
    assert "Previous run" not in list_names(renamed)
    assert not tracks.can_be_played(with_series(outage, (0.0,), (1.0,), x_unit="count")[0])


def test_what_is_still_going_on_at_the_end_has_no_end(outage):
    result, curve = with_series(outage, (0.0, 60.0), (1.0, 2.0))  # the outage lasts from 20 s to 80 s
    events = tracks.build_payload(result, curve, scale=1, unit="")["events"]
    assert [(event["minute"], event["text"]) for event in events] == [
        (0, "The run begins"),
        (20, "The outage begins and lasts 60 s"),
    ]
    result, curve = with_series(outage, (0.0, 10.0), (1.0, 2.0))
    assert len(tracks.build_payload(result, curve, scale=1, unit="")["events"]) == 1


@pytest.mark.parametrize(
    ("unit", "scale", "shown"),
    [("/s", "per s", "1/s"), ("/s", "per min", "1/min"), ("s", "ms", "ms"), ("count", "", "count"), ("number", "", "")],
)
def test_a_unit_as_the_player_shows_it(unit, scale, shown):
    assert tracks.name_unit(unit, scale) == shown

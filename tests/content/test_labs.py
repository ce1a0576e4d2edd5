"""Incidents of the app's own decks are run again by their models, and come as near their stated curves as the decks promise."""

import pytest

from services.labs import incident_runs
from services.labs.lab_checks import report_lab_problems
from simulation.runner import run
from tests.content.library import NAMES, read

DECKS = [read(name) for name in NAMES]
LABS = [pytest.param(one, lab, id=one.id) for deck in DECKS for one in deck.incidents for lab in one.labs]


def test_there_are_labs_for_eight_incidents():
    assert len({param.id for param in LABS}) >= 8


def test_no_lab_has_a_problem():
    assert [
        problem for deck in DECKS for problem in report_lab_problems(deck).problems if problem.code.startswith("lab")
    ] == []


@pytest.mark.parametrize(("incident", "lab"), LABS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_run_comes_near_the_stated_curves(incident, lab, seed):
    assert lab.comparisons
    model, values = incident_runs.resolve_lab(lab)
    shown = incident_runs.compare_run(incident, lab, run(model, values, seed))
    assert len(shown.curves) == len(lab.comparisons)
    for curve in shown.curves:
        print(f"{incident.id}: {curve.name}: off by {curve.deviation:.1%}, {curve.tolerance:.0%} allowed")
        assert curve.is_near, (curve.name, curve.deviation, curve.tolerance)


@pytest.mark.parametrize(("incident", "lab"), LABS)
def test_each_knob_to_turn_exists_and_the_lab_can_be_turned(incident, lab):
    model, _values = incident_runs.resolve_lab(lab)
    assert lab.turn
    assert all(model.knob(name) for name in lab.turn)

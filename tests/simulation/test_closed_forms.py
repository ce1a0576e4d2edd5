"""Each model against its closed form: three standard errors, at five points of the knobs or more."""

import pytest
from points import POINTS

from simulation.runner import Run, run_named
from simulation.table import MODELS

WITHOUT_CLOSED_FORM = {"backoff", "metastable"}
"""Held to published outcomes instead, in test_published.py."""


def find_misses(result: Run) -> dict[str, float]:
    """Return by how many standard errors each metric misses its closed form, where it is more than three."""
    misses = {}
    for name, known in result.closed_form.values.items():
        if name not in result.outcome.metrics:
            continue
        estimate = result.outcome.metrics[name]
        distance = abs(estimate.value - known)
        if distance > 3 * estimate.standard_error + 1e-9 * max(1.0, abs(known)):
            misses[name] = distance / (estimate.standard_error or 1e-300)
    return misses


def test_every_model_has_its_points():
    assert {model.name for model in MODELS} == set(POINTS) | WITHOUT_CLOSED_FORM
    assert all(len(points) >= 5 for points in POINTS.values())


@pytest.mark.parametrize(
    ("name", "given"),
    [(name, given) for name, points in POINTS.items() for given in points],
    ids=lambda value: value if isinstance(value, str) else ",".join(f"{k}={v}" for k, v in value.items()) or "defaults",
)
def test_simulation_agrees_with_the_closed_form(name, given):
    first = run_named(name, given, seed=1)
    compared = set(first.closed_form.values) & set(first.outcome.metrics)
    assert compared, "nothing to compare"
    misses = find_misses(first)
    if misses:
        # Of a thousand comparisons two or three lie beyond three standard errors by chance. A second seed tells chance from error.
        again = find_misses(run_named(name, given, seed=2))
        assert not set(misses) & set(again), (misses, again)


@pytest.mark.parametrize("name", POINTS)
def test_standard_errors_are_not_too_wide(name):
    """A closed form within three standard errors means nothing if those are huge."""
    result = run_named(name, {}, seed=3)
    main = next(metric for metric in result.model.metrics if metric.name in result.closed_form.values)
    estimate = result.outcome.metrics[main.name]
    assert estimate.standard_error <= 0.3 * abs(result.closed_form.values[main.name]), main.name

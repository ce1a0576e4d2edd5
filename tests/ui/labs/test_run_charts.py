"""A lab's numbers beside its curves."""

from __future__ import annotations

import pytest

from simulation.model import ClosedForm, CurveSet, SimulatedCurve, SimulatedValue, SimulationOutcome, Values
from simulation.runner import Run, find_model
from ui.labs import knobs, run_charts

MODEL = find_model("pools")


def make_run(value: float) -> Run:
    """Return a run of the first metric with this value, and of three curves over six seconds."""
    metric = MODEL.metrics[0]
    series = CurveSet(
        x=(0.0, 3.0, 6.0),
        curves=(
            SimulatedCurve(name="busy", label="Busy", unit="number", values=(1.0, 2.0, value)),
            SimulatedCurve(
                name="busy_form", label="Busy", unit="number", values=(2.0, 2.0, 2.0), provenance="closed_form"
            ),
            SimulatedCurve(name="waiting", label="Waiting", unit="number", values=(0.0, 0.0, 1.0)),
        ),
    )
    return Run(
        model=MODEL,
        values=Values(numbers={}),
        seed=1,
        outcome=SimulationOutcome(
            metrics={metric.name: SimulatedValue(value=value, standard_error=0.5)}, series=series
        ),
        closed_form=ClosedForm(values={metric.name: 1e-200}),
        events=1,
    )


def test_only_simulated_curves_can_be_chosen() -> None:
    assert [curve.name for curve in run_charts.list_curves(make_run(4.0))] == ["busy", "waiting"]


def test_a_metric_stands_beside_its_closed_form_and_the_run_before() -> None:
    metric = MODEL.metrics[0]
    scale, unit = knobs.choose_scale(metric.unit, 4.0)
    alone = run_charts.list_metric_rows(make_run(4.0), None)
    assert alone.head == ("", "Simulated ± standard error", "Closed form")
    # A chance of next to nothing is none.
    assert alone.rows == ((metric.label, f"{4 * scale:,.4g} ± {0.5 * scale:,.2g} {unit}".strip(), f"0 {unit}".strip()),)
    both = run_charts.list_metric_rows(make_run(4.0), make_run(2.0))
    assert both.head[-1] == "Previous run" and both.rows[0][-1] == f"{2 * scale:,.4g} {unit}".strip()


@pytest.mark.parametrize(
    ("unit", "typical", "expected"),
    [
        ("s", 0.025, (1000.0, "ms")),
        ("s", 0.5, (1.0, "s")),
        ("s", 0.0, (1.0, "s")),
        ("/s", 0.1, (60.0, "per min")),
        ("/s", 2.0, (1.0, "per s")),
        ("ratio", 0.2, (100.0, "%")),
        ("count", 9.0, (1.0, "")),
    ],
)
def test_a_unit_is_shown_at_a_size_that_reads_well(unit, typical, expected) -> None:
    assert knobs.choose_scale(unit, typical) == expected


def test_the_address_holds_what_is_turned_and_reads_it_again() -> None:
    defaults = {knob.name: knob.default for knob in MODEL.knobs}
    assert knobs.write_knobs(MODEL, defaults) == ""
    knob = next(knob for knob in MODEL.knobs if not knob.choices and isinstance(knob.default, int | float))
    turned = {**defaults, knob.name: knob.high}
    text = knobs.write_knobs(MODEL, turned)
    assert text == f"{knob.name}:{knob.high:.10g}"
    assert knobs.read_knobs(MODEL, f"{text},nonsense,none:3,{knob.name}") == {knob.name: knob.high}


def test_a_number_without_a_unit_is_said_without_a_gap() -> None:
    run = make_run(4.0)
    busy, form, _ = run.outcome.series.curves
    assert run_charts._describe(busy, [form], None, 1.0, "") == (
        "Simulated: busy is 3 on average in the second half. Closed form (dashed): 2."
    )
    assert "3 ms on average" in run_charts._describe(busy, [], None, 1.0, "ms")

"""The curves of a run: simulated with its band, closed form, the run before, and what an incident states."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from services.labs import predictions, tracks
from simulation.model import CurveSet, SimulatedCurve, Unit
from simulation.runner import Run
from ui.charts import FIRST_COLOUR, SECOND_COLOUR, Table, finish_layout
from ui.components.replay_player import draw_player
from ui.labs.knobs import choose_scale

GHOST_COLOUR = "#8a8f98"
"""Grey that stands out three to one on both grounds."""

# Rows of the table beside a chart: what can be heard by somebody who does not see the curve.
_ROWS = 12
_SMALLEST_SHOWN = 1e-12
"""Below it a closed form is shown as 0: a chance of 10⁻²⁶⁰ is none."""


def list_curves(result: Run) -> list[SimulatedCurve]:
    """Return the curves that can be chosen: those that are simulated."""
    return [curve for curve in result.outcome.series.curves if curve.provenance == "simulated"]


def draw_run(
    result: Run, main_curve: SimulatedCurve, before: Run | None, *, key: str, sketch: tuple[float, ...] = ()
) -> None:
    """Draw one curve of a run beside its closed form, the run before and a sketch, with the numbers below.

    What runs over time is drawn in the replay's player, at its end: the whole curve is there, and can be played.
    """
    series = result.outcome.series
    scale, unit = choose_scale(main_curve.unit, max(main_curve.values, default=0.0))
    time_scale, time_unit = (
        (1 / 60, "min") if series.x_unit == "s" and series.x[-1] > 300 else choose_scale(series.x_unit, series.x[-1])
    )
    x = [value * time_scale for value in series.x]
    closed_forms = [
        curve
        for curve in series.curves
        if curve.provenance == "closed_form" and curve.name.startswith((main_curve.name, "linear", "capacity", "leaf"))
    ]
    ghost = _find_same(before, main_curve.name) if before is not None else None
    if tracks.can_be_played(result):
        payload = tracks.build_payload(
            result,
            main_curve,
            scale=scale,
            unit=tracks.name_unit(main_curve.unit, unit),
            closed_forms=closed_forms,
            before=before,
            sketch=predictions.place_sketch(sketch, result) if sketch else (),
        )
        draw_player(payload, start=payload["knots"]["minutes"][-1], link="", kept_stops=None, key=f"{key}-player")
    else:
        _draw_chart(series, x, main_curve, closed_forms, ghost, before, scale, unit, time_scale, time_unit, key=key)
    st.caption(_describe(main_curve, closed_forms, ghost, scale, unit))
    with st.expander("The numbers", icon=":material/table:"):
        columns = [(curve.label, curve.values) for curve in (main_curve, *closed_forms)]
        st.markdown(_make_table(series.x_name, time_unit, x, columns, scale, unit).markdown())


def _draw_chart(
    series: CurveSet,
    x: Sequence[float],
    main_curve: SimulatedCurve,
    closed_forms: Sequence[SimulatedCurve],
    ghost: SimulatedCurve | None,
    before: Run | None,
    scale: float,
    unit: str,
    time_scale: float,
    time_unit: str,
    *,
    key: str,
) -> None:
    """Draw curves over something that is not time, such as the number of workers."""
    figure = go.Figure()
    if main_curve.low:
        _add_band(figure, x, main_curve, scale)
    if ghost is not None and before is not None:
        ghost_x = [value * time_scale for value in before.outcome.series.x]
        _add_line(figure, ghost_x, [v * scale for v in ghost.values], "Previous run", GHOST_COLOUR, "dot")
    for curve in closed_forms:
        _add_line(figure, x, [v * scale for v in curve.values], curve.label, SECOND_COLOUR, "dash")
    _add_line(
        figure, x, [v * scale for v in main_curve.values], f"{main_curve.label} (simulated)", FIRST_COLOUR, "solid"
    )
    _finish(figure, series.x_name, time_unit, unit)
    st.plotly_chart(figure, key=key, config={"displayModeBar": False, "responsive": True}, theme="streamlit")


def draw_comparison(
    name: str,
    unit: str,
    stated: tuple[Sequence[float], Sequence[float]],
    simulated: tuple[Sequence[float], Sequence[float]],
    turned: tuple[Sequence[float], Sequence[float]] | None,
    *,
    key: str,
) -> None:
    """Draw a stated curve, the model's curve with the incident's values, and the one with the knobs turned."""
    figure = go.Figure()
    last = simulated[0][-1]
    stated_points = [(m, v) for m, v in zip(*stated, strict=True) if m <= last * 1.05]
    figure.add_scatter(
        x=[m for m, _ in stated_points],
        y=[v for _, v in stated_points],
        mode="markers+lines",
        name="Stated in the text",
        line={"color": GHOST_COLOUR, "dash": "dot"},
        marker={"symbol": "diamond", "size": 8},
    )
    _add_line(figure, simulated[0], simulated[1], "Simulated, as it was", SECOND_COLOUR, "dash")
    if turned is not None:
        _add_line(figure, turned[0], turned[1], "Simulated, with your values", FIRST_COLOUR, "solid")
    _finish(figure, "minute", "", unit)
    st.plotly_chart(figure, key=key, config={"displayModeBar": False, "responsive": True}, theme="streamlit")
    rows = [
        (
            f"{m:g}",
            f"{v:,.4g}",
            *(f"{_find_value_at(curve, m):,.4g}" for curve in (simulated, turned) if curve is not None),
        )
        for m, v in stated_points
    ]
    head = ("Minute", "Stated", "Simulated", *(("Your values",) if turned is not None else ()))
    with st.expander(f"The numbers: {name}", icon=":material/table:"):
        st.markdown(Table(head, tuple(rows)).markdown())


def _find_value_at(curve: tuple[Sequence[float], Sequence[float]], minute: float) -> float:
    """Return the value at the nearest point in time."""
    place = min(range(len(curve[0])), key=lambda index: abs(curve[0][index] - minute))
    return curve[1][place]


def _find_same(run: Run, name: str) -> SimulatedCurve | None:
    return next((curve for curve in run.outcome.series.curves if curve.name == name), None)


def _add_line(figure: go.Figure, x: Sequence[float], y: Sequence[float], name: str, colour: str, dash: str) -> None:
    figure.add_scatter(x=list(x), y=list(y), mode="lines", name=name, line={"color": colour, "dash": dash, "width": 2})


def _add_band(figure: go.Figure, x: Sequence[float], curve: SimulatedCurve, scale: float) -> None:
    y = [*(v * scale for v in curve.high), *(v * scale for v in reversed(curve.low))]
    figure.add_scatter(
        x=[*x, *reversed(x)],
        y=y,
        fill="toself",
        fillcolor="rgba(26,138,131,0.18)",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )


def _finish(figure: go.Figure, x_name: str, x_unit: str, y_unit: str) -> None:
    figure.update_layout(showlegend=True, legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0})
    words = x_name.replace("_", " ")
    figure.update_xaxes(title=f"{words} ({x_unit})" if x_unit else words)
    figure.update_yaxes(title=y_unit or None)
    finish_layout(figure, height=340)


def _describe(
    curve: SimulatedCurve, closed_forms: Sequence[SimulatedCurve], ghost: SimulatedCurve | None, scale: float, unit: str
) -> str:
    """Say in words what the chart shows."""
    # The second half: the first is the start, before a system has settled.
    half = curve.values[len(curve.values) // 2 :]
    mean = f"{sum(half) / len(half) * scale:,.4g} {unit}".rstrip()
    text = f"Simulated: {curve.label.lower()} is {mean} on average in the second half"
    if curve.low:
        text += "; the band is a 95 % confidence interval"
    if closed_forms:
        text += f". Closed form (dashed): {closed_forms[0].values[-1] * scale:,.4g} {unit}".rstrip()
    if ghost is not None:
        text += ". The previous run is dotted"
    return f"{text}."


def _make_table(
    x_name: str,
    x_unit: str,
    x: Sequence[float],
    columns: Sequence[tuple[str, Sequence[float]]],
    scale: float,
    unit: str,
) -> Table:
    stride = max(1, len(x) // _ROWS)
    head = (
        f"{x_name.replace('_', ' ').capitalize()} ({x_unit})" if x_unit else x_name.capitalize(),
        *(f"{label} ({unit})" if unit else label for label, _ in columns),
    )
    rows = tuple(
        (f"{x[place]:,.4g}", *(f"{values[place] * scale:,.4g}" for _, values in columns))
        for place in range(0, len(x), stride)
    )
    return Table(head, rows)


def list_metric_rows(result: Run, before: Run | None) -> Table:
    """Return the metrics of a run beside their closed forms and the run before."""
    rows = []
    for metric in result.model.metrics:
        estimate = result.outcome.metrics.get(metric.name)
        if estimate is None:
            continue
        unit: Unit = metric.unit
        scale, name = choose_scale(unit, abs(estimate.value))
        exact_value = result.closed_form.values.get(metric.name)
        if exact_value is not None and abs(exact_value) < _SMALLEST_SHOWN:
            exact_value = 0.0
        old = before.outcome.metrics.get(metric.name) if before is not None else None
        rows.append(
            (
                metric.label,
                f"{estimate.value * scale:,.4g} ± {estimate.standard_error * scale:,.2g} {name}".rstrip(),
                "" if exact_value is None else f"{exact_value * scale:,.4g} {name}".rstrip(),
                *(() if before is None else ("" if old is None else f"{old.value * scale:,.4g} {name}".rstrip(),)),
            )
        )
    head = ("", "Simulated ± standard error", "Closed form", *(() if before is None else ("Previous run",)))
    return Table(head, tuple(rows))

"""Sketch a curve as a prediction: a small component with nine points; what is committed comes back as values."""

from __future__ import annotations

import streamlit as st

from services import assets
from services.labs.predictions import SKETCH_POINTS
from services.labs.tracks import choose_ceiling
from simulation.model import SimulatedCurve
from simulation.runner import Run
from simulation.units import format_in_best_unit
from ui.labs.knobs import choose_scale

_component = st.components.v2.component("rehearsal_sketch", js=assets.read_text("sketch.js"))


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every trigger; the value is read from the result."""


def draw_sketch(run: Run, curve: SimulatedCurve) -> tuple[float, ...] | None:
    """Draw the paper; return the committed values at evenly spaced moments of the run, in the curve's base unit."""
    top = choose_ceiling([*curve.values, *curve.high])
    scale, unit = choose_scale(curve.unit, top)
    length = run.outcome.series.x[-1]
    moments = [format_in_best_unit(length * place / (SKETCH_POINTS - 1), "s") for place in range(SKETCH_POINTS)]
    token = f"{run.model.name}-{curve.name}"
    data = {
        "label": curve.label,
        "top": top * scale,
        "topText": format_in_best_unit(top, curve.unit),
        "unit": unit,
        "first": moments[0],
        "last": moments[-1],
        "moments": [f"At {moment}" for moment in moments],
        "token": token,
    }
    result = _component(key=f"sketch-{token}", data=data, on_sketch_change=_ignore_event)
    match result.sketch:
        case {"token": str(sent_token), "shares": [*shares]} if sent_token == token and len(shares) == SKETCH_POINTS:
            # A browser sent them: what lies off the paper counts as its edge.
            return tuple(min(max(float(share), 0.0), 1.0) * top for share in shares)
    return None

"""A model's knobs as number fields with units, kept in the address."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import streamlit as st

from errors import UserError
from simulation.model import Knob, Model, Unit
from simulation.runner import parse_value
from simulation.units import format_in_best_unit

SIZE_KNOBS = frozenset({"requests", "start", "duration", "runs", "watch_duration"})
"""Knobs of the simulation, not of the system; they stand apart."""


def choose_scale(unit: Unit, typical: float) -> tuple[float, str]:
    """Return the factor that a value is multiplied by on the screen, and the name of its unit there."""
    if unit == "s":
        return (1000.0, "ms") if 0 < typical < 0.5 else (1.0, "s")
    if unit == "/s":
        return (60.0, "per min") if 0 < typical < 0.5 else (1.0, "per s")
    if unit == "ratio":
        return 100.0, "%"
    return 1.0, ""


def read_knobs(model: Model, text: str) -> dict[str, float | str]:
    """Return the knobs of `?knobs=servers:10,service_time:25ms`. What does not fit is left out."""
    values: dict[str, float | str] = {}
    for part in text.split(","):
        name, colon, value = part.partition(":")
        knob = model.knob(name.strip())
        if knob is None or not colon:
            continue
        try:
            values[knob.name] = parse_value(knob, value)
        except UserError:
            continue
    return values


def write_knobs(model: Model, values: Mapping[str, float | str]) -> str:
    """Return the knobs that are not at their defaults as text for the address."""
    parts = []
    for knob in model.knobs:
        value = values.get(knob.name, knob.default)
        if value == knob.default:
            continue
        text = value if isinstance(value, str) else "off" if value == math.inf else f"{value:.10g}"
        parts.append(f"{knob.name}:{text}")
    return ",".join(parts)


def draw_knobs(
    model: Model, start: Mapping[str, float | str], *, prefix: str, only: Collection[str] | None = None
) -> dict[str, float | str]:
    """Draw a field for each knob and return all values: what the fields say, and `start` or the defaults for the rest.

    :param start: what a field shows when it is drawn for the first time
    :param only: names of the knobs to draw (None: all, those of the simulation below)
    """
    values: dict[str, float | str] = {knob.name: start.get(knob.name, knob.default) for knob in model.knobs}
    visible_knobs = [
        knob for knob in model.knobs if (knob.name in only if only is not None else knob.name not in SIZE_KNOBS)
    ]
    for knob in visible_knobs:
        values[knob.name] = _draw_knob(knob, values[knob.name], prefix)
    hidden = [knob for knob in model.knobs if knob.name in SIZE_KNOBS] if only is None else []
    if hidden:
        with st.expander("Sample and time", icon=":material/tune:"):
            for knob in hidden:
                values[knob.name] = _draw_knob(knob, values[knob.name], prefix)
    return values


def _draw_knob(knob: Knob, value: float | str, prefix: str) -> float | str:
    key = f"{prefix}-{knob.name}"
    if knob.choices:
        words = list(knob.choices)
        return st.selectbox(
            knob.label,
            words,
            index=words.index(str(value)),
            format_func=lambda word: word.replace("_", " ").capitalize(),
            key=key,
            help=knob.help or None,
        )
    scale, unit = choose_scale(
        knob.unit, float(knob.default) if math.isfinite(float(knob.default)) else float(knob.high)
    )
    label = f"{knob.label} ({unit})" if unit else knob.label
    low, high = format_in_best_unit(knob.low, knob.unit), format_in_best_unit(knob.high, knob.unit)
    tip = f"{knob.help} From {low} to {high}.{' Leave it empty to turn it off.' if knob.can_be_off else ''}".strip()
    number = float(value)
    if knob.is_whole:
        return float(
            st.number_input(
                label, int(knob.low), int(knob.high), round(number), max(1, int(knob.step)), key=key, help=tip
            )
        )
    initial = None if number == math.inf else _round_shown(number * scale)
    entered = st.number_input(
        label,
        knob.low * scale,
        knob.high * scale,
        initial,
        max(knob.step * scale, 1e-9),
        format=None if knob.step * scale < 0.01 else "%g",
        key=key,
        help=tip,
        placeholder="off" if knob.can_be_off else None,
    )
    if entered is None:
        return math.inf if knob.can_be_off else number
    return min(max(_round_shown(entered) / scale, knob.low), knob.high)


def _round_shown(value: float) -> float:
    """Round to ten digits: 0.1 × 3 is shown and kept as 0.3. More digits than anybody types, fewer than a float has."""
    return float(f"{value:.10g}")

"""The clock of a step: it runs in the browser, and no rerun of the page stops it."""

from __future__ import annotations

import streamlit as st

from services import assets

_component = st.components.v2.component(
    "rehearsal_step_timer", js=assets.read_text("step-timer.js"), css=assets.read_text("step-timer.css")
)


def draw_timer(token: str, minutes: float, *, key: str) -> None:
    """Draw a clock that counts down; the same `token` is the same clock, however often it is drawn."""
    _component(key=key, data={"token": token, "seconds": round(minutes * 60)}, height="content")


def draw_running_clock(token: str, seconds: float, *, key: str) -> None:
    """Draw a clock that runs from the start and cannot be stopped; `seconds` are left now."""
    data = {"token": token, "seconds": round(seconds), "running": True}
    _component(key=key, data=data, height="content")

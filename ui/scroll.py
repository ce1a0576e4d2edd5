"""Scroll what is new into view: on a phone an answer would otherwise begin below the lower edge."""

from __future__ import annotations

import streamlit as st

from services import assets

_component = st.components.v2.component(
    "rehearsal_scroll", js=assets.read_text("scroll.js"), css=assets.read_text("scroll.css"), isolate_styles=False
)


def scroll_to(anchor: str, moment: str, *, key: str) -> None:
    """Once for each `moment`, bring the container whose key is `scroll-<anchor>` into view unless it begins there."""
    _component(key=key, data={"anchor": f"scroll-{anchor}", "moment": moment}, height=1)

"""The search field as a Streamlit component: it has the focus, and reports what is typed after a short pause."""

from __future__ import annotations

import streamlit as st

from services import assets

_field = st.components.v2.component(
    "rehearsal_search_box", js=assets.read_text("search-box.js"), css=assets.read_text("search-box.css")
)
MAX_LETTERS = 400  # a pasted page is no search


def draw_field(query: str) -> str:
    """Draw the field with the focus in it; return what is typed, `query` before that."""
    with st.container(key="search-box"):
        typed = _field(key="search-field", data={"query": query}, on_query_change=_ignore_event).query
    # None until something was typed: "" is a field that was emptied.
    return str(query if typed is None else typed)[:MAX_LETTERS]


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""

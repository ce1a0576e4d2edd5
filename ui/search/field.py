"""The search field, and the keys that lead to it from every page, as Streamlit components."""

from __future__ import annotations

import streamlit as st

from services import assets

_field = st.components.v2.component(
    "rehearsal_search_box", js=assets.read_text("search-box.js"), css=assets.read_text("search-box.css")
)
_shortcuts = st.components.v2.component("rehearsal_search_shortcuts", js=assets.read_text("search-shortcuts.js"))
MAX_LETTERS = 400  # a pasted page is no search


def draw_field(query: str) -> str:
    """Draw the field with the focus in it; return what is typed, `query` before that."""
    with st.container(key="search-box"):
        typed = _field(key="search-field", data={"query": query}, on_query_change=_ignore_event).query
    return str(query if typed is None else typed)[:MAX_LETTERS]


def is_search_requested() -> bool:
    """Listen for the keys that open the search; return whether one was pressed just now."""
    return bool(_shortcuts(key="search-shortcuts", data={}, height=1, on_open_change=_ignore_event).open)


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""

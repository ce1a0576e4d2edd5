"""What works on every page, in the browser: the keys that open the search, diagrams that open in full screen."""

from __future__ import annotations

import streamlit as st

from services import assets
from services.languages import find_direction
from ui import addresses, session

_search_keys = st.components.v2.component("rehearsal_search_keys", js=assets.read_text("search-shortcuts.js"))
_diagram_zoom = st.components.v2.component(
    "rehearsal_diagram_zoom",
    js=assets.read_text("diagram-zoom.js"),
    css=assets.read_text("diagram-zoom.css"),
    isolate_styles=False,
)


_connection = st.components.v2.component(
    "rehearsal_connection",
    js=assets.read_text("connection.js"),
    css=assets.read_text("connection.css"),
    isolate_styles=False,
)


_language = st.components.v2.component("rehearsal_deck_language", js=assets.read_text("language.js"))


def is_search_requested() -> bool:
    """Listen for the keys that open the search; return whether one was pressed just now."""
    return bool(_search_keys(key="search-keys", data={}, height=1, on_open_change=_ignore_event).open)


def enable_diagram_zoom() -> None:
    """Let every diagram of the page open in full screen, by click and by Enter; find out whether the screen is narrow."""
    is_narrow = session.is_narrow()
    result = _diagram_zoom(key="diagram-zoom", data={"narrow": is_narrow}, height=1, on_narrow_change=_ignore_event)
    if result.narrow:
        session.mark_narrow()


def mark_deck_language(language: str) -> None:
    """Mark deck text (containers whose key begins with `deck-text`, the practice card) with its language and direction."""
    _language(key="deck-language", data={"lang": language, "dir": find_direction(language)}, height=1)


def explain_lost_connection() -> None:
    """Say what a learner needs to know when the line breaks, and give the focus back when it is there again."""
    _connection(key="connection", data={"root": addresses.get_root()}, height=1)


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""

"""What works on every page, in the browser: the keys that open the search, diagrams in full screen, a lost line."""

from __future__ import annotations

import streamlit as st

from services import assets
from services.languages import find_direction
from ui import addresses, session

# One component for all of it: each costs the server time at every rerun.
_page = st.components.v2.component(
    "rehearsal_page", js=assets.read_text("page.js"), css=assets.read_text("page.css"), isolate_styles=False
)
_language = st.components.v2.component("rehearsal_deck_language", js=assets.read_text("language.js"))


def draw_page_component() -> bool:
    """Let the keys that open the search work, every diagram open in full screen (by click and by Enter), and a lost line
    say what a learner needs to know and give the focus back. Return whether the search was asked for just now.
    """
    is_narrow = session.is_narrow()
    page = _page(
        key="page-component",
        data={"narrow": is_narrow, "root": addresses.get_root()},
        height=1,
        on_open_change=_ignore_event,
        on_narrow_change=_ignore_event,
    )
    if page.narrow and not is_narrow:
        session.mark_narrow()
    return bool(page.open)


def mark_deck_language(language: str) -> None:
    """Mark deck text (containers whose key begins with `deck-text`, the practice card) with its language and direction."""
    _language(key="deck-language", data={"lang": language, "dir": find_direction(language)}, height=1)


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""

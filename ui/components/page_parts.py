"""What the page's own script does for a screen (`web/page/page.js`): the screen asks by an element that holds the data.

The script is loaded with the index page, once. A component of Streamlit's would send its text, and take four times as
long on the server, at every rerun.
"""

from __future__ import annotations

import html
import json
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services.languages import find_direction


def draw_place() -> DeltaGenerator:
    """Return a place for what a screen asks for at its end. It stays where it is while what stands behind it comes and goes, so
    that parts last from one rerun to the next; one on each screen.
    """
    return st.container(key="page-parts")


def ask_for_parts(**parts: dict[str, Any]) -> None:
    """Ask for parts by name, each with its data. One element for all that a screen asks for; a name stands once a page."""
    # Escaped: the data stand in an attribute, and may hold words of a deck.
    text = html.escape(json.dumps(parts, ensure_ascii=False))
    st.html(f'<div class="rehearsal-part" data-parts="{text}"></div>')


def describe_language(language: str) -> dict[str, str]:
    """Return the data of the part `language`: it marks deck text (containers whose key begins with `deck-text`, the
    practice card) with its language and direction.
    """
    return {"lang": language, "dir": find_direction(language)}


def describe_scroll(anchor: str, moment: str) -> dict[str, str]:
    """Return the data of the part `scroll`: once for each `moment` it brings the container whose key is
    `scroll-<anchor>` into view, unless it begins there. On a phone an answer would otherwise begin below the lower edge.
    """
    return {"anchor": f"scroll-{anchor}", "moment": moment}


def scroll_to(anchor: str, moment: str) -> None:
    """Bring a container into view; see `describe_scroll`."""
    ask_for_parts(scroll=describe_scroll(anchor, moment))

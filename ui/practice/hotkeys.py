"""Keys that press a card's buttons, whatever had the focus before, and buttons that stay under the thumb.

`st.button(shortcut=…)` takes one key a button, and its Space fires even while another button has the focus: Space on
a focused "Suspend" would reveal and suspend. The rules stand in `web/practice/keys.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from services import assets
from services.languages import find_direction

_component = st.components.v2.component(
    "rehearsal_keys", js=assets.read_text("hotkeys.js"), css=assets.read_text("hotkeys.css"), isolate_styles=False
)

_card = st.components.v2.component(
    "rehearsal_practice_card",
    js=assets.read_text("practice-card.js"),
    css=assets.read_text("scroll.css"),
    isolate_styles=False,
)


def follow_card(draft: str, *, card: str, revealed: bool, anchor: str, moment: str, language: str) -> None:
    """Keep what is typed in the container `card` in this browser under the name `draft` until that card is graded; once
    for each `moment`, bring the container whose key is `scroll-<anchor>` into view; mark the card with its language.

    One component for all three: each costs the server time at every rerun.
    """
    data = {
        "name": draft,
        "card": card,
        "revealed": revealed,
        "anchor": f"scroll-{anchor}",
        "moment": moment,
        "lang": language,
        "dir": find_direction(language),
    }
    _card(key="card-component", data=data, height=1)


def listen_for_keys(
    keys: Mapping[str, Sequence[str]], *, key: str, card: str, done_button: str = "", status: str = ""
) -> None:
    """Let each key press the first button there is of those it names, by the beginning of their Streamlit keys.

    `sure-#2` is the second button in the container whose key begins with `sure-`. `card` is the container that gets the
    focus back after a click; finishing a text field inside it presses `done_button`. `status` is what a screen reader is
    told.
    """
    data = {
        "keys": {name: list(targets) for name, targets in keys.items()},
        "card": card,
        "fields": card,
        "done": done_button,
        "status": status,
    }
    _component(key=key, data=data, height=1)

"""Keys that press a card's buttons, whatever had the focus before, and buttons that stay under the thumb.

`st.button(shortcut=…)` takes one key a button, and its Space fires even while another button has the focus: Space on
a focused "Suspend" would reveal and suspend. The rules stand in `web/practice/keys.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from services import assets

_component = st.components.v2.component(
    "rehearsal_keys", js=assets.read_text("hotkeys.js"), css=assets.read_text("hotkeys.css"), isolate_styles=False
)


_drafts = st.components.v2.component("rehearsal_answer_drafts", js=assets.read_text("answer-drafts.js"))


def keep_typed_answer(name: str, *, card: str, revealed: bool) -> None:
    """Keep what is typed in the container `card` in this browser under `name`, until that card is graded."""
    _drafts(key="answer-drafts", data={"name": name, "card": card, "revealed": revealed}, height=1)


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

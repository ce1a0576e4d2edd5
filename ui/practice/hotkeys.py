"""Keys that press a card's buttons, whatever had the focus before, and buttons that stay under the thumb.

`st.button(shortcut=…)` takes one key a button, and its Space fires even while another button has the focus: Space on
a focused "Suspend" would reveal and suspend. The rules stand in `web/practice/keys.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from ui.components.page_parts import describe_language, describe_scroll


def describe_card(
    draft: str, *, token: str, revealed: bool, anchor: str, moment: str, language: str
) -> dict[str, dict[str, Any]]:
    """Return the page's parts for a card. What is typed in the field whose key ends with `token` is kept in this browser
    under the name `draft` until that card is graded; once for each `moment`, the container whose key is `scroll-<anchor>`
    comes into view; the card is marked with its language.
    """
    return {
        "drafts": {"name": draft, "field": token, "revealed": revealed},
        "language": describe_language(language),
        "scroll": describe_scroll(anchor, moment),
    }


def describe_keys(
    keys: Mapping[str, Sequence[str]], *, card: str, done_button: str = "", status: str = ""
) -> dict[str, dict[str, Any]]:
    """Return the page's part by which each key presses the first button there is of those it names, by the beginning of
    their Streamlit keys.

    `sure-#2` is the second button in the container whose key begins with `sure-`. `card` is the container that gets the
    focus back after a click; finishing a text field inside it presses `done_button`. `status` is what a screen reader is
    told. Ask for the part behind everything else (`page_parts.draw_place`): when it arrives, the page knows that the screen
    is drawn to which a press led, and lets the next key act on it.
    """
    data = {
        "keys": {name: list(targets) for name, targets in keys.items()},
        "card": card,
        "fields": card,
        "done": done_button,
        "status": status,
        "drawing": token_hex(4),  # another one each time the screen is drawn
    }
    return {"hotkeys": data}

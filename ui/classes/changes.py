"""Making a change on the page Class and saying what became of it, after the page was drawn again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from errors import UserError
from ui import messages
from ui.safe_markdown import escape_markdown

DONE = "class change done"


def apply_change(change: Callable[[], object], sentence: str) -> None:
    """Make a change, say so after the page was drawn again, or say why not."""
    try:
        change()
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DONE] = escape_markdown(sentence)
    st.rerun()


def show_done() -> None:
    """Say what was changed a moment ago."""
    if sentence := st.session_state.pop(DONE, None):
        st.success(sentence, icon=":material/check_circle:")

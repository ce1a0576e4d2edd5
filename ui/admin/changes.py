"""Make a change on the administrator's page, and say so once the page was drawn again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from errors import UserError
from ui import messages
from ui.safe_markdown import escape_markdown

_DONE = "administration done"


def apply_change(change: Callable[[], object], sentence: str) -> None:
    """Make a change, say so after the page was drawn again, or say why not."""
    try:
        change()
    except UserError as error:
        messages.show_error(error)
        return
    announce(escape_markdown(sentence))
    st.rerun()


def announce(sentence: str) -> None:
    """Keep a sentence of markdown that the next run of the page says."""
    st.session_state[_DONE] = sentence


def show_announcement() -> None:
    """Say what was just done; nothing where nothing was."""
    if sentence := st.session_state.pop(_DONE, None):
        st.success(sentence, icon=":material/check_circle:")

"""What a screen shows when there is nothing to show, when something went wrong, or when a change was made."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from errors import UserError
from ui.deck_text.safe_markdown import escape_markdown

LOGGER = logging.getLogger("rehearsal")
_ANNOUNCEMENT = "announcement"
_TOAST = "toast to show"


def show_empty(title: str, text: str, icon: str = ":material/inbox:") -> None:
    """Say that there is nothing here yet, and what to do about it."""
    with st.container(border=True):
        st.markdown(f"{icon} **{title}**")
        st.markdown(text)


def show_error(error: UserError) -> None:
    """Say what failed and what to do next; the log has a line of it."""
    LOGGER.info("a page said: %s", error)
    st.error(f"{error}\n\n{error.remedy}" if error.remedy else str(error), icon=":material/error:")


def show_crash() -> None:
    """Say that a screen failed through no fault of the visitor's."""
    st.error(
        "Something went wrong on this page. Your grades and texts are safe.  \n"
        "Reload the page. If it fails again, choose another page on the left. The server log has the details.",
        icon=":material/error:",
    )


def apply_change(change: Callable[[], object], sentence: str) -> None:
    """Make a change and say so after the page was drawn again, or say why it was not made."""
    try:
        change()
    except UserError as error:
        show_error(error)
        return
    announce(escape_markdown(sentence))  # it may hold a name that somebody typed
    st.rerun()


def announce(sentence: str) -> None:
    """Keep a sentence of markdown for the next time the page is drawn."""
    st.session_state[_ANNOUNCEMENT] = sentence


def toast_next(sentence: str, icon: str) -> None:
    """Keep a toast for the next time any page is drawn: what is drawn just before a rerun may never be sent."""
    st.session_state[_TOAST] = (sentence, icon)


def show_kept_toast() -> None:
    """Show the toast that was kept, if there is one."""
    if toast := st.session_state.pop(_TOAST, None):
        st.toast(toast[0], icon=toast[1])


def show_announcement() -> None:
    """Say what was just done, if anything was."""
    if sentence := st.session_state.pop(_ANNOUNCEMENT, None):
        st.success(sentence, icon=":material/check_circle:")

"""What a screen shows when there is nothing to show, or when something went wrong."""

from __future__ import annotations

import streamlit as st

from errors import UserError


def show_empty(title: str, text: str, icon: str = ":material/inbox:") -> None:
    """Say that there is nothing here yet, and what to do about it."""
    with st.container(border=True):
        st.markdown(f"{icon} **{title}**")
        st.markdown(text)


def show_error(error: UserError) -> None:
    """Say what failed and what to do next."""
    st.error(f"{error}\n\n{error.remedy}" if error.remedy else str(error), icon=":material/error:")


def show_crash() -> None:
    """Say that a screen failed through no fault of the visitor's."""
    st.error(
        "Something went wrong on this page. Your grades and texts are safe.  \n"
        "Reload the page. If it fails again, choose another page on the left. The server log has the details.",
        icon=":material/error:",
    )

"""The browsers in which a person is logged in, each with its end: a section of Settings."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.learners import login_sessions
from ui import date_format, session
from ui.deck_text.safe_markdown import escape_markdown


def draw_settings() -> None:
    """Draw the section; nothing where nobody logs in."""
    if not session.is_login_configured():
        return
    ws, logged_in, now = session.get_workspace(), session.get_logged_in(), session.get_now()
    st.header("Where you are logged in")
    for login_session in login_sessions.list_sessions(ws, logged_in.learner, now):
        browser = name_browser(login_session.browser)
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container():
                # A session goes by the hash of its id, so nothing on the page can be used to log in.
                here = login_session.name == logged_in.session.hex()
                st.markdown(f"**{escape_markdown(browser)}**" + (" · this browser" if here else ""))
                last_use = date_format.format_moment(login_session.used_at, session.get_zone())
                since = date_format.format_moment(login_session.created_at, session.get_zone())
                st.caption(f"last used on {last_use}, logged in on {since}")
            # This browser has its own way out, with the provider's log-out: the link at the foot of the sidebar.
            if not here:
                st.button(
                    "Log out",
                    key=f"end {login_session.name}",
                    icon=":material/logout:",
                    on_click=_end_session,
                    args=(login_session.name, browser),
                )


def _end_session(name: str, browser: str) -> None:
    try:
        login_sessions.end_session(session.get_workspace(), session.get_learner(), name, session.get_now())
    except UserError as error:
        st.toast(f"{error} {error.remedy}", icon=":material/error:")
    else:
        st.toast(f"{escape_markdown(browser)} is logged out.", icon=":material/check:")


def name_browser(agent: str) -> str:
    """Return the browser and the system that a `User-Agent` header names, as far as it is worth a look."""
    # The order matters: Edge and Opera name Chrome too, Chrome names Safari, Android names Linux, an iPhone names Mac OS.
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((title for mark, title in browsers if mark in agent), "")
    system = next((title for mark, title in systems if mark in agent), "")
    return " on ".join(filter(None, (browser, system))) or agent[:40] or "unknown browser"

"""Sessions and tokens: which browsers are logged in, which feeds and devices are connected, and the end of each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from services.learners import access_tokens, login_sessions
from ui import date_format, messages, session
from ui.account.access_tokens import KIND_TITLES, describe_use
from ui.account.login_sessions import name_browser
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown

# Rows with buttons of their own: more would make the page slow; the search finds the others.
MAX_SHOWN = 50


def show_sessions() -> None:
    """Draw the sessions of everybody."""
    ws, own_id = session.get_workspace(), session.get_learner()
    owned_sessions = login_sessions.list_all_sessions(ws, own_id, session.get_now())
    for owned in pager.search(owned_sessions, MAX_SHOWN, "sessions", "sessions", lambda owned: owned.owner):
        login_session = owned.session
        with st.container(border=True):
            st.markdown(f"**{escape_markdown(owned.owner)}** · {escape_markdown(name_browser(login_session.browser))}")
            last_use = date_format.format_moment(login_session.used_at, session.get_zone())
            since = date_format.format_moment(login_session.created_at, session.get_zone())
            st.caption(f"last used on {last_use}, logged in on {since}")
            if st.button("End this session", key=f"end {login_session.name}", icon=":material/logout:"):
                messages.apply_change(
                    partial(login_sessions.end_any_session, ws, own_id, login_session.name, session.get_now()),
                    f"A session of {owned.owner} has ended.",
                )


def show_tokens() -> None:
    """Draw the feed addresses and offline devices of everybody."""
    ws, own_id = session.get_workspace(), session.get_learner()
    owned_tokens = access_tokens.list_all_tokens(ws, own_id)
    if not owned_tokens:
        messages.show_empty(
            "No tokens", "Feed addresses and offline devices appear here. People make them in Settings."
        )
    for owned in pager.search(owned_tokens, MAX_SHOWN, "tokens", "tokens", lambda owned: owned.owner):
        token = owned.token
        with st.container(border=True):
            name, what = escape_markdown(token.name), KIND_TITLES[token.kind]
            st.markdown(f"**{escape_markdown(owned.owner)}** · {name} · {what}")
            st.caption(describe_use(token))
            if st.button("Revoke", key=f"revoke {token.number}", icon=":material/link_off:"):
                messages.apply_change(
                    partial(access_tokens.revoke_any_token, ws, own_id, token.number),
                    f"“{token.name}” of {owned.owner} is revoked.",
                )

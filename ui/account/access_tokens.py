"""Addresses of the podcast feed and offline devices: made with a name, shown once, listed with their last use, revoked."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.learners import access_tokens
from services.learners.access_tokens import MAX_NAME_LETTERS, AccessToken
from services.listening import feeds
from ui import date_format, messages, server_addresses, session
from ui.deck_text.safe_markdown import escape_markdown

KIND_TITLES = {"feed": "podcast feed", "offline": "offline page"}
_NEW_ADDRESS = "new private address"


def draw_settings() -> None:
    """Draw the section of Settings: everything that opens something of the learner's without a log-in."""
    st.header("Apps and devices")
    st.markdown(
        "These addresses open your podcast feed or the offline page without a log-in. Revoke any that you have lost."
    )
    _show_new_address()
    tokens = access_tokens.list_tokens(session.get_workspace(), session.get_learner())
    for token in tokens:
        _draw_token(token)
    if not tokens:
        st.caption("None yet.")
    draw_feed_form()
    if access_tokens.is_offered("offline"):
        _draw_offline_form()


def draw_feed(deck_id: str) -> None:
    """Draw the addresses of the learner's feed, and the field for a new one."""
    _show_new_address()
    tokens = access_tokens.list_tokens(session.get_workspace(), session.get_learner())
    for token in tokens:
        if token.kind == "feed":
            _draw_token(token)
    draw_feed_form(deck_id)


def _show_new_address() -> None:
    """Show an address that was just made. It is not kept, so it goes with the next one, or with the page."""
    new_address = st.session_state.get(_NEW_ADDRESS)
    if new_address:
        name, address = new_address
        st.success(
            f"The address for {escape_markdown(name)}. Copy it now: it is not shown again.", icon=":material/link:"
        )
        st.code(address, language=None, wrap_lines=True)


def describe_use(token: AccessToken) -> str:
    """Return when a token was created and when it was last used."""
    zone = session.get_zone()
    last_use = f"last used on {date_format.format_moment(token.used_at, zone)}" if token.used_at else "never used"
    return f"Created on {date_format.format_moment_day(token.created_at, zone)}, {last_use}"


def _draw_token(token: AccessToken) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container():
            st.markdown(f"**{escape_markdown(token.name)}** · {KIND_TITLES[token.kind]}")
            st.caption(describe_use(token))
        st.button(
            "Revoke", key=f"revoke {token.number}", icon=":material/link_off:", on_click=_revoke, args=(token.number,)
        )


def _revoke(number: int) -> None:
    st.session_state.pop(_NEW_ADDRESS, None)  # it may be the one that is revoked
    try:
        access_tokens.revoke_token(session.get_workspace(), session.get_learner(), number)
    except UserError as error:
        st.toast(f"{error} {error.remedy}", icon=":material/error:")


def draw_feed_form(deck_id: str | None = None) -> None:
    """Draw the field and the button that make an address of the podcast feed."""
    with st.form("new feed address", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Podcast app or device", max_chars=MAX_NAME_LETTERS, placeholder="Phone")
        if st.form_submit_button("Create my feed address", icon=":material/add_link:"):
            _create_feed_address(name or "Podcast app", deck_id)


def _create_feed_address(name: str, deck_id: str | None) -> None:
    try:
        new_token = feeds.subscribe(
            session.get_workspace(), session.get_learner(), session.get_now(), session.get_zone(), name
        )
    except UserError as error:
        messages.show_error(error)
        return
    deck = deck_id or session.get_deck_id()
    st.session_state[_NEW_ADDRESS] = name, f"{server_addresses.get_public_address()}/feed/{new_token.key}/{deck}.xml"
    st.rerun()


def _draw_offline_form() -> None:
    with st.form("new offline device", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Device for practising offline", max_chars=MAX_NAME_LETTERS, placeholder="Phone")
        if st.form_submit_button("Connect a device", icon=":material/offline_pin:"):
            _create_offline_address(name)


def _create_offline_address(name: str) -> None:
    try:
        secret = access_tokens.create_token(
            session.get_workspace(), session.get_learner(), "offline", name, session.get_now()
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[_NEW_ADDRESS] = name, f"{server_addresses.get_public_address()}/offline/connect/{secret}"
    st.rerun()

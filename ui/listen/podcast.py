"""The podcast feed on the page: its private addresses, how to use them, how to revoke them."""

from __future__ import annotations

import streamlit as st

from ui import session
from ui.account import access_tokens


def show_feed() -> None:
    """Draw the feed's addresses, folded away."""
    with st.expander("Podcast feed", icon=":material/rss_feed:"):
        st.markdown(
            "Subscribe with any podcast app. An address is private; create one for each app, and revoke any that you lose. "
            "Episodes are made when they are first downloaded."
        )
        access_tokens.draw_feed(session.get_deck_id())

"""The podcast feed on the page: its private address, how to use it, how to revoke it."""

from __future__ import annotations

import streamlit as st

from services.listening import feeds
from ui import addresses, session


def show_feed() -> None:
    """Draw the feed's address, folded away."""
    with st.expander("Podcast feed", icon=":material/rss_feed:"):
        ws, learner = session.get_workspace(), session.get_learner()
        owner = feeds.load_subscription(ws, learner)
        if owner is None:
            st.markdown("Subscribe with any podcast app. The address is private; you can revoke it.")
            if st.button("Create my feed address", icon=":material/add_link:"):
                feeds.subscribe(ws, learner, session.get_now(), session.get_zone())
                st.rerun()
            return
        st.markdown("Add this address in your podcast app. Episodes are made when they are first downloaded.")
        st.code(
            f"{addresses.get_public_address()}/feed/{owner.key}/{session.get_deck_id()}.xml",
            language=None,
            wrap_lines=True,
        )
        left, right = st.columns(2)
        if left.button("New address", help="The old one stops working.", width="stretch"):
            feeds.subscribe(ws, learner, session.get_now(), session.get_zone())
            st.rerun()
        if right.button("Revoke", width="stretch"):
            feeds.revoke_subscription(ws, learner)
            st.rerun()

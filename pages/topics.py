"""Read the deck: outline, topics, search."""

from __future__ import annotations

import streamlit as st

from ui import session

st.title("Topics")
deck = session.deck()
for section in deck.sections:
    st.markdown(f"- {section.title}")

"""Suspended and buried cards, and leeches: a list to bring them back from, read when it is opened."""

from __future__ import annotations

import streamlit as st

from services.practice import practice, suspended
from services.practice.suspended import SuspendedCard
from ui import messages, navigation, session
from ui.deck_text import pager
from ui.deck_text.safe_markdown import sanitize_inline
from ui.practice import practice_session
from ui.practice.practice_session import PracticeSession

STATE_LABELS = {
    "suspended": ":material/pause_circle: Suspended",
    "buried": ":material/bedtime: Buried until tomorrow",
    "leech": ":material/bug_report: Leech: you keep forgetting it",
}
RESTORE_LABELS = {"suspended": "Unsuspend", "buried": "Unbury"}
# Rows with buttons of their own: more would make the page slow; the card browser has all of them.
MAX_SHOWN = 50


def draw_list_button(state: PracticeSession) -> None:
    """Draw the button that opens the list."""
    if st.button("Suspended and buried cards", icon=":material/inventory_2:", type="tertiary", key="held"):
        _show_list(state)


@st.dialog("Suspended and buried cards", width="medium", on_dismiss="rerun")
def _show_list(state: PracticeSession) -> None:
    cards = suspended.list_suspended(session.get_workspace(), state.learner, state.deck, session.get_now())
    if not cards:
        messages.show_empty(
            "No suspended or buried cards",
            "Cards you suspend or bury are listed here, and leeches: cards you keep forgetting.",
            icon="",
        )
        return
    for card in pager.select_range(cards, MAX_SHOWN, "cards", f"held {state.deck}"):
        with st.container(border=True, key=f"held-{card.id}"):
            leech = " · leech" if card.leech and card.status != "leech" else ""
            st.caption(f"{STATE_LABELS[card.status]}{leech}")
            st.markdown(sanitize_inline(card.prompt))
            # A leech that is still asked has nothing to be restored from.
            if card.status == "leech":
                navigation.draw_link("practice", "Open card", icon=":material/visibility:", question=card.id)
            else:
                st.button(
                    RESTORE_LABELS[card.status], key=f"resume-{card.id}", on_click=_restore_card, args=(state, card)
                )


def _restore_card(state: PracticeSession, card: SuspendedCard) -> None:
    practice.restore_card(
        session.get_workspace(), state.learner, state.deck, card.id, session.get_now(), practice_session.create_key()
    )
    if state.shown_card is None:
        practice_session.show_next_card(state)
    else:
        practice_session.refresh_counts(state)

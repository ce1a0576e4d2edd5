"""Cards that were put away, and leeches: a list to take them back from, read when it is opened."""

from __future__ import annotations

import streamlit as st

from services.practice import practice
from services.practice import suspended as services
from services.practice.suspended import SuspendedCard
from ui import messages, navigation, session
from ui.practice import practice_session
from ui.practice.practice_session import PracticeSession
from ui.safe_markdown import sanitize_inline

STATE_LABELS = {
    "suspended": ":material/pause_circle: Suspended",
    "buried": ":material/bedtime: Buried until tomorrow",
    "leech": ":material/bug_report: Leech: it keeps slipping",
}
MAX_SHOWN = 100


def draw_list_button(state: PracticeSession) -> None:
    """The button that opens the list."""
    if st.button("Put away, and leeches", icon=":material/inventory_2:", type="tertiary", key="held"):
        _show_list(state)


@st.dialog("Put away, and leeches", width="medium", on_dismiss="rerun")
def _show_list(state: PracticeSession) -> None:
    found = services.list_suspended(session.get_workspace(), state.learner, state.deck, session.get_now())
    if not found:
        messages.show_empty(
            "Nothing is put away", "Cards that you suspend or bury stand here, and those that keep slipping.", icon=""
        )
        return
    for card in found[:MAX_SHOWN]:
        with st.container(border=True, key=f"held-{card.id}"):
            leech = " · leech" if card.leech and card.status != "leech" else ""
            st.caption(f"{STATE_LABELS[card.status]}{leech}")
            st.markdown(sanitize_inline(card.prompt))
            if card.status == "leech":
                navigation.draw_link("practice", "Look at it", icon=":material/visibility:", question=card.id)
            else:
                st.button("Take it back", key=f"resume-{card.id}", on_click=_restore_card, args=(state, card))
    if len(found) > MAX_SHOWN:
        st.caption(f"{len(found) - MAX_SHOWN} more are not shown.")


def _restore_card(state: PracticeSession, card: SuspendedCard) -> None:
    practice.restore_card(
        session.get_workspace(), state.learner, state.deck, card.id, session.get_now(), practice_session.create_key()
    )
    if state.shown_card is None:
        practice_session.show_next_card(state)
    else:
        state.counts = practice.load_next_card(
            session.get_workspace(), state.learner, state.deck, session.get_now()
        ).counts

"""Cards that were put away, and leeches: a list to take them back from, read when it is opened."""

from __future__ import annotations

import streamlit as st

from services.practice import practice
from services.practice import suspended as services
from services.practice.suspended import Held
from ui import messages, navigation, session
from ui.practice import practice_session
from ui.practice.practice_session import Visit
from ui.text import inline

SAID = {
    "suspended": ":material/pause_circle: Suspended",
    "buried": ":material/bedtime: Buried until tomorrow",
    "leech": ":material/bug_report: Leech: it keeps slipping",
}
MOST = 100


def offer(here: Visit) -> None:
    """The button that opens the list."""
    if st.button("Put away, and leeches", icon=":material/inventory_2:", type="tertiary", key="held"):
        _list(here)


@st.dialog("Put away, and leeches", width="medium", on_dismiss="rerun")
def _list(here: Visit) -> None:
    found = services.held(session.workspace(), here.who, here.deck, session.now())
    if not found:
        messages.empty(
            "Nothing is put away", "Cards that you suspend or bury stand here, and those that keep slipping.", icon=""
        )
        return
    for card in found[:MOST]:
        with st.container(border=True, key=f"held-{card.id}"):
            leech = " · leech" if card.leech and card.how != "leech" else ""
            st.caption(f"{SAID[card.how]}{leech}")
            st.markdown(inline(card.prompt))
            if card.how == "leech":
                navigation.link("practice", "Look at it", icon=":material/visibility:", question=card.id)
            else:
                st.button("Take it back", key=f"resume-{card.id}", on_click=_resume, args=(here, card))
    if len(found) > MOST:
        st.caption(f"{len(found) - MOST} more are not shown.")


def _resume(here: Visit, card: Held) -> None:
    practice.resume(session.workspace(), here.who, here.deck, card.id, session.now(), practice_session.fresh_key())
    if here.shown is None:
        practice_session.advance(here)
    else:
        here.counts = practice.next_card(session.workspace(), here.who, here.deck, session.now()).counts

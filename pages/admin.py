"""Administration: `/admin?view=…`. People and roles, classes, sessions, tokens, storage, health."""

from __future__ import annotations

import streamlit as st

from ui import messages
from ui.admin import classes as admin_classes
from ui.admin import instance, people, sessions

VIEW_DRAWERS = {
    "People": people.show_view,
    "Classes": admin_classes.show_classes,
    "Sessions": sessions.show_sessions,
    "Tokens": sessions.show_tokens,
    "Storage": instance.show_storage,
    "Health": instance.show_health,
}


def choose_view() -> str:
    """Draw the view chooser; return the one of the address at first, then the one chosen here."""
    if "admin view" not in st.session_state:
        requested = st.query_params.get("view", "").capitalize()
        st.session_state["admin view"] = requested if requested in VIEW_DRAWERS else "People"
    view = st.segmented_control(
        "View", list(VIEW_DRAWERS), key="admin view", label_visibility="collapsed", required=True
    )
    return str(view)


def main() -> None:
    """Draw the page."""
    st.title("Administration")
    messages.show_announcement()
    VIEW_DRAWERS[choose_view()]()


main()

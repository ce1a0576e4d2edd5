"""Who sees a deck: everybody, a class, or its author alone. Only where people log in."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.classes import classes
from services.library import audience
from services.library.audience import AudienceKind
from services.roles import Role
from ui import messages, session

_TITLES = {AudienceKind.EVERYBODY: "Everybody", AudienceKind.CLASS: "A class", AudienceKind.OWNER: "Only me"}


def ask_privacy() -> bool:
    """Ask whether a new deck is its author's alone for now."""
    if not session.is_login_configured():
        return False
    return st.checkbox("Only I see it for now", help="You can open it to a class or to everybody under Versions.")


def show_audience(deck_id: str) -> None:
    """Draw who sees a published deck, and the way to change it."""
    if not session.is_login_configured():
        return
    ws, learner = session.get_workspace(), session.get_learner()
    current = audience.load_audience(ws, learner, deck_id)
    # The class that sees it now stands in the list even where somebody else teaches it: saving must not change it unasked.
    taught = {
        class_row.id: class_row.name
        for class_row in classes.list_own_classes(ws, learner)
        if class_row.role is Role.MENTOR or class_row.id == current.class_id
    }
    with st.expander(f"Who sees this deck: {_describe(current, taught)}", icon=":material/visibility:"):
        kinds = [kind for kind in AudienceKind if kind is not AudienceKind.CLASS or taught]
        kind = st.radio(
            "Who sees it",
            kinds,
            index=kinds.index(current.kind) if current.kind in kinds else 0,
            format_func=_TITLES.__getitem__,
            key=f"audience {deck_id} {current.kind}",
        )
        class_id = None
        if kind is AudienceKind.CLASS:
            class_ids = list(taught)
            class_id = st.selectbox(
                "Class",
                class_ids,
                index=class_ids.index(current.class_id) if current.class_id in taught else 0,
                format_func=taught.__getitem__,
                key=f"audience class {deck_id} {current.class_id}",
            )
        if st.button("Save", key=f"save audience {deck_id}"):
            try:
                audience.change_audience(ws, learner, deck_id, kind, class_id)
            except UserError as error:
                messages.show_error(error)
                return
            st.rerun()


def _describe(current: audience.Audience, taught: dict[int, str]) -> str:
    if current.kind is AudienceKind.CLASS and current.class_id is not None:
        return taught.get(current.class_id, "a class")
    return _TITLES[current.kind].lower()

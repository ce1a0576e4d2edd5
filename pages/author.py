"""The mentor's workshop: `/author?deck=…&view=…&line=…`. Write, publish, compare, bring in, take out, and see what fails."""

from __future__ import annotations

import streamlit as st

from services.library import publishing
from services.library.drafts import NEW_DECK
from ui import session
from ui.author import draft_session, files, insight, learners, publish, versions, write

VIEW_DRAWERS = {
    "Write": write.show_view,
    "Publish": publish.show_view,
    "Versions": versions.show_view,
    "Files": files.show_view,
    "Insight": insight.show_view,
    "Learners": learners.show_view,
}


def choose_deck() -> str:
    """The deck on the desk: the address's, the one chosen here, else the one that is studied."""
    shelf = draft_session.list_deck_titles()
    if "author deck" not in st.session_state:
        asked = st.query_params.get("deck")
        st.session_state["author deck"] = asked if asked in shelf else _get_studied_deck()
    if st.session_state["author deck"] not in shelf:
        st.session_state["author deck"] = NEW_DECK
    # The widget's own key is new for each choice made in code, so that the two never disagree.
    ids = list(shelf)
    wish = st.selectbox(
        "Deck",
        ids,
        index=ids.index(st.session_state["author deck"]),
        format_func=lambda name: shelf[name],
        key=f"deck on the desk {st.session_state['author deck']}",
    )
    if wish != st.session_state["author deck"]:
        st.session_state["author deck"] = wish
        st.rerun()
    return str(wish)


def _get_studied_deck() -> str:
    return session.get_deck_id() if session.has_decks() else NEW_DECK


def choose_view() -> str:
    """The view: the one a button led to, else the address's, else the one chosen here."""
    names = list(VIEW_DRAWERS)
    asked = st.query_params.get("view", "").capitalize()
    if (leads := st.session_state.pop("author view next", None)) or "author view" not in st.session_state:
        st.session_state["author view"] = leads or (asked if asked in VIEW_DRAWERS else names[0])
    view = st.segmented_control("View", names, key="author view", label_visibility="collapsed", required=True)
    return str(view)


def main() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    st.title("Author")
    deck_id = choose_deck()
    view = choose_view()
    here = draft_session.load_open_draft(deck_id)
    if here.draft.base and here.draft.base < publishing.get_newest_number(session.get_workspace(), deck_id):
        st.info(
            "A newer version was published since this draft was begun. When you publish, both are joined.",
            icon=":material/merge:",
        )
    if view in {"Write", "Publish"} and draft_session.has_unpublished_changes(here):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(":material/edit: This text is a draft; learners see the newest version.")
            if st.button("Drop the draft", icon=":material/undo:", type="tertiary"):
                draft_session.discard_draft(here)
                st.rerun()
    VIEW_DRAWERS[view](here)


main()

"""The mentor's workshop: `/author?deck=…&view=…&line=…`. Write, publish, compare, bring in, take out, and see what fails."""

from __future__ import annotations

import streamlit as st

from services.library import publishing
from services.library.drafts import NEW_DECK
from ui import messages, session
from ui.author import desk, files, insight, learners, publish, versions, write

VIEWS = {
    "Write": write.show,
    "Publish": publish.show,
    "Versions": versions.show,
    "Files": files.show,
    "Insight": insight.show,
    "Learners": learners.show,
}


def chosen_deck() -> str:
    """The deck on the desk: the address's, the one chosen here, else the one that is studied."""
    shelf = desk.shelf()
    if "author deck" not in st.session_state:
        asked = st.query_params.get("deck")
        st.session_state["author deck"] = asked if asked in shelf else _studied()
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


def _studied() -> str:
    return session.deck_id() if session.has_decks() else NEW_DECK


def chosen_view() -> str:
    """The view: the one a button led to, else the address's, else the one chosen here."""
    names = list(VIEWS)
    asked = st.query_params.get("view", "").capitalize()
    if (leads := st.session_state.pop("author view next", None)) or "author view" not in st.session_state:
        st.session_state["author view"] = leads or (asked if asked in VIEWS else names[0])
    view = st.segmented_control("View", names, key="author view", label_visibility="collapsed", required=True)
    return str(view)


def main() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    st.title("Author")
    if not publishing.may_author(session.workspace(), session.learner()):
        messages.empty("For mentors", "Decks are written by the mentors of this instance.", icon=":material/lock:")
        return
    deck_id = chosen_deck()
    view = chosen_view()
    here = desk.opened(deck_id)
    if here.draft.base and here.draft.base < publishing.newest(session.workspace(), deck_id):
        st.info(
            "A newer version was published since this draft was begun. When you publish, both are joined.",
            icon=":material/merge:",
        )
    if view in {"Write", "Publish"} and desk.unpublished(here):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(":material/edit: This text is a draft; learners see the newest version.")
            if st.button("Drop the draft", icon=":material/undo:", type="tertiary"):
                desk.reset(here)
                st.rerun()
    VIEWS[view](here)


main()

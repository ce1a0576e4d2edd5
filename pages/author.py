"""Author: `/author?deck=…&view=…&line=…`. Write, publish, compare, decide about suggestions, import, export, see what fails."""

from __future__ import annotations

import streamlit as st

from services.library import content_sync, publishing
from services.library.drafts import NEW_DECK
from ui import session
from ui.author import draft_session, import_export, insight, learners, publish, suggestions, versions, workbench, write
from ui.author.state_keys import DECK_KEY, NEXT_VIEW_KEY, VIEW_KEY
from ui.deck_text.safe_markdown import escape_markdown

VIEW_DRAWERS = {
    "Write": write.show_view,
    "Publish": publish.show_view,
    "Versions": versions.show_view,
    "Suggestions": suggestions.show_view,
    "Files": import_export.show_view,
    "Voice": workbench.show_view,
    "Insight": insight.show_view,
    "Learners": learners.show_view,
}


def choose_deck() -> str:
    """Draw the deck chooser; return the deck of the address, the one chosen here, else the one that is studied."""
    titles = draft_session.list_deck_titles()
    if DECK_KEY not in st.session_state:
        requested = st.query_params.get("deck")
        st.session_state[DECK_KEY] = requested if requested in titles else _get_studied_deck()
    if st.session_state[DECK_KEY] not in titles:
        st.session_state[DECK_KEY] = NEW_DECK
    # The widget's own key is new for each choice made in code, so that the two never disagree.
    ids = list(titles)
    choice = st.selectbox(
        "Deck",
        ids,
        index=ids.index(st.session_state[DECK_KEY]),
        format_func=lambda name: titles[name],
        key=f"deck chooser {st.session_state[DECK_KEY]}",
    )
    if choice != st.session_state[DECK_KEY]:
        st.session_state[DECK_KEY] = choice
        st.rerun()
    return str(choice)


def _get_studied_deck() -> str:
    return session.get_deck_id() if session.has_decks() else NEW_DECK


def choose_view() -> str:
    """Draw the view chooser; return the view a button led to, that of the address, else the one chosen here."""
    # Where people log in, nobody is added by name or switched to.
    names = [name for name in VIEW_DRAWERS if name != "Learners" or not session.is_login_configured()]
    requested = st.query_params.get("view", "").capitalize()
    if (leads := st.session_state.pop(NEXT_VIEW_KEY, None)) or VIEW_KEY not in st.session_state:
        st.session_state[VIEW_KEY] = leads or (requested if requested in names else names[0])
    view = st.segmented_control("View", names, key=VIEW_KEY, label_visibility="collapsed", required=True)
    return str(view)


def show_folder_notes() -> None:
    """Say which files of the content folder are not decks, and how far the reading of a large one is."""
    workspace = session.get_workspace()
    progress = content_sync.get_progress(workspace)
    if progress is not None:
        st.info(f"Reading {escape_markdown(progress.name)} ({progress.done + 1} of {progress.total}) …")
    for sentence in content_sync.describe_skipped(workspace):
        st.warning(escape_markdown(sentence))


def follow_link() -> None:
    """Open the deck and the view of a link that led here, even when the page was open at another."""
    requested = {name: st.query_params[name] for name in ("deck", "view") if name in st.query_params}
    last_address = st.session_state.setdefault("author address", {})
    if any(last_address.get(name) != value for name, value in requested.items()):
        last_address.update(requested)  # a name that left the address, as when a deck is published, leads nowhere
        st.session_state.pop(DECK_KEY, None)
        st.session_state.pop(VIEW_KEY, None)


def main() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide")
    st.title("Author")
    follow_link()
    show_folder_notes()
    deck_id = choose_deck()
    view = choose_view()
    open_draft = draft_session.load_open_draft(deck_id)
    if open_draft.draft.base and open_draft.draft.base < publishing.get_newest_number(session.get_workspace(), deck_id):
        st.info(
            "A newer version was published after you started this draft. When you publish, both are merged.",
            icon=":material/merge:",
        )
    if view in {"Write", "Publish"} and draft_session.has_unpublished_changes(open_draft):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(":material/edit: This is a draft. Learners see the newest published version.")
            if st.button("Discard draft", icon=":material/undo:", type="tertiary"):
                draft_session.discard_draft(open_draft)
                st.rerun()
    VIEW_DRAWERS[view](open_draft)


main()

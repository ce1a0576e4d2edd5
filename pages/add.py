"""Add a deck: drop a file or paste a text, see what was found, add it, practise."""

from __future__ import annotations

import streamlit as st

from deck.markdown.ids import slugify_file_name
from errors import UserError
from services.library.import_export import ImportedDeck
from services.practice import card_browser
from ui import deck_import, messages, navigation, session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.practice import practice_session

FIRST_ROUND = 20  # cards: a sitting of about ten minutes
ADDED = "added-decks"


def show_added() -> None:
    """Show what was just added, and lead to practice."""
    lines = st.session_state.get(ADDED)
    if not lines:
        return
    st.success("  \n".join(lines), icon=":material/check_circle:")
    state = practice_session.load_session()
    cards = card_browser.list_cards(session.get_workspace(), state.learner, state.deck, session.get_now())
    with st.container(horizontal=True, vertical_alignment="center"):
        if cards:
            first = [card.id for card in cards[:FIRST_ROUND]]
            if st.button(
                f"Practise {len(first)} {'card' if len(first) == 1 else 'cards'}",
                type="primary",
                icon=":material/play_arrow:",
                key="practise",
            ):
                st.session_state.pop(ADDED)
                navigation.go_to("practice", **practice_session.start_chosen(state, first))
        navigation.draw_link("topics", "Read it", icon=":material/menu_book:")
        navigation.draw_link("author", "Edit it", icon=":material/edit_note:")
    if not cards:
        st.caption("It has no questions yet. Under “Edit it”, “Deck format” shows how a question is written.")


def show_found(imported: ImportedDeck) -> None:
    """Show one deck that was found: what is in it, the button that adds it, what was not understood."""
    titles = {card.id: card.title for card in session.list_decks()} if session.has_decks() else {}
    slug = slugify_file_name(imported.name)
    with st.container(border=True):
        st.markdown(f"**{sanitize_inline(imported.deck.title or imported.name)}**")
        st.markdown(deck_import.describe_contents(imported))
        label = "Add"
        if slug in titles:
            label = "Add as a new version"
            st.caption(f"“{sanitize_inline(titles[slug])}” already has this name. Its questions keep their histories.")
        if st.button(label, key=f"add-{slug}", type="primary", icon=":material/library_add:"):
            add([imported])
        deck_import.draw_findings(imported)


def add(decks: list[ImportedDeck]) -> None:
    """Add decks, and draw the page again with what can be done next."""
    try:
        st.session_state[ADDED] = deck_import.add_to_library(decks)
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state["add-generation"] = st.session_state.get("add-generation", 0) + 1  # empties the fields
    st.rerun()


def main() -> None:
    """Draw the page."""
    st.title("Add a deck")
    show_added()
    decks = deck_import.draw_source(f"add-{st.session_state.get('add-generation', 0)}")
    if decks:
        st.session_state.pop(ADDED, None)  # something new was put in: what was added before is over
    if len(decks) > 1 and st.button(f"Add all {len(decks)}", type="primary", icon=":material/library_add:"):
        add(list(decks))
    for imported in decks:
        show_found(imported)


main()

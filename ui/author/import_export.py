"""Files: import a deck (a file, a zip, a paste), export this one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from deck.markdown.ids import slugify_file_name
from errors import UserError
from exchange.export.formats import FORMATS
from services.library import images, import_export
from services.library.drafts import NEW_DECK
from services.library.import_export import ImportedDeck
from ui import deck_import, messages, session
from ui.author import anki_audio_export, draft_session
from ui.author.draft_session import OpenDraft
from ui.author.state_keys import DECK_KEY, NEW_NAME_KEY, NEXT_VIEW_KEY, OPEN_DRAFT_KEY, PUBLISHED_KEY
from ui.deck_text.safe_markdown import sanitize_inline


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    left, right = st.columns(2, gap="large")
    with right:
        _show_exports(open_draft)
    with left:
        st.header("Import")
        decks = deck_import.draw_source("author")
        if len(decks) > 1 and st.button(f"Add all {len(decks)} to the library", icon=":material/library_add:"):
            _add_to_library(decks)
        for imported in decks:
            _show_imported_deck(imported)


def _show_imported_deck(imported: ImportedDeck) -> None:
    deck = imported.deck
    with st.container(border=True):
        st.markdown(f"#### {sanitize_inline(deck.title or imported.name)}")
        st.caption(deck_import.describe_contents(imported))
        deck_import.draw_findings(imported)
        slug = slugify_file_name(imported.name)
        titles = draft_session.list_deck_titles()
        existing = f"the deck “{sanitize_inline(titles[slug])}”" if slug in titles else ""
        target = slug if existing else NEW_DECK
        label = f"Open in the editor as {existing or 'a new deck'}"
        if draft_session.has_stored_draft(target):
            label = "Replace my draft"
            st.warning(f"You have a draft of {existing or 'a new deck'} that is not published.", icon=":material/edit:")
        if st.button(label, key=f"open {slug}", icon=":material/edit_note:"):
            _open_in_editor(imported, target)
        label = f"Publish it as a new version of {existing}" if existing else "Add to library"
        if st.button(label, key=f"add {slug}", type="primary", icon=":material/library_add:"):
            _add_to_library([imported])


def _open_in_editor(imported: ImportedDeck, deck_id: str) -> None:
    try:
        images.save_images(session.get_workspace(), imported.pictures)
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DECK_KEY] = deck_id
    st.session_state[NEW_NAME_KEY] = imported.name
    st.session_state[NEXT_VIEW_KEY] = "Write"
    st.session_state.pop(OPEN_DRAFT_KEY, None)
    draft_session.replace_text(draft_session.load_open_draft(deck_id), imported.text)
    st.rerun()


def _add_to_library(decks: Sequence[ImportedDeck]) -> None:
    """Publish without opening, and show the view that says so."""
    try:
        lines = deck_import.add_to_library(decks)
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DECK_KEY] = session.get_deck_id()
    st.session_state.pop(OPEN_DRAFT_KEY, None)
    st.session_state[PUBLISHED_KEY] = "  \n".join(lines)
    st.session_state[NEXT_VIEW_KEY] = "Publish"
    st.rerun()


def _show_exports(open_draft: OpenDraft) -> None:
    st.header("Export")
    if not open_draft.draft.base:
        st.markdown("You can export a deck once it is published.")
        return
    deck_id = open_draft.draft.deck
    has_images = import_export.has_images(session.get_workspace(), deck_id)
    for name, form in FORMATS.items():
        if name == "zip" and not has_images:  # without pictures the archive would hold the markdown file alone
            continue
        st.download_button(
            form.title,
            partial(_build_export, deck_id, name),
            import_export.make_file_name(deck_id, form),
            form.media_type,
            icon=":material/download:",
            on_click="ignore",
            key=f"take {name}",
        )
    st.caption("The newest version, not the draft. A later Anki package updates the notes of an earlier one.")
    anki_audio_export.show_choice(deck_id)


def _build_export(deck_id: str, name: str) -> bytes:
    return import_export.export_deck(session.get_workspace(), deck_id, name, session.get_now())[1]

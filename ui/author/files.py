"""Files: import a deck (a file, a zip, a paste), export this one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from deck.markdown.ids import slugify_file_name
from deck.model import Problem, Severity
from errors import UserError
from exchange.export.formats import FORMATS
from services.library import images, import_export, publishing
from services.library.drafts import NEW_DECK
from services.library.import_export import ImportedDeck
from services.library.import_export import import_file as read_file
from ui import messages, session
from ui.author import anki_audio_export, draft_session
from ui.author.draft_session import OpenDraft
from ui.safe_markdown import sanitize_inline

MAX_SHOWN = 100
_SEVERITY_TITLES: dict[Severity, tuple[str, str]] = {
    "error": (":material/error:", "Errors: something is lost for the learner"),
    "warning": (":material/warning:", "Warnings: something may be lost"),
    "info": (":material/build:", "Repairs made for you"),
}


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    bring, take = st.columns(2, gap="large")
    with take:
        _show_exports(open_draft)
    with bring:
        st.subheader("Import")
        upload = st.file_uploader(
            "Markdown, CSV, TSV, Anki package, or a zip of decks with their pictures: at most 5 MB",
            type=[s.removeprefix(".") for s in import_export.SUFFIXES],
            key="opened",
        )
        pasted = st.text_area(
            "Or paste markdown, a public post-mortem, anything with headings or times", key="pasted", height=160
        )
        try:
            decks = _import_file(upload.name, upload.getvalue()) if upload else _import_pasted(pasted)
        except UserError as error:
            messages.show_error(error)
            return
        if len(decks) > 1 and st.button(f"Add all {len(decks)} to the library", icon=":material/library_add:"):
            _add_to_library(*decks)
        for brought in decks:
            _show_imported_deck(brought)


@st.cache_data(max_entries=4, show_spinner="Reading …")
def _import_cached(name: str, data: bytes) -> tuple[ImportedDeck, ...]:
    return read_file(name, data)


def _import_file(name: str, data: bytes) -> tuple[ImportedDeck, ...]:
    return _import_cached(name, data)


def _import_pasted(text: str) -> tuple[ImportedDeck, ...]:
    """Return what was pasted, under its own title: a second paste is another deck."""
    decks = _import_cached("pasted.md", text.encode("utf-8", errors="replace")) if text.strip() else ()
    return tuple(replace(brought, name=brought.deck.title or brought.name) for brought in decks)


def _show_imported_deck(imported: ImportedDeck) -> None:
    deck = imported.deck
    with st.container(border=True):
        st.markdown(f"#### {sanitize_inline(deck.title or imported.name)}")
        counts = (
            (deck.sections, "topic"),
            (deck.questions, "question"),
            (deck.counter_questions, "follow-up"),
            (deck.incidents, "incident"),
            (deck.scripts, "script"),
        )
        st.caption(
            ", ".join(f"{len(decks)} {noun}{'' if len(decks) == 1 else 's'}" for decks, noun in counts if decks)
            or "Text without questions"
        )
        for sentence in imported.notes:
            st.info(sanitize_inline(sentence))
        show_problems(
            images.report_missing_images(session.get_workspace(), deck, imported.text, imported.pictures).problems
        )
        slug = slugify_file_name(imported.name)
        shelf = draft_session.list_deck_titles()
        existing = f"the deck “{sanitize_inline(shelf[slug])}”" if slug in shelf else ""
        target = slug if existing else NEW_DECK
        label = f"Open in the editor as {existing or 'a new deck'}"
        if draft_session.has_stored_draft(target):
            label = "Replace my draft"
            st.warning(f"You have a draft of {existing or 'a new deck'} that is not published.", icon=":material/edit:")
        if st.button(label, key=f"open {slug}", icon=":material/edit_note:"):
            _open_in_editor(imported, target)
        label = f"Publish it as a new version of {existing}" if existing else "Add to library"
        if st.button(label, key=f"add {slug}", type="primary", icon=":material/library_add:"):
            _add_to_library(imported)


def _open_in_editor(imported: ImportedDeck, deck_id: str) -> None:
    try:
        images.save_images(session.get_workspace(), imported.pictures)
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state["author deck"] = deck_id
    st.session_state["new name"] = imported.name
    st.session_state["author view next"] = "Write"
    st.session_state.pop("desk", None)
    draft_session.replace_text(draft_session.load_open_draft(deck_id), imported.text)
    st.rerun()


def _add_to_library(*decks: ImportedDeck) -> None:
    """Publish without opening. A deck of the same name gets a new version: its questions keep their histories."""
    lines = []
    for brought in decks:
        slug = slugify_file_name(brought.name)
        try:
            images.save_images(session.get_workspace(), brought.pictures)
            version = publishing.publish_text(
                session.get_workspace(),
                session.get_learner(),
                slug,
                brought.text,
                base=publishing.get_newest_number(session.get_workspace(), slug),
                now=session.get_now(),
                author=str(session.get_preference("author") or brought.deck.meta.author),
                note=f"Imported as {brought.name}",
            )
        except UserError as error:
            messages.show_error(error)
            return
        lines.append(
            f"“{sanitize_inline(brought.deck.title or brought.name)}” is in the library (version {version.number})."
        )
    session.choose_deck(slug)
    st.session_state["author deck"] = slug
    st.session_state.pop("desk", None)
    st.session_state["published"] = "  \n".join(lines)
    st.session_state["author view next"] = "Publish"
    st.rerun()


def show_problems(problems: tuple[Problem, ...]) -> None:
    """List problems and repairs by severity, each with its line and what to do about it."""
    for severity, (icon, title) in _SEVERITY_TITLES.items():
        decks = [p for p in problems if p.severity == severity]
        if decks:
            with st.expander(f"{title} ({len(decks)})", icon=icon):
                rows = (
                    f"- **Line {p.line}:** {sanitize_inline(p.message)} {sanitize_inline(p.remedy)}".rstrip()
                    for p in decks[:MAX_SHOWN]
                )
                st.markdown("\n".join(rows))
                if len(decks) > MAX_SHOWN:
                    st.caption(f"The first {MAX_SHOWN} of {len(decks)}.")


def _show_exports(open_draft: OpenDraft) -> None:
    st.subheader("Export")
    if not open_draft.draft.base:
        st.markdown("You can export a deck once it is published.")
        return
    deck_id = open_draft.draft.deck
    illustrated = import_export.has_images(session.get_workspace(), deck_id)
    for name, form in FORMATS.items():
        if name == "zip" and not illustrated:
            continue
        st.download_button(
            form.title,
            partial(_build_export, deck_id, name),
            f"{deck_id}{form.suffix}",
            form.media_type,
            icon=":material/download:",
            on_click="ignore",
            key=f"take {name}",
        )
    st.caption("The newest version, not the draft. A later Anki package updates the notes of an earlier one.")
    anki_audio_export.show_choice(deck_id)


def _build_export(deck_id: str, name: str) -> bytes:
    return import_export.export_deck(session.get_workspace(), deck_id, name, session.get_now())[1]

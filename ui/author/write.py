"""Write: the editor, the problems that were found, and the preview beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from services.labs import lab_checks
from services.library import images, publishing
from services.workspace import ROOT
from ui import messages, session
from ui.author import draft_session, editor, preview
from ui.author.draft_session import OpenDraft
from ui.author.state_keys import VIEW_KEY
from ui.deck_text.safe_markdown import sanitize_inline

FORMAT_DOC = ROOT / "docs" / "deck-format.md"

# Session state: the `line` of the address that was last gone to, and what the editor began with (token, text, line).
_SHOWN_LINE_KEY = "went to line"
_LOADED_KEY = "loaded"


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    requested = st.query_params.get("line", "")
    if requested.isdecimal() and st.session_state.get(_SHOWN_LINE_KEY) != requested:
        open_draft.line = int(requested)
        st.session_state[_SHOWN_LINE_KEY] = requested
    # An editor that comes back to the page begins with this; one that is there already heeds its token alone.
    st.session_state[_LOADED_KEY] = {
        "token": open_draft.draft.token,
        "text": open_draft.draft.text,
        "line": open_draft.line,
    }
    _show_editor_and_preview(open_draft)


@st.fragment
def _show_editor_and_preview(open_draft: OpenDraft) -> None:
    """Draw editor and preview: a fragment, so that typing reruns this much and no more."""
    if st.session_state.get(VIEW_KEY) != "Write":
        # The click that ended the typing led elsewhere; the browser sent both as one, and asked for this fragment alone.
        st.rerun()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        above = st.container()  # what is said here is seen while one types; the editor keeps its place
        # The text that was loaded, not the one that stands there now: a constant is sent once.
        loaded = st.session_state[_LOADED_KEY]
        if loaded["token"] != open_draft.draft.token:
            loaded.update(token=open_draft.draft.token, text=open_draft.draft.text, line=open_draft.line)
        on_report = partial(draft_session.store_report, open_draft, quiet=True)
        report = editor.draw_editor(
            loaded["text"],
            open_draft.draft.token,
            on_report=on_report,
            draft=f"{session.get_learner()}/{open_draft.draft.deck}",
            line=loaded["line"],
        )
        with above:
            draft_session.store_report(open_draft, report)
            draft_session.show_newer_draft(open_draft)
        deck = draft_session.parse_text(open_draft.draft.text)
        checked = images.report_missing_images(session.get_workspace(), deck, open_draft.draft.text)
        # Without running the models, a tenth of a second each: this is drawn at each pause in typing.
        checked = lab_checks.report_lab_problems(checked, run_models=False)
        editor.draw_notes(checked, open_draft.draft.text, open_draft.draft.token, open_draft.stored_report)
        _draw_id_button(open_draft)
        _show_format_help()
    with right:
        _show_counts(open_draft)
        with st.container(border=True, height=720):
            preview.draw_preview(deck, open_draft.line)


def _show_counts(open_draft: OpenDraft) -> None:
    deck = draft_session.parse_text(open_draft.draft.text)
    counts = (
        (len(deck.sections), "topic"),
        (len(deck.questions), "question"),
        (len(deck.counter_questions), "follow-up"),
        (len(deck.incidents), "incident"),
        (len(deck.scripts), "script"),
    )
    summary = ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
    st.caption(f"**{sanitize_inline(deck.title or 'No title yet')}**: {summary}. The preview follows the cursor.")


def _draw_id_button(open_draft: OpenDraft) -> None:
    if st.button(
        "Add ids to questions",
        icon=":material/fingerprint:",
        help="Adds {#id} to every question, so that any later rewording keeps its history. Nothing else changes.",
    ):
        text, count = publishing.add_ids(open_draft.draft.text)
        if count:
            draft_session.replace_text(open_draft, text)
            messages.toast_next(f"{count} id{'' if count == 1 else 's'} added.", icon=":material/fingerprint:")
            st.rerun()
        st.toast("Every question already has an id.", icon=":material/check_circle:")


def _show_format_help() -> None:
    with st.expander("Deck format", icon=":material/help:"):
        st.markdown(FORMAT_DOC.read_text(encoding="utf-8"))

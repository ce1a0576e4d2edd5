"""Write: the editor, what the reader says, and the preview beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from services.library import images, publishing
from services.workspace import ROOT
from ui import editor, session
from ui.author import desk, preview
from ui.author.desk import Desk
from ui.text import inline

FORMAT = ROOT / "docs" / "deck-format.md"


def show(here: Desk) -> None:
    """The view."""
    wish = st.query_params.get("line", "")
    if wish.isdecimal() and st.session_state.get("went to line") != wish:
        here.line = int(wish)
        st.session_state["went to line"] = wish
    # An editor that comes back to the page begins with this; one that is there already heeds its token alone.
    st.session_state["loaded"] = {"token": here.draft.token, "text": here.draft.text, "line": here.line}
    _workbench(here)


@st.fragment
def _workbench(here: Desk) -> None:
    """Editor and preview: a fragment, so that typing reruns this much and no more."""
    if st.session_state.get("author view") != "Write":
        # The click that ended the typing led elsewhere; the browser sent both as one, and asked for this fragment alone.
        st.rerun()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        above = st.container()  # what is said here is seen while one types; the editor keeps its place
        # The text that was loaded, not the one that stands there now: a constant is sent once.
        loaded = st.session_state["loaded"]
        if loaded["token"] != here.draft.token:
            loaded.update(token=here.draft.token, text=here.draft.text, line=here.line)
        heard = partial(desk.take, here)
        said = editor.edit(loaded["text"], here.draft.token, heard=heard, line=loaded["line"])
        desk.take(here, said)
        with above:
            desk.other_window(here)
        deck = desk.parsed(here.draft.text)
        told = images.checked(session.workspace(), deck, here.draft.text)
        editor.notes(told, here.draft.token, here.kept)
        _ids(here)
        _format()
    with right:
        _counts(here)
        with st.container(border=True, height=720):
            preview.draw(deck, here.line)


def _counts(here: Desk) -> None:
    deck = desk.parsed(here.draft.text)
    counts = (
        (len(deck.sections), "topic"),
        (len(deck.questions), "question"),
        (len(deck.counter_questions), "follow-up"),
        (len(deck.incidents), "incident"),
        (len(deck.scripts), "script"),
    )
    said = ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
    st.caption(f"**{inline(deck.title or 'No title yet')}**: {said}. The preview follows the cursor.")


def _ids(here: Desk) -> None:
    if st.button(
        "Write ids into the text",
        icon=":material/fingerprint:",
        help="Adds {#id} to every question, so that any later rewording keeps its history. Nothing else changes.",
    ):
        text, count = publishing.with_ids(here.draft.text)
        if count:
            desk.load(here, text)
            st.toast(f"{count} ids written.", icon=":material/fingerprint:")
            st.rerun()
        st.toast("Every question has its id already.", icon=":material/check_circle:")


def _format() -> None:
    with st.expander("How a deck is written", icon=":material/help:"):
        st.markdown(FORMAT.read_text(encoding="utf-8"))

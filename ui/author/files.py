"""Files: bring a deck in (a file, a zip, a paste), take this one out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from deck.model import Problem, Severity
from errors import UserError
from exchange.export.formats import FORMATS
from services.library import images, publishing, transfer
from services.library.catalog import slug_of
from services.library.drafts import NEW_DECK
from services.library.transfer import Brought
from services.library.transfer import bring_in as read_file
from ui import messages, session
from ui.author import desk, sounds
from ui.author.desk import Desk
from ui.text import inline

MOST_SHOWN = 100
_SEVERITIES: dict[Severity, tuple[str, str]] = {
    "error": (":material/error:", "Errors: something is lost for the learner"),
    "warning": (":material/warning:", "Warnings: something may be lost"),
    "info": (":material/build:", "Repairs the reader made"),
}


def show(here: Desk) -> None:
    """The view."""
    bring, take = st.columns(2, gap="large")
    with take:
        _take_out(here)
    with bring:
        st.subheader("Bring in")
        upload = st.file_uploader(
            "Markdown, CSV, TSV, Anki package, or a zip of decks with their pictures: at most 5 MB",
            type=[s.removeprefix(".") for s in transfer.SUFFIXES],
            key="opened",
        )
        pasted = st.text_area(
            "Or paste markdown, a public post-mortem, anything with headings or times", key="pasted", height=160
        )
        try:
            found = _read(upload.name, upload.getvalue()) if upload else _pasted(pasted)
        except UserError as error:
            messages.failed(error)
            return
        if len(found) > 1 and st.button(f"Put all {len(found)} on the shelf", icon=":material/library_add:"):
            _add(*found)
        for brought in found:
            _show(brought)


@st.cache_data(max_entries=4, show_spinner="Reading …")
def _cached(name: str, data: bytes) -> tuple[Brought, ...]:
    return read_file(name, data)


def _read(name: str, data: bytes) -> tuple[Brought, ...]:
    return _cached(name, data)


def _pasted(text: str) -> tuple[Brought, ...]:
    """What was pasted, under its own title: a second paste is another deck."""
    found = _cached("pasted.md", text.encode("utf-8", errors="replace")) if text.strip() else ()
    return tuple(replace(brought, name=brought.deck.title or brought.name) for brought in found)


def _show(brought: Brought) -> None:
    deck = brought.deck
    with st.container(border=True):
        st.markdown(f"#### {inline(deck.title or brought.name)}")
        counts = (
            (deck.sections, "topic"),
            (deck.questions, "question"),
            (deck.counter_questions, "follow-up"),
            (deck.incidents, "incident"),
            (deck.scripts, "script"),
        )
        st.caption(
            ", ".join(f"{len(found)} {noun}{'' if len(found) == 1 else 's'}" for found, noun in counts if found)
            or "Text without questions"
        )
        for sentence in brought.told:
            st.info(inline(sentence))
        show_problems(images.checked(session.workspace(), deck, brought.text, brought.pictures).problems)
        slug = slug_of(brought.name)
        shelf = desk.shelf()
        known = f"the deck “{inline(shelf[slug])}”" if slug in shelf else ""
        target = slug if known else NEW_DECK
        label = f"Open in the editor as {known or 'a new deck'}"
        if desk.held(target):
            label = "Put it in the place of my draft"
            st.warning(f"You have a draft of {known or 'a new deck'} that is not published.", icon=":material/edit:")
        if st.button(label, key=f"open {slug}", icon=":material/edit_note:"):
            _open(brought, target)
        label = f"Publish it as a new version of {known}" if known else "Add it to the shelf"
        if st.button(label, key=f"add {slug}", type="primary", icon=":material/library_add:"):
            _add(brought)


def _open(brought: Brought, deck_id: str) -> None:
    try:
        images.keep(session.workspace(), brought.pictures)
    except UserError as error:
        messages.failed(error)
        return
    st.session_state["author deck"] = deck_id
    st.session_state["new name"] = brought.name
    st.session_state["author view next"] = "Write"
    st.session_state.pop("desk", None)
    desk.load(desk.opened(deck_id), brought.text)
    st.rerun()


def _add(*found: Brought) -> None:
    """Publish without opening. A deck of the same name gets a new version: its questions keep their histories."""
    said = []
    for brought in found:
        slug = slug_of(brought.name)
        try:
            images.keep(session.workspace(), brought.pictures)
            made = publishing.publish(
                session.workspace(),
                session.learner(),
                slug,
                brought.text,
                base=publishing.newest(session.workspace(), slug),
                now=session.now(),
                author=str(session.preference("author") or brought.deck.meta.author),
                note=f"Brought in as {brought.name}",
            )
        except UserError as error:
            messages.failed(error)
            return
        said.append(f"“{inline(brought.deck.title or brought.name)}” is on the shelf (version {made.number}).")
    session.choose(slug)
    st.session_state["author deck"] = slug
    st.session_state.pop("desk", None)
    st.session_state["published"] = "  \n".join(said)
    st.session_state["author view next"] = "Publish"
    st.rerun()


def show_problems(problems: tuple[Problem, ...]) -> None:
    """Problems and repairs by severity, each with its line and what to do about it."""
    for severity, (icon, title) in _SEVERITIES.items():
        found = [p for p in problems if p.severity == severity]
        if found:
            with st.expander(f"{title} ({len(found)})", icon=icon):
                rows = (
                    f"- **Line {p.line}:** {inline(p.message)} {inline(p.remedy)}".rstrip() for p in found[:MOST_SHOWN]
                )
                st.markdown("\n".join(rows))
                if len(found) > MOST_SHOWN:
                    st.caption(f"The first {MOST_SHOWN} of {len(found)}.")


def _take_out(here: Desk) -> None:
    st.subheader("Take out")
    if not here.draft.base:
        st.markdown("A deck can be taken out once it is published.")
        return
    deck_id = here.draft.deck
    illustrated = transfer.has_pictures(session.workspace(), deck_id)
    for name, form in FORMATS.items():
        if name == "zip" and not illustrated:
            continue
        st.download_button(
            form.title,
            partial(_made, deck_id, name),
            f"{deck_id}{form.suffix}",
            form.media_type,
            icon=":material/download:",
            on_click="ignore",
            key=f"take {name}",
        )
    st.caption("The newest version, not the draft. A later Anki package updates the notes of an earlier one.")
    sounds.show(deck_id)


def _made(deck_id: str, name: str) -> bytes:
    return transfer.take_out(session.workspace(), deck_id, name, session.now())[1]

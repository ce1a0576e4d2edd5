"""Erasing a person: oneself in Settings, somebody else on the administrator's page. What goes, what stays, one confirmation."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.own_data import data_export, erasure
from services.own_data.erasure import Erasure
from ui import date_format, messages, session
from ui.deck_text.safe_markdown import escape_markdown

_DONE = "erased"
_WHAT_GOES = """\
- answers, memories and statistics, notes, texts, mock interviews, settings, drafts, private decks
- classes, what was shared there, and the part in figures about a class
- sessions, feed addresses, offline devices, and the account here

Decks that others practise stay, and so do suggestions that were accepted or are waiting for a mentor: both without the name.
Files that were given to others, such as an interview sheet, stay with them.
"""


def show_own_erasure() -> None:
    """Draw the way to erase oneself, and what became of it."""
    show_done()
    st.markdown("You can export everything as one file, and you can erase it here.")
    if st.button("Erase everything …", icon=":material/delete:"):
        _confirm_own()


def show_person_erasure(who: int, name: str) -> None:
    """Draw the button with which an administrator erases somebody."""
    if st.button("Erase", key=f"erase {who}", icon=":material/delete:"):
        _confirm_person(who, name)


@st.dialog("Erase everything")
def _confirm_own() -> None:
    ws, learner = session.get_workspace(), session.get_learner()
    st.markdown(f"This erases all of your data, immediately and for good:\n\n{_WHAT_GOES}")
    _show_backups()
    st.markdown("Recordings, offline packs and unsent texts are in your browsers: clear this site's data there.")
    # A function and not the file: it is made when somebody asks for it, not each time the dialog is drawn.
    st.download_button(
        "Export everything first (JSON)",
        lambda: data_export.export_learner(ws, learner, session.get_now()),
        file_name="rehearsal.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    if st.button("Erase all my data", key="erase own", type="primary", icon=":material/delete:"):
        try:
            result = erasure.erase_self(ws, learner, session.get_now())
        except UserError as error:
            messages.show_error(error)
            return
        # Nothing of what the tab holds may be kept for the next person; only then the sentence.
        st.session_state.clear()
        st.session_state[_DONE] = _describe_done(result, "All your data")
        st.rerun()


@st.dialog("Erase a person")
def _confirm_person(who: int, name: str) -> None:
    safe_name = escape_markdown(name)
    st.markdown(f"This erases all data of **{safe_name}**, immediately and for good:\n\n{_WHAT_GOES}")
    _show_backups()
    st.markdown(f"{safe_name} can export everything in *Settings* first; the file is for them alone.")
    if session.is_login_configured():
        st.markdown("If they log in again, they start as a new learner.")
    if st.button(f"Erase {safe_name}", key=f"erase for good {who}", type="primary", icon=":material/delete:"):
        try:
            result = erasure.erase_person(session.get_workspace(), session.get_learner(), who, session.get_now())
        except UserError as error:
            messages.show_error(error)
            return
        st.session_state[_DONE] = _describe_done(result, f"All data of {safe_name}")
        st.rerun()


def show_done() -> None:
    """Show what was just erased."""
    if sentence := st.session_state.pop(_DONE, None):
        st.success(sentence, icon=":material/check_circle:")


def _show_backups() -> None:
    try:
        backups = erasure.find_backups(session.get_workspace(), session.get_now())
    except UserError as error:
        messages.show_error(error)
        return
    if backups.daily:
        copies = (
            "Today’s backup still contains"
            if backups.daily == 1
            else f"The {backups.daily} daily backups still contain"
        )
        st.markdown(
            f"{copies} it, until **{date_format.format_day(backups.until)}** at the latest if the app runs every "
            "day: newer backups replace older ones. Restoring one brings the data back, to be erased again."
        )
    if backups.others:
        st.markdown(
            f"{len(backups.others)} more "
            + ("backup that was" if len(backups.others) == 1 else "backups that were")
            + " made by hand or before a restore stay until an administrator deletes them: "
            + ", ".join(f"`{name}`" for name in backups.others[:5])
            + (" …" if len(backups.others) > 5 else ".")
        )


def _describe_done(result: Erasure, what: str) -> str:
    """Return what became of it, in sentences."""
    sentences = [f"{what} has been erased."]
    if not result.is_overwritten:
        sentences.append("The database frees the space gradually. Until then, traces may remain on its disk.")
    if result.files_left:
        names = ", ".join(f"`{name}`" for name in result.files_left)
        sentences.append(f"These files could not be deleted; an administrator has to delete them: {names}.")
    if result.backups.daily:
        sentences.append(f"Backups contain it until {date_format.format_day(result.backups.until)} at the latest.")
    return " ".join(sentences)

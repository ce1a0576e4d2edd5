"""Learners: who practises here, by the names they chose; add one, rename one, switch to one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from errors import UserError
from services.learners import learners
from services.learners.learners import LearnerSummary
from ui import date_format, messages, navigation, session
from ui.account import erasure
from ui.author.draft_session import OpenDraft
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown

# Rows with buttons of their own: more would make the page slow; the search finds the others.
MAX_SHOWN = 50
# A plain form in this tab: the server answers it with the cookie.
_SWITCH_FORM = (
    '<form action="as/{:d}" method="post" target="_self" style="margin: 0"><button type="submit" style="font: inherit; '
    "color: inherit; background: none; border: 0; padding: 0.4rem 0; text-decoration: underline; cursor: pointer"
    '">Switch to this learner</button></form>'
)


def show_view(_open_draft: OpenDraft) -> None:
    """Draw the view."""
    erasure.show_done()
    own_id = session.get_learner()
    people = learners.list_learners(session.get_workspace(), own_id)
    st.markdown(
        "Everyone who practises here, each with a history of their own. Nobody signs in: this is for people who trust "
        "each other."
    )
    for person in pager.search(people, MAX_SHOWN, "learners", "learners", lambda person: person.name):
        _show_learner(person, own_id)
    _show_add_form()
    navigation.draw_link("classes", "Learn together in a class", icon=":material/school:")


def _show_learner(person: LearnerSummary, own_id: int) -> None:
    with st.container(border=True):
        st.markdown(f"**{escape_markdown(person.name)}**" + (" · uses this browser" if person.id == own_id else ""))
        st.caption(_describe_activity(person))
        with st.container(horizontal=True, vertical_alignment="center"):
            if person.id != own_id:
                st.html(_SWITCH_FORM.format(person.id))
            with st.popover("Rename", icon=":material/edit:"), st.form(f"rename {person.id}", border=False):
                name = st.text_input("Name", person.name, max_chars=learners.MAX_NAME_LENGTH, key=f"name {person.id}")
                if st.form_submit_button("Save the name", type="primary"):
                    _apply_change(lambda: learners.rename_learner(session.get_workspace(), own_id, person.id, name))
            if person.id != own_id:  # oneself in Settings
                erasure.show_person_erasure(person.id, person.name)


def _describe_activity(person: LearnerSummary) -> str:
    if person.last is None:
        return "Nothing answered yet"
    last = date_format.format_moment(person.last, session.get_zone())
    decks = f"{person.decks} deck{'' if person.decks == 1 else 's'}"
    return f"{person.answers} answer{'' if person.answers == 1 else 's'} in {decks}, the last on {last}"


def _show_add_form() -> None:
    with st.form("add learner", clear_on_submit=True):
        name = st.text_input("A new learner", max_chars=learners.MAX_NAME_LENGTH, placeholder="Their name")
        if st.form_submit_button("Add", icon=":material/person_add:"):
            _apply_change(
                lambda: learners.add_learner(session.get_workspace(), session.get_learner(), name, session.get_now())
            )


def _apply_change(change: Callable[[], object]) -> None:
    try:
        change()
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state.pop("preferences", None)  # the name is one of them, and may be one's own
    st.rerun()

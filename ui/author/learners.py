"""Learners: who practises here, by the names they chose; a new one, another name, another seat."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from errors import UserError
from services.learners import learners
from services.learners.learners import Person
from ui import messages, session
from ui.author.desk import Desk
from ui.text import literal

# A plain form in this tab: the server answers it with the cookie.
_SIT = (
    '<form action="as/{:d}" method="post" target="_self" style="margin: 0"><button type="submit" style="font: inherit; '
    "color: inherit; background: none; border: 0; padding: 0.4rem 0; text-decoration: underline; cursor: pointer"
    '">Learn as this person</button></form>'
)


def show(_here: Desk) -> None:
    """The view."""
    here = session.learner()
    found = learners.everyone(session.workspace(), here)
    st.markdown(
        "Everyone who practises here, each with a history of their own. Nobody signs in: this is for people who trust "
        "each other."
    )
    zone = ZoneInfo(session.zone())
    for person in found:
        _row(person, here, zone)
    _add()


def _row(person: Person, here: int, zone: ZoneInfo) -> None:
    with st.container(border=True):
        st.markdown(f"**{literal(person.name)}**" + (" · sits at this browser" if person.id == here else ""))
        st.caption(_done(person, zone))
        with st.container(horizontal=True, vertical_alignment="center"):
            if person.id != here:
                st.html(_SIT.format(person.id))
            with st.popover("Rename", icon=":material/edit:"), st.form(f"rename {person.id}", border=False):
                name = st.text_input("Name", person.name, max_chars=learners.LONGEST, key=f"name {person.id}")
                if st.form_submit_button("Save the name", type="primary"):
                    _try(lambda: learners.rename(session.workspace(), here, person.id, name))


def _done(person: Person, zone: ZoneInfo) -> str:
    if person.last is None:
        return "Nothing answered yet"
    last = f"{person.last.astimezone(zone):%d %b %Y, %H:%M}"
    decks = f"{person.decks} deck{'' if person.decks == 1 else 's'}"
    return f"{person.answers} answer{'' if person.answers == 1 else 's'} in {decks}, the last on {last}"


def _add() -> None:
    with st.form("add learner", clear_on_submit=True):
        name = st.text_input("A new learner", max_chars=learners.LONGEST, placeholder="Their name")
        if st.form_submit_button("Add", icon=":material/person_add:"):
            _try(lambda: learners.add(session.workspace(), session.learner(), name, session.now()))


def _try(change: Callable[[], object]) -> None:
    try:
        change()
    except UserError as error:
        messages.failed(error)
        return
    st.session_state.pop("preferences", None)
    st.rerun()

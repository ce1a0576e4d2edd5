"""Joining a class: `/classes?join=…`. Who teaches it and what they will see is said before."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.classes import membership
from ui import messages, session
from ui.classes.privacy import WHAT_MENTORS_SEE
from ui.deck_text.safe_markdown import escape_markdown

QUERY = "join"


def show_invitation() -> None:
    """Draw the invitation that the address holds, if it holds one."""
    token = st.query_params.get(QUERY, "")
    if not token:
        return
    ws, learner, now = session.get_workspace(), session.get_learner(), session.get_now()
    try:
        welcome = membership.read_invitation(ws, learner, token, now)
    except UserError as error:
        messages.show_error(error)
        return
    if welcome.is_member:
        st.info(f"You are already in {escape_markdown(welcome.name)}.")
        return
    with st.container(border=True):
        st.header(f"Join {escape_markdown(welcome.name)}?")
        if welcome.mentors:
            st.markdown(f"Taught by {', '.join(map(escape_markdown, welcome.mentors))}.")
        st.markdown(WHAT_MENTORS_SEE)
        with st.container(horizontal=True):
            if st.button("Join the class", type="primary", icon=":material/school:"):
                _join(token, welcome.name)
            if st.button("Not now"):
                del st.query_params[QUERY]
                st.rerun()


def _join(token: str, name: str) -> None:
    try:
        class_id = membership.join_class(session.get_workspace(), session.get_learner(), token, session.get_now())
    except UserError as error:
        messages.show_error(error)
        return
    del st.query_params[QUERY]
    st.query_params["class"] = str(class_id)
    messages.announce(f"You are in {escape_markdown(name)}.")
    st.rerun()

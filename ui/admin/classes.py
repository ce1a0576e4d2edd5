"""Classes as administrators see them: all of them, who teaches them, and the group whose people belong to them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from services.classes import classes, membership
from services.classes.classes import ClassSummary
from services.configuration import get_configuration
from services.learners import accounts
from services.roles import Role
from ui import messages, session
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown

# A class has several buttons and fields: more would make the page slow; the search finds the others.
MAX_SHOWN = 20


def show_classes() -> None:
    """Draw every class, and the form for a new one."""
    ws, learner = session.get_workspace(), session.get_learner()
    people = {
        person.learner: person.name
        for person in accounts.list_accounts(ws, learner)
        if person.role.includes(Role.MENTOR)
    }
    summaries = classes.list_all_classes(ws, learner)
    if not summaries:
        messages.show_empty("No class yet", "Mentors create classes on the page Class. You can also create one here.")
    for summary in pager.search(summaries, MAX_SHOWN, "classes", "all classes", lambda summary: summary.name):
        _show_class(summary, people)
    with st.form("new class here", clear_on_submit=True):
        name = st.text_input("A new class", max_chars=classes.MAX_NAME_LENGTH, placeholder="Its name")
        if st.form_submit_button("Create the class", icon=":material/add:"):
            messages.apply_change(
                lambda: classes.make_class(ws, learner, name, session.get_now()),
                f"{name} was created. You are its mentor.",
            )


def _show_class(summary: ClassSummary, people: dict[int, str]) -> None:
    ws, learner, now = session.get_workspace(), session.get_learner(), session.get_now()
    with st.expander(f"{escape_markdown(summary.name)} · {len(summary.learners)} learning", icon=":material/school:"):
        for number, name in summary.mentors.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"Taught by **{escape_markdown(name)}**", width="stretch")
                if st.button("Remove", key=f"remove mentor {summary.id} {number}", icon=":material/close:"):
                    messages.apply_change(
                        partial(membership.remove_member, ws, learner, summary.id, number),
                        f"{name} is no longer one of its mentors.",
                    )
        others = {number: name for number, name in people.items() if number not in summary.mentors}
        if others:
            with (
                st.form(f"mentor of {summary.id}", border=False),
                st.container(horizontal=True, vertical_alignment="bottom"),
            ):
                selected_learner = st.selectbox("Another mentor", list(others), format_func=others.__getitem__)
                if st.form_submit_button("Appoint", icon=":material/person_add:") and selected_learner is not None:
                    messages.apply_change(
                        lambda: membership.appoint_mentor(ws, learner, summary.id, selected_learner, now),
                        f"{others[selected_learner]} teaches {summary.name}.",
                    )
        _show_group(summary)
        with st.popover("Delete the class", icon=":material/delete:"):
            st.markdown("People keep what they learned. Decks that only this class sees become private to you.")
            if st.button("Delete it for good", key=f"delete class {summary.id}", type="primary"):
                messages.apply_change(
                    lambda: classes.delete_class(ws, learner, summary.id), f"{summary.name} is deleted."
                )


def _show_group(summary: ClassSummary) -> None:
    """Draw the field for the group, where the provider's claim is configured."""
    login = get_configuration().login
    if login is None or not login.classes_claim:
        return
    ws, learner = session.get_workspace(), session.get_learner()
    with st.form(f"group of {summary.id}", border=False):
        group = st.text_input(
            f"Value of the claim `{login.classes_claim}` that puts people into this class",
            summary.group,
            max_chars=classes.MAX_GROUP_LENGTH,
        )
        if st.form_submit_button("Save"):
            messages.apply_change(
                lambda: classes.change_class(
                    ws, learner, summary.id, name=summary.name, interview=summary.interview, group=group
                ),
                "Saved. It applies from each person's next log-in.",
            )

"""Class: `/classes?class=…&join=…`. Dates, assignments, what mentors see; for mentors people, figures, links."""

from __future__ import annotations

import streamlit as st

from services.classes import classes
from services.classes.classes import ClassSummary
from services.roles import Role
from ui import messages, session
from ui.classes import joining, learner_view, mentor_view
from ui.deck_text.safe_markdown import escape_markdown


def choose_class(summaries: tuple[ClassSummary, ...]) -> ClassSummary:
    """Draw the chooser where there are several; return the class of the address, else the first."""
    by_id = {str(summary.id): summary for summary in summaries}
    requested = st.query_params.get("class", "")
    current = requested if requested in by_id else next(iter(by_id))
    if len(summaries) > 1:
        selected = st.selectbox(
            "Class",
            list(by_id),
            index=list(by_id).index(current),
            format_func=lambda number: by_id[number].name,
            key=f"class {current}",  # a link to another class is a new widget, which begins with that class
        )
        if selected != current:
            st.query_params["class"] = str(selected)
            st.rerun()
    else:
        st.markdown(f"**{escape_markdown(by_id[current].name)}**")
    return by_id[current]


def show_new_class_form() -> None:
    """Draw the form with which mentors make a class."""
    if not session.get_role().includes(Role.MENTOR):
        return
    with st.expander("Create a class", icon=":material/add:"), st.form("new class", border=False, clear_on_submit=True):
        name = st.text_input("Name", max_chars=classes.MAX_NAME_LENGTH, placeholder="Backend, autumn 2026")
        if st.form_submit_button("Create the class", type="primary"):
            messages.apply_change(
                lambda: classes.make_class(session.get_workspace(), session.get_learner(), name, session.get_now()),
                f"{name} was created. Invite people and assign a deck.",
            )


def main() -> None:
    """Draw the page."""
    st.title("Class")
    messages.show_announcement()
    joining.show_invitation()
    summaries = classes.list_own_classes(session.get_workspace(), session.get_learner())
    if summaries:
        summary = choose_class(summaries)
        # Somebody who was appointed as a mentor and is one no longer sees the class as its learners do.
        if summary.role is Role.MENTOR and session.get_role().includes(Role.MENTOR):
            mentor_view.show_class(summary, session.get_today())
        else:
            learner_view.show_class(summary, session.get_today())
    elif joining.QUERY not in st.query_params:
        messages.show_empty(
            "You are in no class",
            "A mentor can send you a link that lets you join theirs.",
            icon=":material/school:",
        )
    show_new_class_form()


main()

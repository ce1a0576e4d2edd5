"""What there is to do for a class: on Today what is left, on the page Class all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from services.classes.assignments import Assignment, AssignmentKind, OwnAssignment, list_own_assignments
from ui import date_format, navigation, session
from ui.deck_text.safe_markdown import escape_markdown, sanitize_inline, strip_markup

# Today is about practice: the others are on the page Class.
MAX_ON_TODAY = 5
_LINKS = {
    AssignmentKind.INCIDENT: ("incidents", "Open the replay", ":material/timeline:"),
    AssignmentKind.TOPIC: ("practice", "Practise", ":material/style:"),
    AssignmentKind.CARDS: ("practice", "Practise", ":material/style:"),
    AssignmentKind.LAB: ("labs", "Open the lab", ":material/science:"),
    AssignmentKind.INTERVIEW: ("interview", "Begin", ":material/record_voice_over:"),
}
# The parameter of the address that says which one; a number of cards and an interview have no target.
_TARGET_NAMES = {AssignmentKind.INCIDENT: "incident", AssignmentKind.TOPIC: "topic", AssignmentKind.LAB: "lab"}


def describe_assignment(assignment: Assignment) -> str:
    """Return what there is to do, as plain text."""
    title, deck = strip_markup(assignment.title), strip_markup(assignment.deck_title)
    if assignment.kind is AssignmentKind.INCIDENT:
        return f"Incident: {title}"
    if assignment.kind is AssignmentKind.TOPIC:
        return f"Topic: {title}"
    if assignment.kind is AssignmentKind.LAB:
        return f"Lab: {title}"
    if assignment.kind is AssignmentKind.INTERVIEW:
        return f"A mock interview in {deck}"
    return f"{assignment.amount} card{'' if assignment.amount == 1 else 's'} in {deck}"


def describe_due(due: date | None, today: date) -> str:
    """Return when an assignment is due, "" for whenever."""
    if due is None:
        return ""
    if due == today:
        return "due today"
    return f"{'due' if due > today else 'was due'} on {date_format.format_day(due)}"


def draw_on_today(today: date) -> None:
    """List what the learner's classes still ask of them."""
    remaining = [own for own in list_own_assignments(session.get_workspace(), session.get_learner()) if not own.is_done]
    if not remaining:
        return
    st.header("For your class")
    draw_list(remaining[:MAX_ON_TODAY], today, shows_class=True)
    if len(remaining) > MAX_ON_TODAY:
        navigation.draw_link("classes", f"{len(remaining) - MAX_ON_TODAY} more", icon=":material/school:")


def draw_list(assignments: Sequence[OwnAssignment], today: date, *, shows_class: bool = False) -> None:
    """Draw assignments, each with how far it is, when it is due, and the way to it."""
    for own in assignments:
        assignment = own.assignment
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            icon = ":material/check_circle:" if own.is_done else ":material/radio_button_unchecked:"
            facts = [describe_due(assignment.due, today)]
            if own.is_done:
                facts = ["done"]
            elif own.steps > 1:
                facts.append(f"{own.finished} of {own.steps}")
            if shows_class:
                facts.append(assignment.class_name)
            about = " · ".join(escape_markdown(fact) for fact in facts if fact)
            st.markdown(
                f"{icon} **{sanitize_inline(describe_assignment(assignment))}**  \n:small[{about}]", width="stretch"
            )
            if not own.is_done:
                page, label, link_icon = _LINKS[assignment.kind]
                query = {"deck": assignment.deck_id}
                if assignment.kind in _TARGET_NAMES:
                    query[_TARGET_NAMES[assignment.kind]] = assignment.target
                navigation.draw_link(page, label, icon=link_icon, **query)

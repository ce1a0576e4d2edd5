"""A class as its mentors see it: people and links, figures, decks and dates, assignments, what is shared with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from deck.model import Deck
from services.classes import assignments, classes, membership, sharing
from services.classes.assignments import AssignmentKind
from services.classes.classes import ClassSummary
from simulation.table import MODELS
from ui import date_format, messages, server_addresses, session
from ui.classes import figures
from ui.classes.assignments import describe_assignment, describe_due
from ui.classes.learner_view import KIND_TITLES, format_title
from ui.deck_text import pager
from ui.deck_text.safe_markdown import draw_markdown, escape_markdown, sanitize_inline, strip_markup

DEFAULT_DAYS, DEFAULT_USES = 14, 30  # of an invitation: two weeks, a class
# How many are drawn at once.
MAX_PEOPLE, MAX_ITEMS, MAX_NAMES = 50, 50, 30
MAX_ASSIGNMENTS = 10  # each looks at everybody's work
_LINK = "class link"
_KIND_TITLES = {
    AssignmentKind.INCIDENT: "An incident",
    AssignmentKind.TOPIC: "A topic",
    AssignmentKind.CARDS: "A number of cards",
    AssignmentKind.LAB: "A lab",
    AssignmentKind.INTERVIEW: "A mock interview",
}


def show_class(summary: ClassSummary, today: date) -> None:
    """Draw a class for somebody who teaches it."""
    views: dict[str, Callable[[], None]] = {
        "People": lambda: show_people(summary),
        "Figures": lambda: figures.show_figures(summary),
        "Assignments": lambda: _show_assignments(summary, today),
        "Shared": lambda: _show_shared(summary),
        "Set-up": lambda: show_set_up(summary, today),
    }
    view = st.segmented_control(
        "View",
        list(views),
        default="People",
        key=f"class view {summary.id}",
        label_visibility="collapsed",
        required=True,
    )
    views[str(view)]()


def show_people(summary: ClassSummary) -> None:
    """Draw who is in the class and the links that lead into it. The look is written down."""
    if summary.learners:
        classes.note_people_seen(session.get_workspace(), session.get_learner(), summary.id, session.get_now())
    st.markdown(f"Taught by {', '.join(map(escape_markdown, summary.mentors.values())) or 'nobody'}.")
    if not summary.learners:
        messages.show_empty("No learners yet", "Create an invitation below, and send people its link.")
    learners = tuple(summary.learners.items())
    for number, name in pager.search(learners, MAX_PEOPLE, "people", f"class {summary.id}", lambda person: person[1]):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape_markdown(name)}**", width="stretch")
            with st.popover("Remove", icon=":material/close:"):
                st.markdown("They keep what they learned.")
                if st.button("Remove from the class", key=f"remove {summary.id} {number}", type="primary"):
                    _remove(summary, number, name)
    _show_invitations(summary)


def _remove(summary: ClassSummary, number: int, name: str) -> None:
    messages.apply_change(
        lambda: membership.remove_member(session.get_workspace(), session.get_learner(), summary.id, number),
        f"{name} is no longer in the class.",
    )


def _show_invitations(summary: ClassSummary) -> None:
    ws, learner, now = session.get_workspace(), session.get_learner(), session.get_now()
    st.header("Invitations")
    if link := st.session_state.pop(f"{_LINK} {summary.id}", None):
        st.markdown(
            "Send this link to the people who should join. It is shown only once; if you lose it, create a new one."
        )
        st.code(link, language=None, wrap_lines=True)
    with st.form(f"invite {summary.id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.number_input("Valid for (days)", 1, membership.MAX_DAYS, DEFAULT_DAYS)
        uses = st.number_input("People who may join", 1, membership.MAX_USES, DEFAULT_USES)
        if st.form_submit_button("Create a link", icon=":material/add_link:"):
            token = membership.make_invitation(ws, learner, summary.id, days=int(days), uses=int(uses), now=now)
            st.session_state[f"{_LINK} {summary.id}"] = f"{server_addresses.get_public_address()}/classes?join={token}"
            st.rerun()
    invitations = [link for link in membership.list_invitations(ws, learner, summary.id, now) if link.is_open]
    for invitation in pager.select_range(invitations, MAX_ITEMS, "invitations", f"invitations {summary.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            until = date_format.format_moment(invitation.expires_at, session.get_zone())
            times = f"{invitation.max_uses} time{'' if invitation.max_uses == 1 else 's'}"
            st.markdown(f"Used {invitation.uses} of {times}, valid until {until}", width="stretch")
            if st.button("Revoke", key=f"revoke {invitation.id}", icon=":material/link_off:"):
                messages.apply_change(
                    partial(membership.revoke_invitation, ws, learner, summary.id, invitation.id, now),
                    "The link no longer works. People who joined with it stay.",
                )


def _show_assignments(summary: ClassSummary, today: date) -> None:
    ws, learner = session.get_workspace(), session.get_learner()
    assigned = assignments.list_assignments(ws, learner, summary.id)
    if not assigned:
        messages.show_empty("Nothing is assigned", "Choose below what the class is to do, and by when.")
    # Only for those that are drawn: each looks at the work of everybody in the class.
    visible = pager.select_range(assigned, MAX_ASSIGNMENTS, "assignments", f"assignments {summary.id}")
    ids = [assignment.id for assignment in visible]
    statuses = assignments.list_class_assignments(ws, learner, summary.id, session.get_now(), ids) if ids else ()
    for status in statuses:
        assignment = status.assignment
        with st.container(border=True):
            due = describe_due(assignment.due, today)
            st.markdown(f"**{sanitize_inline(describe_assignment(assignment))}**" + (f" · {due}" if due else ""))
            st.caption(f"Done by {len(status.finishers)} of {len(status.finishers) + len(status.waiting)}")
            if status.is_gone:
                st.caption(
                    ":material/info: There is nothing left to do: it is no longer in the deck. "
                    "Withdraw it, or assign something else."
                )
            if status.waiting:
                names = ", ".join(map(escape_markdown, status.waiting[:MAX_NAMES]))
                more = len(status.waiting) - MAX_NAMES
                st.markdown(f"Not yet: {names}{f' and {more:,} more' if more > 0 else ''}.")
            if st.button("Withdraw", key=f"withdraw {assignment.id}", icon=":material/delete:", type="tertiary"):
                messages.apply_change(
                    partial(assignments.withdraw_assignment, ws, learner, summary.id, assignment.id),
                    "The assignment was withdrawn.",
                )
    _show_assignment_form(summary, today)


def _show_assignment_form(summary: ClassSummary, today: date) -> None:
    st.header("Assign something")
    titles = {deck.id: strip_markup(deck.title) for deck in session.list_decks()} if session.has_decks() else {}
    studied = [deck.deck_id for deck in summary.decks if deck.deck_id in titles]
    if not studied:
        st.markdown("Assign a deck first, under *Set-up*.")
        return
    deck_id = str(st.selectbox("Deck", studied, format_func=titles.__getitem__, key=f"assign deck {summary.id}"))
    kinds = {str(kind): kind for kind in AssignmentKind}
    selected_kind = st.selectbox(
        "What", list(kinds), format_func=lambda name: _KIND_TITLES[kinds[name]], key=f"assign kind {summary.id}"
    )
    kind = kinds[str(selected_kind)]
    choices = _list_targets(session.load_deck_by_id(deck_id), kind)
    target, amount = "", 0
    if kind is AssignmentKind.CARDS:
        amount = int(st.number_input("Cards", 1, assignments.MAX_CARDS, 20, key=f"assign cards {summary.id}"))
    elif kind is not AssignmentKind.INTERVIEW:
        if not choices:
            st.markdown("This deck has none.")
            return
        target = str(
            st.selectbox("Which", list(choices), format_func=choices.__getitem__, key=f"assign {kind} {deck_id}")
        )
    due = st.date_input(
        "Due (optional)",
        value=None,
        min_value=today,
        format=date_format.choose_input_format(),
        key=f"assign due {summary.id}",
    )
    if st.button("Assign", type="primary", icon=":material/add:", key=f"assign {summary.id}"):
        messages.apply_change(
            lambda: assignments.assign(
                session.get_workspace(),
                session.get_learner(),
                summary.id,
                deck_id,
                kind,
                target=target,
                amount=amount,
                due=due if isinstance(due, date) else None,
                now=session.get_now(),
            ),
            "The assignment was added.",
        )


def _list_targets(deck: Deck, kind: AssignmentKind) -> dict[str, str]:
    """Return what can be assigned of a kind, with its title."""
    if kind is AssignmentKind.INCIDENT:
        return {incident.id: strip_markup(incident.short_title or incident.title) for incident in deck.incidents}
    if kind is AssignmentKind.TOPIC:
        topics = {question.topic for question in deck.questions} | {cq.topic for cq in deck.counter_questions}
        section_ids = {above.id for topic in topics for above in deck.list_ancestors(topic)}
        return {section.id: strip_markup(section.title) for section in deck.sections if section.id in section_ids}
    if kind is AssignmentKind.LAB:
        return {model.name: model.title for model in MODELS}
    return {}


def _show_shared(summary: ClassSummary) -> None:
    ws, learner = session.get_workspace(), session.get_learner()
    items = sharing.list_shared(ws, learner, summary.id)
    if not items:
        messages.show_empty("Nothing is shared", "What learners share with the class's mentors appears here.")
        return
    st.caption("When you open one, its owner sees that you read it.")
    for shared in pager.select_range(items, MAX_ITEMS, "things", f"shared {summary.id}"):
        with st.container(border=True):
            st.markdown(
                f"**{escape_markdown(shared.name)}** · {KIND_TITLES[shared.kind].removeprefix('Your ').lower()}"
            )
            st.markdown(format_title(shared))
            key = f"read {summary.id} {shared.learner} {shared.kind} {shared.deck_id} {shared.item}"
            # Nothing of it is read, and no look is written down, before somebody opens it.
            if st.toggle("Read", key=key):
                draw_markdown(
                    sharing.read_shared(
                        ws,
                        learner,
                        summary.id,
                        shared.learner,
                        shared.kind,
                        shared.deck_id,
                        shared.item,
                        session.get_now(),
                    )
                )


def show_set_up(summary: ClassSummary, today: date) -> None:
    """Draw the class's name and date, its decks with theirs, and the way to delete it."""
    ws, learner = session.get_workspace(), session.get_learner()
    with st.form(f"class {summary.id}"):
        name = st.text_input("Name", summary.name, max_chars=classes.MAX_NAME_LENGTH)
        interview = st.date_input(
            "Interview or exam (optional)", summary.interview, format=date_format.choose_input_format()
        )
        st.caption("Practice of the class's decks aims at this day. Each learner may choose an earlier one.")
        if st.form_submit_button("Save", type="primary"):
            messages.apply_change(
                lambda: classes.change_class(
                    ws,
                    learner,
                    summary.id,
                    name=name,
                    interview=interview if isinstance(interview, date) else None,
                    group=summary.group,
                ),
                "Saved.",
            )
    _show_decks(summary, today)
    with st.popover("Delete the class", icon=":material/delete:"):
        st.markdown(
            "People keep what they learned. Links, dates, assignments and figures are deleted. Decks that only this class "
            "sees become private to you."
        )
        if st.button("Delete it for good", key=f"delete {summary.id}", type="primary"):
            messages.apply_change(lambda: classes.delete_class(ws, learner, summary.id), f"{summary.name} is deleted.")


def _show_decks(summary: ClassSummary, today: date) -> None:
    ws, learner = session.get_workspace(), session.get_learner()
    st.header("Decks")
    titles = {deck.id: strip_markup(deck.title) for deck in session.list_decks()} if session.has_decks() else {}
    for deck in pager.select_range(summary.decks, MAX_ITEMS, "decks", f"decks {summary.id}"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            day = (
                date_format.format_day(deck.due) if deck.due else "the class's date" if summary.interview else "no date"
            )
            st.markdown(f"**{escape_markdown(titles.get(deck.deck_id, deck.deck_id))}** · {day}", width="stretch")
            if st.button("Withdraw", key=f"withdraw deck {summary.id} {deck.deck_id}", type="tertiary"):
                messages.apply_change(
                    partial(classes.withdraw_deck, ws, learner, summary.id, deck.deck_id),
                    "The deck is no longer assigned to the class.",
                )
    if not titles:
        return
    with st.form(f"deck of {summary.id}"):
        assigned_ids = {deck.deck_id for deck in summary.decks}
        first = [session.get_deck_id(), *titles]  # the one that is open, unless the class has it
        start = next((deck_id for deck_id in first if deck_id not in assigned_ids), first[0])
        deck_id = st.selectbox("Deck", list(titles), index=list(titles).index(start), format_func=titles.__getitem__)
        due = st.date_input(
            "Date (optional: otherwise the class's date)",
            value=None,
            min_value=today,
            format=date_format.choose_input_format(),
        )
        if st.form_submit_button("Assign the deck", icon=":material/library_add:"):
            day_of_deck = due if isinstance(due, date) else None
            messages.apply_change(
                lambda: classes.assign_deck(ws, learner, summary.id, str(deck_id), day_of_deck, session.get_now()),
                "The deck is assigned to the class.",
            )

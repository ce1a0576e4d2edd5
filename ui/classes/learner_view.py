"""A class as its learners see it: dates, decks, assignments, what mentors see of them, what they share, and the way out."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from services.classes import assignments, looks, membership, sharing
from services.classes.classes import ClassSummary
from services.classes.looks import Look, Seen
from services.classes.sharing import OwnItem, SharedItem, SharedKind
from services.library.analytics import MIN_PEOPLE
from ui import date_format, messages, navigation, session
from ui.classes import assignments as assignment_list
from ui.classes.privacy import WHAT_MENTORS_SEE
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown, sanitize_inline, strip_markup

# The newest looks: a list, and not a log, of who read what.
MAX_LOOKS = 50
# Each is a row with a switch: more would make the page slow.
MAX_SHOWN = 30
_SEEN_TITLES = {
    Seen.PEOPLE: "who is in the class",
    Seen.FIGURES: "figures about the class",
    Seen.ASSIGNMENTS: "who has done the assignments",
    Seen.SHARED: "something you share",
}
KIND_TITLES = {
    SharedKind.ANSWER: "Your answer",
    SharedKind.NOTE: "Your note",
    SharedKind.TEXT: "Your text",
    SharedKind.INTERVIEW: "Mock interview",
}


def show_class(summary: ClassSummary, today: date) -> None:
    """Draw a class for somebody who learns in it."""
    mentors = ", ".join(escape_markdown(name) for name in summary.mentors.values())
    st.markdown(f"Taught by {mentors}." if mentors else "Nobody teaches this class at the moment.")
    if summary.interview is not None:
        st.markdown(f":material/event: Interview or exam on **{date_format.format_day(summary.interview)}**.")
    _show_decks(summary)
    _show_assignments(summary, today)
    st.header("What your mentors see")
    st.markdown(WHAT_MENTORS_SEE)
    _show_consent(summary)
    _show_sharing(summary)
    _show_looks(summary.name)
    _show_way_out(summary)


def _show_decks(summary: ClassSummary) -> None:
    titles = {deck.id: deck.title for deck in session.list_decks()} if session.has_decks() else {}
    listed = [deck for deck in summary.decks if deck.deck_id in titles]
    if not listed:
        return
    st.header("Decks")
    for deck in pager.select_range(listed, MAX_SHOWN, "decks", f"decks {summary.id}"):
        due = deck.due or summary.interview
        with st.container(horizontal=True, vertical_alignment="center"):
            about = f" · {date_format.format_day(due)}" if due else ""
            st.markdown(f"**{sanitize_inline(titles[deck.deck_id])}**{about}", width="stretch")
            navigation.draw_link("practice", "Practise", icon=":material/style:", deck=deck.deck_id)


def _show_assignments(summary: ClassSummary, today: date) -> None:
    own_assignments = [
        own
        for own in assignments.list_own_assignments(session.get_workspace(), session.get_learner())
        if own.assignment.class_id == summary.id
    ]
    st.header("Assignments")
    if not own_assignments:
        st.markdown("Nothing is assigned.")
        return
    assignment_list.draw_list(
        pager.select_range(own_assignments, MAX_SHOWN, "assignments", f"assignments {summary.id}"), today
    )


def _show_consent(summary: ClassSummary) -> None:
    # A new widget after each change, so that it begins with what is stored and never takes it back.
    key = f"consent {summary.id} {summary.consents}"
    consents = st.toggle(
        f"Show figures about me even when fewer than {MIN_PEOPLE} people are behind them",
        value=summary.consents,
        key=key,
        help="Figures of a small group appear only when everybody behind them agrees. You can change this at any time.",
    )
    if consents != summary.consents:
        messages.apply_change(
            lambda: membership.set_consent(session.get_workspace(), session.get_learner(), summary.id, consents),
            "Your mentors may see such figures." if consents else "Your mentors do not see such figures.",
        )


def _show_sharing(summary: ClassSummary) -> None:
    own = sharing.list_own_items(session.get_workspace(), session.get_learner(), summary.id)
    shared = sum(item.is_shared for item in own)
    with st.expander(f"Shared with your mentors: {shared or 'nothing'}", icon=":material/group:"):
        if not own:
            st.markdown(
                "Answers and notes that you write on cards, texts for stories and designs, and mock interviews appear here."
            )
        for item in pager.select_range(own, MAX_SHOWN, "things", f"own items {summary.id}"):
            _show_item(summary, item)


def format_title(item: OwnItem | SharedItem) -> str:
    """Return an item's title as markdown; an interview's is when it began, in the reader's zone."""
    if item.started_at is not None:
        return date_format.format_moment(item.started_at, session.get_zone())
    return escape_markdown(strip_markup(item.title))


def _show_item(summary: ClassSummary, item: OwnItem) -> None:
    ws, learner, now = session.get_workspace(), session.get_learner(), session.get_now()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{KIND_TITLES[item.kind]}: {format_title(item)}", width="stretch")
        key = f"share {summary.id} {item.kind} {item.deck_id} {item.item}"
        if item.is_shared:
            if st.button("Stop sharing", key=key, icon=":material/undo:"):
                messages.apply_change(
                    lambda: sharing.take_back(ws, learner, summary.id, item.kind, item.deck_id, item.item),
                    "Your mentors no longer see it.",
                )
        elif st.button("Share", key=key, icon=":material/group:"):
            messages.apply_change(
                lambda: sharing.share_item(ws, learner, summary.id, item.kind, item.deck_id, item.item, now),
                "Your mentors can read it, with your name.",
            )


def _show_looks(class_name: str) -> None:
    """List who looked at what in a class."""
    all_looks = [
        look
        for look in looks.list_looks(session.get_workspace(), session.get_learner())
        if look.class_name == class_name  # no two classes have the same name
    ]
    with st.expander(f"Who looked: {len(all_looks) or 'nobody yet'}", icon=":material/visibility:"):
        if not all_looks:
            st.markdown("No mentor has looked at anything yet.")
            return
        visible_looks = pager.select_range(all_looks, MAX_LOOKS, "looks", f"looks {class_name}")
        st.dataframe(
            {
                "When": [look.at.astimezone(ZoneInfo(session.get_zone())) for look in visible_looks],
                "Who": [look.viewer or "Somebody who has left" for look in visible_looks],
                "What": [_describe_look(look) for look in visible_looks],
            },
            hide_index=True,
        )


def _describe_look(look: Look) -> str:
    return _SEEN_TITLES[look.what] + (f" ({look.deck_id})" if look.deck_id else "")


def _show_way_out(summary: ClassSummary) -> None:
    with st.popover("Leave the class", icon=":material/logout:"):
        st.markdown(
            "You keep what you learned. Your mentors no longer see what you share, and the class's dates and assignments "
            "disappear from your pages."
        )
        if st.button("Leave", type="primary", key=f"leave {summary.id}"):
            messages.apply_change(
                lambda: membership.leave_class(session.get_workspace(), session.get_learner(), summary.id),
                f"You have left {summary.name}.",
            )

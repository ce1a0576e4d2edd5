"""Progress: readiness for the interview, the work that was done and comes, and what memory holds. `?view=` chooses."""

from __future__ import annotations

import uuid
from datetime import date

import streamlit as st

from services.practice import deadline_plan
from services.practice import statistics as reading
from services.practice.deadline_plan import DeadlinePlan
from services.practice.practice import Learner
from services.practice.statistics import LearnerStatistics
from services.workspace import Workspace
from ui import messages, navigation, session
from ui.progress import memory, readiness, work

VIEW_TITLES = {"readiness": "Readiness", "work": "Work", "memory": "Memory"}


@st.cache_resource(max_entries=16, show_spinner=False)
def _load_statistics(
    version: tuple[int, int, date, str], database: str, deck: str, zone: str, *, _ws: Workspace, _learner: Learner
) -> tuple[LearnerStatistics, DeadlinePlan | None]:
    """All of it, once until something changes."""
    del version, database, zone
    now = session.get_now()
    return reading.load_statistics(_ws, _learner, deck, now), deadline_plan.plan_deadline(_ws, _learner, deck, now)


def _choose_view() -> str:
    """The chosen view, kept in the address."""
    wish = st.query_params.get("view", "")
    now = wish if wish in VIEW_TITLES else "readiness"
    chosen = st.segmented_control(
        "View", tuple(VIEW_TITLES), format_func=VIEW_TITLES.__getitem__, default=now, label_visibility="collapsed"
    )
    if chosen and chosen != now:
        st.query_params["view"] = chosen
    return chosen or now


def main() -> None:
    """Read, choose a view, draw it."""
    st.title("Progress")
    if not session.has_decks():
        messages.show_empty("Nothing to study yet", "Open a markdown file under Author, and it becomes a deck.")
        return
    ws, deck = session.get_workspace(), session.get_deck_id()
    who = Learner(session.get_learner(), session.get_zone(), uuid.uuid4().hex)
    version = reading.fingerprint_statistics(ws, who, deck, session.get_now())
    found, plan = _load_statistics(version, str(ws.database), deck, who.zone, _ws=ws, _learner=who)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        view = _choose_view()
        readiness.draw_interview_form(plan, found.today)
    if not found.answers:
        messages.show_empty(
            "No answers yet",
            "Answer your first questions: what you recall, how long it holds and what comes back is shown here.",
            icon=":material/trending_up:",
        )
        navigation.draw_link("practice", "Begin to practise", icon=":material/play_arrow:")
    if view == "work" and found.answers:
        work.draw_view(found)
    elif view == "memory" and found.answers:
        memory.draw_view(found)
    else:
        readiness.draw_view(found, plan)


main()

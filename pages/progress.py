"""Progress: readiness for the interview, past and coming work, memory. `?view=` chooses."""

from __future__ import annotations

from datetime import date

import streamlit as st

from services.practice.planning import deadline_plan
from services.practice.planning import statistics as reading
from services.practice.planning.deadline_plan import DeadlinePlan
from services.practice.planning.statistics import LearnerStatistics
from services.practice.practice import Learner
from services.workspace import Workspace
from ui import messages, navigation, session
from ui.classes import class_dates
from ui.progress import memory, readiness, work

VIEW_TITLES = {"readiness": "Readiness", "work": "Work", "memory": "Memory"}


@st.cache_resource(max_entries=16, show_spinner=False)
def _load_statistics(
    version: tuple[int, int, date, str], database: str, deck: str, zone: str, *, _ws: Workspace, _learner: Learner
) -> tuple[LearnerStatistics, DeadlinePlan | None]:
    """Return the statistics and the plan, read again only when something changes.

    Streamlit leaves arguments with an underscore out of the cache's key: what the result depends on is in `version`.
    """
    del version, database, zone
    now = session.get_now()
    return reading.load_statistics(_ws, _learner, deck, now), deadline_plan.plan_deadline(_ws, _learner, deck, now)


def _choose_view() -> str:
    """Draw the view chooser; return the chosen view, which the address keeps."""
    requested = st.query_params.get("view", "")
    current = requested if requested in VIEW_TITLES else "readiness"
    choice = st.segmented_control(
        "View", tuple(VIEW_TITLES), format_func=VIEW_TITLES.__getitem__, default=current, label_visibility="collapsed"
    )
    if choice and choice != current:
        st.query_params["view"] = choice
    return choice or current


def main() -> None:
    """Draw the page."""
    st.title("Progress")
    if not session.has_decks():
        messages.show_empty("Nothing to study yet", "Add a document to begin.")
        return
    ws, deck = session.get_workspace(), session.get_deck_id()
    learner = session.make_practice_learner()
    version = reading.fingerprint_statistics(ws, learner, deck, session.get_now())
    statistics, plan = _load_statistics(version, str(ws.database), deck, learner.zone, _ws=ws, _learner=learner)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        view = _choose_view()
        readiness.draw_interview_form(plan, statistics.today)
    class_dates.draw_class_date(statistics.today, deck)
    if not statistics.answers:
        messages.show_empty(
            "No answers yet",
            "Answer your first questions. Retention, stability and the forecast then appear here.",
            icon=":material/trending_up:",
        )
        navigation.draw_link("practice", "Start practising", icon=":material/play_arrow:")
    if view == "work" and statistics.answers:
        work.draw_view(statistics)
    elif view == "memory" and statistics.answers:
        memory.draw_view(statistics)
    else:
        readiness.draw_view(statistics, plan)


main()

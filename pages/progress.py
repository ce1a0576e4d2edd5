"""Progress: readiness for the interview, the work that was done and comes, and what memory holds. `?view=` chooses."""

from __future__ import annotations

import uuid
from datetime import date

import streamlit as st

from services.learners import statistics as reading
from services.learners.statistics import Insight
from services.practice import deadline_plan
from services.practice.deadline_plan import Plan
from services.practice.practice import Learner
from services.workspace import Workspace
from ui import messages, navigation, session
from ui.progress import memory, readiness, work

VIEWS = {"readiness": "Readiness", "work": "Work", "memory": "Memory"}


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(
    version: tuple[int, int, date, str], database: str, deck: str, zone: str, *, _ws: Workspace, _who: Learner
) -> tuple[Insight, Plan | None]:
    """All of it, once until something changes."""
    del version, database, zone
    now = session.now()
    return reading.look(_ws, _who, deck, now), deadline_plan.plan(_ws, _who, deck, now)


def _view() -> str:
    """The chosen view, kept in the address."""
    wish = st.query_params.get("view", "")
    now = wish if wish in VIEWS else "readiness"
    chosen = st.segmented_control(
        "View", tuple(VIEWS), format_func=VIEWS.__getitem__, default=now, label_visibility="collapsed"
    )
    if chosen and chosen != now:
        st.query_params["view"] = chosen
    return chosen or now


def main() -> None:
    """Read, choose a view, draw it."""
    st.title("Progress")
    if not session.has_decks():
        messages.empty("Nothing to study yet", "Open a markdown file under Author, and it becomes a deck.")
        return
    ws, deck = session.workspace(), session.deck_id()
    who = Learner(session.learner(), session.zone(), uuid.uuid4().hex)
    version = reading.version(ws, who, deck, session.now())
    found, plan = _read(version, str(ws.database), deck, who.zone, _ws=ws, _who=who)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        view = _view()
        readiness.form(plan, found.today)
    if not found.answers:
        messages.empty(
            "No answers yet",
            "Answer your first questions: what you recall, how long it holds and what comes back is shown here.",
            icon=":material/trending_up:",
        )
        navigation.link("practice", "Begin to practise", icon=":material/play_arrow:")
    if view == "work" and found.answers:
        work.draw(found)
    elif view == "memory" and found.answers:
        memory.draw(found)
    else:
        readiness.draw(found, plan)


main()

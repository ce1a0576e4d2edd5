"""Today: what is due, one button to begin, what there is to relive and to hear."""

from __future__ import annotations

import uuid
from datetime import timedelta

import streamlit as st

from deck.model import Deck
from services import maintenance
from services.practice import today as day
from services.practice.practice import Learner
from services.practice.today import Day
from ui import blocks, messages, navigation, session
from ui.practice import grade_bar
from ui.text import inline


def show_due(today: Day) -> None:
    """What is left, and the one button."""
    if today.counts.total and today.pause is None:
        with st.container(horizontal=True, gap="small"):
            st.metric("Due", today.counts.review, border=True)
            st.metric("Learning", today.counts.learning, border=True)
            st.metric("New", today.counts.new, border=True)
        label = f"Start: {grade_bar.cards(today.counts.total)}, about {today.minutes} min"
        if st.button(label, type="primary", icon=":material/play_arrow:", width="stretch", key="start"):
            navigation.go("practice")
        return
    rest = today.pause.rest if today.pause else "done"
    until = today.pause.until if today.pause else None
    back = grade_bar.when(until, session.now(), session.zone()) if until else ""
    if rest == "empty":
        messages.empty(
            "This deck asks nothing yet",
            "Add a question to its text: `**Question:** …` and below it `**Answer:** …`.",
            icon=":material/quiz:",
        )
        navigation.link("author", "Write a question", icon=":material/edit_note:")
    elif rest == "wait":
        messages.empty("A short break", f"The next card is ready {back}.", icon=":material/coffee:")
    else:
        text = f"The next cards come {back}." if back else "Nothing is due."
        messages.empty(
            "Done for today", f"{text} Until then, relive an incident or listen.", icon=":material/check_circle:"
        )
        navigation.link("practice", "Cram without touching the schedule", icon=":material/bolt:")


def show_done(today: Day) -> None:
    """What was done, and what tomorrow brings."""
    said = []
    if today.answered:
        minutes = max(1, round(today.spent / timedelta(minutes=1)))
        said.append(f"{grade_bar.cards(today.answered)} answered in {minutes} min")
        if today.recalled is not None:
            said.append(f"{today.recalled:.0%} recalled")
    if today.tomorrow:
        said.append(f"{grade_bar.cards(today.tomorrow)} due tomorrow")
    if said:
        st.caption(" · ".join(said))


def show_more(deck: Deck, turn: int) -> None:
    """An incident and a script, another one each day."""
    relive, listen = st.columns(2)
    if deck.incidents and navigation.exists("incidents"):
        incident = deck.incidents[turn % len(deck.incidents)]
        with relive, st.container(border=True):
            st.markdown("**:material/timeline: Relive**")
            st.markdown(inline(incident.title))
            navigation.link("incidents", "Watch it move", icon=":material/timeline:", incident=incident.id)
    asked = deck.questions or deck.counter_questions
    if (deck.scripts or asked) and navigation.exists("listen"):
        with listen, st.container(border=True):
            st.markdown("**:material/headphones: Listen**")
            if deck.scripts:
                script = deck.scripts[turn % len(deck.scripts)]
                st.markdown(inline(script.title))
                blocks.hear(script, "Hear it", ":material/headphones:")
            if asked:
                navigation.link("listen", "What is due, for the ride", icon=":material/commute:", kind="commute")


def main() -> None:
    """The day of the chosen deck, or how to get a deck."""
    st.title("Today")
    if not session.has_decks():
        messages.empty(
            "Nothing to study yet",
            "Open a markdown file with questions and answers, and it becomes a deck.",
            icon=":material/library_add:",
        )
        navigation.link("author", "Open a file", icon=":material/upload_file:")
        return
    deck = session.deck()
    now = session.now()
    who = Learner(session.learner(), session.zone(), uuid.uuid4().hex)
    maintenance.soon(session.workspace(), now)
    today = day.today(session.workspace(), who, session.deck_id(), now)
    st.markdown(f"**{inline(deck.title)}**")
    show_due(today)
    show_done(today)
    show_more(deck, now.toordinal())


main()

"""Today: what is due, one button to start, a replay and an episode to go on with."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from deck.model import Deck
from services.operations import maintenance
from services.practice.planning import today as day
from services.practice.planning.custom_study import add_new_cards
from services.practice.planning.deadline_plan import DeadlinePlan, plan_deadline
from services.practice.planning.today import TodaySummary
from services.replays import replay_progress
from ui import messages, navigation, own_suggestions, server_addresses, session
from ui.classes import assignments, class_dates
from ui.components import page_parts
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import sanitize_inline
from ui.practice import grade_bar, interview_plan


def show_due(today: TodaySummary, plan: DeadlinePlan | None) -> None:
    """Show what is left, and the button that starts it."""
    if today.counts.total and today.pause is None:
        with st.container(horizontal=True, gap="small"):
            st.metric("Due", today.counts.review, border=True)
            st.metric("Learning", today.counts.learning, border=True)
            st.metric("New", today.counts.new, border=True)
        label = f"Start: {grade_bar.format_card_count(today.counts.total)}, about {today.minutes} min"
        if plan is not None:
            label = interview_plan.format_start(plan, today)
        if st.button(label, type="primary", icon=":material/play_arrow:", width="stretch", key="start"):
            navigation.go_to("practice")
        return
    reason = today.pause.reason if today.pause else "done"
    until = today.pause.until if today.pause else None
    return_time = grade_bar.format_return_time(until, session.get_now(), session.get_zone()) if until else ""
    if reason == "empty":
        messages.show_empty(
            "No questions in this deck yet",
            "Add a question to its text: `**Question:** …` and below it `**Answer:** …`.",
            icon=":material/quiz:",
        )
        navigation.draw_link("author", "Write a question", icon=":material/edit_note:")
    elif reason == "wait":
        messages.show_empty("A short break", f"The next card is ready {return_time}.", icon=":material/coffee:")
    else:
        text = f"The next cards are ready {return_time}." if return_time else "Nothing is due."
        messages.show_empty(
            "Done for today", f"{text} Until then, watch a replay or listen.", icon=":material/check_circle:"
        )
        if today.unseen:
            more = min(interview_plan.MORE_NEW, today.unseen)
            st.button(
                f"{more} more new card{'' if more == 1 else 's'}",
                icon=":material/add:",
                key="more new",
                on_click=let_in_more,
                args=(today.extra_new,),
            )
        navigation.draw_link("practice", "Cram without changing your schedule", icon=":material/bolt:")


def let_in_more(already: int) -> None:
    """Allow more new cards until the day ends, beyond those that were `already` let in when the button was drawn."""
    add_new_cards(
        session.get_workspace(),
        session.make_practice_learner(),
        session.get_deck_id(),
        interview_plan.MORE_NEW,
        session.get_now(),
        already=already,
    )


def show_done_today(today: TodaySummary) -> None:
    """Show what was done, and what is due tomorrow."""
    facts = []
    if today.answered:
        minutes = max(1, round(today.time_spent / timedelta(minutes=1)))
        facts.append(f"{grade_bar.format_card_count(today.answered)} answered in {minutes} min")
        if today.recall_rate is not None:
            facts.append(f"{today.recall_rate:.0%} recalled")
    if today.tomorrow:
        facts.append(f"{grade_bar.format_card_count(today.tomorrow)} due tomorrow")
    if facts:
        st.caption(" · ".join(facts))


def show_suggestions(deck_id: str, deck: Deck, turn: int) -> None:
    """Suggest the incident that is next up, and a script: another one each day, and an incident too once all were seen."""
    incidents, scripts = deck.incidents, deck.scripts
    has_questions = bool(deck.questions or deck.counter_questions)
    boxes = iter(st.columns(2, border=True)) if incidents and (scripts or has_questions) else iter(())
    if incidents:
        progress = replay_progress.load_progress(session.get_workspace(), session.get_learner(), deck_id, deck)
        upcoming = (candidate for candidate in incidents if progress[candidate.id].is_next)
        incident = next(upcoming, incidents[turn % len(incidents)])
        with next(boxes, None) or st.container(border=True):
            st.markdown("**:material/timeline: Replay**")
            with st.container(key="deck-text-incident"):
                st.markdown(sanitize_inline(incident.short_title))
            navigation.draw_link("incidents", "Watch the replay", icon=":material/timeline:", incident=incident.id)
    if scripts or has_questions:
        with next(boxes, None) or st.container(border=True):
            script = scripts[turn % len(scripts)] if scripts else None
            st.markdown("**:material/headphones: Listen**")
            if script:
                with st.container(key="deck-text-script"):
                    st.markdown(sanitize_inline(script.title))
                blocks.draw_listen_link(script, "Listen", ":material/headphones:")
            if has_questions:
                navigation.draw_link("listen", "Today's commute", icon=":material/commute:", kind="commute")


def main() -> None:
    """Show the day of the chosen deck, or how to get a deck."""
    st.title("Today")
    if not session.has_decks():
        messages.show_empty(
            "Nothing to study yet",
            "Add a document with questions and answers to begin.",
            icon=":material/library_add:",
        )
        navigation.draw_link("add", "Add a deck", icon=":material/library_add:")
        return
    deck_id = session.get_deck_id()
    deck = session.load_deck_by_id(deck_id)
    now = session.get_now()
    who = session.make_practice_learner()
    # A server that runs for weeks makes its copies too. It costs nothing once today's is made.
    maintenance.start_daily_backup(session.get_workspace(), now)
    own_suggestions.draw_outcomes()
    own_suggestions.draw_waiting()
    today = day.load_today(session.get_workspace(), who, deck_id, now)
    today_date = session.get_today()
    plan = plan_deadline(session.get_workspace(), who, deck_id, now)
    with st.container(key="deck-text-title"):
        st.markdown(f"**{sanitize_inline(deck.title)}**")
    page_parts.ask_for_parts(language=page_parts.describe_language(deck.meta.language or "en"))
    if plan is not None:
        interview_plan.draw_plan(plan)
    class_dates.draw_class_date(today_date, deck_id)
    show_due(today, plan)
    show_done_today(today)
    assignments.draw_on_today(today_date)
    if plan is None and not today.planned:
        interview_plan.draw_question()
    # The day chooses: the same replay and episode until midnight UTC, then others.
    show_suggestions(deck_id, deck, now.toordinal())
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        navigation.draw_link("add", "Add a deck", icon=":material/library_add:")
        st.link_button(
            "Practise offline",
            f"{server_addresses.get_root()}/offline/",
            type="tertiary",
            icon=":material/offline_pin:",
            help="Save today's cards, the last incidents and the commute on this device.",
        )


main()

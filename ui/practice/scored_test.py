"""A scored test on the screen: its form, its clock, its result beside the last one."""

from __future__ import annotations

import streamlit as st

from services.practice.scored_tests import FinishedTest
from ui import session
from ui.components import step_timer
from ui.deck_text.safe_markdown import strip_markup
from ui.practice import practice_session
from ui.practice.practice_session import PracticeSession, ScoredTest


def draw_form(state: PracticeSession) -> None:
    """Draw the form for a test, once it is opened."""
    form = st.expander(
        "Test: questions against the clock, with a score",
        icon=":material/timer:",
        key="test-form",
        on_change="rerun",
    )
    if not form.open:
        return
    titles = {section.id: section.title for section in session.load_deck().sections if section.level > 1}
    with form:
        left, right = st.columns(2)
        left.number_input("Number of questions", 1, 100, 10, key="test-size")
        right.number_input("Minutes (0: no limit)", 0, 180, 15, key="test-minutes")
        st.multiselect(
            "Topics (leave empty for all)",
            tuple(titles),
            format_func=lambda name: strip_markup(titles[name]),
            key="test-topics",
        )
        st.caption("A test leaves your schedule as it is. Hard, Good and Easy count as recalled.")
        st.button("Start the test", key="start-test", on_click=practice_session.start_test, args=(state,))


def draw_clock(test: ScoredTest) -> None:
    """Draw the time that is left; nothing without a limit."""
    if test.limit:
        # What is left by the server's clock: the browser's may differ.
        remaining = test.started_at + test.limit - session.get_now()
        step_timer.draw_running_clock(test.started_at.isoformat(), remaining.total_seconds(), key="test-clock")


def show_result(state: PracticeSession, test: ScoredTest) -> None:
    """Show the score, the last one beside it, and the way to what was missed."""
    result = test.result
    if result is None:
        return
    before = test.previous
    with st.container(border=True, key="test-result"):
        st.subheader(f"{result.right} of {result.questions} recalled")
        with st.container(horizontal=True, gap="small"):
            change = f"{(result.share - before.share) * 100:+.0f} points" if before else None
            st.metric("Score", f"{result.share:.0%}", change, border=True)
            st.metric("Time", _format_time(result.seconds), border=True)
            if before:
                st.metric("Last test", f"{before.share:.0%}", border=True)
        st.caption(describe_result(result, before, answered=len(test.answers)))
        with st.container(horizontal=True, gap="small"):
            if result.right < result.questions:
                st.button(
                    "Practise what was missed",
                    type="primary",
                    icon=":material/style:",
                    on_click=practice_session.practise_missed,
                    args=(state,),
                )
            st.button("Back to due cards", on_click=practice_session.leave_round, args=(state,), key="end-test")


def describe_result(result: FinishedTest, before: FinishedTest | None, *, answered: int) -> str:
    """Say how a test compares with the last one, and what the clock cut off."""
    sentences = []
    if answered < result.questions:
        remaining = result.questions - answered
        sentences.append(
            f"The time was up before {remaining} question{'s were' if remaining > 1 else ' was'} answered."
        )
    if before is None:
        sentences.append("This is your first test in this deck: the next one is compared with it.")
    else:
        sentences.append(
            f"Last time: {before.right} of {before.questions} in {_format_time(before.seconds)}; "
            f"now: {result.right} of {result.questions} in {_format_time(result.seconds)}."
        )
    return " ".join(sentences)


def _format_time(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d} min"

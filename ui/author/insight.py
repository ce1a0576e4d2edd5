"""Insight: which questions fail for all learners together, who practised, which topics lack questions."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from deck.model import Deck
from services.library import analytics, catalog
from ui import messages, navigation, session
from ui.author.draft_session import OpenDraft
from ui.deck_text.safe_markdown import strip_markup


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view, for the newest version, since that is what learners met."""
    if not open_draft.draft.base:
        messages.show_empty("No data yet", "Publish the deck. Results appear here once learners practise it.")
        return
    deck_id = open_draft.draft.deck
    deck = catalog.load_deck(session.get_workspace(), deck_id)
    _show_questions(deck_id)
    _show_learners(deck_id)
    _show_coverage(deck_id, deck)


def _build_editor_link(deck_id: str, line: int) -> str:
    return "?" + urlencode({"deck": deck_id, "view": "write", "line": line})


def _show_questions(deck_id: str) -> None:
    st.header("Questions")
    if session.is_login_configured():
        st.markdown("Each class's mentors see which questions fail in their class.")
        navigation.draw_link("classes", "Open Class", icon=":material/school:")
        return
    rows = analytics.measure_questions(session.get_workspace(), session.get_learner(), deck_id)
    if not rows:
        messages.show_empty(
            "No one has practised this deck yet", "Come back when learners have answered a few questions."
        )
        return
    st.dataframe(
        {
            "Question": [strip_markup(q.prompt) for q in rows],
            "Asked": [q.times_asked for q in rows],
            "Failed": [q.failure_rate * 100 for q in rows],
            "Seconds": [q.seconds for q in rows],
            "Confident but wrong": [q.sure_and_wrong for q in rows],
            "Learners": [q.learners for q in rows],
            "Leech for": [q.leeches for q in rows],
            "Typed": [q.typed for q in rows],
            "Missed most": [_format_missed_point(q.missed_points[0]) if q.missed_points else "" for q in rows],
            "Line": [_build_editor_link(deck_id, q.line) for q in rows],
        },
        hide_index=True,
        column_config={
            "Question": st.column_config.TextColumn(width="medium"),  # else it leaves no room for the numbers
            "Failed": st.column_config.NumberColumn(format="%.0f %%"),
            "Seconds": st.column_config.NumberColumn(format="%.0f", help="Mean time from question to grade"),
            "Missed most": st.column_config.TextColumn(
                width="medium", help="The key point missed most often, and how often"
            ),
            "Typed": st.column_config.NumberColumn(help="Typed answers compared with the key points"),
            "Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there"),
        },
    )
    _show_missed_points(deck_id, rows)


def _show_missed_points(deck_id: str, questions: Sequence[analytics.QuestionStatistics]) -> None:
    st.header("Key points that typed answers missed")
    if not any(q.typed for q in questions):
        messages.show_empty(
            "No typed answers yet",
            "Learners can type an answer to a question that has key points; which ones they miss appears here.",
        )
        return
    rows = sorted(
        ((point, q) for q in questions for point in q.missed_points),
        key=lambda row: (-row[0].misses / row[0].attempts, -row[0].misses, row[1].line),
    )
    if not rows:
        st.success("None: every typed answer covered every key point.")
        return
    st.dataframe(
        {
            "Key point": [strip_markup(point.point) for point, _ in rows],
            "Missed": [point.misses for point, _ in rows],
            "Of": [point.attempts for point, _ in rows],
            "Share": [point.misses / point.attempts * 100 for point, _ in rows],
            "Question": [strip_markup(q.prompt) for _, q in rows],
            "Line": [_build_editor_link(deck_id, q.line) for _, q in rows],
        },
        hide_index=True,
        column_config={
            "Key point": st.column_config.TextColumn(width="medium"),
            "Question": st.column_config.TextColumn(width="medium"),
            "Of": st.column_config.NumberColumn(help="Typed answers that were scored on this point"),
            "Share": st.column_config.NumberColumn(format="%.0f %%"),
            "Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there"),
        },
    )


def _format_missed_point(point: analytics.MissedPoint) -> str:
    return f"{point.misses} of {point.attempts}: {strip_markup(point.point)}"


def _show_learners(deck_id: str) -> None:
    rows = analytics.list_learner_activity(session.get_workspace(), session.get_learner(), deck_id)
    if not rows:
        return
    st.header("Who practised")
    st.dataframe(
        {
            "Name": [p.name for p in rows],
            "Answers": [p.answers for p in rows],
            "Failed": [p.failure_rate * 100 for p in rows],
            "Last": [p.last for p in rows],
        },
        hide_index=True,
        column_config={
            "Failed": st.column_config.NumberColumn(format="%.0f %%"),
            # As a time and not as text, so that the table can be sorted by it.
            "Last": st.column_config.DatetimeColumn(format="localized", timezone=session.get_zone()),
        },
    )


def _show_coverage(deck_id: str, deck: Deck) -> None:
    st.header("Coverage")
    scripts, question_minutes = analytics.estimate_minutes(deck)
    st.caption(
        f"About {scripts:.0f} minutes of scripts, and {question_minutes:.0f} minutes of questions with their answers."
    )
    rows = analytics.find_gaps(deck)
    if not rows:
        st.success("No gaps: every topic has questions, and every question has key points.")
        return
    st.dataframe(
        {
            "What": [gap.what for gap in rows],
            "Where": [strip_markup(gap.title) for gap in rows],
            "Line": [_build_editor_link(deck_id, gap.line) for gap in rows],
        },
        hide_index=True,
        column_config={"Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there")},
    )

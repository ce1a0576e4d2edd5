"""A class's figures in a deck, as its mentors see them."""

from __future__ import annotations

import streamlit as st

from services.classes.classes import ClassSummary
from services.classes.figures import BANDS, WORKLOAD_WEEKS, ClassFigures, QuestionFigures, load_class_figures
from services.library.analytics import MIN_PEOPLE
from ui import date_format, messages, session
from ui.deck_text.safe_markdown import escape_markdown, strip_markup


def show_figures(summary: ClassSummary) -> None:
    """Draw the figures of the deck that is chosen."""
    titles = {deck.id: strip_markup(deck.title) for deck in session.list_decks()} if session.has_decks() else {}
    studied = [deck.deck_id for deck in summary.decks if deck.deck_id in titles]
    if not studied:
        messages.show_empty("No deck yet", "Assign a deck to the class: its figures appear here.")
        return
    deck_id = st.selectbox("Deck", studied, format_func=titles.__getitem__, key=f"figures deck {summary.id}")
    figures = load_class_figures(
        session.get_workspace(), session.get_learner(), summary.id, str(deck_id), session.get_now()
    )
    _show_begun(figures)
    _show_questions(figures)
    _show_missed(figures)
    _show_calibration(figures)
    _show_workload(figures)
    age_note = (
        f" These are from {date_format.format_moment(figures.made_at, session.get_zone())}." if figures.made_at else ""
    )
    st.caption(
        f"A figure appears when {MIN_PEOPLE} people or more are behind it, and changes when those of {MIN_PEOPLE} people have "
        f"changed; that way no one can be identified from a change.{age_note} The class sees that you looked."
    )


def _show_begun(figures: ClassFigures) -> None:
    begun_count = figures.learners - len(figures.not_begun)
    st.metric("Have started", f"{begun_count} of {figures.learners}", border=True)
    if figures.not_begun:
        st.markdown(f"Not yet: {', '.join(map(escape_markdown, figures.not_begun))}.")


def _show_questions(figures: ClassFigures) -> None:
    st.header("Questions")
    if figures.questions:
        rows = figures.questions
        st.dataframe(
            {
                "Question": [strip_markup(row.prompt) for row in rows],
                "Failed": [row.failure_rate * 100 for row in rows],
                "Asked": [row.answers for row in rows],
                "People": [row.people for row in rows],
                "Seconds": [row.seconds for row in rows],
                "Confident but wrong": [row.sure_and_wrong for row in rows],
            },
            hide_index=True,
            column_config={
                "Question": st.column_config.TextColumn(width="medium"),
                "Failed": st.column_config.NumberColumn(format="%.0f %%"),
                "Seconds": st.column_config.NumberColumn(format="%.0f", help="Mean time from question to grade"),
            },
        )
    if figures.withheld:
        count = f"{figures.withheld} question{' is' if figures.withheld == 1 else 's are'}"
        st.markdown(f"{count} not shown: too few people answered, or too few since the last look.")
    elif not figures.questions:
        st.markdown("Nobody has answered a question of this deck yet.")


def _show_missed(figures: ClassFigures) -> None:
    rows: list[tuple[QuestionFigures, str, int, int]] = [
        (question, point.point, point.misses, point.attempts)
        for question in figures.questions
        for point in question.missed_points
    ]
    if not rows:
        return
    rows.sort(key=lambda row: -row[2] / row[3])
    st.header("Key points that typed answers missed")
    st.dataframe(
        {
            "Key point": [strip_markup(point) for _, point, _, _ in rows],
            "Missed": [misses / attempts * 100 for _, _, misses, attempts in rows],
            "Question": [strip_markup(question.prompt) for question, *_ in rows],
        },
        hide_index=True,
        column_config={
            "Key point": st.column_config.TextColumn(width="medium"),
            "Missed": st.column_config.NumberColumn(format="%.0f %%"),
            "Question": st.column_config.TextColumn(width="medium"),
        },
    )


def _show_calibration(figures: ClassFigures) -> None:
    if not figures.calibration:
        return
    st.header("Confidence")
    # A band ends one before the next begins, the last at 100.
    ends = dict(zip(BANDS, (*(edge - 1 for edge in BANDS[1:]), 100), strict=True))
    st.dataframe(
        {
            "Said": [f"{band.low}–{ends[band.low]} % sure" for band in figures.calibration],
            "Right": [band.right * 100 for band in figures.calibration],
            "People": [band.people for band in figures.calibration],
        },
        hide_index=True,
        column_config={"Right": st.column_config.NumberColumn(format="%.0f %%")},
    )


def _show_workload(figures: ClassFigures) -> None:
    if figures.minutes_a_week is not None:
        st.metric(
            f"Minutes a week, over the last {WORKLOAD_WEEKS} weeks",
            f"about {figures.minutes_a_week}",
            border=True,
            help="The mean of those who practised the deck.",
        )

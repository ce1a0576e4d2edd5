"""The interview on Today: its date asked once, then days left, what to expect, and today's share."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from services.practice.planning.deadline_plan import DeadlinePlan
from services.practice.planning.today import TodaySummary
from ui import date_format, session
from ui.practice import grade_bar

# A date further off is a mistake in the year, and no plan reaches so far.
MAX_AHEAD = timedelta(days=365)
MORE_NEW = 10  # new cards that custom study lets in at a time
SKIPPED = "interview_skipped"


def draw_question() -> None:
    """Ask for the interview's date, once: a learner who skips it finds it under Progress."""
    if session.get_preference(SKIPPED):
        return
    today = session.get_today()
    with st.form("interview question"):
        day = st.date_input(
            "When is your interview?",
            value=None,
            min_value=today,
            max_value=today + MAX_AHEAD,
            format=date_format.choose_input_format(),
            help="Practice then aims at that day and spreads the work over the days before it.",
        )
        with st.container(horizontal=True):
            is_submitted = st.form_submit_button("Plan for it", width="stretch", icon=":material/event:")
            skipped = st.form_submit_button("Not now", width="stretch")
    if is_submitted and isinstance(day, date):
        session.save_preferences(interview=day.isoformat())
        st.rerun()
    elif is_submitted:
        st.warning("Choose a date first, or “Not now” if you have none yet.", icon=":material/event:")
    elif skipped:
        session.save_preferences(interview_skipped=True)
        st.rerun()


def draw_plan(plan: DeadlinePlan) -> None:
    """Show where the learner stands: days left, expected recall on the day, whether what was planned fits."""
    with st.container(horizontal=True, gap="small"):
        st.metric("Days left", plan.days, border=True)
        st.metric(
            f"Expected recall on {date_format.format_short_day(plan.forecast_date)}",
            f"{plan.expected.recall:.0%}",
            border=True,
            help=f"With 80 % confidence between {plan.expected.low:.0%} and {plan.expected.high:.0%}.",
        )
    st.caption(describe_course(plan))
    if horizon := describe_horizon(plan):
        st.caption(horizon)


def describe_horizon(plan: DeadlinePlan) -> str:
    """Say which day the figures are for, where the interview is further off than the forecasts go; else ""."""
    if plan.forecast_days == plan.days:
        return ""
    return (
        f":material/info: Forecasts go {plan.forecast_days} days ahead. Your interview is later, so these figures are for "
        f"{date_format.format_day(plan.forecast_date)}."
    )


def describe_course(plan: DeadlinePlan) -> str:
    """Say whether the plan holds, and what it leaves out where time is short."""
    if plan.on_course:
        return ":material/check_circle: You are on course."
    omitted = sum(part.cards for part in plan.omitted)
    if not omitted:
        return (
            f":material/hourglass_bottom: Time is short: reviews have to wait. With more time you would recall "
            f"{plan.unlimited.recall:.0%}."
        )
    return (
        f":material/hourglass_bottom: Time is short: {grade_bar.format_card_count(omitted)} will not be learned. "
        "See Progress for what is left out."
    )


def format_start(plan: DeadlinePlan, today: TodaySummary) -> str:
    """Return the label of the button that begins: how many more cards keep the learner on course."""
    count = grade_bar.format_card_count(today.counts.total)
    more = count.replace(" card", " more card") if today.answered else count
    goal = "keep you on course" if today.counts.total != 1 else "keeps you on course"
    if not plan.on_course:
        goal = "make the best of today" if today.counts.total != 1 else "makes the best of today"
    return f"{more} {'today ' if today.answered else ''}{goal}: about {today.minutes} min"

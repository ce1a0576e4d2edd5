"""Readiness: the interview, expected recall on its day, what does not fit, the weakest topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from services.practice.planning.deadline_plan import DeadlinePlan
from services.practice.planning.statistics import LearnerStatistics, TopicReadiness
from ui import charts, date_format, navigation, session
from ui.charts import Table
from ui.deck_text.safe_markdown import sanitize_cell, sanitize_inline
from ui.practice import grade_bar
from ui.practice.interview_plan import MAX_AHEAD, describe_horizon

# The chapters to work on: a longer list is no advice.
MAX_WEAKEST = 10
# Topics named in a sentence; how many more there are is said.
MAX_NAMED = 6


def draw_view(statistics: LearnerStatistics, plan: DeadlinePlan | None) -> None:
    """Draw the view."""
    if plan is None:
        _draw_invitation()
    else:
        _draw_expectation(plan)
        if plan.days:  # on the day itself nothing can be planned any more
            _draw_limits(plan)
            _draw_shortage(plan)
        _draw_recall_curve(plan)
    if statistics.answers:
        _draw_topics(statistics)


def draw_interview_form(plan: DeadlinePlan | None, today: date) -> None:
    """Draw the form for the interview's date and the minutes a day. `today` is the learner's study day."""
    latest = today + MAX_AHEAD
    with st.popover("The interview", icon=":material/event:"), st.form("interview", border=False):
        day = st.date_input(
            "When is it?",
            value=plan.interview if plan else None,
            min_value=today,
            # The date may be that of a class, which its mentors set as far off as they like: the field holds it all the same.
            max_value=max(latest, plan.interview) if plan else latest,
            format=date_format.choose_input_format(),
        )
        minutes = st.number_input(
            "Minutes a day (empty: as many as needed)", 5, 600, plan.minutes if plan else None, step=5
        )
        left, right = st.columns(2)
        is_saved = left.form_submit_button("Save", type="primary", width="stretch")
        is_removed = right.form_submit_button("No interview", width="stretch", disabled=plan is None)
    if is_saved or is_removed:
        new_day = day if is_saved and isinstance(day, date) else None
        session.save_preferences(
            interview=new_day.isoformat() if new_day else None,
            interview_minutes=int(minutes) if new_day and minutes else None,
        )
        st.rerun()


def _draw_invitation() -> None:
    st.info(
        "Give the date of your interview, and practice aims at that day: each day takes the "
        "reviews that add most to what you will recall then.",
        icon=":material/event:",
    )


def _draw_expectation(plan: DeadlinePlan) -> None:
    with st.container(horizontal=True, gap="small"):
        st.metric("Expected recall on the day", f"{plan.expected.recall:.0%}", border=True)
        st.metric("Days left", plan.days, border=True)
        a_day = plan.expected.total / max(1, plan.forecast_days) * plan.pace / timedelta(minutes=1)
        st.metric("Minutes a day", f"{a_day:.0f}" if a_day >= 1 or not plan.expected.total else "< 1", border=True)
    busiest = round(max(plan.expected.reviews, default=0) * plan.pace / timedelta(minutes=1))
    if plan.minutes is not None:
        busiest = min(busiest, plan.minutes)  # the last answer of a day may take its time
    st.caption(
        f"On {date_format.format_day(plan.forecast_date)}, over all {grade_bar.format_card_count(plan.cards)} of this deck: "
        f"about {plan.expected.total:,.0f} answers until then, at most {busiest} min on one day. Of what you will have learned, "
        f"you will recall {plan.expected.recall_of_learned:.0%}."
    )
    if horizon := describe_horizon(plan):
        st.caption(horizon)


def _draw_limits(plan: DeadlinePlan) -> None:
    """Warn of a daily limit of reviews that holds back; minutes a day are told of by `_draw_shortage`."""
    if plan.minutes is None and plan.unlimited.recall - plan.expected.recall >= 0.005:
        st.warning(
            f"Your limit of {plan.reviews_per_day} reviews a day holds reviews back: expect "
            f"{plan.expected.recall:.1%} instead of {plan.unlimited.recall:.1%}. You can raise it under Settings.",
            icon=":material/speed:",
        )


def _draw_shortage(plan: DeadlinePlan) -> None:
    if plan.minutes is None:
        return
    lost_count = sum(part.cards for part in plan.omitted)
    if not lost_count and plan.unlimited.recall - plan.expected.recall < 0.01:
        st.success(f"{plan.minutes} minutes a day are enough for everything.", icon=":material/check_circle:")
        return
    if not lost_count:
        st.warning(
            f"**Time is short.** All new cards fit in {plan.minutes} minutes a day, but reviews have to wait: expect "
            f"{plan.expected.recall:.0%} instead of {plan.unlimited.recall:.0%}. The busiest day would take "
            f"{plan.busiest_day / timedelta(minutes=1):.0f} minutes.",
            icon=":material/hourglass_bottom:",
        )
        return
    titles = {section.id: section.title for section in session.load_deck().sections}
    topic_names = [f"{sanitize_inline(titles.get(part.topic, part.topic))} ({part.cards})" for part in plan.omitted]
    unnamed = len(topic_names) - MAX_NAMED
    suffix = f" and {unnamed} more topic{'' if unnamed == 1 else 's'}" if unnamed > 0 else ""
    busy = plan.unlimited.total / max(1, plan.forecast_days) * plan.pace / timedelta(minutes=1)
    st.warning(
        f"**Time is short.** In {plan.minutes} minutes a day {lost_count} of {plan.new} new cards do not fit. The end of "
        f"the deck would be left out: {'; '.join(topic_names[:MAX_NAMED])}{suffix}.  \n"
        f"Everything would take about {busy:.0f} minutes a day and lead to {plan.unlimited.recall:.0%}. To keep one of these "
        "topics, suspend what matters less.",
        icon=":material/hourglass_bottom:",
    )


def _draw_recall_curve(plan: DeadlinePlan) -> None:
    days = tuple(plan.today + timedelta(days=offset) for offset in range(plan.forecast_days + 1))
    limited = plan.expected != plan.unlimited
    figure = charts.build_recall_curve(
        tuple(map(date.isoformat, days)), plan.unlimited.curve, plan.expected.curve if limited else None
    )
    # The curves begin today and end on the day itself, on which nothing is answered any more.
    rows = tuple(
        (
            date_format.format_day(day),
            f"{plan.expected.curve[index]:.0%}",
            f"{plan.expected.reviews[index]:.0f}" if index < plan.forecast_days else "–",
        )
        for index, day in enumerate(days)
    )
    charts.show_chart(
        figure,
        Table(("Day", "Expected recall", "Answers that day"), rows),
        key="curve",
        caption=f"Expected recall over the whole deck, day by day: {plan.unlimited.curve[0]:.0%} today, "
        f"{plan.expected.curve[-1]:.0%} on the day"
        + (f" within your limits, {plan.unlimited.curve[-1]:.0%} without a limit." if limited else "."),
    )


def _draw_topics(statistics: LearnerStatistics) -> None:
    when = (
        f"on {date_format.format_day(statistics.interview)} if you stopped today" if statistics.interview else "today"
    )
    st.header("By chapter")
    charts.show_chart(
        charts.build_readiness_chart(
            tuple(t.title for t in statistics.sections), tuple(t.on_interview for t in statistics.sections)
        ),
        _build_topic_table(statistics.sections, dated=statistics.interview is not None),
        key="chapters",
        caption=f"Expected recall {when}; a question that you never saw counts as unknown.",
    )
    # Those never seen are the weakest of all: they stand first, in the order of the deck.
    weakest = sorted(statistics.topics, key=lambda t: t.on_interview)[:MAX_WEAKEST]
    if weakest:
        st.header("Weakest topics")
        st.markdown(_build_topic_table(weakest, dated=statistics.interview is not None).markdown())
        navigation.draw_link("practice", "Cram the weakest first", icon=":material/bolt:")


def _build_topic_table(topics: Sequence[TopicReadiness], *, dated: bool) -> Table:
    head = ("Topic", "Seen", "Today", "On the day") if dated else ("Topic", "Seen", "Today")
    rows = tuple(
        (
            sanitize_cell(t.title),
            f"{t.seen}\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{t.cards}",
            f"{t.today:.0%}",
            *((f"{t.on_interview:.0%}",) if dated else ()),
        )
        for t in topics
    )
    return Table(head, rows)

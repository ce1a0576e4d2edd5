"""Readiness: the interview, what to expect on its day, what to give up, where it is weakest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from services.learners.statistics import Insight, Topic
from services.practice.deadline_plan import Plan
from ui import figures, navigation, session
from ui.figures import Table
from ui.practice import grade_bar
from ui.text import cell, inline

WEAKEST = 10
NAMED = 6


def draw(found: Insight, plan: Plan | None) -> None:
    """The view."""
    if plan is None:
        _invite()
    else:
        _expectation(plan)
        if plan.days:  # on the day itself nothing can be planned any more
            _limits(plan)
            _short_of_time(plan)
        _curve(plan)
    if found.answers:
        _topics(found)


def form(plan: Plan | None, today: date) -> None:
    """The interview's date and the minutes a day. `today` is the learner's study day."""
    with st.popover("The interview", icon=":material/event:"), st.form("interview", border=False):
        day = st.date_input(
            "When is it?",
            value=plan.day if plan else None,
            min_value=today,
            max_value=today + timedelta(days=365),
            format="YYYY-MM-DD",
        )
        minutes = st.number_input(
            "Minutes a day (empty: what it takes)", 5, 600, plan.minutes if plan else None, step=5
        )
        left, right = st.columns(2)
        keep = left.form_submit_button("Save", type="primary", width="stretch")
        drop = right.form_submit_button("No interview", width="stretch", disabled=plan is None)
    if keep or drop:
        wanted = day if keep and isinstance(day, date) else None
        session.prefer(
            interview=wanted.isoformat() if wanted else None,
            interview_minutes=int(minutes) if wanted and minutes else None,
        )
        st.rerun()


def _invite() -> None:
    st.info(
        "Give the date of your interview, and practice aims at that day: fewer reviews on the way, a sweep over what is "
        "weak in the last days.",
        icon=":material/event:",
    )


def _expectation(plan: Plan) -> None:
    with st.container(horizontal=True, gap="small"):
        st.metric("Expected recall on the day", f"{plan.kept.recall:.0%}", border=True)
        st.metric("Days left", plan.days, border=True)
        a_day = plan.kept.total / max(1, plan.days) * plan.pace / timedelta(minutes=1)
        st.metric("Minutes a day", f"{a_day:.0f}" if a_day >= 1 or not plan.kept.total else "< 1", border=True)
    busiest = round(max(plan.kept.reviews, default=0) * plan.pace / timedelta(minutes=1))
    if plan.minutes is not None:
        busiest = min(busiest, plan.minutes)  # the last answer of a day may take its time
    st.caption(
        f"On {_said(plan.day)}, over all {grade_bar.cards(plan.cards)} of this deck: about {plan.kept.total:,.0f} answers "
        f"until then, at most {busiest} min on one day. Of what you will have learned you recall "
        f"{plan.kept.of_learned:.0%}."
    )


def _limits(plan: Plan) -> None:
    if plan.needed > plan.new_per_day:
        st.warning(
            f"{plan.new} cards are new. To see them all in time you need {plan.needed} new cards a day; your limit is "
            f"{plan.new_per_day}, and so expect {plan.kept.recall:.0%} instead of {plan.raised.recall:.0%}.",
            icon=":material/speed:",
        )
        if st.button(f"Make it {plan.needed} a day"):
            session.prefer(new_per_day=plan.needed)
            st.rerun()
    if plan.minutes is None and plan.free.recall - plan.raised.recall >= 0.005:
        st.warning(
            f"Your limit of {plan.reviews_per_day} reviews a day holds reviews back: expect {plan.raised.recall:.1%} instead of "
            f"{plan.free.recall:.1%}. You can raise it under Settings.",
            icon=":material/speed:",
        )


def _short_of_time(plan: Plan) -> None:
    if plan.minutes is None:
        return
    lost = sum(part.cards for part in plan.lost)
    if not lost and plan.free.recall - plan.raised.recall < 0.01:
        st.success(f"{plan.minutes} minutes a day are enough for everything.", icon=":material/check_circle:")
        return
    if not lost:
        st.warning(
            f"**Time is short.** All new cards fit in {plan.minutes} minutes a day, but reviews have to wait: expect "
            f"{plan.raised.recall:.0%} instead of {plan.free.recall:.0%}. The busiest day would take "
            f"{plan.busiest / timedelta(minutes=1):.0f} minutes.",
            icon=":material/hourglass_bottom:",
        )
        return
    titles = {section.id: section.title for section in session.deck().sections}
    named = [f"{inline(titles.get(part.topic, part.topic))} ({part.cards})" for part in plan.lost]
    more = f" and {len(named) - NAMED} more topics" if len(named) > NAMED else ""
    busy = plan.free.total / max(1, plan.days) * plan.pace / timedelta(minutes=1)
    st.warning(
        f"**Time is short.** In {plan.minutes} minutes a day {lost} of {plan.new} new cards do not fit. What would be "
        f"given up is what stands last in the deck: {'; '.join(named[:NAMED])}{more}.  \n"
        f"All of it takes about {busy:.0f} minutes a day and ends at {plan.free.recall:.0%}. To keep one of these "
        "topics, suspend what matters less.",
        icon=":material/hourglass_bottom:",
    )


def _curve(plan: Plan) -> None:
    days = tuple((plan.today + timedelta(days=offset)).isoformat() for offset in range(plan.days + 1))
    limited = plan.kept != plan.free
    figure = figures.curve(days, plan.free.curve, plan.kept.curve if limited else None)
    rows = tuple(
        (day, f"{plan.kept.curve[place]:.0%}", f"{plan.kept.reviews[place]:.0f}" if place < plan.days else "–")
        for place, day in enumerate(days)
    )
    figures.show(
        figure,
        Table(("Day", "Expected recall", "Answers that day"), rows),
        key="curve",
        said=f"Expected recall over the whole deck, day by day: {plan.free.curve[0]:.0%} today, "
        f"{plan.kept.curve[-1]:.0%} on the day"
        + (f" within your limits, {plan.free.curve[-1]:.0%} without a limit." if limited else "."),
    )


def _topics(found: Insight) -> None:
    when = f"on {_said(found.interview)} if you stopped today" if found.interview else "today"
    st.subheader("By chapter")
    figures.show(
        figures.readiness(tuple(t.title for t in found.sections), tuple(t.then for t in found.sections)),
        _table(found.sections, dated=found.interview is not None),
        key="chapters",
        said=f"Expected recall {when}; a question that you never saw counts as unknown.",
    )
    weakest = sorted((t for t in found.topics if t.seen), key=lambda t: t.then)[:WEAKEST]
    if weakest:
        st.subheader("Weakest topics")
        st.markdown(_table(weakest, dated=found.interview is not None).markdown())
        navigation.link("practice", "Cram them, weakest first", icon=":material/bolt:")


def _table(topics: Sequence[Topic], *, dated: bool) -> Table:
    head = ("Topic", "Seen", "Today", "On the day") if dated else ("Topic", "Seen", "Today")
    rows = tuple(
        (cell(t.title), f"{t.seen} of {t.cards}", f"{t.today:.0%}", *((f"{t.then:.0%}",) if dated else ()))
        for t in topics
    )
    return Table(head, rows)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

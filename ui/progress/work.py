"""Work: what comes, what was done, how well, how long it took."""

from __future__ import annotations

import streamlit as st

from quiz.settings import Settings
from services.learners.statistics import Insight
from ui import figures, session
from ui.figures import Table
from ui.practice import grade_bar


def draw(found: Insight) -> None:
    """The view."""
    _due(found)
    _calendar(found)
    _retention(found)
    _time(found)


def _due(found: Insight) -> None:
    st.subheader("What comes")
    total = sum(day.cards for day in found.due)
    late = f", {found.overdue} of them from earlier days" if found.overdue else ""
    figures.show(
        figures.bars(
            tuple(day.day.isoformat() for day in found.due),
            tuple(day.cards for day in found.due),
            "due",
            dates=True,
            ticks="%-d %b",
        ),
        Table(("Day", "Due"), tuple((day.day.isoformat(), str(day.cards)) for day in found.due if day.cards)),
        key="due",
        said=f"{grade_bar.cards(total)} fall due within 30 days, {found.due[0].cards} today{late}. New cards come on top.",
    )


def _calendar(found: Insight) -> None:
    st.subheader("What you did")
    busy = [day for day in found.calendar if day.cards]
    figures.show(
        figures.calendar(
            tuple(day.day.isoformat() for day in found.calendar), tuple(day.cards for day in found.calendar)
        ),
        Table(("Day", "Answers"), tuple((day.day.isoformat(), str(day.cards)) for day in reversed(busy))),
        key="calendar",
        said=f"{sum(day.cards for day in busy):,} answers on {len(busy)} {'day' if len(busy) == 1 else 'days'} of the "
        "last half year.",
    )


def _retention(found: Insight) -> None:
    st.subheader("True retention")
    if not found.months:
        st.caption("How much you recall of what comes back is shown once the first cards have come back.")
        return
    chosen = session.preference("desired_retention") or Settings().desired_retention
    aim = chosen if found.interview is None else None
    newest = found.months[-1]
    figures.show(
        figures.shares(
            tuple(f"{m.month:%b %Y}" for m in found.months),
            tuple(m.recalled for m in found.months),
            tuple(m.low for m in found.months),
            tuple(m.high for m in found.months),
            aim,
        ),
        Table(
            ("Month", "Reviews", "Recalled", "Between"),
            tuple(
                (f"{m.month:%B %Y}", str(m.reviews), f"{m.recalled:.1%}", f"{m.low:.0%} and {m.high:.0%}")
                for m in found.months
            ),
        ),
        key="retention",
        said=f"Cards in review that you recalled: {newest.recalled:.0%} of {newest.reviews} in {newest.month:%B}. "
        "The bars are 95 % intervals.",
    )


def _time(found: Insight) -> None:
    st.subheader("Time spent")
    total = sum(week.minutes for week in found.weeks)
    spent = f"{total / 60:.1f} hours" if total >= 60 else f"{total:.0f} min"
    figures.show(
        figures.bars(
            tuple(week.monday.isoformat() for week in found.weeks),
            tuple(round(week.minutes, 1) for week in found.weeks),
            "min",
            dates=True,
            ticks="%-d %b",
        ),
        Table(
            ("Week of", "Minutes"),
            tuple((w.monday.isoformat(), f"{w.minutes:.0f}") for w in reversed(found.weeks) if w.minutes),
        ),
        key="time",
        said=f"{spent} in the last half year, by week. A question left open counts ten minutes at most.",
    )

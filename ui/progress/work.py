"""Work: forecast, calendar, true retention, time spent."""

from __future__ import annotations

import streamlit as st

from quiz.practice_settings import PracticeSettings
from services.practice.planning.statistics import LearnerStatistics
from ui import charts, date_format, session
from ui.charts import Table
from ui.practice import grade_bar


def draw_view(statistics: LearnerStatistics) -> None:
    """Draw the view."""
    _draw_forecast(statistics)
    _draw_calendar(statistics)
    _draw_retention(statistics)
    _draw_time_spent(statistics)


def _draw_forecast(statistics: LearnerStatistics) -> None:
    st.header("Forecast")
    total = sum(day.cards for day in statistics.due)
    late = f", {statistics.overdue} of them from earlier days" if statistics.overdue else ""
    charts.show_chart(
        charts.build_bar_chart(
            tuple(day.day.isoformat() for day in statistics.due),
            tuple(day.cards for day in statistics.due),
            "due",
            dates=True,
            ticks=date_format.choose_tick_format(),
        ),
        Table(
            ("Day", "Due"),
            tuple((date_format.format_day(day.day), str(day.cards)) for day in statistics.due if day.cards),
        ),
        key="due",
        caption=f"{grade_bar.format_card_count(total)} fall due within 30 days, {statistics.due[0].cards} today{late}. "
        "New cards are not included.",
    )


def _draw_calendar(statistics: LearnerStatistics) -> None:
    st.header("Calendar")
    busy = [day for day in statistics.calendar if day.cards]
    charts.show_chart(
        charts.build_calendar(
            tuple(day.day.isoformat() for day in statistics.calendar),
            tuple(day.cards for day in statistics.calendar),
            tuple(date_format.format_day(day.day) for day in statistics.calendar),
            date_format.list_month_names(),
        ),
        Table(("Day", "Answers"), tuple((date_format.format_day(day.day), str(day.cards)) for day in reversed(busy))),
        key="calendar",
        caption=f"{sum(day.cards for day in busy):,} answers on {len(busy)} {'day' if len(busy) == 1 else 'days'} of the "
        "last half year.",
    )


def _draw_retention(statistics: LearnerStatistics) -> None:
    st.header("True retention")
    if not statistics.months:
        st.caption("Your true retention appears once the first cards have come back.")
        return
    desired = session.get_preference("desired_retention") or PracticeSettings().desired_retention
    # While an interview is ahead, its date decides when cards come back, and the desired retention is no aim.
    target = desired if statistics.interview is None else None
    newest = statistics.months[-1]
    charts.show_chart(
        charts.build_retention_chart(
            tuple(date_format.format_month(m.month) for m in statistics.months),
            tuple(m.recalled for m in statistics.months),
            tuple(m.low for m in statistics.months),
            tuple(m.high for m in statistics.months),
            target,
        ),
        Table(
            ("Month", "Reviews", "Recalled", "Between"),
            tuple(
                (
                    date_format.format_month(m.month),
                    str(m.reviews),
                    f"{m.recalled:.1%}",
                    f"{m.low:.0%} and {m.high:.0%}",
                )
                for m in statistics.months
            ),
        ),
        key="retention",
        caption=f"Cards in review that you recalled: {newest.recalled:.0%} of {newest.reviews} in "
        f"{date_format.format_month(newest.month)}. The bars are 95 % intervals.",
    )


def _draw_time_spent(statistics: LearnerStatistics) -> None:
    st.header("Time spent")
    total = sum(week.minutes for week in statistics.weeks)
    time_text = f"{total / 60:.1f} hours" if total >= 60 else f"{total:.0f} min"
    charts.show_chart(
        charts.build_bar_chart(
            tuple(week.monday.isoformat() for week in statistics.weeks),
            tuple(round(week.minutes, 1) for week in statistics.weeks),
            "min",
            dates=True,
            ticks=date_format.choose_tick_format(),
        ),
        Table(
            ("Week of", "Minutes"),
            tuple(
                (date_format.format_day(w.monday), f"{w.minutes:.0f}") for w in reversed(statistics.weeks) if w.minutes
            ),
        ),
        key="time",
        caption=f"{time_text} in the last half year, by week. A question left open counts as ten minutes at most.",
    )

"""Rounds over time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mock_interview.history import Direction, RoundResult, list_trends
from services.interview import round_results
from services.interview.rounds import InterviewRound
from ui import date_format, navigation, session
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown, sanitize_cell

_LISTED = 30  # rounds in the list
_SHOWN = 8  # rounds in the table; older ones are in the list
_ARROWS: dict[Direction, str] = {
    "up": ":material/trending_up: rising",
    "down": ":material/trending_down: falling",
    "level": ":material/trending_flat: level",
    "unknown": "too early to say",
}


def draw_history(rounds: Sequence[InterviewRound]) -> None:
    """Draw the finished rounds, and where each dimension is going."""
    finished = [mock_round for mock_round in rounds if mock_round.finished is not None]
    if not finished:
        return
    st.header("Your rounds")
    own = round_results.list_results(finished)
    if own:
        _draw_trends(own, finished)
    for mock_round in pager.select_range(finished, _LISTED, "rounds", "interview rounds"):
        day = date_format.format_moment(mock_round.started, session.get_zone())
        whose = "" if mock_round.origin == "own" else f", by {escape_markdown(mock_round.author or 'somebody')}"
        label = f"{day}: {mock_round.plan.minutes} minutes{whose}"
        icon = ":material/assignment_turned_in:" if mock_round.origin == "own" else ":material/rate_review:"
        navigation.draw_link("interview", label, icon=icon, round=mock_round.key)


def _draw_trends(own: Sequence[RoundResult], rounds: Sequence[InterviewRound]) -> None:
    titles = {dimension.key: dimension.title for mock_round in rounds for dimension in mock_round.rubric.dimensions}
    latest = own[-_SHOWN:]
    # A dimension that none of these rounds was scored by, as in another deck's rubric, has no row.
    rows = ["| Dimension | Evidence, oldest first | Trend | Your score |", "|---|---|---|---|"]
    for trend in list_trends(latest, [key for key in titles if any(key in result.evidence for result in latest)]):
        scores = " · ".join("–" if score is None else str(score) for score in trend.scores)
        gap = "–" if trend.gap is None else _describe_gap(trend.gap)
        rows.append(f"| {sanitize_cell(titles[trend.key])} | {scores} | {_ARROWS[trend.direction]} | {gap} |")
    st.markdown("\n".join(rows))
    paces = [f"{result.pace:.0f}" for result in latest if result.pace]
    if paces:
        st.caption(f"Words a minute: {' · '.join(paces)} (120 to 160 is usual)")
    calibrations = [result.calibration for result in latest if result.calibration is not None]
    if calibrations:
        st.caption(f"Calibration: {describe_calibration(sum(calibrations) / len(calibrations))}")


def _describe_gap(gap: float) -> str:
    return "the same" if abs(gap) < 0.25 else f"{abs(gap):.1f} {'higher' if gap > 0 else 'lower'}"


def describe_calibration(calibration: float) -> str:
    """Return in words how well somebody's confidence fits what they said."""
    points = round(abs(calibration) * 100)
    if points < 10:
        return "you were about as sure as you were right."
    if calibration > 0:
        return f"you were more confident than right, by {points} percentage points."
    return f"you knew more than you thought, by {points} percentage points."

"""The interviewer's sheet on the screen: two people open the same address, one asks, the other answers."""

from __future__ import annotations

import streamlit as st

from mock_interview.budgets import DEFAULT_ROLE, ROLES
from mock_interview.model import PART_TITLES, ROUND_MINUTES, InterviewQuestion, PlannedPart
from mock_interview.rubric import SCORE_NAMES, build_rubric
from mock_interview.sheet import build_sheet
from services.interview import rounds
from services.interview.rounds import RoundRequest
from ui import navigation, session
from ui.deck_text.safe_markdown import draw_markdown, sanitize_inline


def read_request() -> RoundRequest:
    """Return the round that the address asks for. Chance chooses its questions, so that everybody gets the same."""
    query = st.query_params
    minutes, seed = query.get("minutes", ""), query.get("seed", "")
    return RoundRequest(
        decks=tuple(name for name in query.get("sheet", "").split(",") if name),
        minutes=int(minutes) if minutes in {str(choice) for choice in ROUND_MINUTES} else ROUND_MINUTES[0],
        seed=int(seed) if seed.isascii() and seed.isdecimal() and len(seed) <= 6 else 1,
        level=query.get("level", ""),
        role=query.get("role", "") if query.get("role", "") in ROLES else DEFAULT_ROLE,
        order="blind",
    )


def draw_sheet() -> None:
    """Draw the sheet for the address."""
    navigation.draw_link("interview", "All rounds", icon=":material/arrow_back:")
    request = read_request()
    plan = rounds.make_plan(
        session.get_workspace(), session.make_practice_learner("interview"), request, session.get_now()
    )
    decks = [session.load_deck_by_id(name) for name in plan.decks]
    rubric = build_rubric(decks, plan.level)
    title = ", ".join(deck.title for deck in decks)
    st.title("Interviewer’s sheet")
    st.markdown(
        f"**{sanitize_inline(title)}** · {plan.minutes} minutes · {sanitize_inline(plan.level)} · round number {plan.seed}. "
        "Share this page’s address: whoever opens it sees the same round. Ticks stay with you."
    )
    st.download_button(
        "Printable sheet",
        build_sheet(plan, rubric, title),
        file_name=f"interview-{plan.seed}.html",
        mime="text/html",
        icon=":material/print:",
    )
    for note in plan.notes:
        st.caption(f":material/info: {sanitize_inline(note)}")
    for number, part in enumerate(plan.parts):
        _draw_part(number, part, plan.seed)
    st.header("Rubric")
    for dimension in rubric.dimensions:
        st.markdown(f"**{sanitize_inline(dimension.title)}**")
        for place, anchor in enumerate(dimension.anchors):
            st.checkbox(sanitize_inline(anchor), key=f"sheet-anchor-{plan.seed}-{dimension.key}-{place}")
        st.radio(
            f"Score for {sanitize_inline(dimension.title)}",
            list(SCORE_NAMES),
            index=None,
            format_func=lambda score: f"{score} {SCORE_NAMES[score]}",
            horizontal=True,
            label_visibility="collapsed",
            key=f"sheet-score-{plan.seed}-{dimension.key}",
        )


def _draw_part(number: int, part: PlannedPart, seed: int) -> None:
    heading = PART_TITLES[part.kind] + (
        f": {sanitize_inline(part.title)}" if part.title != PART_TITLES[part.kind] else ""
    )
    st.markdown(f"## {heading}")
    st.caption(f"{part.start} to {part.start + part.minutes} min")
    _draw_question(part.question, f"{seed}-{number}-0")
    if part.follow_ups:
        st.markdown("Then, by what was missed:")
    for place, question in enumerate(part.follow_ups, start=1):
        with st.container(border=True):
            _draw_question(question, f"{seed}-{number}-{place}")


def _draw_question(question: InterviewQuestion, key: str) -> None:
    draw_markdown(question.prompt)
    if question.tests:
        st.caption(f"Tests {sanitize_inline(question.tests)}")
    for place, point in enumerate(question.key_points):
        st.checkbox(sanitize_inline(point), key=f"sheet-{key}-{place}")

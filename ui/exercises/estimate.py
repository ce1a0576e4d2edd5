"""An estimate on the screen: the question, a field for a number with its unit, then the derivation."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz import units
from quiz.exercises.estimate import EstimateExercise, format_tolerance, judge_answer
from quiz.scheduler import Rating
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, escape_markdown, sanitize_inline
from ui.practice import practice_session

_MARKS = {
    Rating.GOOD: ":green[:material/check:] Right",
    Rating.HARD: ":orange[:material/near_me:] Close",
    Rating.AGAIN: ":red[:material/close:] Not yet",
}


def draw_question(exercise: EstimateExercise, deck: Deck, key: str) -> str | None:
    """Draw the question with this time's numbers and a field; return what was typed, None for nothing."""
    del deck
    draw_heading("####", exercise.prompt)
    if exercise.context:
        draw_markdown(exercise.context)
    field = f"number-{key}"
    if not practice_session.load_session().revealed:
        unit = f" in {exercise.unit}" if exercise.unit else ""
        st.text_input(
            f"Your estimate{unit}",
            key=field,
            max_chars=80,
            placeholder="A number with its unit: 4,000 · 4k · 1.5 GB · 25 ms",
            help=f"Right {format_tolerance(exercise.tolerance)}. A number without a unit is taken{unit or ' as it stands'}.",
        )
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[_build_response_key(key)] = st.session_state[field].strip()
    return st.session_state.get(_build_response_key(key)) or None


def draw_answer(exercise: EstimateExercise, deck: Deck, response: str | None) -> Rating | None:
    """Draw the right number, what was typed beside it and how one gets there; return the grade that this suggests."""
    del deck
    suggested = None
    answer = sanitize_inline(units.format_quantity(exercise.answer, exercise.unit))
    st.markdown(f"**{answer}** :small[({format_tolerance(exercise.tolerance)})]")
    if response is not None:
        judged = judge_answer(exercise, response)
        suggested = judged.grade
        mark = _MARKS[suggested] if suggested is not None else ":gray[:material/help:] Not read"
        st.markdown(f"{mark} · You wrote: {escape_markdown(response)} · {sanitize_inline(judged.message)}")
    draw_markdown(exercise.derivation)
    blocks.draw_key_points(exercise.key_points)
    return suggested


def _build_response_key(key: str) -> str:
    return f"estimate-{key}"

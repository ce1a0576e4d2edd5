"""Fill the gap on the screen."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.gap import GAP, GapExercise, suggest_grade
from quiz.scheduler import Rating
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, sanitize, sanitize_inline
from ui.practice import practice_session


def draw_question(exercise: GapExercise, deck: Deck, key: str) -> str | None:
    """Draw the question, the sentence with its gap and a field; return what was typed, None for nothing."""
    del deck
    draw_heading("####", exercise.prompt)
    draw_markdown(f"> {exercise.sentence}")
    field = f"gap-{key}"
    if not practice_session.load_session().revealed:
        st.text_input("What goes in the gap?", key=field, max_chars=200)
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[_build_response_key(key)] = st.session_state[field].strip()
    return st.session_state.get(_build_response_key(key)) or None


def draw_answer(exercise: GapExercise, deck: Deck, response: str | None) -> Rating | None:
    """Draw the whole sentence, what was typed, and the answer folded away; return the suggested grade."""
    term = f"**{sanitize_inline(exercise.term)}**"
    st.markdown(f"> {sanitize(exercise.sentence).replace(GAP, term)}")
    suggested = None
    if response is not None:
        suggested = suggest_grade(exercise, response, deck)
        mark = {Rating.GOOD: ":green[:material/check:]", Rating.HARD: ":orange[:material/spellcheck:]"}.get(
            suggested, ":red[:material/close:]"
        )
        st.markdown(f"{mark} You wrote: {sanitize_inline(response)}")
    with st.expander("Full answer", icon=":material/notes:"):
        draw_markdown(exercise.answer)
    return suggested


def _build_response_key(key: str) -> str:
    return f"typed-{key}"

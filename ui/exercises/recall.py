"""Recall on the screen: the question, then the answer in its layers."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.recall import RecallExercise
from quiz.scheduler import Rating
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, sanitize_inline


def draw_question(exercise: RecallExercise, deck: Deck, key: str) -> None:
    """Draw the question alone."""
    del deck, key
    draw_heading("##", exercise.prompt)


def draw_answer(exercise: RecallExercise, deck: Deck, response: None) -> Rating | None:
    """Draw the answer, the plain words folded away, what it tests, the key points."""
    del response
    if exercise.body:
        blocks.draw_parts(exercise.body, deck)
    else:
        draw_markdown(exercise.answer)
    if exercise.tests:
        st.markdown(f":material/psychology: **What it tests:** {sanitize_inline(exercise.tests)}")
    blocks.draw_key_points(exercise.key_points)
    blocks.draw_wrong_answers(exercise.wrong_answers)
    if exercise.simple_answer:
        with st.expander("Plain words", icon=":material/child_care:"):
            draw_markdown(exercise.simple_answer)
    if not (exercise.body or exercise.answer or exercise.simple_answer):
        hint = "Judge by what it tests." if exercise.tests else "Judge by what you know."
        st.caption(f"This deck has no answer for this card. {hint}")
    return None

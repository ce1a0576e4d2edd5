"""Recall on the screen: the question, then the answer in its layers."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.recall import RecallExercise
from quiz.scheduler import Rating
from ui import blocks
from ui.text import heading, inline, md


def ask(exercise: RecallExercise, deck: Deck, key: str) -> None:
    """The question alone."""
    del deck, key
    heading("##", exercise.prompt)


def reveal(exercise: RecallExercise, deck: Deck, response: None) -> Rating | None:
    """The answer, the simple words folded away, what it tests, what a good answer touches."""
    del response
    if exercise.body:
        blocks.parts(exercise.body, deck)
    else:
        md(exercise.answer)
    if exercise.tests:
        st.markdown(f":material/psychology: **What it tests:** {inline(exercise.tests)}")
    blocks.key_points(exercise.key_points)
    if exercise.eli8:
        with st.expander("In plain words", icon=":material/child_care:"):
            md(exercise.eli8)
    if not (exercise.body or exercise.answer or exercise.eli8):
        st.caption("The deck gives no answer here: judge by what it tests.")
    return None

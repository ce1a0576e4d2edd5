"""Options on the screen: one press on an option commits and reveals. Keys 1–4 press them, as they press the grades."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import streamlit as st

from deck.model import Deck
from quiz.exercises.options import OptionsExercise, suggest_grade
from quiz.scheduler import Rating
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, sanitize_inline
from ui.practice import practice_session

STYLE = Path(__file__).with_name("options.css")


def draw_question(exercise: OptionsExercise, deck: Deck, key: str) -> Collection[int] | None:
    """Draw the question and its options; return the indexes of those that were chosen, None before that."""
    del deck
    st.html(STYLE)
    draw_heading("####", exercise.prompt)
    if exercise.card.kind == "next":
        draw_markdown(exercise.situation)  # an event of the deck: markdown of its own
    elif exercise.situation:
        st.markdown(f"**{exercise.situation}**")  # one of our own sentences
    choice = get_choice(key)
    if choice is None and not practice_session.load_session().revealed:
        if exercise.has_several_right:
            _draw_checkboxes(exercise, key)
        else:
            draw_buttons([option.text for option in exercise.options], key)
    return choice


def draw_answer(exercise: OptionsExercise, deck: Deck, response: Collection[int] | None) -> Rating | None:
    """Draw each option with what was right and why; return the grade that the choice suggests."""
    for index, option in enumerate(exercise.options):
        mark = ":green[:material/check:]" if option.right else ":red[:material/close:]"
        text = f"**{sanitize_inline(option.text)}**" if option.right else sanitize_inline(option.text)
        yours = " *(your choice)*" if response is not None and index in response else ""
        st.markdown(f"{mark} {text}{yours}")
        if option.explanation:
            st.caption(sanitize_inline(option.explanation))
    if exercise.body:
        blocks.draw_parts(exercise.body, deck)
    elif exercise.answer:
        with st.expander("Full answer", icon=":material/notes:"):
            draw_markdown(exercise.answer)
    return None if response is None else suggest_grade(exercise, response)


def get_choice(key: str) -> Collection[int] | None:
    """Return the indexes that were chosen, None before that."""
    choice: Collection[int] | None = st.session_state.get(_build_choice_key(key))
    return choice


def draw_buttons(texts: Sequence[str], key: str) -> None:
    """Draw a button for each text; pressing it chooses it and reveals."""
    with st.container(key=f"options-{key}", gap="small"):
        for index, text in enumerate(texts):
            st.button(
                f"**{index + 1}** {sanitize_inline(text)}",
                key=f"grade-{index + 1}-option-{key}",
                width="stretch",
                on_click=_commit_choice,
                args=(key, (index,)),
            )


def _draw_checkboxes(exercise: OptionsExercise, key: str) -> None:
    """Draw boxes where more than one option is right: tick, then submit."""
    indices = [
        index
        for index, option in enumerate(exercise.options)
        if st.checkbox(sanitize_inline(option.text), key=f"option-{index}-{key}")
    ]
    st.button("Submit", key=f"options-done-{key}", on_click=_commit_choice, args=(key, tuple(indices)))


def _commit_choice(key: str, indices: tuple[int, ...]) -> None:
    st.session_state[_build_choice_key(key)] = indices
    practice_session.reveal_answer(practice_session.load_session())


def _build_choice_key(key: str) -> str:
    return f"chosen-{key}"

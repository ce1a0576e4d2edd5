"""Options on the screen: one press on an option commits and reveals. Keys 1–4 press them, as they press the grades."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import streamlit as st

from deck.model import Deck
from quiz.exercises.options import OptionsExercise, grade
from quiz.scheduler import Rating
from ui import blocks
from ui.practice import practice_session
from ui.text import heading, inline, md

STYLE = Path(__file__).with_name("options.css")


def ask(exercise: OptionsExercise, deck: Deck, key: str) -> Collection[int] | None:
    """The question and its options; the places of those that were chosen, None before that."""
    del deck
    st.html(STYLE)
    if exercise.card.id != exercise.card.source and exercise.card.kind == "next":
        heading("####", exercise.prompt)
        md(exercise.story)
    else:
        heading("####", exercise.prompt)
        if exercise.story:
            st.markdown(f"**{exercise.story}**")
    chosen = taken(key)
    if chosen is None and not practice_session.current().revealed:
        if exercise.several:
            _boxes(exercise, key)
        else:
            buttons([option.text for option in exercise.options], key)
    return chosen


def reveal(exercise: OptionsExercise, deck: Deck, response: Collection[int] | None) -> Rating | None:
    """Each option with what was right and why; the grade that the choice suggests."""
    for place, option in enumerate(exercise.options):
        mark = ":green[:material/check:]" if option.right else ":red[:material/close:]"
        said = f"**{inline(option.text)}**" if option.right else inline(option.text)
        yours = " *(your choice)*" if response is not None and place in response else ""
        st.markdown(f"{mark} {said}{yours}")
        if option.why:
            st.caption(inline(option.why))
    if exercise.body:
        blocks.parts(exercise.body, deck)
    elif exercise.answer:
        with st.expander("The whole answer", icon=":material/notes:"):
            md(exercise.answer)
    return None if response is None else grade(exercise, response)


def taken(key: str) -> Collection[int] | None:
    """The places that were chosen, None before that."""
    chosen: Collection[int] | None = st.session_state.get(_kept(key))
    return chosen


def buttons(texts: Sequence[str], key: str) -> None:
    """One a text; pressing it chooses its place and reveals."""
    with st.container(key=f"options-{key}", gap="small"):
        for place, text in enumerate(texts):
            st.button(
                f"**{place + 1}** {inline(text)}",
                key=f"grade-{place + 1}-option-{key}",
                width="stretch",
                on_click=_choose,
                args=(key, (place,)),
            )


def _boxes(exercise: OptionsExercise, key: str) -> None:
    """More than one is right: tick, then commit."""
    picked = [
        place
        for place, option in enumerate(exercise.options)
        if st.checkbox(inline(option.text), key=f"option-{place}-{key}")
    ]
    st.button("That is my choice", key=f"options-done-{key}", on_click=_choose, args=(key, tuple(picked)))


def _choose(key: str, picked: tuple[int, ...]) -> None:
    st.session_state[_kept(key)] = picked
    practice_session.reveal(practice_session.current())


def _kept(key: str) -> str:
    return f"chosen-{key}"

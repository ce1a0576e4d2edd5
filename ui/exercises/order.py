"""Order the timeline on the screen: press the moments in the order in which they came."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.order import OrderExercise, grade
from quiz.scheduler import Rating
from ui.exercises.options import STYLE
from ui.practice import practice_session
from ui.text import heading, inline, md


def ask(exercise: OrderExercise, deck: Deck, key: str) -> tuple[int, ...] | None:
    """The moments, mixed; the places of those pressed so far, None before the first."""
    del deck
    st.html(STYLE)
    heading("####", exercise.prompt)
    picked: tuple[int, ...] = st.session_state.get(_kept(key), ())
    if practice_session.current().revealed:
        return picked or None
    st.caption("Press the moments in the order in which they came.")
    for number, place in enumerate(picked):
        md(f"{number + 1}. {inline(exercise.moments[place])}")
    with st.container(key=f"options-{key}", gap="small"):
        for place, moment in enumerate(exercise.moments):
            if place not in picked:
                st.button(
                    inline(moment),
                    key=f"moment-{place}-{key}",
                    width="stretch",
                    on_click=_press,
                    args=(key, (*picked, place), len(exercise.moments)),
                )
    if picked:
        st.button(
            "Take the last one back",
            key=f"unpress-{key}",
            type="tertiary",
            icon=":material/backspace:",
            on_click=_press,
            args=(key, picked[:-1], 0),
        )
    return picked or None


def reveal(exercise: OrderExercise, deck: Deck, response: tuple[int, ...] | None) -> Rating | None:
    """The moments in their order, with their times and the place the learner gave them."""
    del deck
    for at, (place, stamp) in enumerate(zip(exercise.solution, exercise.stamps, strict=True)):
        yours = response.index(place) + 1 if response and place in response else None
        mark = ":green[:material/check:]" if yours == at + 1 else ":red[:material/close:]" if yours else ""
        said = f" *(yours: {yours}.)*" if yours and yours != at + 1 else ""
        st.markdown(f"{at + 1}. {mark} **{inline(stamp)}** {inline(exercise.moments[place])}{said}")
    return grade(exercise, response) if response else None


def _press(key: str, picked: tuple[int, ...], whole: int) -> None:
    """Keep the order so far; with the last but one the rest is settled."""
    if whole and len(picked) == whole - 1:
        picked = (*picked, *(place for place in range(whole) if place not in picked))
    st.session_state[_kept(key)] = picked
    if whole and len(picked) == whole:
        practice_session.reveal(practice_session.current())


def _kept(key: str) -> str:
    return f"ordered-{key}"

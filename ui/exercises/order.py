"""Order the timeline on the screen: press the moments in the order in which they came."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.order import OrderExercise, suggest_grade
from quiz.scheduler import Rating
from ui.exercises.options import STYLE
from ui.practice import practice_session
from ui.safe_markdown import draw_heading, draw_markdown, sanitize_inline


def draw_question(exercise: OrderExercise, deck: Deck, key: str) -> tuple[int, ...] | None:
    """The moments, mixed; the places of those pressed so far, None before the first."""
    del deck
    st.html(STYLE)
    draw_heading("####", exercise.prompt)
    picked: tuple[int, ...] = st.session_state.get(_build_order_key(key), ())
    if practice_session.load_session().revealed:
        return picked or None
    st.caption("Press the moments in the order in which they came.")
    for number, place in enumerate(picked):
        draw_markdown(f"{number + 1}. {sanitize_inline(exercise.moments[place])}")
    with st.container(key=f"options-{key}", gap="small"):
        for place, moment in enumerate(exercise.moments):
            if place not in picked:
                st.button(
                    sanitize_inline(moment),
                    key=f"moment-{place}-{key}",
                    width="stretch",
                    on_click=_press_moment,
                    args=(key, (*picked, place), len(exercise.moments)),
                )
    if picked:
        st.button(
            "Take the last one back",
            key=f"unpress-{key}",
            type="tertiary",
            icon=":material/backspace:",
            on_click=_press_moment,
            args=(key, picked[:-1], 0),
        )
    return picked or None


def draw_answer(exercise: OrderExercise, deck: Deck, response: tuple[int, ...] | None) -> Rating | None:
    """The moments in their order, with their times and the place the learner gave them."""
    del deck
    for at, (place, stamp) in enumerate(zip(exercise.solution, exercise.stamps, strict=True)):
        yours = response.index(place) + 1 if response and place in response else None
        mark = ":green[:material/check:]" if yours == at + 1 else ":red[:material/close:]" if yours else ""
        said = f" *(yours: {yours}.)*" if yours and yours != at + 1 else ""
        st.markdown(f"{at + 1}. {mark} **{sanitize_inline(stamp)}** {sanitize_inline(exercise.moments[place])}{said}")
    return suggest_grade(exercise, response) if response else None


def _press_moment(key: str, picked: tuple[int, ...], moment_count: int) -> None:
    """Keep the order so far; with the last but one the rest is settled."""
    if moment_count and len(picked) == moment_count - 1:
        picked = (*picked, *(place for place in range(moment_count) if place not in picked))
    st.session_state[_build_order_key(key)] = picked
    if moment_count and len(picked) == moment_count:
        practice_session.reveal_answer(practice_session.load_session())


def _build_order_key(key: str) -> str:
    return f"ordered-{key}"

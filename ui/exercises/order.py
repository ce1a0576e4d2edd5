"""Order the timeline on the screen: press the events in the order in which they happened, by mouse or by number."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz.exercises.order import OrderExercise, suggest_grade
from quiz.scheduler import Rating
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, sanitize_inline, strip_markup
from ui.exercises.options import STYLE
from ui.practice import practice_session


def draw_question(exercise: OrderExercise, deck: Deck, key: str) -> tuple[int, ...] | None:
    """Draw the events, mixed; return the indexes of those pressed so far, None before the first."""
    del deck
    st.html(STYLE)
    draw_heading("####", exercise.prompt)
    order = _get_order(key)
    if practice_session.load_session().revealed:
        return order or None
    st.caption("Press the events in the order in which they happened. The number keys do the same.")
    for number, index in enumerate(order, start=1):
        draw_markdown(f"{number}. {sanitize_inline(exercise.moments[index])}")
    with st.container(key=f"options-{key}", gap="small"):
        for index, moment in enumerate(exercise.moments):
            if index not in order:
                st.button(
                    f"**{index + 1}** {sanitize_inline(moment)}",
                    key=f"moment-{index + 1}-{key}",
                    width="stretch",
                    on_click=_press_moment,
                    args=(key, exercise, (*order, index)),
                )
    if order:
        st.button(
            "Undo the last one",
            key=f"unpress-{key}",
            type="tertiary",
            icon=":material/backspace:",
            on_click=_undo_moment,
            args=(key,),
        )
    return order or None


def draw_answer(exercise: OrderExercise, deck: Deck, response: tuple[int, ...] | None) -> Rating | None:
    """Draw the events in their order, with their times and the place the learner gave them; return the grade for it."""
    del deck
    for number, (index, stamp) in enumerate(zip(exercise.solution, exercise.stamps, strict=True), start=1):
        yours = response.index(index) + 1 if response and index in response else None
        mark = ":green[:material/check:]" if yours == number else ":red[:material/close:]" if yours else ""
        note = f" *(yours: {yours}.)*" if yours and yours != number else ""
        st.markdown(f"{number}. {mark} **{sanitize_inline(stamp)}** {sanitize_inline(exercise.moments[index])}{note}")
    return suggest_grade(exercise, response) if response else None


def describe_order(key: str) -> str:
    """Return what a screen reader is told after an event was pressed on this card, "" before that."""
    return str(st.session_state.get(_build_status_key(key), ""))


def _press_moment(key: str, exercise: OrderExercise, order: tuple[int, ...]) -> None:
    """Store the order so far; with the last but one pressed the rest is settled."""
    count = len(exercise.moments)
    pressed = strip_markup(exercise.moments[order[-1]])
    st.session_state[_build_status_key(key)] = f"{len(order)} of {count}: {pressed}"
    if len(order) == count - 1:  # there is only one place left for the last one
        order = (*order, *(index for index in range(count) if index not in order))
    st.session_state[_build_order_key(key)] = order
    if len(order) == count:
        practice_session.reveal_answer(practice_session.load_session())


def _undo_moment(key: str) -> None:
    st.session_state[_build_order_key(key)] = _get_order(key)[:-1]
    st.session_state[_build_status_key(key)] = "The last one is undone."


def _get_order(key: str) -> tuple[int, ...]:
    order: tuple[int, ...] = st.session_state.get(_build_order_key(key), ())
    return order


def _build_order_key(key: str) -> str:
    return f"ordered-{key}"


def _build_status_key(key: str) -> str:
    return f"ordered-status-{key}"

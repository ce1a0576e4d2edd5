"""A decision on the screen: the situation, the options; then what is right, why, and the way to that minute."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from deck.timeline.elapsed_time import format_minute
from quiz.exercises.decision import DecisionExercise
from quiz.scheduler import Rating
from ui import navigation
from ui.deck_text.safe_markdown import draw_heading, draw_markdown, sanitize_inline
from ui.exercises import options
from ui.practice import practice_session


def draw_question(exercise: DecisionExercise, deck: Deck, key: str) -> int | None:
    """Draw the situation and the options; return the index of the one that is chosen."""
    del deck
    st.html(options.STYLE)
    if exercise.situation:
        when = f"{format_minute(exercise.minute)} · " if exercise.minute is not None else ""
        draw_markdown(f"{when}{exercise.situation}")
    draw_heading("####", exercise.prompt)
    chosen = options.get_choice(key)
    if chosen is None and not practice_session.load_session().revealed:
        options.draw_buttons([choice.text for choice in exercise.choices], key)
    return next(iter(chosen), None) if chosen else None


def draw_answer(exercise: DecisionExercise, deck: Deck, response: int | None) -> Rating | None:
    """Draw each option with its reason; return Good for a right choice, Again for a wrong one."""
    del deck
    for index, choice in enumerate(exercise.choices):
        mark = ":material/check:" if choice.right else ":material/close:"
        yours = " *(your choice)*" if index == response else ""
        st.markdown(f"{mark} {sanitize_inline(choice.text)}{yours}")
        if choice.explanation:
            st.caption(sanitize_inline(choice.explanation))
    at = {} if exercise.minute is None else {"t": f"{exercise.minute:g}"}
    target = {"incident": exercise.incident, **at, "deck": practice_session.load_session().shown_deck}
    navigation.draw_link("incidents", "Watch the replay", icon=":material/play_circle:", **target)
    if response is None:
        return None
    return Rating.GOOD if exercise.choices[response].right else Rating.AGAIN

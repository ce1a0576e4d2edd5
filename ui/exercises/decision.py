"""A decision on the screen: the situation, the options; then what is right, why, and the way to that minute."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from deck.timeline.elapsed import clock
from quiz.exercises.decision import DecisionExercise
from quiz.scheduler import Rating
from ui import navigation
from ui.exercises import options
from ui.practice import practice_session
from ui.text import heading, inline, md


def ask(exercise: DecisionExercise, deck: Deck, key: str) -> int | None:
    """The situation and the options, as in `options`; the place of the one that is chosen."""
    del deck
    st.html(options.STYLE)
    if exercise.situation:
        when = f"{clock(exercise.minute)} · " if exercise.minute is not None else ""
        md(f"{when}{exercise.situation}")
    heading("####", exercise.prompt)
    chosen = options.taken(key)
    if chosen is None and not practice_session.current().revealed:
        options.buttons([choice.text for choice in exercise.choices], key)
    return next(iter(chosen), None) if chosen else None


def reveal(exercise: DecisionExercise, deck: Deck, response: int | None) -> Rating | None:
    """Each option with its reason; Good is suggested for a right choice, Again for a wrong one."""
    del deck
    for place, choice in enumerate(exercise.choices):
        mark = ":material/check:" if choice.right else ":material/close:"
        yours = " *(your choice)*" if place == response else ""
        st.markdown(f"{mark} {inline(choice.text)}{yours}")
        if choice.why:
            st.caption(inline(choice.why))
    at = {} if exercise.minute is None else {"t": f"{exercise.minute:g}"}
    navigation.link(
        "incidents", "See it happen", icon=":material/play_circle:", **{"incident": exercise.incident, **at}
    )
    if response is None:
        return None
    return Rating.GOOD if exercise.choices[response].right else Rating.AGAIN

"""A field for what a learner writes for an exercise: kept when it is left, and shown to nobody else."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from errors import UserError
from services.practice import own_texts
from ui import messages, session

PRIVATE = ":material/lock: Saved as you type. Only you can see it."


def draw_field(
    exercise: str, slot: str, label: str, texts: Mapping[str, str], *, hint: str = "", height: int = 120
) -> str:
    """Draw a text area that keeps what is in it; returns what that is now."""
    key = f"own:{exercise}:{slot}"
    if key not in st.session_state:
        st.session_state[key] = texts.get(slot, "")
    st.text_area(
        label,
        key=key,
        height=height,
        max_chars=own_texts.MAX_LETTERS,
        placeholder=hint,
        on_change=_save,
        args=(exercise, slot, key),
    )
    return str(st.session_state[key])


def draw_ticks(exercise: str, points: tuple[str, ...], labels: tuple[str, ...], texts: Mapping[str, str]) -> int:
    """Draw a box for each point, with the ticks that are kept; returns how many are ticked."""
    ticked = own_texts.split_ticks(texts)
    count = 0
    for place, (point, label) in enumerate(zip(points, labels, strict=True)):
        key = f"tick:{exercise}:{place}:{hash(point)}"
        if key not in st.session_state:
            st.session_state[key] = point in ticked
        count += st.checkbox(label, key=key, on_change=_save_tick, args=(exercise, point, key))
    return count


def _save(exercise: str, slot: str, key: str) -> None:
    _keep(exercise, {slot: str(st.session_state[key])})


def _save_tick(exercise: str, point: str, key: str) -> None:
    # The ticks are one text: read again now, so that those of another tab stay.
    try:
        texts = own_texts.load_texts(session.get_workspace(), session.get_learner(), session.get_deck_id(), exercise)
    except UserError as error:
        messages.show_error(error)
        return
    ticked = own_texts.split_ticks(texts) - {point} | ({point} if st.session_state[key] else set())
    _keep(exercise, {own_texts.TICKS: "\n".join(sorted(ticked))})


def _keep(exercise: str, texts: Mapping[str, str]) -> None:
    ws, learner, deck_id = session.get_workspace(), session.get_learner(), session.get_deck_id()
    try:
        own_texts.save_texts(ws, learner, deck_id, exercise, texts, session.get_now())
    except UserError as error:
        messages.show_error(error)

"""Grading after a hands-free drill: the questions that were heard to their end, each once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import streamlit as st

from deck.model import Deck
from errors import UserError
from quiz.scheduler import Rating
from services.practice import practice
from services.practice.practice import Learner, Shown
from ui import session
from ui.practice.grade_bar import MEANINGS, NAMES
from ui.text import inline

KEPT = "listen-heard"


@dataclass
class Heard:
    """A question that was heard: as it was then, the key that makes its grade count once, and the grade."""

    shown: Shown
    key: str
    rating: Rating | None = None
    note: str = ""


def show(deck: Deck, questions: tuple[str, ...]) -> None:
    """A row for each question heard in this visit. A question the deck's cards do not have is left out."""
    heard = _heard(questions)
    if not heard:
        return
    prompts = {q.id: q.prompt for q in deck.questions} | {q.id: q.prompt for q in deck.counter_questions}
    with st.container(border=True):
        left = sum(row.rating is None for row in heard.values())
        st.markdown(f"## What did you know? {f'({left} left)' if left else ''}")
        for name, row in heard.items():
            st.markdown(inline(prompts.get(name, name)))
            if row.rating is None:
                _buttons(row)
            else:
                st.caption(f":material/check: {NAMES[row.rating]}")
            if row.note:
                st.caption(inline(row.note))


def done() -> tuple[str, ...]:
    """The questions heard in this visit to the deck that have their grade: the player forgets them."""
    rows = st.session_state.get(KEPT, {}).get(session.deck_id(), {})
    return tuple(name for name, row in rows.items() if row.rating is not None)


def _who() -> Learner:
    if "listen-session" not in st.session_state:
        st.session_state["listen-session"] = uuid.uuid4().hex
    return Learner(session.learner(), session.zone(), st.session_state["listen-session"])


def _heard(questions: tuple[str, ...]) -> dict[str, Heard]:
    """The rows of this visit to the deck, with those that have just been heard."""
    every: dict[str, dict[str, Heard]] = st.session_state.setdefault(KEPT, {})
    rows = every.setdefault(session.deck_id(), {})
    for name in questions:
        if name not in rows:
            try:
                shown = practice.card(session.workspace(), _who(), session.deck_id(), name, session.now())
            except UserError:
                continue
            rows[name] = Heard(shown, uuid.uuid4().hex)
    return rows


def _buttons(row: Heard) -> None:
    columns = st.columns(4)
    for column, rating in zip(columns, Rating, strict=True):
        column.button(
            NAMES[rating],
            key=f"heard-{row.key}-{int(rating)}",
            help=MEANINGS[rating],
            width="stretch",
            on_click=_grade,
            args=(row, rating),
        )


def _grade(row: Heard, rating: Rating) -> None:
    """Count it. A card that was graded elsewhere meanwhile is shown as it is now, and asked again."""
    try:
        practice.grade(session.workspace(), _who(), row.shown, rating, session.now(), row.key)
    except practice.StaleError as error:
        row.note = "It was graded elsewhere meanwhile. Grade it once more if you want this one to count too."
        if error.fresh is not None:
            row.shown, row.key = error.fresh, uuid.uuid4().hex
        return
    row.rating, row.note = rating, ""

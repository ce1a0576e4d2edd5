"""A learner's own additions on a card in practice: an answer where the deck has none, a note, a wording, a flag.

Each is saved as soon as the field is left: nothing waits for a button that a lost connection would take away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from errors import UserError
from quiz.exercises.recall import RecallExercise
from services.practice import own_cards
from services.practice.own_cards import FLAGS, MAX_LETTERS, OwnCard
from services.practice.practice import ShownCard
from ui import session
from ui.deck_text.safe_markdown import draw_markdown
from ui.practice.practice_session import PracticeSession

FLAG_COLORS = {"red": "red", "orange": "orange", "green": "green", "blue": "blue", "purple": "violet"}


def load_for(state: PracticeSession, shown_card: ShownCard) -> OwnCard:
    """Return what the learner added to the card that is shown; nothing where the card left the deck."""
    try:
        return own_cards.load_own_card(session.get_workspace(), state.learner, shown_card.deck_id, shown_card.card.id)
    except UserError:
        return OwnCard()


def apply_to(exercise: Any, own: OwnCard) -> Any:
    """Return the exercise with the learner's own wording and answer in the place of the deck's."""
    if not isinstance(exercise, RecallExercise):
        return exercise
    changed = exercise
    if own.prompt:
        changed = replace(changed, prompt=own.prompt)
    if own.answer:
        # Without the deck's own parts, which are drawn in preference to the answer's text.
        changed = replace(changed, body=(), answer=own.answer)
    return changed


def has_answer(exercise: Any, own: OwnCard) -> bool:
    """Return whether there is something to compare one's answer with."""
    if own.answer or not isinstance(exercise, RecallExercise):
        return True
    return bool(exercise.body or exercise.answer or exercise.simple_answer)


def draw_badges(own: OwnCard) -> None:
    """Show the flag, and that the answer is the learner's own."""
    if own.flag:
        name = FLAGS[own.flag]
        st.badge(f"Flag: {name}", icon=":material/flag:", color=FLAG_COLORS.get(name, "gray"))  # type: ignore[arg-type]
    if own.answer:
        st.badge("Your answer", icon=":material/person:", color="gray")


def draw_answer_field(state: PracticeSession, shown_card: ShownCard, own: OwnCard) -> None:
    """Ask for an answer where the deck has none: it becomes the back of the card."""
    _draw_text(state, shown_card, "answer", own.answer, "Write your answer", 140)
    st.caption("It becomes the back of this card. Only you see it unless you offer it to the deck's mentors.")


def draw_note(own: OwnCard) -> None:
    """Show the note below the answer."""
    if own.note:
        with st.container(border=True):
            st.caption(":material/sticky_note_2: Your note")
            draw_markdown(own.note)


def draw_editor(state: PracticeSession, shown_card: ShownCard, own: OwnCard, *, answered: bool) -> None:
    """Offer the note, the flag and the learner's own wording in one popover.

    `answered` is whether there is an answer to change: else `draw_answer_field` asks for one.
    """
    with st.popover("Note and flag", type="tertiary", icon=":material/edit_note:"):
        _draw_text(state, shown_card, "note", own.note, "Note", 100)
        st.selectbox(
            "Flag",
            range(len(FLAGS)),
            index=own.flag,
            format_func=lambda flag: FLAGS[flag].capitalize(),
            key=_make_key(state, "flag"),
            on_change=_save,
            args=(state, shown_card, "flag"),
        )
        _draw_text(state, shown_card, "prompt", own.prompt, "Question in your own words", 80)
        if answered:
            _draw_text(state, shown_card, "answer", own.answer, "Answer of your own", 140)
        if own.answer:
            st.checkbox(
                "Offer my answer to the mentors of this deck",
                value=own.offered,
                key=_make_key(state, "offered"),
                on_change=_save,
                args=(state, shown_card, "offered"),
            )
        st.caption("Saved when you leave a field. Empty a field to go back to the deck's own text.")


def _draw_text(state: PracticeSession, shown_card: ShownCard, field: str, value: str, label: str, height: int) -> None:
    st.text_area(
        label,
        value=value,
        height=height,
        max_chars=MAX_LETTERS,
        key=_make_key(state, field),
        on_change=_save,
        args=(state, shown_card, field),
    )


def _make_key(state: PracticeSession, field: str) -> str:
    return f"own-{field}-{state.token}{'-revealed' if state.revealed else ''}"


def _save(state: PracticeSession, shown_card: ShownCard, field: str) -> None:
    value = st.session_state[_make_key(state, field)]
    try:
        own_cards.change_own_card(
            session.get_workspace(),
            state.learner,
            shown_card.deck_id,
            shown_card.card.id,
            session.get_now(),
            **{field: value},
        )
    except UserError as error:
        state.message = f"{error} {error.remedy}"

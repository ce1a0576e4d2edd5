"""The ways of asking that a learner turned on, and where they turn them on."""

from __future__ import annotations

import streamlit as st

from quiz import exercises
from quiz.model import Card
from ui import session

TYPED = "typed"
_TYPING = "typing"


def chosen() -> tuple[str, ...]:
    """The kinds that are on."""
    return tuple(session.preference("kinds") or exercises.DEFAULT)


def on(token: str) -> tuple[str, ...]:
    """The kinds that are on for the card shown under this token: with typing, if that was asked for here."""
    return (*chosen(), TYPED) if st.session_state.get(_TYPING) == token else chosen()


def offer_typing(token: str, card: Card, *, revealed: bool) -> None:
    """A button that has this one answer typed, where that is not so anyway."""
    can = not revealed and TYPED not in on(token) and exercises.form(session.deck(), card, (TYPED,)) == TYPED
    if can:
        st.button(
            "Type it",
            key=f"type-{token}",
            icon=":material/keyboard_alt:",
            type="tertiary",
            help="Write your answer; it is scored on the key points.",
            on_click=_type,
            args=(token,),
        )


def chooser() -> None:
    """A menu of the kinds; a change holds from the next card on."""
    with st.popover("Ways of asking", type="tertiary", icon=":material/category:"):
        now = chosen()
        for name, kind in exercises.KINDS.items():
            if name not in exercises.ALWAYS:
                key = f"way-{name}"
                st.session_state[key] = name in now
                st.checkbox(kind.TITLE, key=key, help=kind.ABOUT, on_change=_turn, args=(name,))
        st.caption("Further kinds add cards; the limit of new cards a day stays.")


def _turn(name: str) -> None:
    wanted = {*chosen()} - {name} | ({name} if st.session_state[f"way-{name}"] else set())
    session.prefer(kinds=[kind for kind in exercises.KINDS if kind in wanted])


def _type(token: str) -> None:
    st.session_state[_TYPING] = token

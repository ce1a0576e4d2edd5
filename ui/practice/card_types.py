"""The card types that a learner turned on, and the menu that turns them on."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from quiz import exercises
from quiz.model import Card
from ui import session

TYPED = "typed"
_TYPING_KEY = "typing"


def list_enabled_kinds() -> tuple[str, ...]:
    """Return the card types that are on."""
    return tuple(session.get_preference("kinds") or exercises.ON_BY_DEFAULT)


def list_kinds_for_card(token: str) -> tuple[str, ...]:
    """Return the card types that are on for the card shown under this token: with typing, if that was asked for here."""
    return (*list_enabled_kinds(), TYPED) if st.session_state.get(_TYPING_KEY) == token else list_enabled_kinds()


def draw_typing_button(token: str, card: Card, deck: Deck, *, revealed: bool) -> None:
    """Draw a button that lets this one answer be typed, where it is not typed anyway. `deck` is the card's."""
    can = (
        not revealed
        and TYPED not in list_kinds_for_card(token)
        and exercises.choose_form(deck, card, (TYPED,)) == TYPED
    )
    if can:
        st.button(
            "Type the answer",
            key=f"type-{token}",
            icon=":material/keyboard_alt:",
            type="tertiary",
            help="Write your answer. It is compared with the key points.",
            on_click=_enable_typing,
            args=(token,),
        )


def draw_chooser() -> None:
    """Draw a menu of the card types; a change holds from the next card on.

    It is filled when it is opened: most reruns do not need it.
    """
    menu = st.popover("Card types", type="tertiary", icon=":material/category:", key="card-types", on_change="rerun")
    if not menu.open:
        return
    with menu:
        enabled = list_enabled_kinds()
        for name, kind in exercises.KINDS.items():
            if name not in exercises.ALWAYS_ON:
                key = f"way-{name}"
                if key not in st.session_state:  # set in every run, it would take back a tick that was made meanwhile
                    st.session_state[key] = name in enabled
                st.checkbox(kind.TITLE, key=key, help=kind.ABOUT, on_change=_toggle_kind, args=(name,))
        forms = ", ".join(exercises.KINDS[name].TITLE for name in exercises.FORMS)
        st.caption(f"Other ways to ask a question that you have already met; they add no cards: {forms}.")


def _toggle_kind(name: str) -> None:
    kinds = {*list_enabled_kinds()} - {name} | ({name} if st.session_state[f"way-{name}"] else set())
    session.save_preferences(kinds=[kind for kind in exercises.KINDS if kind in kinds])


def _enable_typing(token: str) -> None:
    st.session_state[_TYPING_KEY] = token

"""Today's commute on the page: it stays as it was asked for, until the listener wants it chosen anew or the day is over."""

from __future__ import annotations

import streamlit as st

from services.listening import commute
from services.listening.episodes import Plan
from services.practice.context import Learner
from speech.script.request import Wish
from ui import session

MINUTES, LAYERS = "listen-minutes", "listen-layers"  # the keys of what the page asks


def choose(wish: Wish) -> Wish:
    """The wish as today's commute, with a button where another could be had."""
    found = commute.ride(session.workspace(), _who(), session.deck_id(), wish, session.now())
    if found.stale:
        st.button("Choose again from what is due now", icon=":material/refresh:", on_click=_anew)
    if found.earlier:
        minutes, seconds = divmod(int(found.earlier), 60)
        label = f"Go on with the last commute, at {minutes}:{seconds:02}"
        st.button(label, icon=":material/history:", on_click=_resume)
    return found.wish


def keep(plan: Plan) -> None:
    """The commute that was asked for is today's."""
    commute.keep(session.workspace(), _who(), session.deck_id(), plan, session.now())


def _who() -> Learner:
    return Learner(session.learner(), session.zone(), "listening")


def _anew() -> None:
    commute.anew(session.workspace(), _who(), session.deck_id())


def _resume() -> None:
    wish = commute.resume(session.workspace(), _who(), session.deck_id(), session.now())
    if wish is not None:
        st.session_state[MINUTES] = int(wish.minutes)
        st.session_state[LAYERS] = wish.layers

"""Today's commute on the page: it stays as it was asked for, until the listener wants it chosen anew or the day is over."""

from __future__ import annotations

import streamlit as st

from services.listening import commute
from services.listening.episodes import EpisodePlan
from services.practice.context import Learner
from speech.script.request import EpisodeRequest
from ui import session

MINUTES_KEY, LAYERS_KEY = "listen-minutes", "listen-layers"  # the keys of what the page asks


def choose_commute(request: EpisodeRequest) -> EpisodeRequest:
    """The wish as today's commute, with a button where another could be had."""
    found = commute.load_commute(
        session.get_workspace(), _build_learner(), session.get_deck_id(), request, session.get_now()
    )
    if found.stale:
        st.button("Choose again from what is due now", icon=":material/refresh:", on_click=_choose_again)
    if found.resume_at:
        minutes, seconds = divmod(int(found.resume_at), 60)
        label = f"Go on with the last commute, at {minutes}:{seconds:02}"
        st.button(label, icon=":material/history:", on_click=_resume_commute)
    return found.request


def save_commute(plan: EpisodePlan) -> None:
    """The commute that was asked for is today's."""
    commute.save_commute(session.get_workspace(), _build_learner(), session.get_deck_id(), plan, session.get_now())


def _build_learner() -> Learner:
    return Learner(session.get_learner(), session.get_zone(), "listening")


def _choose_again() -> None:
    commute.reset_commute(session.get_workspace(), _build_learner(), session.get_deck_id())


def _resume_commute() -> None:
    wish = commute.resume_commute(session.get_workspace(), _build_learner(), session.get_deck_id(), session.get_now())
    if wish is not None:
        st.session_state[MINUTES_KEY] = int(wish.minutes)
        st.session_state[LAYERS_KEY] = wish.layers

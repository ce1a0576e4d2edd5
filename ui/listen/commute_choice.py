"""Today's commute on the page: it stays the same until the listener refreshes it or the day is over."""

from __future__ import annotations

import streamlit as st

from services.listening import commute
from services.listening.episodes import EpisodePlan
from services.practice.context import Learner
from speech.script.request import EpisodeRequest
from ui import session

MINUTES_KEY, LAYERS_KEY = "listen-minutes", "listen-layers"  # the keys of what the page asks


def choose_commute(request: EpisodeRequest) -> EpisodeRequest:
    """Return the request as today's commute, with a button where another one could be had."""
    ride = commute.load_commute(
        session.get_workspace(), _build_learner(), session.get_deck_id(), request, session.get_now()
    )
    if ride.stale:
        st.button("Choose again from what is due now", icon=":material/refresh:", on_click=_choose_again)
    if ride.resume_at:
        minutes, seconds = divmod(int(ride.resume_at), 60)
        label = f"Resume the last commute at {minutes}:{seconds:02}"
        st.button(label, icon=":material/history:", on_click=_resume_commute)
    return ride.request


def save_commute(plan: EpisodePlan) -> None:
    """Store the commute that was asked for as today's."""
    commute.save_commute(session.get_workspace(), _build_learner(), session.get_deck_id(), plan, session.get_now())


def _build_learner() -> Learner:
    """Return who listens. The name of the session does not matter: nothing is graded here."""
    return Learner(session.get_learner(), session.get_zone(), "listening")


def _choose_again() -> None:
    commute.reset_commute(session.get_workspace(), _build_learner(), session.get_deck_id())


def _resume_commute() -> None:
    request = commute.resume_commute(
        session.get_workspace(), _build_learner(), session.get_deck_id(), session.get_now()
    )
    if request is not None:
        # Possible only here, in a callback: once its widget is drawn, Streamlit refuses to set the value.
        st.session_state[MINUTES_KEY] = int(request.minutes)
        st.session_state[LAYERS_KEY] = request.layers

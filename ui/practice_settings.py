"""How one wants to practise, and taking one's data along: parts of the settings page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from deck.errors import UserError
from quiz.settings import PER_DAY, RETENTION, Settings
from services import transfer
from ui import session, states

_USUAL = Settings()


def practice() -> None:
    """Limits, retention, chains, spacing."""
    st.header("Practice")
    kept = {name: session.preference(name) for name in ("new_per_day", "reviews_per_day", "desired_retention")}
    with st.form("practice-settings", border=False):
        left, right = st.columns(2)
        new = left.number_input("New cards a day", *PER_DAY, value=_or(kept["new_per_day"], _USUAL.new_per_day))
        most = right.number_input("Reviews a day", *PER_DAY, value=_or(kept["reviews_per_day"], _USUAL.reviews_per_day))
        retention: int = st.slider(
            "Desired retention",
            min_value=round(RETENTION[0] * 100),
            max_value=round(RETENTION[1] * 100),
            value=round(_or(kept["desired_retention"], _USUAL.desired_retention) * 100),
            format="%d%%",
            help="How likely you want to be to recall a card when it comes back. Higher means many more reviews.",
        )
        chains = st.toggle(
            "A good answer brings the follow-up questions",
            value=_or(session.preference("follow_ups"), _USUAL.follow_ups),
            help="As in the room. Off: they come as cards of their own.",
        )
        spaced = st.toggle(
            "Keep related cards to different days",
            value=_or(session.preference("space_siblings"), _USUAL.space_siblings),
        )
        if st.form_submit_button("Save", type="primary"):
            session.prefer(
                new_per_day=int(new),
                reviews_per_day=int(most),
                desired_retention=retention / 100,
                follow_ups=chains,
                space_siblings=spaced,
            )
            st.toast("Saved", icon=":material/check:")


def data() -> None:
    """Out and in."""
    st.header("Your data")
    ws, learner = session.workspace(), session.learner()
    with st.container(horizontal=True):
        st.download_button(
            "Everything (JSON)",
            lambda: transfer.export(ws, learner, session.now()),
            file_name="rehearsal.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Review log (CSV)",
            lambda: transfer.review_log(ws, learner),
            file_name="review-log.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    given = st.file_uploader(
        "Take in an export",
        type=["json"],
        max_upload_size=transfer.LARGEST // 1024 // 1024,
        help="Taking in the same file twice changes nothing.",
    )
    if given is not None and st.button("Take it in", icon=":material/upload:"):
        try:
            taken = transfer.take_in(ws, learner, given.getvalue(), session.now())
        except UserError as error:
            states.failed(error)
            return
        st.session_state.pop("preferences", None)
        st.success(f"{taken.new} answers and changes were new, {taken.known} were here already.")


def _or(kept: Any, usual: Any) -> Any:
    return usual if kept is None else kept

"""How one wants to practise, and taking one's data along: parts of the settings page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from errors import UserError
from quiz import deadline, learning_steps
from quiz.settings import AHEAD, PER_DAY, RETENTION, Settings
from quiz.study_days import day_of
from services.learners import data_export, settings
from ui import messages, session

_USUAL = Settings()
_MINUTE = timedelta(minutes=1)
_GENERATION = "practice-form"


def practice() -> None:
    """Limits, retention, chains, spacing; the rest in an expander."""
    st.header("Practice")
    if _interview_is_ahead():
        st.caption(
            f"While your interview is ahead, practice aims at that day: {deadline.RETENTION:.0%} on the way, whatever is "
            "desired here, and a sweep in the last days. See Progress."
        )
    # A new form each time: what was typed and not saved does not outlive a reset.
    generation = st.session_state.setdefault(_GENERATION, 0)
    with st.form(f"practice-settings-{generation}", border=False):
        chosen = _common()
        with st.expander("Learning steps, leeches, the beginning of the day", icon=":material/tune:"):
            chosen |= _advanced()
        with st.container(horizontal=True):
            save = st.form_submit_button("Save", type="primary")
            reset = st.form_submit_button("Back to the defaults", type="tertiary")
    if save:
        _save(chosen)
    elif reset:
        session.prefer(**dict.fromkeys(chosen))
        st.session_state[_GENERATION] = generation + 1
        st.toast("Everything here has its default again", icon=":material/check:")
        st.rerun()


def _interview_is_ahead() -> bool:
    today = day_of(session.now(), session.zone(), _kept("rollover_hour"))
    return str(session.preference("interview") or "") >= today.isoformat()


def _common() -> dict[str, Any]:
    left, right = st.columns(2)
    return {
        "new_per_day": left.number_input("New cards a day", *PER_DAY, value=_kept("new_per_day")),
        "reviews_per_day": right.number_input("Reviews a day", *PER_DAY, value=_kept("reviews_per_day")),
        "desired_retention": st.slider(
            "Desired retention",
            min_value=round(RETENTION[0] * 100),
            max_value=round(RETENTION[1] * 100),
            value=round(_kept("desired_retention") * 100),
            format="%d%%",
            help="How likely you want to be to recall a card when it comes back. Higher means many more reviews.",
        ),
        "follow_ups": st.toggle(
            "A good answer brings the follow-up questions",
            value=_kept("follow_ups"),
            help="As in the room. Off: they come as cards of their own.",
        ),
        "space_siblings": st.toggle(
            "Keep related cards to different days",
            value=_kept("space_siblings"),
            help="After a question, its follow-ups and its other forms are left until tomorrow, unless a good answer "
            "calls them. Anki says: bury siblings.",
        ),
    }


def _advanced() -> dict[str, Any]:
    (left, right), (ahead, leech), (day, longest) = (st.columns(2) for _ in range(3))  # rows: in order on a phone
    return {
        "learning_steps": left.text_input(
            "Learning steps",
            value=learning_steps.written(_steps("learning_steps")),
            placeholder="none",
            help="How long after a first answer a new card is asked again, one step for each Good; then it goes into "
            "review. Numbers with a unit: s, m, h, d. Empty: into review at once.",
        ),
        "relearning_steps": right.text_input(
            "Relearning steps",
            value=learning_steps.written(_steps("relearning_steps")),
            placeholder="none",
            help="The same after a lapse: Again on a card in review.",
        ),
        "learn_ahead": ahead.number_input(
            "Look ahead (minutes)",
            *AHEAD,
            value=int(_kept("learn_ahead", _USUAL.learn_ahead / _MINUTE)),
            help="When nothing else is left, a card in learning comes up to so much early.",
        ),
        "leech_at": leech.number_input(
            "Lapses that make a leech",
            1,
            99,
            value=_kept("leech_at"),
            help="A card that you forget so often is marked, and again after every half of it: rephrase it or suspend it.",
        ),
        "rollover_hour": day.selectbox(
            "A new day begins at",
            range(24),
            index=_kept("rollover_hour"),
            format_func=lambda hour: f"{hour:02}:00",
            help="In your time zone. What you do before counts for the day before.",
        ),
        "maximum_interval": longest.number_input(
            "Longest interval (days)", 1, _USUAL.maximum_interval, value=_kept("maximum_interval")
        ),
    }


def _save(chosen: dict[str, Any]) -> None:
    try:
        for name, label in (("learning_steps", "Learning steps"), ("relearning_steps", "Relearning steps")):
            try:
                chosen[name] = settings.in_minutes(learning_steps.read(chosen[name]))
            except UserError as error:
                raise UserError(f"{label}: {error}", error.remedy) from error
        session.prefer(**{**chosen, "desired_retention": chosen["desired_retention"] / 100})
    except UserError as error:
        messages.failed(error)
        return
    st.toast("Saved: it holds from the next card on", icon=":material/check:")


def _kept(name: str, usual: Any = None) -> Any:
    """What was chosen, else the default."""
    kept = session.preference(name)
    return kept if kept is not None else getattr(_USUAL, name) if usual is None else usual


def _steps(name: str) -> tuple[timedelta, ...]:
    kept = session.preference(name)
    return getattr(_USUAL, name) if kept is None else tuple(minutes * _MINUTE for minutes in kept)


def data() -> None:
    """Out and in."""
    st.header("Your data")
    ws, learner = session.workspace(), session.learner()
    with st.container(horizontal=True):
        st.download_button(
            "Everything (JSON)",
            lambda: data_export.export(ws, learner, session.now()),
            file_name="rehearsal.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Review log (CSV)",
            lambda: data_export.review_log(ws, learner),
            file_name="review-log.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    given = st.file_uploader(
        "Take in an export",
        type=["json"],
        max_upload_size=data_export.LARGEST // 1024 // 1024,
        help="Taking in the same file twice changes nothing.",
    )
    if given is not None and st.button("Take it in", icon=":material/upload:"):
        try:
            taken = data_export.take_in(ws, learner, given.getvalue(), session.now(), session.browser_zone())
        except UserError as error:
            messages.failed(error)
            return
        st.session_state.pop("preferences", None)
        session.practice_changed()
        st.success(f"{taken.new} answers and changes were new, {taken.known} were here already.")

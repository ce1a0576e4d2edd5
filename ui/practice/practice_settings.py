"""Parts of the settings page: how to practise, and export and import of the learner's data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from errors import UserError
from quiz import learning_steps
from quiz.practice_settings import LEARN_AHEAD_BOUNDS, PER_DAY_BOUNDS, RETENTION_BOUNDS, PracticeSettings
from services.learners import settings
from services.own_data import data_export
from ui import messages, session

_DEFAULTS = PracticeSettings()
_MINUTE = timedelta(minutes=1)
_GENERATION_KEY = "practice-form"


def show_practice_settings() -> None:
    """Draw the form: limits, retention, follow-ups, spacing; the rest folded away."""
    st.header("Practice")
    if _has_interview_ahead():
        st.caption(
            "While your interview is ahead, its date decides when cards come back and how many new ones you get, and a new "
            "card is done for the day once you recall it. Retention, new cards a day and learning steps, set here, apply "
            "again afterwards. See Today."
        )
    # A new form each time: what was typed and not saved does not outlive a reset.
    generation = st.session_state.setdefault(_GENERATION_KEY, 0)
    with st.form(f"practice-settings-{generation}", border=False):
        values = _draw_common_fields()
        with st.expander("Learning steps, leeches, start of the day", icon=":material/tune:"):
            values |= _draw_advanced_fields()
        with st.container(horizontal=True):
            save = st.form_submit_button("Save", type="primary")
            reset = st.form_submit_button("Restore defaults", type="tertiary")
    if save:
        _save_settings(values)
    elif reset:
        session.save_preferences(**dict.fromkeys(values))
        st.session_state[_GENERATION_KEY] = generation + 1
        messages.toast_next("Defaults restored", icon=":material/check:")
        st.rerun()


def _has_interview_ahead() -> bool:
    return str(session.get_preference("interview") or "") >= session.get_today().isoformat()


def _draw_common_fields() -> dict[str, Any]:
    left, right = st.columns(2)
    return {
        "new_per_day": left.number_input("New cards a day", *PER_DAY_BOUNDS, value=_get_setting("new_per_day")),
        "reviews_per_day": right.number_input("Reviews a day", *PER_DAY_BOUNDS, value=_get_setting("reviews_per_day")),
        "desired_retention": st.slider(
            "Desired retention",
            min_value=round(RETENTION_BOUNDS[0] * 100),
            max_value=round(RETENTION_BOUNDS[1] * 100),
            value=round(_get_setting("desired_retention") * 100),
            format="%d%%",
            help="How likely you want to be to recall a card when it comes back. Higher means many more reviews.",
        ),
        "follow_ups": st.toggle(
            "Ask the follow-up questions after a good answer",
            value=_get_setting("follow_ups"),
            help="As an interviewer would. If off, they come as cards of their own.",
        ),
        "space_siblings": st.toggle(
            "Bury related cards until the next day",
            value=_get_setting("space_siblings"),
            help="After a question, its follow-ups and its other card types wait until tomorrow, unless a good answer "
            "brings them up. Anki calls this burying siblings.",
        ),
    }


def _draw_advanced_fields() -> dict[str, Any]:
    (left, right), (ahead, leech), (day, longest) = (st.columns(2) for _ in range(3))  # rows: in order on a phone
    return {
        "learning_steps": left.text_input(
            "Learning steps",
            value=learning_steps.format_steps(_get_steps("learning_steps")),
            placeholder="none",
            help="How long after the first answer a new card is asked again: one step for each Good, then it goes into "
            "review. Numbers with a unit: s, m, h, d. Leave empty to go into review at once. While an interview is ahead, "
            "only one step is used: the longest within the learn ahead limit.",
        ),
        "relearning_steps": right.text_input(
            "Relearning steps",
            value=learning_steps.format_steps(_get_steps("relearning_steps")),
            placeholder="none",
            help="The same after a lapse: Again on a card in review.",
        ),
        "learn_ahead": ahead.number_input(
            "Learn ahead limit (minutes)",
            *LEARN_AHEAD_BOUNDS,
            value=int(_get_setting("learn_ahead", _DEFAULTS.learn_ahead / _MINUTE)),
            help="When nothing else is left, learning cards may come up to this much early.",
        ),
        "leech_at": leech.number_input(
            "Leech threshold (lapses)",
            1,
            99,
            value=_get_setting("leech_at"),
            help="A card that lapses this often is marked as a leech, and again after every further "
            "half of that number. Rephrase it or suspend it.",
        ),
        "rollover_hour": day.selectbox(
            "Next day starts at",
            range(24),
            index=_get_setting("rollover_hour"),
            format_func=lambda hour: f"{hour:02}:00",
            help="In your time zone. What you do earlier counts for the day before.",
        ),
        "maximum_interval": longest.number_input(
            "Maximum interval (days)", 1, _DEFAULTS.maximum_interval, value=_get_setting("maximum_interval")
        ),
    }


def _save_settings(values: dict[str, Any]) -> None:
    try:
        for name, label in (("learning_steps", "Learning steps"), ("relearning_steps", "Relearning steps")):
            try:
                values[name] = settings.to_minutes(learning_steps.parse_steps(values[name]))
            except UserError as error:
                raise UserError(f"{label}: {error}", error.remedy) from error
        session.save_preferences(**{**values, "desired_retention": values["desired_retention"] / 100})
    except UserError as error:
        messages.show_error(error)
        return
    st.toast("Saved. This applies from the next card.", icon=":material/check:")


def _get_setting(name: str, default: Any = None) -> Any:
    """Return what was chosen, else the default."""
    saved_value = session.get_preference(name)
    if saved_value is not None:  # 0 and False are choices too
        return saved_value
    return getattr(_DEFAULTS, name) if default is None else default


def _get_steps(name: str) -> tuple[timedelta, ...]:
    saved_value = session.get_preference(name)
    return getattr(_DEFAULTS, name) if saved_value is None else tuple(minutes * _MINUTE for minutes in saved_value)


def show_data_export() -> None:
    """Draw the export and the import of the learner's data."""
    st.header("Your data")
    ws, learner = session.get_workspace(), session.get_learner()
    with st.container(horizontal=True):
        st.download_button(
            "Everything (JSON)",
            lambda: data_export.export_learner(ws, learner, session.get_now()),
            file_name="rehearsal.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Review log (CSV)",
            lambda: data_export.export_review_log(ws, learner),
            file_name="review-log.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    upload = st.file_uploader(
        "Import an export",
        type=["json"],
        max_upload_size=data_export.MAX_BYTES // 1024 // 1024,
        help="Importing the same file twice changes nothing.",
    )
    if upload is not None and st.button("Import", icon=":material/upload:"):
        try:
            imported = data_export.import_learner(
                ws, learner, upload.getvalue(), session.get_now(), session.get_browser_zone()
            )
        except UserError as error:
            messages.show_error(error)
            return
        st.session_state.pop("preferences", None)
        session.mark_practice_changed()
        st.success(f"Answers and changes that were new: {imported.new_rows}; already here: {imported.known_rows}.")

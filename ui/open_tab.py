"""What this browser tab stands at, kept beside the grades: a tab that comes back to another process goes on from there.

Most of it needs no keeping: addresses name pages, decks and rounds, the browser sends the values of its widgets and has a
draft of each answer that is being typed. What is left is listed in `KEPT_NAMES` and in
`ui.practice.practice_session`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from errors import UserError
from services.learners import open_tabs
from ui import session

LOGGER = logging.getLogger("rehearsal")
PRACTICE = "practice-kept"
_SAVED = "open-tab-saved"
_RESTORED = "open-tab-restored"
# Names in Streamlit's session state, and how others begin. All hold plain values, and no widget has these names.
KEPT_NAMES = frozenset(
    {
        "deck",
        "interview-hidden",
        "interview-key",
        "interview-notice",
        "interview-seed",
        "interview-session",
        "listen-session",
        "typing",
    }
)
KEPT_PREFIXES = ("design-step:", "drawn:", "lab-best-", "lab-kept-", "lab-noted-", "lab-predicted-")
# What a card keeps under its token: the answer that was given, in each kind of exercise.
CARD_PREFIXES = ("answer-", "chosen-", "estimate-", "ordered-", "prediction-kept-", "typed-")


def restore_tab() -> None:
    """Put back what the tab stood at in the process that it comes from. Does nothing after the first run."""
    if _RESTORED in st.session_state:
        return
    former = _find_former_session()
    tab_state = (
        open_tabs.load_tab(session.get_workspace(), session.get_learner(), former, session.get_now()) if former else {}
    )
    st.session_state[_RESTORED] = True  # not before: the database may have been out of reach
    for name, value in tab_state.items():
        if name not in st.session_state:
            st.session_state[name] = _read_value(value)


def keep_tab(practice: Mapping[str, Any] | None = None) -> None:
    """Keep what the tab stands at, when that changed.

    `practice` is what to keep of practice (`token` names the card that is shown); None leaves it as it was kept last. A
    failure costs nobody a grade: it is logged, and the page goes on.
    """
    if practice is not None:
        st.session_state[PRACTICE] = practice
    practice = st.session_state.get(PRACTICE)
    token = practice["token"] if practice else ""
    names = [name for name in st.session_state if isinstance(name, str) and _is_kept(name, token)]
    # A value that JSON does not know stays behind: the tab goes on without it.
    content: dict[str, Any] = {name: value for name in names if _is_plain(value := st.session_state[name])}
    if practice:
        content[PRACTICE] = practice
    context, text = get_script_run_ctx(), open_tabs.write_content(content)
    before = st.session_state.get(_SAVED)
    if context is None or not content or text == before:
        return
    try:
        open_tabs.save_tab(
            session.get_workspace(),
            session.get_learner(),
            context.session_id,
            text,
            session.get_now(),
            is_new=before is None,
        )
    except UserError as error:
        LOGGER.warning("what a tab stands at could not be kept: %s", error)
        return
    st.session_state[_SAVED] = text


def _find_former_session() -> str:
    """Return the name of the session that the browser had before, "" for none.

    Streamlit's page sends it as the third of the websocket's subprotocols when it connects again.
    """
    names = (st.context.headers.get("Sec-WebSocket-Protocol") or "").split(",")
    context = get_script_run_ctx()
    former = names[2].strip() if len(names) > 2 else ""
    # The same name: the browser came back to the process that still has its session, and nothing is to be put back.
    return "" if context is not None and former == context.session_id else former


def _is_kept(name: str, token: str) -> bool:
    # What belongs to the card that is shown; answers to earlier cards end with other tokens, and are not kept.
    if token and name.endswith(token):
        return name.startswith(CARD_PREFIXES)
    return name in KEPT_NAMES or name.startswith(KEPT_PREFIXES)


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | bool)


def _read_value(value: Any) -> Any:
    """Return a value as screens hold it: their sequences are tuples, which JSON does not know."""
    if isinstance(value, dict):
        return {name: _read_value(item) for name, item in value.items()}
    return tuple(map(_read_value, value)) if isinstance(value, list) else value

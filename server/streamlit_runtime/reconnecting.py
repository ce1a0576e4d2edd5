"""A tab that comes back to a process which does not know it: its page is drawn again there at once.

Streamlit's page names its former session when it connects again, and expects the server to have it. A process that has not
(its own was killed, or is another replica) opens a new session, in which nothing has run: the page would stay as it is, and
the first press on it would ask for a part of the page that does not exist here. So the browser is asked for a rerun with all
it holds, and the first run of such a session is one of the whole page, whatever the browser asks for.
"""

from __future__ import annotations

from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

# The name under which the browser asks for the first rerun; no part of a page has it.
REQUEST = "rehearsal-reconnected"
# How long the browser waits before it asks, and before it asks again when nothing came. Shorter would ask twice on a slow line.
ASK_SECONDS = 0.25


def welcome_lost_tabs() -> None:
    """Have sessions that replace one of another process begin with a run of the whole page."""
    if not hasattr(AppSession, "_awaits_first_run"):
        AppSession._awaits_first_run = False  # type: ignore[attr-defined]
        _extend(WebsocketSessionManager, "connect_session", _connect_session)
        _extend(AppSession, "request_rerun", _request_rerun)


def _extend(owner: type, name: str, replacement: Any) -> None:
    original = getattr(owner, name)

    def call(self: Any, *values: Any, **options: Any) -> Any:
        return replacement(original, self, *values, **options)

    setattr(owner, name, call)


def _connect_session(original: Any, manager: Any, client: Any, *values: Any, **options: Any) -> str:
    session_id: str = original(manager, client, *values, **options)
    former = options.get("existing_session_id")
    if former and former != session_id:
        manager.get_active_session_info(session_id).session._awaits_first_run = True
        # What Streamlit sends for a fragment with `run_every`: the browser asks for a rerun by itself.
        message = ForwardMsg()
        message.auto_rerun.interval = ASK_SECONDS
        message.auto_rerun.fragment_id = REQUEST
        client.write_forward_msg(message)
    return session_id


def _request_rerun(original: Any, session: Any, client_state: Any) -> None:
    if client_state is not None and session._awaits_first_run:
        # A run of the whole page, whichever part of it was asked for: no part exists here yet.
        session._awaits_first_run = False
        client_state.fragment_id = ""
        client_state.is_auto_rerun = False
    original(session, client_state)

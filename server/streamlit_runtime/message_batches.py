"""Messages of a rerun go from the script's thread to the event loop, and from there to the line, by the dozen."""

from __future__ import annotations

import threading
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

# Streamlit itself sends what is there every 10 ms, and nobody sees a part of a page for less than a frame of 16.
HOLD_SECONDS = 0.015


class MessageBatch:
    """Messages of one session between two other events. `add` is called by script threads, `drain` by the event loop."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._messages: list[tuple[Any, ForwardMsg]] = []
        self._lock = threading.Lock()
        self._is_waiting = False

    def add(self, sender: Any, message: ForwardMsg) -> bool:
        """Hold a message; return whether `drain` has to be scheduled for it."""
        with self._lock:
            self._messages.append((sender, message))
            is_first, self._is_waiting = not self._is_waiting, True
        return is_first

    def drain(self) -> None:
        """Hand on what is held, in order. Does nothing when that happened already.

        As in Streamlit's own `_handle_scriptrunner_event_on_event_loop`, a message of a run that another has replaced is
        dropped.
        """
        with self._lock:
            messages, self._messages, self._is_waiting = self._messages, [], False
        current = self._session._scriptrunner
        for sender, message in messages:
            if sender is current:
                self._session._enqueue_forward_msg(message)


def hold_messages() -> None:
    """Have Streamlit's sessions hand on their messages in batches.

    A rerun of Practice makes some forty messages, and each wakes the event loop by a system call and takes the
    interpreter's lock from the script: a quarter of the rerun's CPU time (`benchmarks/load.py`). Messages are held for
    `HOLD_SECONDS`; every other event (a script began, ended, stopped) first hands on what was held before it, so that
    all of them arrive in the order in which they were made.
    """
    if not hasattr(AppSession, "_held_messages"):
        AppSession._held_messages = None  # type: ignore[attr-defined]
        AppSession._on_scriptrunner_event = _on_scriptrunner_event  # type: ignore[assignment,method-assign]


# Streamlit gives up a browser when 500 messages wait for its line (`WEBSOCKET_MAX_SEND_QUEUE_SIZE`), and looks after each
# one whether the line took it: a group must be far below that.
GROUP_SIZE = 50


def send_in_groups() -> None:
    """Have Streamlit hand a session's messages to its websocket in groups.

    It gives the event loop a turn after each message, so that each is a turn and a system call of its own. The messages of
    a group are written in one turn, and uvloop gives them to the kernel together.
    """
    if not hasattr(Runtime, "_send_one_message"):
        Runtime._send_one_message = Runtime._send_message  # type: ignore[attr-defined]
        Runtime._send_message = _send_group  # type: ignore[assignment,method-assign]
        AppSession._flush_messages = AppSession.flush_browser_queue  # type: ignore[attr-defined]
        AppSession.flush_browser_queue = _flush_groups  # type: ignore[assignment,method-assign]


def _flush_groups(session: Any) -> list[list[ForwardMsg]]:
    messages: list[ForwardMsg] = session._flush_messages()
    return [messages[start : start + GROUP_SIZE] for start in range(0, len(messages), GROUP_SIZE)]


def _send_group(runtime: Any, client: Any, messages: list[ForwardMsg]) -> None:
    for message in messages:
        runtime._send_one_message(client, message)


_swap_lock = threading.Lock()


def _on_scriptrunner_event(
    session: Any, sender: Any, event: ScriptRunnerEvent, forward_msg: ForwardMsg | None = None, **options: Any
) -> None:
    message = forward_msg if event is ScriptRunnerEvent.ENQUEUE_FORWARD_MSG else None
    with _swap_lock:
        batch: MessageBatch | None = session._held_messages
        if message is None:
            session._held_messages = None
        elif batch is None:
            batch = session._held_messages = MessageBatch(session)
        if message is not None and batch is not None:
            if batch.add(sender, message):
                session._call_soon_on_event_loop(lambda: session._event_loop.call_later(HOLD_SECONDS, batch.drain))
            return

    def handle() -> None:
        if batch is not None:
            batch.drain()
        session._handle_scriptrunner_event_on_event_loop(sender, event, forward_msg, **options)

    session._call_soon_on_event_loop(handle)

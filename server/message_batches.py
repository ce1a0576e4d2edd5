"""Messages of a rerun go from the script's thread to the event loop by the dozen, not one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

# Streamlit itself sends what is there every 10 ms: half of that is not seen.
HOLD_SECONDS = 0.005
Event = Callable[[], None]


class MessageBatch:
    """Messages of one session between two other events. `add` is called by script threads, `drain` by the event loop."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._lock = threading.Lock()
        self._is_waiting = False

    def add(self, event: Event) -> bool:
        """Hold a message; return whether `drain` has to be scheduled for it."""
        with self._lock:
            self._events.append(event)
            is_first, self._is_waiting = not self._is_waiting, True
        return is_first

    def drain(self) -> None:
        """Hand on what is held, in order. Does nothing when that happened already."""
        with self._lock:
            events, self._events, self._is_waiting = self._events, [], False
        for event in events:
            event()


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


_swap_lock = threading.Lock()


def _on_scriptrunner_event(session: Any, sender: Any, event: ScriptRunnerEvent, *values: Any, **named: Any) -> None:
    def handle() -> None:
        session._handle_scriptrunner_event_on_event_loop(sender, event, *values, **named)

    with _swap_lock:
        batch: MessageBatch | None = session._held_messages
        if event is not ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
            session._held_messages = None
        elif batch is None:
            batch = session._held_messages = MessageBatch()
        if event is ScriptRunnerEvent.ENQUEUE_FORWARD_MSG and batch is not None:
            if batch.add(handle):
                session._call_soon_on_event_loop(lambda: session._event_loop.call_later(HOLD_SECONDS, batch.drain))
            return
    if batch is not None:
        session._call_soon_on_event_loop(batch.drain)
    session._call_soon_on_event_loop(handle)

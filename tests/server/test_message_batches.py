"""The order of what a script tells its browser, however its messages are held on the way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from server import message_batches
from server.message_batches import MessageBatch
from tests.conftest import run_async

MESSAGE = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
OTHERS = (ScriptRunnerEvent.SCRIPT_STARTED, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, ScriptRunnerEvent.SHUTDOWN)


class Session:
    """The part of a Streamlit session that hands events to its event loop."""

    _held_messages = None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._event_loop = loop
        self.handled: list[tuple[Any, ...]] = []

    def _call_soon_on_event_loop(self, callback: Any) -> None:
        self._event_loop.call_soon_threadsafe(callback)

    def _handle_scriptrunner_event_on_event_loop(self, *event: Any) -> None:
        self.handled.append(event)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from((MESSAGE, MESSAGE, MESSAGE, *OTHERS)), st.booleans()), max_size=30))
def test_every_event_arrives_once_and_in_the_order_in_which_it_was_made(steps: list[tuple[Any, bool]]) -> None:
    async def run() -> list[tuple[Any, ...]]:
        session = Session(asyncio.get_running_loop())

        def work() -> None:
            for number, (event, _) in enumerate(steps):
                message_batches._on_scriptrunner_event(session, "runner", event, number)

        if any(threaded for _, threaded in steps):
            await asyncio.to_thread(work)
        else:
            work()
        while len(session.handled) < len(steps):
            await asyncio.sleep(message_batches.HOLD_SECONDS)
        await asyncio.sleep(0)
        return session.handled

    expected = [("runner", event, number) for number, (event, _) in enumerate(steps)]
    assert run_async(run()) == expected


def test_only_the_first_of_what_is_held_wakes_the_event_loop() -> None:
    batch, handled = MessageBatch(), list[int]()
    assert [batch.add(lambda n=n: handled.append(n)) for n in range(3)] == [True, False, False]  # type: ignore[misc]
    batch.drain()
    batch.drain()
    assert handled == [0, 1, 2]
    assert batch.add(lambda: handled.append(3))


def test_streamlits_sessions_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is replaced is not Streamlit's public interface: a new version must still have it.
    for name in ("_on_scriptrunner_event", "_handle_scriptrunner_event_on_event_loop", "_call_soon_on_event_loop"):
        assert callable(getattr(AppSession, name))
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", AppSession._on_scriptrunner_event)
    message_batches.hold_messages()
    assert AppSession._on_scriptrunner_event is message_batches._on_scriptrunner_event
    message_batches.hold_messages()
    monkeypatch.delattr(AppSession, "_held_messages")

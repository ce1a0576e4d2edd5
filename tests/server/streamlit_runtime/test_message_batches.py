"""The order of what a script tells its browser, however its messages are held on the way."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from server.streamlit_runtime import message_batches
from server.streamlit_runtime.message_batches import MessageBatch
from tests.conftest import run_async

MESSAGE = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
OTHERS = (ScriptRunnerEvent.SCRIPT_STARTED, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, ScriptRunnerEvent.SHUTDOWN)


class Session:
    """The part of a Streamlit session that hands events to its event loop."""

    _held_messages = None

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._event_loop = loop
        self._scriptrunner = "runner"
        self.handled: list[Any] = []

    def _call_soon_on_event_loop(self, callback: Any) -> None:
        assert self._event_loop is not None
        self._event_loop.call_soon_threadsafe(callback)

    def _handle_scriptrunner_event_on_event_loop(
        self, _sender: str, event: ScriptRunnerEvent, _message: object, *, place: int
    ) -> None:
        self.handled.append((event, place))

    def _enqueue_forward_msg(self, message: ForwardMsg) -> None:
        self.handled.append((MESSAGE, int(message.hash)))


def make_message(place: int) -> ForwardMsg:
    return ForwardMsg(hash=str(place))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from((MESSAGE, MESSAGE, MESSAGE, *OTHERS)), st.booleans()), max_size=30))
def test_every_event_arrives_once_and_in_the_order_in_which_it_was_made(steps: list[tuple[Any, bool]]) -> None:
    async def run() -> list[Any]:
        session = Session(asyncio.get_running_loop())

        def work() -> None:
            for place, (event, _) in enumerate(steps):
                given: dict[str, Any] = {"forward_msg": make_message(place)} if event is MESSAGE else {"place": place}
                message_batches._on_scriptrunner_event(session, "runner", event, **given)

        if any(threaded for _, threaded in steps):
            await asyncio.to_thread(work)
        else:
            work()
        while len(session.handled) < len(steps):
            await asyncio.sleep(message_batches.HOLD_SECONDS)
        await asyncio.sleep(0)
        return session.handled

    assert run_async(run()) == [(event, place) for place, (event, _) in enumerate(steps)]


def test_only_the_first_of_what_is_held_wakes_the_event_loop() -> None:
    session = Session()
    batch = MessageBatch(session)
    assert [batch.add("runner", make_message(n)) for n in range(3)] == [True, False, False]
    batch.drain()
    batch.drain()
    assert session.handled == [(MESSAGE, 0), (MESSAGE, 1), (MESSAGE, 2)]
    assert batch.add("runner", make_message(3))


def test_a_message_of_a_run_that_another_replaced_is_dropped() -> None:
    session = Session()
    batch = MessageBatch(session)
    for sender, place in (("old runner", 0), ("runner", 1)):
        batch.add(sender, make_message(place))
    batch.drain()
    assert session.handled == [(MESSAGE, 1)]


def test_messages_are_sent_in_groups_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AppSession, "flush_browser_queue", lambda _self: list(range(120)))
    sent: list[int] = []
    monkeypatch.setattr(Runtime, "_send_message", lambda _self, _client, message: sent.append(message))
    message_batches.send_in_groups()
    try:
        runtime = object.__new__(Runtime)
        groups: list[Any] = AppSession.flush_browser_queue(SimpleNamespace(_flush_messages=lambda: list(range(120))))  # type: ignore[arg-type]
        assert [len(group) for group in groups] == [50, 50, 20]
        for group in groups:
            runtime._send_message(None, group)  # type: ignore[arg-type]
        assert sent == list(range(120))
    finally:
        del Runtime._send_one_message  # type: ignore[attr-defined]
        del AppSession._flush_messages  # type: ignore[attr-defined]


def test_streamlits_sessions_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is replaced is not Streamlit's public interface: a new version must still have it.
    for name in (
        "_on_scriptrunner_event",
        "_handle_scriptrunner_event_on_event_loop",
        "_call_soon_on_event_loop",
        "_enqueue_forward_msg",
    ):
        assert callable(getattr(AppSession, name))
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", AppSession._on_scriptrunner_event)
    message_batches.hold_messages()
    assert AppSession._on_scriptrunner_event is message_batches._on_scriptrunner_event
    message_batches.hold_messages()
    monkeypatch.delattr(AppSession, "_held_messages")

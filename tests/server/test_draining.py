"""A process that is told to stop: who is new goes elsewhere, what runs is finished first."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.session_manager import SessionManager

from server import draining, startup
from server.routes import health


@pytest.fixture(autouse=True)
def serving() -> Iterator[None]:
    draining.end_draining()
    yield
    draining.end_draining()


def test_streamlit_still_says_which_pages_run() -> None:
    assert AppSessionState.APP_IS_RUNNING and hasattr(SessionManager, "list_sessions")
    assert "_state" in AppSession.__init__.__code__.co_names


async def _greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("welcome")
    await socket.close()


def test_nobody_new_is_taken_and_the_proxy_is_told() -> None:
    app = Starlette(
        routes=[WebSocketRoute("/tab", _greet), *health.routes],
        middleware=[Middleware(draining.RefuseWhileDraining)],
    )
    with TestClient(app) as client:
        with client.websocket_connect("/tab") as socket:
            assert socket.receive_text() == "welcome"
        draining.begin_draining()
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/tab"):
            pass
        assert refused.value.status_code == 503
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["reasons"]) == (503, [draining.SENTENCE])


def test_idle_is_who_was_so_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "_LOOK_SECONDS", 0.0)
    counts = [1, 0, 2, 0, 0, 9]
    assert asyncio.run(draining.wait_until_idle(60.0, lambda: counts.pop(0)))
    assert counts == [9]
    assert not asyncio.run(draining.wait_until_idle(0.0, lambda: 1))


def test_a_signal_waits_for_what_runs_and_a_second_one_does_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    may_end = asyncio.Event()
    ended: list[int] = []
    monkeypatch.setattr(startup, "stop_work", lambda: None)

    async def wait_until_idle(_seconds: float) -> bool:
        await may_end.wait()
        return True

    monkeypatch.setattr(draining, "wait_until_idle", wait_until_idle)

    async def tell_to_stop() -> list[int]:
        handle = startup._make_handler(lambda number, _frame: ended.append(number), asyncio.get_running_loop())
        handle(signal.SIGTERM, None)
        await asyncio.sleep(0)
        assert draining.is_draining() and ended == []
        handle(signal.SIGINT, None)
        assert ended == [signal.SIGINT]
        may_end.set()
        await asyncio.gather(*startup._tasks)
        return ended

    with caplog.at_level(logging.INFO, "rehearsal"):
        assert asyncio.run(tell_to_stop()) == [signal.SIGINT, signal.SIGTERM]
    assert caplog.messages == ["stopping on SIGTERM: no new tabs are accepted, and running pages are finished"]
    startup._tasks.clear()

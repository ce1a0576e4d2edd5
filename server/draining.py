"""How a process ends without cutting anybody off: no new tabs, what runs is finished and answered, then the connections close.

SIGTERM begins it. `/readyz` answers 503 from then on, and a new websocket is refused with 503, which the proxy takes to another
replica. Once no page runs, or after `DRAIN_SECONDS`, the server closes the tabs that are left; each connects again elsewhere, and
stands at the same card. A grade that was given in the last moment is still committed: the process waits `FINISH_SECONDS` for it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession, AppSessionState

# Together with closing and with what a lifespan ends, less than the ten seconds that a service manager waits.
DRAIN_SECONDS = 1.5
FINISH_SECONDS = 4.0
# A press that has just arrived becomes a run within this time: only a process that was idle at two looks is idle.
_LOOK_SECONDS = 0.05
SENTENCE = "This process is about to stop."
_draining = threading.Event()


def is_draining() -> bool:
    """Tell whether this process accepts no new tabs."""
    return _draining.is_set()


def begin_draining() -> None:
    """Stop accepting new tabs."""
    _draining.set()


def end_draining() -> None:
    """Accept new tabs again: for a server that is started in the same process."""
    _draining.clear()


def count_running() -> int:
    """Return how many pages run now, those included whose tab is gone."""
    if not Runtime.exists():
        return 0
    sessions = (info.session for info in Runtime.instance()._session_mgr.list_sessions())
    return sum(isinstance(one, AppSession) and one._state == AppSessionState.APP_IS_RUNNING for one in sessions)


async def wait_until_idle(seconds: float, count: Callable[[], int] = count_running) -> bool:
    """Wait until no page runs; return False when some still do after this time."""
    deadline = time.monotonic() + seconds
    idle = 0
    while idle < 2:
        idle = idle + 1 if count() == 0 else 0
        if idle < 2:
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(_LOOK_SECONDS)
    return True


class RefuseWhileDraining:
    """Answer 503 to a new websocket while this process drains; pass on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "websocket" and is_draining():
            await receive()  # the request to connect, which has to be taken before it is answered
            # An HTTP answer in the place of the handshake: a websocket's close code would reach no proxy.
            await PlainTextResponse(SENTENCE, 503)(scope, receive, send)
            return
        await self.app(scope, receive, send)

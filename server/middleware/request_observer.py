"""What came of a request: its status and its duration, for whoever writes them down or counts them."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestObserver(ABC):
    """Pass requests on, and observe each that is answered over HTTP. A subclass says what to do with what was observed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @abstractmethod
    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Take in the status of an answer, 500 where none began, and how long it took."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and observe its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            self.observe(scope, status, time.perf_counter() - started)

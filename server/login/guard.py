"""Nobody gets in without a session: every request and every websocket is checked, where a provider is configured.

A websocket outlives the request that opened it. `SessionWatch` looks at those that are open twice a second and closes the ones
whose session has ended, in this process or in another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.identity import find_offline_learner
from server.login.targets import get_base_address
from services.access import ROUTES, Access
from services.configuration import get_configuration
from services.learners import login_sessions
from services.learners.login_cookie import read_session_id
from services.workspace import from_environment

LOGGER = logging.getLogger("rehearsal")
# What the table of `services.access` opens: whole addresses, and folders below which there are names.
OPEN_PATHS = frozenset(path for path, who in ROUTES.items() if who is Access.OPEN and "{" not in path)
OPEN_FOLDERS = tuple(path.partition("{")[0] for path, who in ROUTES.items() if who is Access.OPEN and "{" in path)
WATCH_SECONDS = 0.4  # a session that has ended keeps a websocket for less than a second
SESSION_ENDED = 4401  # a close code of our own (RFC 6455, section 7.4.2), after the status 401
_DISCONNECT: Message = {"type": "websocket.disconnect", "code": SESSION_ENDED, "reason": ""}


def get_time() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def is_open(path: str) -> bool:
    """Tell whether an address is answered without a session. A path that climbs is judged as it is written, and refused."""
    return path in OPEN_PATHS or (path.startswith(OPEN_FOLDERS) and ".." not in path.split("/"))


class SessionWatch:
    """The websockets that are open, each with the hash of its session and what ends it."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[bytes, Callable[[], None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._next = 0

    def add(self, session: bytes, end: Callable[[], None]) -> int:
        """Watch a websocket; `end` is called once when its session has ended. Returns its number, for `remove`."""
        self._next += 1
        self._open[self._next] = (session, end)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch())
        return self._next

    def remove(self, number: int) -> None:
        """Stop watching a websocket."""
        self._open.pop(number, None)

    async def _watch(self) -> None:
        """Look until no websocket is open. When the database does not answer, sessions are taken for ended only after it
        does again.
        """
        while self._open:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                ended = await run_in_threadpool(self._find_ended)
            except Exception:
                LOGGER.exception("the sessions could not be checked")
                continue
            for number, (session, end) in list(self._open.items()):
                if session in ended:
                    self._open.pop(number, None)
                    end()

    def _find_ended(self) -> set[bytes]:
        sessions = {session for session, _ in list(self._open.values())}
        return sessions - login_sessions.list_living(from_environment(), sessions, get_time())


class RequireLogin:
    """Pass on what somebody who is logged in asks for; send the rest to the log-in, or refuse it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.watch = SessionWatch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then answer or pass on."""
        if scope["type"] not in ("http", "websocket") or get_configuration().login is None:
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        ws, now = from_environment(), get_time()
        # In a thread, though it is one row: a database that is slow must not keep every other request waiting.
        login_session = await run_in_threadpool(
            login_sessions.find_logged_in, ws, read_session_id(connection.cookies), now
        )
        if (
            login_session is None
            and scope["type"] == "http"
            and await run_in_threadpool(find_offline_learner, connection)
        ):
            await self.app(scope, receive, send)
            return
        if login_session is None:
            await self._refuse(connection, scope, receive, send)
            return
        # Now and then, not at each request: it is a write.
        if login_sessions.needs_touch(login_session, now):
            await run_in_threadpool(login_sessions.touch, ws, login_session, now)
        if scope["type"] == "websocket":
            await self._serve_websocket(login_session.session, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _refuse(self, connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": SESSION_ENDED, "reason": ""})
            return
        # A page is led to the log-in; what a page fetches is told that it may not.
        is_page = scope["method"] in ("GET", "HEAD") and "text/html" in connection.headers.get("accept", "")
        if not is_page or scope["path"].startswith("/_stcore/"):
            response = PlainTextResponse("Log in first.", 401, headers={"Cache-Control": "no-store"})
            await response(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        address = scope["path"] + (f"?{query}" if query else "")
        target = f"{get_base_address(connection)}/login?next={quote(address, safe='')}"
        await RedirectResponse(target, 303, headers={"Cache-Control": "no-store"})(scope, receive, send)

    async def _serve_websocket(self, session: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the socket on until its session ends: then the app hears that the browser left, and the browser that the
        session ended; nothing is sent after that.
        """
        ended = asyncio.Event()

        async def receive_while_living() -> Message:
            if ended.is_set():
                return _DISCONNECT
            message = asyncio.ensure_future(receive())
            ending = asyncio.ensure_future(ended.wait())
            try:
                await asyncio.wait((message, ending), return_when=asyncio.FIRST_COMPLETED)
                return _DISCONNECT if ended.is_set() else message.result()
            finally:
                for waiting in (message, ending):
                    if not waiting.done():
                        waiting.cancel()

        async def send_while_living(message: Message) -> None:
            if not ended.is_set():
                await send(message)

        async def close_when_ended() -> None:
            await ended.wait()
            await send({"type": "websocket.close", "code": SESSION_ENDED, "reason": ""})

        closing = asyncio.ensure_future(close_when_ended())
        number = self.watch.add(session, ended.set)
        try:
            await self.app(scope, receive_while_living, send_while_living)
        finally:
            self.watch.remove(number)
            if ended.is_set():
                # The app may be done before the browser has been told.
                await asyncio.wait((closing,), timeout=WATCH_SECONDS)
            closing.cancel()

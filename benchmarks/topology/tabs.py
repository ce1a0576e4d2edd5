"""A browser tab that practises over the websocket, and goes on elsewhere when its replica is lost.

It does what Streamlit's page does: it holds the proxy's cookie, names its former session when it connects again, runs the page
when it is asked to, and presses a button only once it has been drawn.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import httpx2
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LOST = (OSError, EOFError, websockets.WebSocketException)
RETRY_SECONDS = 0.1
ANSWER_SECONDS = 60.0
COME_BACK_SECONDS = 60.0  # a tab that is not back by then is an error
# What a button's name ends with is the token of its card: the key under which its grade counts once.
_TOKEN = re.compile(r"-([0-9a-f]{44})$")


class TabError(Exception):
    """A tab that could not do what a browser's would."""


@dataclass
class Tab:
    """One open tab on Practice. `graded` are the tokens of grades whose answer came; `pressed` of all that were sent.

    `waits` are the milliseconds of each action, `absences` the seconds from each loss to the page being there again, and
    `moved` the cards that were not the same after a loss, though nothing was under way. `alerts` are the sentences that a page
    showed in a box, `exceptions` the errors that it showed as such, which nobody may see.
    """

    port: int
    learner: int
    cookies: dict[str, str] = field(default_factory=dict)
    session: str = ""
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    graded: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    absences: list[float] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    _files: dict[str, str] = field(default_factory=dict)
    _connection: websockets.ClientConnection | None = None
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """Return the token of the card that is shown, "" for none."""
        matches = (_TOKEN.search(key) for key in self.buttons if key.startswith(("reveal-", "grade-")))
        return next((match[1] for match in matches if match), "")

    async def open(self) -> None:
        """Connect and draw the page; try again where the server is too busy to answer."""
        await self._repeat(self._open_once)

    async def close(self) -> None:
        """Close the tab."""
        if self._connection is not None:
            with suppress(*LOST):
                await self._connection.close()

    async def act(self) -> None:
        """Reveal what is asked, or grade what is revealed as Easy; come back where the replica is lost on the way.

        Raises TabError when the page has no card, such as at the day's limit.
        """
        grades = next((key for key in self.buttons if key.startswith("grade-4-")), "")
        press = grades or next((key for key in self.buttons if key.startswith("reveal-")), "")
        if not press:
            raise TabError(f"learner {self.learner} has no card to answer after {len(self.graded)} grades")
        token = self.token
        if grades:
            self.pressed.append(token)
        began = time.perf_counter()
        try:
            await self._run(press)
        except LOST:
            await self.come_back(token, is_grading=bool(grades))
            return
        self.waits.append((time.perf_counter() - began) * 1000)
        if grades and self.token not in ("", token):  # the next card is the answer to a grade
            self.graded.append(token)

    async def upload(self, page: str, name: str, content: bytes, ports: Sequence[int] = ()) -> list[int]:
        """Give a file to a page, as a browser does: ask for its address, then PUT it there. Return the status of the answer,
        and those of further `ports` that are sent it as well.
        """
        await self._run(page=page)
        message = BackMsg()
        message.file_urls_request.request_id = "upload"
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        response = await self._ask(message, "file_urls_response")
        address = response.file_urls_response.file_urls[0].upload_url
        async with self._make_client() as client:
            await client.get("/_stcore/health")  # sets the cookie whose token a change has to repeat
            headers = {"X-Xsrftoken": client.cookies.get("_streamlit_xsrf", "")}
            answers = [
                await client.put(
                    f"http://localhost:{port}{address}",
                    files={"file": (name, content)},
                    headers={**headers, "Origin": f"http://localhost:{port}"},
                )
                for port in (self.port, *ports)
            ]
        return [answer.status_code for answer in answers]

    async def download(self, page: str, label: str, ports: Sequence[int] = ()) -> list[httpx2.Response]:
        """Press a page's download button, and fetch from `/media` what it made. Return the answer, and those of `ports`."""
        await self._run(page=page)
        message = BackMsg()
        message.backend_operation_request.request_id = "download"
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = self._files[label]
        response = (await self._ask(message, "backend_operation_response")).backend_operation_response
        if response.error_msg:
            raise TabError(response.error_msg)
        async with self._make_client() as client:
            return [
                await client.get(f"http://localhost:{port}{response.deferred_file.url}") for port in (self.port, *ports)
            ]

    async def _ask(self, message: BackMsg, kind: str) -> ForwardMsg:
        """Send a question to the page's session, and return the answer."""
        assert self._connection is not None
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            while (answer := await self._receive()).WhichOneof("type") != kind:
                pass
        return answer

    def _make_client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=f"http://localhost:{self.port}", cookies=self._all_cookies(), trust_env=False
        )

    async def reload(self) -> None:
        """Draw the whole page again, which had no card."""
        try:
            await self._run()
        except LOST:
            await self.come_back("", is_grading=True)

    async def stay(self, seconds: float) -> None:
        """Do nothing for a while, and come back where the replica is lost meanwhile."""
        connection = self._connection
        assert connection is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await connection.wait_closed()
            await self.come_back(self.token, is_grading=False)

    async def come_back(self, token: str, *, is_grading: bool) -> None:
        """Connect again until the page is there, as a browser does. Raises TabError after `COME_BACK_SECONDS`."""
        began = time.perf_counter()
        await self._repeat(self._come_back_once)
        self.absences.append(time.perf_counter() - began)
        if self.token != token and not is_grading:
            self.moved.append((token, self.token))

    async def _repeat(self, draw: Callable[[], Awaitable[None]]) -> None:
        """Connect and draw until that has worked. Raises TabError after `COME_BACK_SECONDS`."""
        failure: BaseException | None = None
        try:
            async with asyncio.timeout(COME_BACK_SECONDS):
                while True:
                    try:
                        await self._connect()
                        await draw()
                        return
                    except LOST as error:  # a TimeoutError is an OSError
                        failure = error
                    await asyncio.sleep(RETRY_SECONDS)
        except TimeoutError:
            raise TabError(f"learner {self.learner} has no page: {failure!r}") from failure

    async def _open_once(self) -> None:
        await self._run()

    async def _come_back_once(self) -> None:
        """Run the page when the process asks for it, which it does when it does not know this tab."""
        async with asyncio.timeout(10):
            while (await self._receive()).WhichOneof("type") != "auto_rerun":
                pass
        await asyncio.sleep(0.25)  # the interval that the page is told
        await self._run(is_requested=True)

    async def _connect(self) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._all_cookies().items())}
        former = ["PLACEHOLDER_AUTH_TOKEN", self.session] if self.session else []
        async with asyncio.timeout(10):
            self._connection = await websockets.connect(
                f"ws://localhost:{self.port}/_stcore/stream",
                subprotocols=["streamlit", *former],  # type: ignore[list-item]
                origin=f"http://localhost:{self.port}",  # type: ignore[arg-type]
                additional_headers=headers,
                max_size=None,
                proxy=None,
                ping_interval=None,
            )
        response = self._connection.response
        for line in response.headers.get_all("Set-Cookie") if response else ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}

    def _all_cookies(self) -> dict[str, str]:
        return {"rehearsal-learner": str(self.learner), **self.cookies}

    async def _run(self, press: str = "", *, is_requested: bool = False, page: str = "practice") -> None:
        """Rerun the page, by a button where one is named, and read until it is done."""
        message = BackMsg()
        request = message.rerun_script
        request.page_name = page
        request.context_info.timezone = "UTC"
        request.context_info.url = f"http://localhost:{self.port}/{page}"
        if press:
            identity, request.fragment_id = self.buttons[press]
            state = request.widget_states.widgets.add()
            state.id, state.trigger_value = identity, True
        if is_requested:
            request.fragment_id, request.is_auto_rerun = "rehearsal-reconnected", True
        assert self._connection is not None
        await self._connection.send(message.SerializeToString())
        elements: dict[str, tuple[str, str]] = {}
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                answer = await self._receive()
                kind = answer.WhichOneof("type")
                if kind == "new_session":
                    self.session = answer.new_session.initialize.session_id
                elif kind == "delta":
                    self._note(answer, elements)
                elif kind == "script_finished":
                    self.buttons = elements
                    return

    async def _receive(self) -> ForwardMsg:
        assert self._connection is not None
        answer = ForwardMsg()
        answer.ParseFromString(await self._connection.recv())
        if answer.WhichOneof("type") == "ref_hash":
            return self._cache.get(answer.ref_hash, answer)
        if answer.metadata.cacheable:
            self._cache[answer.hash] = answer
        return answer

    def _note(self, message: ForwardMsg, elements: dict[str, tuple[str, str]]) -> None:
        delta = message.delta
        kind = delta.new_element.WhichOneof("type") if delta.WhichOneof("type") == "new_element" else ""
        if kind == "button":
            identity = delta.new_element.button.id
            elements[identity.split("-", 2)[-1]] = (identity, delta.fragment_id)  # $$ID-<hash>-<key>
        elif kind == "download_button":
            self._files[delta.new_element.download_button.label] = delta.new_element.download_button.deferred_file_id
        elif kind == "alert":
            self.alerts.append(delta.new_element.alert.body)
        elif kind == "exception":
            self.exceptions.append(delta.new_element.exception.message)

"""Our routes and the guard, in process, in front of a page and a websocket that greet whoever is let in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.login import routes as login_routes
from server.login.guard import RequireLogin
from server.middleware.base_path import BasePath
from server.middleware.headers import SecurityHeaders
from server.middleware.origins import OwnOriginsOnly
from server.routes import learner_cookie, listening, offline, tabletop
from services.workspace import Workspace
from tests.server.login.providers import SECRET, HostileProvider


@dataclass
class Attempt:
    """A log-in under way, as the address that leads to the provider shows it."""

    url: str
    state: str
    nonce: str
    query: dict[str, str]


class Browser:
    """A browser with cookies of its own, before the app and the hostile provider."""

    def __init__(self, app: Starlette, provider: HostileProvider, address: str = "http://localhost:8501") -> None:
        self.client = TestClient(app, base_url=address, follow_redirects=False)
        self.provider = provider
        self.address = address

    def begin(self, target: str = "/practice") -> Attempt:
        answer = self.client.get("/login", params={"next": target})
        assert answer.status_code == 303, answer.text
        url = answer.headers["location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return Attempt(url, query["state"], query["nonce"], query)

    def finish(self, attempt: Attempt, **query: str) -> Response:
        self.provider.nonce = attempt.nonce
        return self.client.get("/login/callback", params={"code": "a code", "state": attempt.state, **query})

    def log_in(self, target: str = "/practice") -> Response:
        return self.finish(self.begin(target))

    def is_logged_in(self) -> bool:
        return self.client.get("/practice").status_code == 200

    @property
    def session(self) -> str | None:
        return self.client.cookies.get("rehearsal-session") or self.client.cookies.get("__Host-rehearsal-session")

    def post(self, path: str, **data: str) -> Response:
        return self.client.post(path, data=data, headers={"origin": self.address})


async def _greet(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"hello at {request.url.path}")


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_text(await socket.receive_text())


@pytest.fixture(scope="session")
def hostile_provider() -> Iterator[HostileProvider]:
    provider = HostileProvider()
    yield provider
    provider.stop()


@pytest.fixture
def hostile(hostile_provider: HostileProvider) -> HostileProvider:
    provider = hostile_provider
    provider.claims, provider.header, provider.sign, provider.info, provider.metadata = {}, {}, None, None, {}
    return provider


@pytest.fixture
def app(workspace: Workspace, hostile: HostileProvider, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    from server.login import provider

    provider.get_provider.cache_clear()
    for name, value in {
        "REHEARSAL_DATA": str(workspace.data),
        "REHEARSAL_CONTENT": str(workspace.content),
        "REHEARSAL_OIDC_ISSUER": hostile.issuer,
        "REHEARSAL_OIDC_CLIENT_ID": "rehearsal",
        "REHEARSAL_OIDC_CLIENT_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    return Starlette(
        routes=[
            *login_routes.routes,
            *learner_cookie.routes,
            *listening.routes,
            *offline.routes,
            *tabletop.routes,
            WebSocketRoute("/_stcore/stream", _talk),
            Route("/{path:path}", _greet, methods=["GET", "POST", "PUT"]),
        ],
        middleware=[
            Middleware(BasePath),
            Middleware(SecurityHeaders),
            Middleware(OwnOriginsOnly),
            Middleware(RequireLogin),
        ],
    )


@pytest.fixture
def browser(app: Starlette, hostile: HostileProvider) -> Iterator[Browser]:
    talking = Browser(app, hostile)
    with talking.client:
        yield talking

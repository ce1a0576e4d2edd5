"""Names and pages that are not ours drive nothing: hosts and origins, over HTTP and websockets."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.middleware import origins
from server.middleware.base_path import BasePath
from server.middleware.origins import OwnOriginsOnly, split_host


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.method} {request.base_url}")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("open")
    await socket.close()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.delenv("REHEARSAL_URL", raising=False)
    routes = [Route("/", answer, methods=["GET", "POST", "PUT", "DELETE"]), WebSocketRoute("/talk", talk)]
    app = Starlette(routes=routes, middleware=[Middleware(BasePath), Middleware(OwnOriginsOnly)])
    with TestClient(app, base_url="http://localhost:8501") as talking:
        yield talking


def opens(client: TestClient, host: str, origin: str | None) -> bool:
    headers = {"host": host, **({} if origin is None else {"origin": origin})}
    try:
        with client.websocket_connect("/talk", headers=headers) as socket:
            return socket.receive_text() == "open"
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8501", 200),
        ("localhost", 200),
        ("LOCALHOST:8501", 200),
        ("127.0.0.1:9000", 200),  # a port that is forwarded
        ("[::1]:8501", 200),
        ("evil.example", 421),
        ("evil.example:8501", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost:8501@evil.example", 421),
        ("evil.example/localhost", 421),
        ("10.0.0.9:8501", 421),
        ("0.0.0.0:8501", 421),
        ("localhost.:8501", 200),
        ("localhost:x", 421),
        ("@localhost", 421),
        (":x@localhost:8501", 421),
        ("localhost?x", 421),
        ("localhost#x", 421),
        ("localhost, evil.example", 421),
        ("localhost..", 421),
        ("[::ffff:127.0.0.1]:8501", 421),
        ("2130706433", 421),
        ("[::1", 421),
        ("", 421),
    ],
)
def test_only_own_hosts_are_answered(client: TestClient, host: str, status: int) -> None:
    assert client.get("/", headers={"host": host}).status_code == status
    assert opens(client, host, f"http://{host}") == (status == 200)


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://localhost:8501", True),
        ("HTTP://LOCALHOST:8501", True),
        ("http://localhost:3000", False),
        ("http://localhost", False),
        ("https://localhost:8501", False),
        ("http://127.0.0.1:8501", False),
        ("http://localhost:8501.evil.example", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_pages_of_this_server_ask(client: TestClient, origin: str, own: bool) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert client.request(method, "/", headers={"origin": origin}).status_code == (200 if own else 403)
    assert opens(client, "localhost:8501", origin) == own


def test_a_change_has_to_say_where_it_comes_from(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    assert client.post("/").status_code == 403
    assert client.post("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert client.post("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/", headers={"sec-fetch-site": "same-site"}).status_code == 403
    # The one header does not outweigh the other.
    contradicting = {"sec-fetch-site": "cross-site", "origin": "http://localhost:8501"}
    assert client.post("/", headers=contradicting).status_code == 403
    twice = client.build_request(
        "POST", "/", headers=[("origin", "http://localhost:8501"), ("origin", "http://evil.example")]
    )
    assert client.send(twice).status_code == 403
    spoofed = {"x-forwarded-host": "localhost:8501", "x-http-method-override": "GET", "origin": "http://evil.example"}
    assert client.post("/", headers=spoofed).status_code == 403
    foreign = {"sec-fetch-site": "same-origin", "origin": "http://evil.example"}
    assert client.post("/", headers=foreign).status_code == 403


def test_under_a_public_name_that_name_counts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_URL", "https://Learn.example.org:443/")
    proxied = {"host": "learn.example.org"}
    assert client.get("/", headers=proxied).status_code == 200
    assert client.get("/", headers={**proxied, "origin": "https://learn.example.org"}).status_code == 200
    assert client.get("/", headers={**proxied, "origin": "http://learn.example.org"}).status_code == 403
    assert opens(client, "learn.example.org", "https://learn.example.org")
    assert not opens(client, "learn.example.org", "http://learn.example.org")
    assert not opens(client, "localhost:8501", "https://learn.example.org")
    assert client.get("/", headers={"host": "other.example.org"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8501"}).status_code == 200  # the health check beside it


@pytest.mark.parametrize("asked", ["/learn/", "/"])
def test_a_path_of_its_own_with_a_proxy_that_takes_it_off_or_not(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("REHEARSAL_URL", "https://example.org/learn")
    found = client.get(asked, headers={"host": "example.org"})
    assert (found.status_code, found.text) == (200, "GET http://example.org/learn/")


def test_the_path_without_its_slash_leads_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_URL", "https://example.org/learn")
    found = client.get("/learn", headers={"host": "example.org"}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (307, "/learn/")
    assert client.get("/learning", headers={"host": "example.org"}).status_code == 404


def test_the_log_says_what_to_set_once_and_not_for_ever(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING, "rehearsal"):
        for _ in range(3):
            client.get("/", headers={"host": "learn.example.org"})
        client.get("/", headers={"origin": "http://localhost:3000"})
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert "REHEARSAL_URL" in told[0] and "https://learn.example.org" in told[0]
    assert "REHEARSAL_URL=http://localhost:3000" in told[1]
    monkeypatch.setattr(origins, "MAX_LOGGED", 2)
    client.get("/", headers={"host": "third.example.org"})
    assert len(caplog.records) == 2


def test_two_hosts_are_none(client: TestClient) -> None:
    request = client.build_request("GET", "/", headers=[("host", "localhost:8501"), ("host", "evil.example")])
    assert client.send(request).status_code == 421


def test_a_host_is_split_without_raising() -> None:
    assert split_host("a.example:80") == "a.example"
    assert split_host("a.example.:80") == "a.example"
    assert split_host("[::1]:80") == "::1"
    for odd in ("", ":80", "a b", "user@a", "a/b", "[", "a:b", "a:99999", "a:²", "a..", "a\n"):
        assert split_host(odd) == ""

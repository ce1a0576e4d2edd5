"""What is counted, and that it is told to nobody unless it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from server.routes import metrics
from services.workspace import Workspace


async def answer(_request: object) -> PlainTextResponse:
    return PlainTextResponse("a page")


async def hold(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive_text()
    await socket.close()


@pytest.fixture
def client(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    routes = [*metrics.routes, Route("/{path:path}", answer)]
    app = Starlette(routes=[WebSocketRoute("/hold", hold), *routes], middleware=[Middleware(metrics.RequestMetrics)])
    with TestClient(app) as talking:
        yield talking


def read(client: TestClient) -> dict[tuple[str, tuple[str, ...]], float]:
    found = client.get("/metrics")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(found.text)
        for sample in family.samples
    }


def test_it_is_not_there_unless_it_is_turned_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REHEARSAL_METRICS", raising=False)
    assert client.get("/metrics").status_code == 404
    monkeypatch.setenv("REHEARSAL_METRICS", "on")
    assert client.get("/metrics").status_code == 200


def test_requests_and_open_tabs_are_counted_without_anybodys_key(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_METRICS", "on")
    before = read(client)
    client.get("/feed/1-s3cr3t/pools.xml")
    client.get("/topics")
    with client.websocket_connect("/hold") as socket:
        during = read(client)
        socket.send_text("go")
    after = read(client)
    for label in ("feed", "page"):
        key = ("rehearsal_http_requests_total", ("GET", label, "200"))
        assert after[key] - before.get(key, 0) == 1
        assert after["rehearsal_http_request_seconds_count", (label,)] >= 1
    tabs = ("rehearsal_sessions", ())
    assert (during[tabs] - before[tabs], after[tabs] - before[tabs]) == (1, 0)
    assert {"rehearsal_database_bytes", "rehearsal_episode_queue", "rehearsal_grades_total"} <= {n for n, _ in after}
    assert "s3cr3t" not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("path", "label"),
    [("/feed/x/y", "feed"), ("/", "page"), ("/feeding", "page"), ("/_stcore/health", "_stcore"), ("/a/feed/x", "page")],
)
def test_labels_are_few(path: str, label: str) -> None:
    assert metrics.get_route_label(path) == label

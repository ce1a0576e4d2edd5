"""Answers that several routes give: who has a file already, and which part of it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.responses import has_etag, is_unchanged, respond_not_found, respond_unavailable, serve_file

CHANGED = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "is_known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"x", "a"', True),
        ("*", True),
        ('"b"', False),
        ('"aa"', False),
        ("", False),
    ],
)
def test_a_tag_is_compared_weakly_among_those_that_are_named(sent: str, is_known: bool) -> None:
    assert has_etag(Headers({"if-none-match": sent}), '"a"') is is_known


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        ({}, False),
        ({"if-none-match": '"a"'}, True),
        ({"if-none-match": '"b"', "if-modified-since": "Mon, 02 Mar 2026 12:00:00 GMT"}, False),  # the tag decides
        ({"if-modified-since": "Mon, 02 Mar 2026 12:00:00 GMT"}, True),
        ({"if-modified-since": "Mon, 02 Mar 2026 12:00:01 GMT"}, True),
        ({"if-modified-since": "Mon, 02 Mar 2026 11:59:59 GMT"}, False),
        ({"if-modified-since": "Mon, 02 Mar 2026 13:00:00 +0100"}, True),
        ({"if-modified-since": "Mon, 02 Mar 2026 12:00:00 -0000"}, True),
        ({"if-modified-since": "yesterday"}, False),
        ({"if-modified-since": f"Mon, 02 Mar {'9' * 20} 12:00:00 GMT"}, False),
    ],
)
def test_what_the_client_has_is_known_by_its_tag_else_by_its_date(headers: dict[str, str], unchanged: bool) -> None:
    assert is_unchanged(Headers(headers), '"a"', CHANGED) is unchanged


def test_an_answer_that_may_be_another_one_soon_is_kept_by_nobody() -> None:
    assert respond_not_found().headers["cache-control"] == "no-store"
    away = respond_unavailable("The store is away.")
    assert (away.status_code, away.body, away.headers["cache-control"]) == (503, b"The store is away.", "no-store")
    assert int(away.headers["retry-after"]) == 60


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "a.bin").write_bytes(b"0123456789")

    async def serve(request: Request) -> Response:
        return serve_file(request, tmp_path / "a.bin", "application/octet-stream", "private, no-cache")

    return TestClient(Starlette(routes=[Route("/a", serve, methods=["GET", "HEAD"])]))


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=-3", 206, b"789"),
        ("bytes = 8-", 206, b"89"),
        ("lines=2-4", 200, b"0123456789"),
        ("bytes=two", 200, b"0123456789"),
        ("bytes=", 200, b"0123456789"),
        ("bytes=1-2;3", 200, b"0123456789"),
    ],
)
def test_a_range_that_is_none_is_passed_over(client: TestClient, asked: str, status: int, body: bytes) -> None:
    answer = client.get("/a", headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, body)
    assert client.head("/a", headers={"range": asked}).status_code == 200


def test_a_304_names_what_the_client_has(client: TestClient) -> None:
    first = client.get("/a")
    again = client.get("/a", headers={"if-modified-since": first.headers["last-modified"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "last-modified"):
        assert again.headers[name] == first.headers[name]

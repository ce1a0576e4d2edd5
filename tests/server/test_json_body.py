"""The body of a request as a JSON object: what is one, what is none, and where reading stops."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from server.json_body import BodyTooLargeError, read_json_object

LIMIT = 20_000


async def answer(request: Request) -> JSONResponse:
    try:
        body: dict[str, Any] | None = await read_json_object(request, LIMIT)
    except BodyTooLargeError:
        return JSONResponse("too large")
    return JSONResponse(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"", {}),
        (b"[]", None),
        (b'"text"', None),
        (b"{", None),
        (b"\xff", None),
        (b"[" * 10_000, None),
        (b'{"a": "%s"}' % (b"x" * (LIMIT - 9)), {"a": "x" * (LIMIT - 9)}),
        (b'{"a": "%s"}' % (b"x" * (LIMIT - 8)), "too large"),
    ],
)
def test_a_body_is_an_object_or_none(body: bytes, expected: object) -> None:
    client = TestClient(Starlette(routes=[Route("/", answer, methods=["POST"])]))
    assert client.post("/", content=body).json() == expected

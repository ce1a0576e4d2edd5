"""Whether the instance works, and what it says about itself."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from server.logs import OneLineFormatter
from services.workspace import Workspace


def test_healthy_when_the_database_opens(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_unhealthy_when_the_database_is_no_database(client: TestClient, workspace: Workspace) -> None:
    workspace.database.write_bytes(b"this is not a database, it is a note to the milkman" * 100)
    assert client.get("/healthz").status_code == 503


def test_a_trace_stays_on_one_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        record = logging.LogRecord(
            "rehearsal", logging.ERROR, __file__, 1, "it %s", ("failed",), (type(error), error, None)
        )
    record.created = 0.0
    line = OneLineFormatter().format(record)
    assert "\n" not in line
    assert line.startswith("1970-01-01T00:00:00Z ERROR rehearsal it failed | ")
    assert "two | lines" in line


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/audio/none.mp3", "GET /audio/none.mp3 404"),
        ("/feed/s3cr3t-token/cover.png", "GET /feed/\\u2026/cover.png 200"),
        ("/a%0Ab", "GET /a\\nb 404"),
        ("/healthz", None),
        ("/static/app.js", None),
    ],
)
def test_one_line_a_request_without_secrets(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str, said: str | None
) -> None:
    with caplog.at_level(logging.INFO, "rehearsal"):
        client.get(path)
    lines = [record.getMessage() for record in caplog.records if record.name == "rehearsal"]
    assert len(lines) == (0 if said is None else 1)
    assert all(line.startswith(said or "") and "s3cr3t" not in line for line in lines)

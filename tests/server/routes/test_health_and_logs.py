"""Whether the instance works, and what it says about itself."""

from __future__ import annotations

import json
import logging
import sqlite3
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from errors import UserError
from server.logs import ErrorsForPeople, JsonFormatter, OneLineFormatter
from services.library import content_sync
from services.workspace import Workspace


def test_healthy_when_the_database_opens(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_unhealthy_when_the_database_is_no_database(client: TestClient, workspace: Workspace) -> None:
    workspace.database.write_bytes(b"this is not a database, it is a note to the milkman" * 100)
    assert client.get("/healthz").status_code == 503


def test_alive_but_degraded_with_a_file_that_cannot_be_read(client: TestClient, workspace: Workspace) -> None:
    workspace.content.mkdir(exist_ok=True)
    (workspace.content / "gone.md").symlink_to("nowhere")
    content_sync.sync_content(workspace, datetime(2026, 3, 2, tzinfo=UTC))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "gone.md" in answer.json()["reasons"][0]


def test_ready_when_answers_can_be_committed_and_the_decks_were_read(client: TestClient, workspace: Workspace) -> None:
    workspace.content.mkdir(exist_ok=True)
    assert client.get("/readyz").status_code == 503
    assert "decks have not been read" in client.get("/readyz").json()["reasons"][0]
    content_sync.sync_content(workspace, datetime(2026, 3, 2, tzinfo=UTC))
    assert client.get("/readyz").status_code == 200
    with sqlite3.connect(workspace.database, isolation_level=None) as busy:
        busy.execute("BEGIN IMMEDIATE")
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
        busy.execute("ROLLBACK")
    busy.close()
    assert answer.status_code == 503 and "cannot be written" in answer.json()["reasons"][0]


def test_a_log_line_as_json_holds_its_trace() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        record = logging.LogRecord(
            "rehearsal", logging.ERROR, __file__, 1, "it %s", ("failed",), (type(error), error, None)
        )
    record.created, record.msecs = 0.25, 250.0
    line = JsonFormatter().format(record)
    assert "\n" not in line
    event = json.loads(line)
    assert event["time"] == "1970-01-01T00:00:00.250Z"
    assert (event["level"], event["logger"], event["message"]) == ("ERROR", "rehearsal", "it failed")
    assert "ValueError: two\nlines" in event["trace"]


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
        ("/offline/connect/s3cr3t-token", "GET /offline/connect/\\u2026 200"),
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


def test_an_error_that_a_page_shows_leaves_no_trace_in_the_log() -> None:
    shown = UserError("The disk is full.", "Delete something.")
    failed = RuntimeError("Callable execution failed")
    failed.__cause__ = shown
    records = [
        logging.LogRecord(name, logging.ERROR, "", 1, "Uncaught app execution", (), (type(error), error, None))
        for name, error in [
            ("streamlit.error_util", shown),
            ("streamlit.runtime.backend_operation_handler", failed),
            ("streamlit.error_util", RuntimeError("a bug")),
            ("rehearsal", shown),
        ]
    ]
    written = [OneLineFormatter().format(record) for record in records if ErrorsForPeople().filter(record)]
    assert len(written) == 3
    assert written[0].endswith("WARNING rehearsal a download could not be made: The disk is full.")
    assert written[1].endswith("RuntimeError: a bug") and written[2].endswith("The disk is full.")

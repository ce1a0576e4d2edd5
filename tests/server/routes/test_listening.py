"""Grades by a headset's buttons over HTTP: what is none is refused as a whole, and so are those of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.routes import listening
from services.library.content_sync import sync_content
from services.listening import hands_free
from services.practice.context import Learner
from services.workspace import Workspace
from tests.speech.decks import TEXT


@pytest.fixture
def client(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    with TestClient(Starlette(routes=listening.routes), base_url="https://house.example") as one:
        yield one


def test_grades_are_applied_in_order_and_answered_one_by_one(client: TestClient, workspace: Workspace) -> None:
    now = datetime.now(UTC)
    (ticket,) = hands_free.make_tickets(workspace, Learner(1, "UTC", "test"), "pools", "e", ["q-1"], now)
    grade = {"key": ticket.key, "deck": "pools", "question": "q-1", "token": ticket.token, "rating": 3}
    undo = {"key": "undo", "deck": "pools", "undoes": ticket.key}
    asked = {"learner": 1, "zone": "UTC", "operations": [grade, grade, undo]}
    answer = client.post("/listen/grades", json=asked)
    assert [one["outcome"] for one in answer.json()["results"]] == ["counted", "repeated", "undone"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("no json", 400),
        ("", 400),
        ("[" * 100_000, 400),
        ({"learner": 1, "operations": [{"deck": "pools"}]}, 400),
        ({"learner": 1, "operations": [{"key": "k" * 300}]}, 400),
        ({"learner": 1, "operations": [{"key": "k", "rating": 9}]}, 400),
        ({"learner": 1, "operations": [{"key": "k", "rating": 3, "at": 1e300}]}, 400),
        ({"learner": 7, "operations": []}, 409),
        ({"learner": 1, "operations": [], "more": "x" * 600_000}, 413),
    ],
)
def test_what_are_no_grades_is_refused(client: TestClient, body: Any, status: int) -> None:
    answer = (
        client.post("/listen/grades", content=body)
        if isinstance(body, str)
        else client.post("/listen/grades", json=body)
    )
    assert answer.status_code == status

"""The routes of table-top exercises: the stream tells of votes, and what is refused says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import draining
from server.routes import tabletop
from services.library import catalog
from services.tabletop import rooms
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DECK = """# House

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* Lag grows.

**Decision:** What do you do first? {#dec-lag}

- [ ] Add twelve partitions
- [x] Pause the batch consumers

**00:31** – *Recovery:* Lag is back to nought.
"""


@pytest.fixture
def room(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[TestClient, str, str, str]]:
    """A client, the code of a room, the mentor's seat and a player's."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    monkeypatch.setattr(tabletop, "STREAM_SECONDS", 0.05)
    deck = catalog.add_deck(workspace, "house.md", DECK.encode(), NOW).summary.id
    code, mentor = rooms.open_room(workspace, deck, "inc-broker", NOW)
    player = rooms.join_room(workspace, code, 1, "Ada", NOW)
    with TestClient(Starlette(routes=tabletop.routes)) as client:
        yield client, code, mentor, player


def read_stream(client: TestClient, code: str, seat: str) -> list[str]:
    answer = client.get(f"/tabletop/{code}/events", params={"seat": seat})
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer.text.strip().split("\n\n")


def test_the_stream_shows_the_room_and_a_command_changes_it(room):
    client, code, mentor, player = room
    before = json.loads(read_stream(client, code, player)[1].removeprefix("data: "))
    assert (before["phase"], before["players"]) == ("lobby", [{"name": "Ada", "hasVoted": False}])
    answer = client.post(f"/tabletop/{code}/start", json={"step": before["step"]}, headers={"X-Seat": mentor})
    assert answer.status_code == 200
    after = json.loads(read_stream(client, code, player)[1].removeprefix("data: "))
    assert after["phase"] in {"playing", "voting"} and after["version"] > before["version"]


def test_a_stream_ends_when_the_server_is_told_to_stop(room, monkeypatch):
    client, code, _mentor, player = room
    monkeypatch.setattr(tabletop, "STREAM_SECONDS", 3600.0)
    monkeypatch.setattr(draining, "is_draining", lambda: True)
    assert len(read_stream(client, code, player)) == 2  # how to try again, and the room


def test_a_stranger_is_refused_on_the_stream_and_in_actions(room):
    client, code, _mentor, player = room
    assert read_stream(client, code, "guess")[1].startswith("event: refused")
    answer = client.post(f"/tabletop/{code}/start", json={"step": 0}, headers={"X-Seat": player})
    assert answer.status_code == 409 and "Only the mentor" in answer.json()["error"]


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("vote", b"no json", 400),
        ("vote", b"[]", 400),
        ("vote", b"{}", 400),
        ("vote", b'{"stop": "dec-lag", "choice": "x"}', 400),
        ("vote", b'{"stop": "dec-lag", "choice": Infinity}', 400),
        ("vote", b'{"stop": ' + b"[" * 5_000, 400),
        ("vote", b'{"stop": "dec-lag", "choice": 0}', 409),
        ("start", b"{}", 400),
        ("explode", b"{}", 409),
        ("inject", b'{"key": "k", "text": "' + b"x" * 20_000 + b'"}', 400),
    ],
)
def test_what_cannot_be_done_is_one_sentence(room, action, body, status):
    client, code, mentor, player = room
    seat = player if action == "vote" else mentor
    answer = client.post(f"/tabletop/{code}/{action}", content=body, headers={"X-Seat": seat})
    assert answer.status_code == status and answer.json()["error"]

"""The routes of offline practice: the page and its files, the pack, grades that come back, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.routes import offline
from services.learners import learners
from services.library import catalog
from services.workspace import Workspace

DECK = b"""## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Threads <b onclick=x>wait</b> for it: [more](javascript:alert(1)), ![x](https://example.org/x.png).

### Incident: The pool ran dry {#dry}

**00:00** \xe2\x80\x93 Traffic doubles </script><script>alert(1)</script>.

**00:05** \xe2\x80\x93 All connections are busy.
"""


@pytest.fixture
def client(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    catalog.add_deck(workspace, "pools.md", DECK, datetime.now(UTC))
    with TestClient(Starlette(routes=offline.routes)) as talking:
        yield talking


def make_body(pack: dict, **changes: object) -> dict:
    card = pack["decks"][0]["cards"][0]
    now = datetime.now(UTC).isoformat()
    given = {"key": "a" * 16, "deck": "pools", "card": card["id"], "token": card["token"], "after": "", "rating": 3}
    answer = {**given, "shown_at": now, "answered_at": now, **changes}
    return {"learner": 1, "zone": "UTC", "session": "s", "sent_at": now, "answers": [answer]}


def test_the_page_and_its_files(client: TestClient) -> None:
    assert "page.js" in client.get("/offline/").text
    for name, kind in (
        ("page.js", "javascript"),
        ("worker.js", "javascript"),
        ("page.css", "css"),
        ("icon-512.png", "png"),
    ):
        response = client.get(f"/offline/{name}")
        assert response.status_code == 200, name
        assert kind in response.headers["content-type"]
    manifest = client.get("/offline/manifest.webmanifest").json()
    assert manifest["start_url"] == "./"
    for icon in manifest["icons"]:
        assert client.get(f"/offline/{icon['src']}").status_code == 200
    assert client.get("/offline/icon-1.png").status_code == 404
    assert client.get("/offline/offline.html").status_code == 404


def test_a_pack_holds_no_markup_and_its_grades_are_counted_once(client: TestClient) -> None:
    pack = client.post("/offline/pack", json={"zone": "Europe/Berlin"}).json()
    assert pack["zone"] == "Europe/Berlin"
    [card, *_] = pack["decks"][0]["cards"]
    text = str(card["answer"])
    assert "<b onclick=x>" in text  # as text: nothing became an element
    assert "javascript:" not in str([node for node in card["answer"][0] if isinstance(node, list)])
    assert "img" not in {node[0] for node in card["answer"][0][2:] if isinstance(node, list)}
    for _ in range(2):
        assert client.post("/offline/grades", json=make_body(pack)).json()["answers"][0]["status"] == "counted"
    again = client.post("/offline/grades", json=make_body(pack, key="b" * 16)).json()["answers"][0]
    assert again["status"] == "stale"
    assert "answered or changed somewhere else" in again["message"]


def test_answers_of_another_learner_are_refused_and_stay_theirs(client: TestClient, workspace: Workspace) -> None:
    pack = client.post("/offline/pack", json={}).json()
    other = learners.add_learner(workspace, 1, "Ada", datetime.now(UTC))
    client.cookies.set(learners.COOKIE, str(other))
    response = client.post("/offline/grades", json=make_body(pack))
    assert response.status_code == 409
    assert "another learner" in response.json()["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "x"},
        {"rating": 5},
        {"rating": True},
        {"after": None},
        {"answered_at": "now"},
        {"shown_at": "2026-01-01"},
        {"shown_at": "0001-01-01T00:00:00+14:00"},  # no moment in UTC
    ],
)
def test_what_no_page_of_ours_sends_is_refused(client: TestClient, changes: dict[str, object]) -> None:
    pack = client.post("/offline/pack", json={}).json()
    assert client.post("/offline/grades", json=make_body(pack, **changes)).status_code == 400
    assert client.post("/offline/grades", content=b"[").status_code == 400
    assert client.post("/offline/grades", content=b"x" * 1_000_001).status_code == 400


def test_an_incident_is_a_page_whose_text_ends_no_script(client: TestClient) -> None:
    text = client.get("/offline/incident/pools/dry").text
    assert "<script>alert" not in text
    assert "The pool ran dry" in text
    assert client.get("/offline/incident/pools/none").status_code == 404
    assert client.get("/offline/incident/none/dry").status_code == 404

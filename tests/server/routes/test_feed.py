"""The feed's addresses are those that browsers and podcast apps know the app by, whatever the proxy says to the server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.routes import feed
from services.library.content_sync import sync_content
from services.listening import feeds, voices
from services.workspace import Workspace
from speech.model import Voices
from tests.speech.decks import TEXT

PUBLIC = "https://learn.example.org:8443/study"


@pytest.fixture
def client(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    monkeypatch.setenv("REHEARSAL_URL", PUBLIC)
    with TestClient(Starlette(routes=feed.routes), base_url="http://127.0.0.1:8501") as one:
        yield one


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("learn.example.org:8443", PUBLIC),
        ("learn.example.org", PUBLIC),  # nginx's $host leaves the port out
        ("localhost:8501", "http://localhost:8501"),
    ],
)
def test_a_feed_behind_a_proxy_has_the_public_addresses(
    client: TestClient, workspace: Workspace, now: datetime, host: str, base: str
) -> None:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    owner = feeds.subscribe(workspace, 1, now)
    answer = client.get(f"/feed/{owner.key}/pools.xml", headers={"host": host})
    assert answer.status_code == 200
    assert f'url="{base}/feed/{owner.key}/pools/' in answer.text
    assert answer.text.count("http://127.0.0.1") == 0

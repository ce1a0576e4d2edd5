"""The feed's addresses are those that browsers and podcast apps know the app by, whatever the proxy says to the server."""

from __future__ import annotations

import re
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


def test_a_podcast_app_asks_again_and_only_with_its_key(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    owner = feeds.subscribe(workspace, 1, now)
    below = f"/feed/{owner.key}"
    first = client.get(f"{below}/pools.xml")
    assert first.headers["content-type"].startswith("application/rss+xml")
    assert first.headers["cache-control"] == "private, no-cache"
    for asked in ({"if-none-match": first.headers["etag"]}, {"if-modified-since": first.headers["last-modified"]}):
        again = client.get(f"{below}/pools.xml", headers=asked)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(f"{below}/pools.xml", headers={"if-none-match": '"another"'}).status_code == 200
    assert client.get(f"{below}/pools.jpg").headers["content-type"] == "image/jpeg"
    address = re.search(r'url="[^"]*(/feed/[^"]+incident[^"]*\.mp3)\?v=', first.text)
    assert address is not None
    sound = client.get(address[1], headers={"range": "bytes=0-99"})
    assert (sound.status_code, len(sound.content), sound.headers["content-type"]) == (206, 100, "audio/mpeg")
    assert client.head(address[1]).headers["content-length"] == sound.headers["content-range"].rpartition("/")[2]
    transcript = client.get(address[1].replace(".mp3", ".vtt"))
    assert transcript.text.startswith("WEBVTT") and transcript.headers["content-type"].startswith("text/vtt")
    assert "chapters" in client.get(address[1].replace(".mp3", ".json")).json()
    wrong = f"/feed/{owner.key[:-1]}{'a' if owner.key[-1] != 'a' else 'b'}"
    for missing in (
        f"{wrong}/pools.xml",
        f"{wrong}/pools.jpg",
        address[1].replace(below, wrong),
        f"{below}/none.xml",
        f"{below}/none.jpg",
        f"{below}/pools/none.mp3",
        address[1].replace(".mp3", ".exe"),
        address[1].removesuffix(".mp3"),
    ):
        answer = client.get(missing)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store"), missing

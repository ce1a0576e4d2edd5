"""The server while its object store is slow, refuses, or is gone: a sentence, a 503, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from exchange.importers.images import Picture
from server.routes import feed, health, served_files
from services import object_storage
from services.library import images
from services.listening import feeds, voices
from services.workspace import Workspace
from speech.model import Voices
from tests.conftest import free_port
from tests.objects.s3_server import Line, open_line

ADDRESS = "pictures/" + "0" * 32 + ".png"


@pytest.fixture
def line(s3_url: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(object_storage, "_PROBE_KEEP_SECONDS", -1.0)
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        yield line


@pytest.fixture
def client(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    with TestClient(Starlette(routes=[*health.routes, *served_files.routes, *feed.routes])) as client:
        yield client


def list_reasons(client: TestClient) -> str:
    return " ".join(client.get("/readyz").json().get("reasons", []))


def test_readiness_says_what_is_wrong_and_keeps_the_replica(
    client: TestClient, line: Line, workspace: Workspace
) -> None:
    from services.library import content_sync

    content_sync.sync_content(workspace, datetime.fromisoformat("2026-03-02T12:00:00+00:00"))
    assert "object store" not in list_reasons(client)
    for status, sentence in {503: "overloaded", 403: "refuses our keys"}.items():
        line.status = status
        answer = client.get("/readyz")
        assert answer.status_code == 200 and answer.json()["status"] == "degraded"
        assert sentence in list_reasons(client)
    line.status = 0
    assert "object store" not in list_reasons(client)


def test_readiness_does_not_wait_for_a_slow_store(
    client: TestClient, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_storage, "_PROBE_SECONDS", 0.1)
    line.delay = 0.3
    assert "answers too slowly" in list_reasons(client)


def test_a_bucket_that_is_missing_is_named(client: TestClient, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_OBJECTS", "s3://nobodys-bucket/x")
    assert "no bucket nobodys-bucket" in list_reasons(client)
    monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    assert "cannot be reached" in list_reasons(client)


def test_files_answer_503_and_come_back(client: TestClient, line: Line, workspace: Workspace) -> None:
    images.save_images(workspace, [Picture(name=ADDRESS.rpartition("/")[2], data=b"\x89PNG", pixels=1)])
    line.status = 503
    for address in (f"/{ADDRESS}".replace("/pictures/", "/pictures/pictures/"), "/audio/some-episode.mp3"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert answer.text.startswith("The object store")
    line.status = 0
    object_storage.open_remote_store()._paused_until = 0.0  # type: ignore[union-attr]
    assert client.get(f"/pictures/{ADDRESS}").content == b"\x89PNG"
    assert client.get("/audio/some-episode.mp3").status_code == 404


def subscribe(workspace: Workspace, now: datetime) -> str:
    from services.learners import learners
    from services.library import content_sync
    from tests.speech.decks import TEXT

    (workspace.content / "pools.md").write_text(TEXT)
    content_sync.sync_content(workspace, now)
    assert learners.list_names(workspace)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    return feeds.subscribe(workspace, 1, now).key


def test_a_podcast_app_is_sent_to_the_bucket_when_the_settings_say_so(
    client: TestClient, line: Line, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    import urllib.request

    key = subscribe(workspace, now)
    feed_text = client.get(f"/feed/{key}/pools.xml").text
    address = re.findall(r'url="http://testserver(/feed/[^"?]+[.]mp3)', feed_text)[-1]
    served = client.get(address)
    assert served.status_code == 200
    monkeypatch.setenv("REHEARSAL_OBJECTS_SIGNED", "on")
    sent = client.get(address, follow_redirects=False)
    assert sent.status_code == 302
    with urllib.request.urlopen(sent.headers["location"], timeout=10) as answer:
        assert answer.headers["Content-Type"] == "audio/mpeg" and answer.read() == served.content
    assert client.head(address).headers["content-length"] == str(len(served.content))


def test_a_podcast_app_is_asked_to_come_back(
    client: TestClient, line: Line, workspace: Workspace, now: datetime
) -> None:
    key = subscribe(workspace, now)
    line.status = 503
    answer = client.get(f"/feed/{key}/pools.xml")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    line.status = 0
    object_storage.open_remote_store()._paused_until = 0.0  # type: ignore[union-attr]
    assert client.get(f"/feed/{key}/pools.xml").status_code == 200

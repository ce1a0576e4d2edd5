"""Files by name: audio with byte ranges, pictures beside decks, plotly; nothing else in the house."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.listening import episode_files
from services.workspace import Workspace

BODY = bytes(range(256)) * 40
NAME = "queues-script-0123456789ab.mp3"


@pytest.fixture
def episode(workspace: Workspace) -> Path:
    """An episode's sound, where the service keeps them."""
    folder = episode_files.ensure_folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_bytes(BODY)
    return folder / NAME


@pytest.mark.usefixtures("episode")
def test_a_player_may_ask_for_a_part(client: TestClient) -> None:
    answer = client.get(f"/audio/{NAME}", headers={"range": "bytes=100-199", "accept-encoding": "gzip, br"})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes 100-199/{len(BODY)}"
    assert answer.content == BODY[100:200]
    assert "content-encoding" not in answer.headers


@pytest.mark.usefixtures("episode")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [("bytes=-16", BODY[-16:]), (f"bytes={len(BODY) - 3}-", BODY[-3:]), ("bytes=0-999999999", BODY)],
)
def test_open_ranges(client: TestClient, asked: str, expected: bytes) -> None:
    answer = client.get(f"/audio/{NAME}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, expected)


@pytest.mark.usefixtures("episode")
def test_a_range_behind_the_end_is_refused(client: TestClient) -> None:
    answer = client.get(f"/audio/{NAME}", headers={"range": f"bytes={len(BODY)}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(BODY)}"


def test_a_name_longer_than_any_file_s_is_not_there(client: TestClient) -> None:
    assert client.get(f"/shipped/{'a' * 300}.svg").status_code == 404


@pytest.mark.usefixtures("episode")
def test_head_tells_the_size_and_sends_nothing(client: TestClient) -> None:
    answer = client.head(f"/audio/{NAME}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(BODY))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.usefixtures("episode")
def test_who_has_it_gets_304_and_a_changed_file_restarts_a_range(client: TestClient, episode: Path) -> None:
    first = client.get(f"/audio/{NAME}")
    assert first.headers["last-modified"]
    again = client.get(f"/audio/{NAME}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    episode.write_bytes(BODY[::-1] + b"!")
    resumed = client.get(f"/audio/{NAME}", headers={"range": "bytes=5-", "if-range": first.headers["etag"]})
    assert (resumed.status_code, resumed.content) == (200, BODY[::-1] + b"!")


@pytest.mark.usefixtures("episode")
def test_a_download_has_a_name(client: TestClient) -> None:
    assert "content-disposition" not in client.get(f"/audio/{NAME}").headers
    answer = client.get(f"/audio/{NAME}?download=1")
    assert answer.headers["content-disposition"] == f'attachment; filename="{NAME}"'


@pytest.mark.parametrize(
    "name",
    [
        "none.mp3",
        "../rehearsal.sqlite3",
        "%2e%2e%2frehearsal.sqlite3",
        "rehearsal.sqlite3",
        "UPPER.mp3",
        "a.mp3%00.json",
        "a%0A.mp3",
        ".mp3",
    ],
)
def test_only_episodes_are_served(client: TestClient, workspace: Workspace, name: str) -> None:
    workspace.database.write_bytes(b"private")
    answer = client.get(f"/audio/{name}")
    assert b"private" not in answer.content
    assert answer.status_code == 404 or answer.text == "a page"


def test_pictures_lie_beside_the_decks(client: TestClient, workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.content / "images"
    folder.mkdir()
    (folder / "pool.png").write_bytes(b"\x89PNG")
    (workspace.content / "deck.md").write_text("private")
    (tmp_path / "outside.png").write_bytes(b"outside")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    assert client.get("/pictures/images/pool.png").content == b"\x89PNG"
    for path in ("deck.md", "images/none.png", "..%2foutside.png", "images/link.png", "images", "a%00.png"):
        assert client.get(f"/pictures/{path}").status_code == 404, path


def test_fonts_and_the_mark_are_served_and_their_licences_are_not_hidden_paths(client: TestClient) -> None:
    font = client.get("/shipped/fonts/jetbrains-mono/regular.woff2")
    assert (font.status_code, font.headers["content-type"]) == (200, "font/woff2")
    assert client.get("/shipped/mark/mark.svg").headers["content-type"] == "image/svg+xml"
    assert client.get("/shipped/..%2fapp.py").status_code == 404

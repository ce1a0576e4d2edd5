"""The player's script as it is served."""

from __future__ import annotations

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server import player
from server.compression import IMMUTABLE
from services import replays


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=player.routes), headers={"accept-encoding": "identity"})


def test_the_script_is_javascript_and_asked_for_again(client: TestClient) -> None:
    answer = client.get("/vendor/replay.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == replays.load_player_script()


def test_its_own_version_is_kept_for_ever_and_a_foreign_one_is_not(client: TestClient) -> None:
    address = f"/vendor/replay.js?v={replays.get_player_version()}"
    assert client.get(address).headers["cache-control"] == IMMUTABLE
    assert client.get("/vendor/replay.js?v=old").headers["cache-control"] == "no-cache"


def test_it_is_compressed_for_those_who_can_read_that(client: TestClient) -> None:
    with client.stream("GET", "/vendor/replay.js", headers={"accept-encoding": "br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br"
    assert brotli.decompress(raw) == replays.load_player_script()
    assert len(raw) < 20_000


def test_a_browser_that_has_it_is_told_so(client: TestClient) -> None:
    tag = client.get("/vendor/replay.js").headers["etag"]
    answer = client.get("/vendor/replay.js", headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")

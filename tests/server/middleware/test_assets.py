"""The browser components and Plotly as they are served: one handler for all."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from server.middleware import assets as routes
from server.middleware.assets import CompressedAssets
from server.responses import IMMUTABLE
from services import assets

NAMES = sorted(assets.SCRIPTS)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes.routes), headers={"accept-encoding": "identity"})


@pytest.mark.parametrize("name", NAMES)
def test_a_script_or_a_style_sheet_says_so_and_is_asked_for_again(client: TestClient, name: str) -> None:
    answer = client.get(f"/vendor/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css" if name.endswith(".css") else "text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == assets.SCRIPTS[name].read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_its_own_version_is_kept_for_ever_and_a_foreign_one_is_not(client: TestClient, name: str) -> None:
    assert client.head(assets.load_asset(name).address).headers["cache-control"] == IMMUTABLE
    assert client.head(f"/vendor/{name}?v=old").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_compressed_for_those_who_can_read_that(client: TestClient, name: str) -> None:
    with client.stream("GET", f"/vendor/{name}", headers={"accept-encoding": "br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br"
    assert brotli.decompress(raw) == assets.SCRIPTS[name].read_bytes()
    assert len(raw) < max(0.45 * assets.SCRIPTS[name].stat().st_size, 2000)  # short texts have little to be found twice


@pytest.mark.parametrize("coding", ["br", "identity"])
def test_a_browser_that_has_it_is_told_so(client: TestClient, coding: str) -> None:
    headers = {"accept-encoding": coding}
    etag = client.get("/vendor/replay.js", headers=headers).headers["etag"]
    answer = client.get("/vendor/replay.js", headers={**headers, "if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_name_longer_than_any_file_s_is_passed_on() -> None:
    app = CompressedAssets(PlainTextResponse("passed on"), {"/static/": assets.COMPONENTS})
    assert TestClient(app).get(f"/static/{'a' * 300}.js").text == "passed on"


@pytest.mark.parametrize("name", ["other.js", "..%2F..%2Fapp.py", "manifest.json", "replay-page.js", "x/replay.js"])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/vendor/{name}").status_code == 404


def test_the_replay_stays_small(client: TestClient) -> None:
    with client.stream("GET", "/vendor/replay.js", headers={"accept-encoding": "br"}) as answer:
        assert len(b"".join(answer.iter_raw())) < 20_000


def test_what_was_compressed_further_is_served_in_its_place(tmp_path: Path) -> None:
    script, folder = tmp_path / "app.js", tmp_path / "best"
    script.write_text("".join(f"const name{n} = {n * n};\n" for n in range(2000)))
    before, _ = routes.compress_file(script, "br", 1, folder)
    routes.keep_best(script, folder)
    after, etag = routes.compress_file(script, "br", 2, folder)
    assert len(after) < len(before)
    assert brotli.decompress(after) == script.read_bytes()
    assert etag != routes.compress_file(script, "br", 1, folder)[1]
    script.write_text("let another = 1;")
    assert brotli.decompress(routes.compress_file(script, "br", 3, folder)[0]) == script.read_bytes()

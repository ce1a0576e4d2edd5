"""The index page with our hints: what they name is there, and fonts are ours."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from server.middleware.headers import STREAMLIT_INDEX, hash_inline_scripts
from server.streamlit_runtime.index_page import FIRST_SCRIPTS, OWN_FONTS, QuickIndex, find_scripts, mix_sizes
from services.workspace import ROOT

SCRIPTS = STREAMLIT_INDEX.parent / "static" / "js"


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/other", lambda _request: HTMLResponse("<html><head></head></html>")),
        Route("/text", lambda _request: PlainTextResponse("text")),
        Route("/{page}", lambda _request: FileResponse(STREAMLIT_INDEX)),
    ]
    middleware = [Middleware(QuickIndex), Middleware(GZipMiddleware, minimum_size=100)]
    return TestClient(
        Starlette(routes=routes, middleware=middleware), follow_redirects=False, headers={"accept": "text/html"}
    )


def test_every_script_that_is_asked_for_early_is_there() -> None:
    assert len(find_scripts(SCRIPTS, FIRST_SCRIPTS)) == len(FIRST_SCRIPTS)
    assert find_scripts(SCRIPTS, ["gone"]) == []


def test_the_index_page_has_hints_and_its_inline_script_is_the_same(client: TestClient) -> None:
    pages = {client.get("/practice", headers={"accept-encoding": name}).text for name in ("identity", "gzip", "br")}
    assert len(pages) == 1
    response = client.get("/practice", headers={"accept-encoding": "identity"})
    assert int(response.headers["content-length"]) == len(response.content)
    assert "etag" not in response.headers
    hinted = re.findall(r'modulepreload" crossorigin href="\./static/js/([^"]+)"', response.text)
    assert all((SCRIPTS / name).is_file() for name in hinted)
    assert len(hinted) > len(FIRST_SCRIPTS)
    assert len(hinted) == len({*hinted})
    original = STREAMLIT_INDEX.read_text("utf-8")
    assert {*hinted} >= {*re.findall(r'modulepreload" crossorigin href="\./static/js/([^"]+)"', original)}
    # First, for it opens the connection; and the font after every script.
    assert response.text.index("early-keys.js") < response.text.index("<meta")
    assert response.text.rindex("static/js") < response.text.index(OWN_FONTS["SourceSansVF"])
    assert "SourceSans" not in response.text
    assert "early-keys.js" in response.text
    assert 'type="module" src="./vendor/page.js?v=' in response.text
    # Behind the head, to which Streamlit adds its own rules: ours hold.
    assert 'rel="stylesheet" href="./vendor/page.css?v=' in response.text.partition("<body>")[2]
    assert hash_inline_scripts(response.text) == hash_inline_scripts(original)


def test_small_scripts_lie_between_the_large_ones() -> None:
    sizes = {"s1": 1, "big": 300_000, "s2": 1, "s3": 1, "middle": 100_000, "s4": 1}
    assert mix_sizes(sizes) == ["big", "s1", "s2", "s3", "middle", "s4"]
    assert mix_sizes(sizes, first=["middle"]) == ["s1", "big", "s2", "s3", "s4"]
    assert mix_sizes({"s1": 1, "s2": 1}) == ["s1", "s2"]


def test_other_answers_stay_as_they_are(client: TestClient) -> None:
    assert client.get("/other").text == "<html><head></head></html>"
    assert client.get("/text").text == "text"
    assert "early-keys" not in client.get("/practice", headers={"accept": "*/*"}).text
    assert client.head("/practice").content == b""


@pytest.mark.parametrize("name", OWN_FONTS)
def test_a_large_font_is_replaced_by_one_that_is_there(client: TestClient, name: str) -> None:
    [path] = (STREAMLIT_INDEX.parent / "static" / "media").glob(
        f"{name}*Upright*.woff2" if "Sans" in name else f"{name}.*"
    )
    response = client.get(f"/static/media/{path.name}")
    assert response.status_code == 302
    assert (ROOT / "static" / response.headers["location"].removeprefix("/shipped/")).is_file()


def test_the_icon_font_has_every_icon_in_use() -> None:
    pytest.importorskip("fontTools", reason="fonttools is needed to read the icon font")
    from scripts import icon_font

    assert icon_font.main(["--check"]) == 0, "run: python -m scripts.icon_font"

"""The app below a path of its own: its routes, and every address that it hands out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig

from server.middleware import base_path
from server.streamlit_runtime import session_messages
from services import configuration
from ui import server_addresses


def tell(request: Request) -> JSONResponse:
    """Tell what the app sees of an address."""
    return JSONResponse({"path": request.url.path, "route": request.scope["path"], "base": str(request.base_url)})


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", tell)], middleware=[Middleware(base_path.BasePath)])
    return TestClient(app, base_url="http://localhost")


@pytest.fixture(params=["REHEARSAL_URL", "server.baseUrlPath"])
def below_learn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve below /learn, told in either of the two ways."""
    monkeypatch.delenv("REHEARSAL_URL", raising=False)
    if request.param == "REHEARSAL_URL":
        monkeypatch.setenv("REHEARSAL_URL", "http://localhost/learn")
    else:
        config.set_option("server.baseUrlPath", "/learn/")
        base_path.take_over_server_path()
        assert config.get_option("server.baseUrlPath") == ""
    yield
    configuration.set_server_path("")


@pytest.mark.usefixtures("below_learn")
def test_an_address_is_heard_with_the_path_and_without(client: TestClient) -> None:
    for asked in ("/learn/feed/key/deck.xml", "/feed/key/deck.xml"):
        answer = client.get(asked).json()
        assert answer["route"] in {"/feed/key/deck.xml", "/learn/feed/key/deck.xml"}
        assert answer["base"] == "http://localhost/learn/"
    bare = client.get("/learn", follow_redirects=False)
    assert (bare.status_code, bare.headers["location"]) == (307, "/learn/")


@pytest.mark.usefixtures("below_learn")
def test_what_is_handed_out_carries_the_path() -> None:
    assert server_addresses.get_root() == "/learn"
    assert server_addresses.build_script_address("editor.js").startswith("/learn/vendor/editor.js?v=")
    assert server_addresses.get_public_address().endswith("/learn")

    def fill(theme: CustomThemeConfig, _section: str) -> None:
        theme.font_faces.add(url="/shipped/fonts/a.woff2")
        theme.font_faces.add(url="https://example.org/b.woff2")

    remember: Callable[..., None] = session_messages._remember_messages(fill, CustomThemeConfig)
    theme = CustomThemeConfig()
    remember(theme, "theme")
    assert [face.url for face in theme.font_faces] == ["/learn/shipped/fonts/a.woff2", "https://example.org/b.woff2"]


def test_without_a_path_nothing_is_changed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REHEARSAL_URL", raising=False)
    assert server_addresses.get_root() == ""
    assert client.get("/feed/key/deck.xml").json()["base"] == "http://localhost/"

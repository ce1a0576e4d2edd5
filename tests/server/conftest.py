"""The routes and the middleware of the launcher, without Streamlit behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from server.logs import RequestLog
from server.middleware.assets import CompressedAssets
from server.middleware.headers import STREAMLIT_INDEX, SecurityHeaders
from server.routes import health, served_files
from services.workspace import Workspace


async def _page(scope, receive, send) -> None:
    await PlainTextResponse("a page")(scope, receive, send)


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    """A folder as Streamlit's own: a script, a picture."""
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / "app.js").write_text("const waiting = 'in line';\n" * 400)
    (folder / "logo.png").write_bytes(b"\x89PNG" + bytes(range(256)))
    (tmp_path / "secret.js").write_text("outside")
    return folder


@pytest.fixture
def client(workspace: Workspace, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Talks to our routes over an empty workspace."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    app = Starlette(
        routes=[
            *health.routes,
            *served_files.routes,
            Mount("/static", StaticFiles(directory=bundles)),
            Mount("/", _page),
        ],
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders, index=STREAMLIT_INDEX),
            Middleware(CompressedAssets, folders={"/static/": bundles}),
        ],
    )
    with TestClient(app) as talking:
        yield talking

"""An app below a path of its own (`REHEARSAL_URL=https://example.org/learn`, or Streamlit's `server.baseUrlPath`): the path
is taken off before anything looks.

It does not matter whether the proxy takes the path off itself (`proxy_pass http://app/;`) or hands it on: both are heard.
What makes addresses (Starlette's `request.base_url`, redirects) finds the path in `root_path`.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from services.configuration import find_base_path, set_server_path


def take_over_server_path() -> None:
    """Answer below `server.baseUrlPath` ourselves: Streamlit's own way leaves out the routes that are not its own.

    Call it before the app is made.
    """
    path = str(config.get_option("server.baseUrlPath"))
    if path.strip("/"):
        set_server_path(path)
        config.set_option("server.baseUrlPath", "")


class BasePath:
    """Take the path that the app is reached at off each address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what was asked for below the path."""
        prefix = find_base_path()
        if not prefix or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == prefix and scope["type"] == "http":
            # Without the slash the browser would look for everything else one level too high.
            await RedirectResponse(f"{prefix}/", 307)(scope, receive, send)
            return
        # A copy: the scope belongs to whoever called (the ASGI specification asks middleware to leave it alone).
        inner = dict(scope)
        inner["root_path"] = prefix
        # An address without the path came through a proxy that has taken it off already.
        if path.startswith(f"{prefix}/"):
            inner["path"] = path.removeprefix(prefix)
            raw = scope.get("raw_path")
            if isinstance(raw, bytes):
                inner["raw_path"] = raw.removeprefix(prefix.encode())
        await self.app(inner, receive, send)

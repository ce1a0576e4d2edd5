"""The replay player's script, one file, at an address that changes with its text."""

from __future__ import annotations

from functools import lru_cache

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.compression import IMMUTABLE, choose_encoding
from services import replays


@lru_cache(maxsize=1)
def _packed() -> bytes:
    packed: bytes = brotli.compress(replays.load_player_script())  # its best: once a process, a tenth of a second
    return packed


def script(request: Request) -> Response:
    """The script; for ever where `?v=` names its version, else to be asked for again."""
    tag = f'"{replays.get_player_version()}"'
    known = request.query_params.get("v") == replays.get_player_version()
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": IMMUTABLE if known else "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if choose_encoding(request.headers.get("accept-encoding", "")) == "br":
        return Response(_packed(), media_type="text/javascript", headers={**headers, "Content-Encoding": "br"})
    return Response(replays.load_player_script(), media_type="text/javascript", headers=headers)


routes = [Route("/vendor/replay.js", script)]

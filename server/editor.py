"""The deck editor's script, one file, at an address that changes with its text."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.compression import IMMUTABLE, choose_encoding
from services.workspace import ROOT

FILE = ROOT / "ui" / "editor" / "editor.bundle.js"


@lru_cache(maxsize=1)
def _script() -> tuple[bytes, bytes, str]:
    """The script, the same packed, and its version."""
    script = FILE.read_bytes()
    packed: bytes = brotli.compress(script, quality=6)
    return script, packed, hashlib.sha256(script).hexdigest()[:16]


def editor(request: Request) -> Response:
    """The script; for ever where `?v=` names its version, else to be asked for again."""
    script, packed, version = _script()
    tag = f'"{version}"'
    cache = IMMUTABLE if request.query_params.get("v") == version else "no-cache"
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": cache}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if choose_encoding(request.headers.get("accept-encoding", "")) == "br":
        return Response(packed, media_type="text/javascript", headers={**headers, "Content-Encoding": "br"})
    return Response(script, media_type="text/javascript", headers=headers)


routes = [Route("/vendor/editor.js", editor)]

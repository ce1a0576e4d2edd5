"""Streamlit's scripts and styles, compressed once a process and kept.

Streamlit serves its bundles uncompressed: 2.1 MB before the first page shows, 7 MB until the first chart. Compressing
them on each request costs more than it saves, so each file is compressed when it is first asked for and held in memory
(about 2 MB in all).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPRESSIBLE_SUFFIXES = frozenset({".js", ".mjs", ".css", ".svg", ".json"})
# Above 6, brotli takes four times as long for two per cent.
BROTLI_QUALITY = 6
IMMUTABLE = "public, immutable, max-age=31536000"


def choose_encoding(accept: str) -> str:
    """The best of `br`, `gzip` and "" (none) that an Accept-Encoding header allows (RFC 9110, section 12.5.3)."""
    allowed = {}
    for item in accept.lower().split(","):
        name, _, weight = item.partition(";")
        allowed[name.strip()] = weight.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if allowed.get(name, False)), "")


@lru_cache(maxsize=512)
def compress_file(path: Path, coding: str, _changed_ns: int) -> tuple[bytes, str]:
    """A file's bytes in a content coding, and their entity tag. The time of change is part of the key."""
    raw = path.read_bytes()
    body = brotli.compress(raw, quality=BROTLI_QUALITY) if coding == "br" else gzip.compress(raw, 6, mtime=0)
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


async def respond_compressed(path: Path, coding: str, headers: Headers, cache_control: str = IMMUTABLE) -> Response:
    """A compressed answer with its entity tag, or 304 when the browser has it."""
    changed = path.stat().st_mtime_ns
    body, tag = await run_in_threadpool(compress_file, path, coding, changed)
    common = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": cache_control}
    if tag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=common)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(body, media_type=media_type, headers={**common, "Content-Encoding": coding})


class CompressedAssets:
    """Answer for the compressible files under some addresses; leave all else, websockets and ranges to the app.

    `folders` maps a prefix of the address (`/static/`) to the folder that holds its files.
    """

    def __init__(self, app: ASGIApp, folders: Mapping[str, Path]) -> None:
        self.app = app
        self.folders = {prefix: folder.resolve() for prefix, folder in folders.items()}

    def _find_file(self, address: str) -> Path | None:
        for prefix, folder in self.folders.items():
            if address.startswith(prefix):
                path = (folder / address.removeprefix(prefix)).resolve()
                if path.is_relative_to(folder) and path.suffix in COMPRESSIBLE_SUFFIXES and path.is_file():
                    return path
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        path = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and "\0" not in scope["path"]:
            path = self._find_file(scope["path"])
        if path is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coding = choose_encoding(headers.get("accept-encoding", ""))
        if coding and "range" not in headers:
            response = await respond_compressed(path, coding, headers)
            await response(scope, receive, send)
            return

        async def varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, varied)

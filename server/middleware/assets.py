"""Scripts and styles, compressed once a process and kept, each with its entity tag.

Streamlit serves its bundles uncompressed: 2.1 MB before the first page shows, 7 MB until the first chart. Compressing
them on each request costs more than it saves, so each file is compressed when it is first asked for and held in memory
(about 2 MB in all). What the first card needs is compressed further when the app is installed (`scripts/compress_scripts.py`).
The same answer serves our own components and Plotly, at addresses that change with their content.
"""

from __future__ import annotations

import gzip
import mimetypes
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from files import digest, write_atomically
from server.responses import IMMUTABLE, find_file_inside, has_etag, respond_not_found, serve_file
from services.assets import find_asset

COMPRESSIBLE_SUFFIXES = frozenset({".js", ".mjs", ".css", ".svg", ".json"})
# Above 6, brotli takes four times as long for two per cent, and only its last step, 11, gains ten: at forty times the time.
BROTLI_QUALITY = 6
BEST_BROTLI_QUALITY = 11
# Where files lie that were compressed with the best quality, in the environment whose Streamlit they are of.
BEST_FOLDER = Path(sys.prefix) / "var" / "rehearsal"


def choose_encoding(accept: str) -> str:
    """Return the best of `br`, `gzip` and "" (none) that an Accept-Encoding header allows (RFC 9110, section 12.5.3)."""
    allowed = {}
    for item in accept.lower().split(","):
        name, _, weight = item.partition(";")
        allowed[name.strip()] = weight.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if allowed.get(name, False)), "")


def keep_best(path: Path, folder: Path = BEST_FOLDER) -> None:
    """Compress a file as far as it goes, for `compress_file` to find by the digest of its bytes. Takes a second a megabyte."""
    raw = path.read_bytes()
    compressed_file = folder / f"{digest(raw)}.br"
    if not compressed_file.exists():
        write_atomically(compressed_file, brotli.compress(raw, quality=BEST_BROTLI_QUALITY), durable=False)


def _compress_with_brotli(raw: bytes, folder: Path) -> bytes:
    with suppress(OSError):
        return (folder / f"{digest(raw)}.br").read_bytes()
    body: bytes = brotli.compress(raw, quality=BROTLI_QUALITY)
    return body


@lru_cache(maxsize=512)
def compress_file(path: Path, encoding: str, _changed_ns: int, folder: Path = BEST_FOLDER) -> tuple[bytes, str]:
    """Return a file's bytes in an encoding, and their entity tag. The time of change is part of the key."""
    raw = path.read_bytes()
    body = _compress_with_brotli(raw, folder) if encoding == "br" else gzip.compress(raw, 6, mtime=0)
    return body, f'"{digest(body, 32)}"'


async def respond_compressed(path: Path, encoding: str, headers: Headers, cache_control: str = IMMUTABLE) -> Response:
    """Return a compressed answer with its entity tag, or 304 when the browser has it."""
    body, etag = await run_in_threadpool(compress_file, path, encoding, path.stat().st_mtime_ns)
    common = {"ETag": etag, "Vary": "Accept-Encoding", "Cache-Control": cache_control}
    if has_etag(headers, etag):
        return Response(status_code=304, headers=common)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(body, media_type=media_type, headers={**common, "Content-Encoding": encoding})


async def serve_asset(request: Request) -> Response:
    """Serve a script by its name: cached for ever where `?v=` names its version, else revalidated at each request."""
    asset = await run_in_threadpool(find_asset, request.path_params["name"])
    if asset is None:
        return respond_not_found()
    cache_control = IMMUTABLE if request.query_params.get("v") == asset.version else "no-cache"
    encoding = choose_encoding(request.headers.get("accept-encoding", ""))
    if encoding and "range" not in request.headers:
        return await respond_compressed(asset.path, encoding, request.headers, cache_control)
    response = serve_file(
        request, asset.path, "text/css" if asset.path.suffix == ".css" else "text/javascript", cache_control
    )
    response.headers["Vary"] = "Accept-Encoding"
    return response


class CompressedAssets:
    """Answer for the compressible files under some addresses; leave all else, websockets and ranges to the app.

    `folders` maps a prefix of the address (`/static/`) to the folder that holds its files.
    """

    def __init__(self, app: ASGIApp, folders: Mapping[str, Path]) -> None:
        self.app = app
        self.folders = dict(folders)

    def _find_file(self, address: str) -> Path | None:
        for prefix, folder in self.folders.items():
            if address.startswith(prefix):
                path = find_file_inside(folder, address.removeprefix(prefix))
                if path is not None and path.suffix in COMPRESSIBLE_SUFFIXES:
                    return path
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a compressible file, or pass the request on."""
        path = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            path = self._find_file(scope["path"])
        if path is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        encoding = choose_encoding(headers.get("accept-encoding", ""))
        # A range counts bytes of the file as it lies there, not of the compressed one.
        if encoding and "range" not in headers:
            # For ever, since Streamlit's file names hold a hash of the content.
            response = await respond_compressed(path, encoding, headers)
            await response(scope, receive, send)
            return

        async def send_with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            await send(message)

        await self.app(scope, receive, send_with_vary)


routes = [Route("/vendor/{name}", serve_asset)]

"""Files that are served by name: fonts and the mark, pictures of decks, plotly for the replay player, audio."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from errors import UserError
from server.compression import IMMUTABLE, choose_encoding, respond_compressed
from services.library import images
from services.listening import episodes
from services.workspace import ROOT, from_environment

AUDIO_TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt; charset=utf-8",
    ".m4b": "audio/mp4",
    ".zip": "application/zip",
    ".json": "application/json",
}
AUDIO_FILE_NAME = re.compile(r"[a-z0-9-]+\.(?:mp3|vtt|m4b|zip|json)")
RANGE_HEADER = re.compile(r"bytes\s*=(?:\s*(?:\d+-\d*|-\d+)\s*(?:,|$))+")
SHIPPED_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
PICTURE_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
PLOTLY = Path(str(import_module("plotly").__file__)).parent / "package_data" / "plotly.min.js"
PLOTLY_VERSION = version("plotly")


def _respond_not_found() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def is_unchanged(request: Request, etag: str, modified: datetime) -> bool:
    """Whether the client has it: by its tag where it sends one, else by the date."""
    if "if-none-match" in request.headers:
        tags = request.headers["if-none-match"]
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return modified <= since.replace(tzinfo=since.tzinfo or UTC)


def _drop_ignored_range(request: Request) -> None:
    """Take away a Range that HTTP says to ignore: of another method than GET, of a unit that is not bytes, or not
    well formed."""
    if request.method != "GET" or not RANGE_HEADER.fullmatch(request.headers.get("range", "")):
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]


def serve_file(
    request: Request, path: Path, media_type: str, cache_control: str, filename: str | None = None
) -> Response:
    """A file with ETag, Last-Modified and byte ranges (206, 416), or 304 when the client has it."""
    status = path.stat()
    response = FileResponse(
        path, media_type=media_type, headers={"Cache-Control": cache_control}, stat_result=status, filename=filename
    )
    if is_unchanged(request, response.headers["etag"], datetime.fromtimestamp(int(status.st_mtime), UTC)):
        kept = {key: response.headers[key] for key in ("etag", "cache-control", "last-modified")}
        return Response(status_code=304, headers=kept)
    _drop_ignored_range(request)
    return response


async def serve_audio(request: Request) -> Response:
    """A finished episode, its transcript, chapters or archive. `?download` asks for a file rather than a stream."""
    name = request.path_params["name"]
    if not AUDIO_FILE_NAME.fullmatch(name):
        return _respond_not_found()
    try:
        path = await run_in_threadpool(episodes.find_file, from_environment(), name)
    except UserError:
        return _respond_not_found()
    download = name if "download" in request.query_params else None
    return serve_file(request, path, AUDIO_TYPES[path.suffix], "private, no-cache", download)


def _find_inside(folder: Path, name: str, suffixes: Mapping[str, str]) -> Path | None:
    """The file of that name, None when it lies outside the folder (links followed) or is not of these kinds."""
    if "\0" in name:
        return None
    path = (folder / name).resolve()
    wanted = path.is_relative_to(folder.resolve()) and path.suffix.lower() in suffixes and path.is_file()
    return path if wanted else None


async def serve_shipped_file(request: Request) -> Response:
    """A font or the mark, from `static/`."""
    path = _find_inside(ROOT / "static", request.path_params["path"], SHIPPED_TYPES)
    return (
        serve_file(request, path, SHIPPED_TYPES[path.suffix], "public, max-age=86400") if path else _respond_not_found()
    )


async def serve_picture(request: Request) -> Response:
    """A picture that lies beside the decks or came in with one. Its type is that of its name, and is not guessed at
    (`nosniff`). An SVG opened by itself runs no script: the policy forbids inline ones.
    """
    path = await run_in_threadpool(images.find_image, from_environment(), request.path_params["path"])
    if path is None or path.suffix.lower() not in PICTURE_TYPES:
        return _respond_not_found()
    return serve_file(request, path, PICTURE_TYPES[path.suffix.lower()], "no-cache")


async def serve_plotly(request: Request) -> Response:
    """Plotly's own script, from its package. `?v=<its version>` makes it cacheable for ever."""
    cache = IMMUTABLE if request.query_params.get("v") == PLOTLY_VERSION else "no-cache"
    coding = choose_encoding(request.headers.get("accept-encoding", ""))
    if coding and "range" not in request.headers:
        return await respond_compressed(PLOTLY, coding, request.headers, cache)
    return serve_file(request, PLOTLY, "text/javascript", cache)


routes = [
    Route("/audio/{name}", serve_audio),
    Route("/shipped/{path:path}", serve_shipped_file),
    Route("/pictures/{path:path}", serve_picture),
    Route("/vendor/plotly.min.js", serve_plotly),
]

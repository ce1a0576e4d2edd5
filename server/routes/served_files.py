"""Files that are served by name: fonts and the mark, pictures of decks, audio."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import UserError
from server.identity import find_learner
from server.responses import find_file_inside, respond_not_found, respond_unavailable, serve_file
from services.configuration import get_configuration
from services.library import images
from services.listening import episodes
from services.object_storage import ObjectStoreError
from services.workspace import ROOT, from_environment

AUDIO_TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt; charset=utf-8",
    ".m4b": "audio/mp4",
    ".zip": "application/zip",
    ".json": "application/json",
}
# As `services.listening.episode_files` names them: no other name reaches the disk.
AUDIO_FILE_NAME = re.compile(r"[a-z0-9-]+\.(?:mp3|vtt|m4b|zip|json)")
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


async def serve_audio(request: Request) -> Response:
    """Serve a finished episode, its transcript, chapters or archive. `?download` asks for a file instead of a stream."""
    name = request.path_params["name"]
    if not AUDIO_FILE_NAME.fullmatch(name):
        return respond_not_found()
    try:
        path = await run_in_threadpool(episodes.find_file, from_environment(), name)
    except ObjectStoreError as error:
        return respond_unavailable(str(error))
    except UserError:
        return respond_not_found()
    download = name if "download" in request.query_params else None
    return serve_file(request, path, AUDIO_TYPES[path.suffix], "private, no-cache", download)


async def serve_shipped_file(request: Request) -> Response:
    """Serve a font or the mark, from `static/`."""
    path = find_file_inside(ROOT / "static", request.path_params["path"])
    if path is None or path.suffix not in SHIPPED_TYPES:
        return respond_not_found()
    return serve_file(request, path, SHIPPED_TYPES[path.suffix], "public, max-age=86400")


async def serve_picture(request: Request) -> Response:
    """Serve a picture that lies beside the decks or came in with one. Its type is that of its name, and is not guessed
    (`nosniff`). An SVG opened by itself runs no script: the policy forbids inline ones.
    """
    try:
        path = await run_in_threadpool(_find_picture, request)
    except ObjectStoreError as error:
        return respond_unavailable(str(error))
    if path is None or path.suffix.lower() not in PICTURE_TYPES:
        return respond_not_found()
    return serve_file(request, path, PICTURE_TYPES[path.suffix.lower()], "private, no-cache")


def _find_picture(request: Request) -> Path | None:
    """Return the file of a picture; None for one that stands only in decks which this person may not see."""
    ws, address = from_environment(), request.path_params["path"]
    path = images.find_image(ws, address)
    # Without a log-in every deck is everybody's, and so are its pictures.
    if path is None or get_configuration().login is None:
        return path
    return path if images.may_see_image(ws, find_learner(request), address) else None


routes = [
    Route("/audio/{name}", serve_audio),
    Route("/shipped/{path:path}", serve_shipped_file),
    Route("/pictures/{path:path}", serve_picture),
]

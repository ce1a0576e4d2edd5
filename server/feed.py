"""`/feed/<key>/…`: the podcast feed of a learner, its cover and its episodes. A wrong or revoked key answers 404."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from errors import UserError
from server import listening
from server.files import served, unchanged
from services.listening import episodes, feeds
from services.workspace import Workspace, from_environment

TYPES = {".mp3": "audio/mpeg", ".vtt": "text/vtt; charset=utf-8", ".json": "application/json+chapters"}
PRIVATE = "private, no-cache"


def _not_found() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def _base(request: Request) -> str:
    """The app's address as the client wrote it."""
    return str(request.base_url).rstrip("/")


def _owner(ws: Workspace, request: Request) -> feeds.Subscription | None:
    return feeds.known(ws, request.path_params["key"])


def feed(request: Request) -> Response:
    """The feed as XML, with ETag and Last-Modified."""
    ws = from_environment()
    owner = _owner(ws, request)
    if owner is None:
        return _not_found()
    try:
        rendered = feeds.render(ws, owner, request.path_params["deck"], _base(request), datetime.now(UTC))
    except UserError:
        return _not_found()
    headers = {
        "ETag": rendered.etag,
        "Last-Modified": format_datetime(rendered.modified, usegmt=True),
        "Cache-Control": PRIVATE,
    }
    if unchanged(request, rendered.etag, rendered.modified):
        return Response(status_code=304, headers=headers)
    return Response(rendered.xml, media_type="application/rss+xml", headers=headers)


def picture(request: Request) -> Response:
    """The cover of the feed."""
    ws = from_environment()
    if _owner(ws, request) is None:
        return _not_found()
    try:
        return Response(feeds.picture(ws, request.path_params["deck"]), media_type="image/jpeg")
    except UserError:
        return _not_found()


async def episode(request: Request) -> Response:
    """An episode, its transcript or chapters, made on demand. HEAD tells the length without making anything."""
    ws = from_environment()
    name, dot, suffix = request.path_params["file"].rpartition(".")
    if f"{dot}{suffix}" not in TYPES:
        return _not_found()
    suffix = f".{suffix}"
    try:
        owner = await run_in_threadpool(_owner, ws, request)
        if owner is None:
            return _not_found()
        now = datetime.now(UTC)
        planned = await run_in_threadpool(feeds.find, ws, owner, request.path_params["deck"], name, now)
        if (
            request.method == "HEAD"
            and suffix == ".mp3"
            and await run_in_threadpool(episodes.made, ws, planned.name) is None
        ):
            headers = {"Content-Length": str(planned.bytes), "Accept-Ranges": "bytes", "Cache-Control": PRIVATE}
            return Response(media_type=TYPES[suffix], headers=headers)
        path = await run_in_threadpool(feeds.ready, ws, planned, suffix, now)
    except UserError:
        return _not_found()
    return served(request, path, TYPES[suffix], PRIVATE)


routes = [
    Route("/feed/{key}/{deck}.xml", feed),
    Route("/feed/{key}/{deck}.jpg", picture),
    Route("/feed/{key}/{deck}/{file}", episode),
    *listening.routes,
]

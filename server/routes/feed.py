"""`/feed/<key>/…`: the podcast feed of a learner, its cover and its episodes. A wrong or revoked key answers 404."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import UserError
from server.login.targets import get_base_address
from server.responses import is_unchanged, respond_not_found, respond_unavailable, serve_file
from server.routes import listening
from services.listening import episode_files, feed_cache, feeds
from services.listening.readings import ReadingStoppedError
from services.object_storage import ObjectStoreError
from services.workspace import Workspace, from_environment

MEDIA_TYPES = {".mp3": "audio/mpeg", ".vtt": "text/vtt; charset=utf-8", ".json": "application/json+chapters"}
# The first poll of a new version waits for the deck to be read, and an app that asks for sound for it to be made. They wait
# in threads of their own: the server's forty are for everybody.
_feed_threads = CapacityLimiter(8)
_episode_threads = CapacityLimiter(24)
PRIVATE_CACHE = "private, no-cache"


def _find_subscription(ws: Workspace, request: Request) -> feeds.Subscription | None:
    return feeds.find_subscription(ws, request.path_params["key"], datetime.now(UTC))


async def serve_feed(request: Request) -> Response:
    """Serve the feed as XML, with ETag and Last-Modified."""
    return await to_thread.run_sync(_render_feed, request, limiter=_feed_threads)


def _render_feed(request: Request) -> Response:
    ws = from_environment()
    owner = _find_subscription(ws, request)
    if owner is None:
        return respond_not_found()
    try:
        rendered = feed_cache.get_feed(
            ws, owner, request.path_params["deck"], get_base_address(request), datetime.now(UTC)
        )
    except (ObjectStoreError, ReadingStoppedError) as error:
        return respond_unavailable(str(error))
    except UserError:
        return respond_not_found()
    headers = {
        "ETag": rendered.etag,
        "Last-Modified": format_datetime(rendered.modified, usegmt=True),
        "Cache-Control": PRIVATE_CACHE,
    }
    if is_unchanged(request.headers, rendered.etag, rendered.modified):
        return Response(status_code=304, headers=headers)
    return Response(rendered.xml, media_type="application/rss+xml", headers=headers)


def serve_cover(request: Request) -> Response:
    """Serve the cover of the feed."""
    ws = from_environment()
    owner = _find_subscription(ws, request)
    if owner is None:
        return respond_not_found()
    try:
        return Response(feeds.draw_cover(ws, owner.learner, request.path_params["deck"]), media_type="image/jpeg")
    except UserError:
        return respond_not_found()


async def serve_episode(request: Request) -> Response:
    """Serve an episode, its transcript or chapters, made on demand; HEAD too, which tells its length."""
    ws = from_environment()
    name, dot, suffix = request.path_params["file"].rpartition(".")
    if f"{dot}{suffix}" not in MEDIA_TYPES:
        return respond_not_found()
    suffix = f".{suffix}"
    try:
        owner = await run_in_threadpool(_find_subscription, ws, request)
        if owner is None:
            return respond_not_found()
        now = datetime.now(UTC)
        plan = await to_thread.run_sync(
            feed_cache.get_plan, ws, owner, request.path_params["deck"], name, now, limiter=_feed_threads
        )
        # A HEAD would need a signature of its own, and is answered here.
        if suffix == ".mp3" and request.method == "GET":
            await to_thread.run_sync(feeds.prepare_episode, ws, plan, now, limiter=_episode_threads)
            address = await run_in_threadpool(episode_files.sign_audio, ws, plan.name)
            if address is not None:
                return RedirectResponse(address, status_code=302, headers={"Cache-Control": "no-store"})
        path = await to_thread.run_sync(feeds.prepare_file, ws, plan, suffix, now, limiter=_episode_threads)
    except (feeds.EpisodeStoppedError, ObjectStoreError, ReadingStoppedError) as error:
        # Not a 404: a podcast app would strike the episode off.
        return respond_unavailable(str(error))
    except UserError:
        return respond_not_found()
    return serve_file(request, path, MEDIA_TYPES[suffix], PRIVATE_CACHE)


routes = [
    Route("/feed/{key}/{deck}.xml", serve_feed),
    Route("/feed/{key}/{deck}.jpg", serve_cover),
    Route("/feed/{key}/{deck}/{file}", serve_episode),
    *listening.routes,
]

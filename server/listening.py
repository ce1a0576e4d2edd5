"""What the listening player asks for: its scripts, the cover, and an episode that is still being made, as it
grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from errors import UserError
from server.compression import IMMUTABLE
from services.library import catalog
from services.listening import episodes
from services.listening.episode_jobs import EpisodeJob
from services.workspace import from_environment
from speech import player
from speech.audio import cover

CHUNK_BYTES = 64 * 1024
POLL_SECONDS = 0.03  # seconds


def _respond_not_found() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def serve_script(request: Request) -> Response:
    """A script of the player; for ever under its version."""
    source = player.read_script(request.path_params["name"])
    if source is None:
        return _respond_not_found()
    known = request.path_params["version"] == player.hash_scripts()
    return Response(source, media_type="text/javascript", headers={"Cache-Control": IMMUTABLE if known else "no-cache"})


def serve_cover(request: Request) -> Response:
    """A deck's cover for the lock screen."""
    try:
        deck = catalog.load_deck(from_environment(), request.path_params["deck"])
    except UserError:
        return _respond_not_found()
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(
        cover.draw_cover(deck.title or "Rehearsal", cover.SMALL_SIDE), media_type="image/jpeg", headers=headers
    )


async def _stream_growing_file(job: EpisodeJob) -> AsyncIterator[bytes]:
    """The frames as they come, until the job is over."""
    while not job.frames.exists() and job.state.busy:
        await asyncio.sleep(POLL_SECONDS)
    try:
        source = job.frames.open("rb")
    except FileNotFoundError:
        return
    with source:
        while True:
            busy = job.state.busy  # asked before reading: what comes after it is read in the next round
            chunk = await run_in_threadpool(source.read, CHUNK_BYTES)
            if chunk:
                yield chunk
            elif busy:
                await asyncio.sleep(POLL_SECONDS)
            else:
                return


async def serve_live_episode(request: Request) -> Response:
    """An episode in the making; 404 when it is not (any more)."""
    job = episodes.find_job(from_environment(), request.path_params["name"])
    if job is None or not job.state.busy:
        return _respond_not_found()
    return StreamingResponse(_stream_growing_file(job), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


routes = [
    Route("/vendor/listen/{version}/{name}", serve_script),
    Route("/listen/cover/{deck}.jpg", serve_cover),
    Route("/listen/live/{name}.mp3", serve_live_episode),
]

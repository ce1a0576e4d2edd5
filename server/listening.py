"""What the listening player asks for: the cover, and an episode that is still being made, as it grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from errors import UserError
from server.responses import respond_not_found
from services.library import catalog
from services.listening import episodes
from services.listening.episode_jobs import EpisodeJob
from services.workspace import from_environment
from speech.audio import cover

CHUNK_BYTES = 64 * 1024  # what a socket takes at once
POLL_SECONDS = 0.03  # a new frame of MP3 lasts 0.026 s


def serve_cover(request: Request) -> Response:
    """Serve a deck's cover for the lock screen."""
    try:
        deck = catalog.load_deck(from_environment(), request.path_params["deck"])
    except UserError:
        return respond_not_found()
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(
        cover.draw_cover(deck.title or "Rehearsal", cover.SMALL_SIDE), media_type="image/jpeg", headers=headers
    )


async def _stream_growing_file(job: EpisodeJob) -> AsyncIterator[bytes]:
    """Yield the frames as they come, until the job is over."""
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
    """Serve an episode while it is being made; 404 when it is not (any more)."""
    job = episodes.find_job(from_environment(), request.path_params["name"])
    if job is None or not job.state.busy:
        return respond_not_found()
    return StreamingResponse(_stream_growing_file(job), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


routes = [
    Route("/listen/cover/{deck}.jpg", serve_cover),
    Route("/listen/live/{name}.mp3", serve_live_episode),
]

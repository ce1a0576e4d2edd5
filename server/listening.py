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
from server.compression import FOREVER
from services.library import catalog
from services.listening import episodes
from services.listening.jobs import Job
from services.workspace import from_environment
from speech import player
from speech.audio import cover

CHUNK = 64 * 1024
POLL = 0.03  # seconds


def _not_found() -> Response:
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def script(request: Request) -> Response:
    """A script of the player; for ever under its version."""
    source = player.script(request.path_params["name"])
    if source is None:
        return _not_found()
    known = request.path_params["version"] == player.version()
    return Response(source, media_type="text/javascript", headers={"Cache-Control": FOREVER if known else "no-cache"})


def picture(request: Request) -> Response:
    """A deck's cover for the lock screen."""
    try:
        deck = catalog.deck(from_environment(), request.path_params["deck"])
    except UserError:
        return _not_found()
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(cover.jpeg(deck.title or "Rehearsal", cover.SMALL), media_type="image/jpeg", headers=headers)


async def _grow(job: Job) -> AsyncIterator[bytes]:
    """The frames as they come, until the job is over."""
    while not job.frames.exists() and job.state.busy:
        await asyncio.sleep(POLL)
    try:
        source = job.frames.open("rb")
    except FileNotFoundError:
        return
    with source:
        while True:
            busy = job.state.busy  # asked before reading: what comes after it is read in the next round
            chunk = await run_in_threadpool(source.read, CHUNK)
            if chunk:
                yield chunk
            elif busy:
                await asyncio.sleep(POLL)
            else:
                return


async def live(request: Request) -> Response:
    """An episode in the making; 404 when it is not (any more)."""
    job = episodes.job(from_environment(), request.path_params["name"])
    if job is None or not job.state.busy:
        return _not_found()
    return StreamingResponse(_grow(job), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


routes = [
    Route("/vendor/listen/{version}/{name}", script),
    Route("/listen/cover/{deck}.jpg", picture),
    Route("/listen/live/{name}.mp3", live),
]

"""What the listening player asks for: the cover, an episode that is still being made, and grades by a headset's buttons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from errors import UserError
from quiz.scheduler import Rating
from server.identity import find_learner
from server.json_body import BodyTooLargeError, read_json_object
from server.responses import respond_not_found
from services.library import audience, catalog
from services.listening import episodes, hands_free
from services.listening.episode_jobs import EpisodeJob
from services.workspace import from_environment
from speech.audio import cover

CHUNK_BYTES = 64 * 1024  # what a socket takes at once
MAX_BODY_BYTES = 512 * 1024  # some five hundred grades
POLL_SECONDS = 0.03  # a new frame of MP3 lasts 0.026 s


def serve_cover(request: Request) -> Response:
    """Serve a deck's cover for the lock screen."""
    ws, deck_id = from_environment(), request.path_params["deck"]
    try:
        audience.check_visible(ws, find_learner(request), deck_id)
        deck = catalog.load_deck(ws, deck_id)
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
    # No length and no ranges: nobody knows yet how long it will be.
    return StreamingResponse(_stream_growing_file(job), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


async def apply_grades(request: Request) -> Response:
    """Apply grades that were given by a headset's buttons: `{"learner", "zone", "operations": […]}` as JSON.

    Each operation is `{"key", "deck", "question", "token", "rating", "at"}` or `{"key", "deck", "undoes"}`; the answer says
    what became of each, in order. Only a page of this server may send them (`server.middleware.origins`). Grades of
    another learner than the one who uses this browser are refused as a whole: they wait in the browser for theirs.
    """
    try:
        sent_grades = await read_json_object(request, MAX_BODY_BYTES) or {}
    except BodyTooLargeError:
        return JSONResponse({"error": "The request is too large."}, 413)
    ws = from_environment()
    try:
        operations = [_read_operation(fields) for fields in sent_grades["operations"]]
        zone, sender = _read_zone(sent_grades.get("zone")), int(sent_grades["learner"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        return JSONResponse({"error": "The grades in this request cannot be read."}, 400)
    try:
        learner = await run_in_threadpool(find_learner, request)
    except UserError as error:
        return JSONResponse({"error": str(error)}, 401)
    if sender != learner:
        return JSONResponse({"error": "Somebody else is using this browser now."}, 409)
    results = await run_in_threadpool(hands_free.apply_operations, ws, learner, zone, operations, datetime.now(UTC))
    answer = [{"key": result.key, "outcome": result.outcome, "reason": result.reason} for result in results]
    return JSONResponse({"results": answer}, headers={"Cache-Control": "no-store"})


def _read_operation(fields: dict[str, Any]) -> hands_free.GradeOperation:
    """Return an operation as the browser sent it.

    Raises ValueError, TypeError, AttributeError, OverflowError or OSError for what is none: a moment far from ours raises
    the last two.
    """
    words = {name: str(fields.get(name, "")) for name in ("key", "deck", "question", "token", "undoes")}
    if not words["key"] or any(len(word) > hands_free.MAX_TEXT for word in words.values()):
        raise ValueError("no key, or a text that is too long")
    given_at = None if fields.get("at") is None else datetime.fromtimestamp(float(fields["at"]) / 1000, UTC)
    return hands_free.GradeOperation(
        key=words["key"],
        deck_id=words["deck"],
        question_id=words["question"],
        token=words["token"],
        rating=None if fields.get("rating") is None else Rating(int(fields["rating"])),
        given_at=given_at,
        undoes=words["undoes"],
    )


def _read_zone(name: object) -> str:
    """Return a time zone that is known, else UTC."""
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        return "UTC"


routes = [
    Route("/listen/grades", apply_grades, methods=["POST"]),
    Route("/listen/cover/{deck}.jpg", serve_cover),
    Route("/listen/live/{name}.mp3", serve_live_episode),
]

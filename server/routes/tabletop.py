"""Table-top exercises: a stream of what the room shows, and what mentor and players do in it.

`GET /tabletop/CODE/events` sends the room whenever it changes (server-sent events); `POST /tabletop/CODE/ACTION` takes JSON.
The seat, a secret that the browser was given when it joined, travels in the header `X-Seat` or, for the stream, as `?seat=`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from errors import UserError
from replay.tabletop import COMMANDS
from server import draining
from server.identity import has_session_ended
from server.json_body import BodyTooLargeError, read_json_object
from services.tabletop import rooms
from services.workspace import Workspace, from_environment

LOOK_SECONDS = 0.1
"""How often a stream looks whether the room has changed: a vote is seen by the others after this at the latest."""
STREAM_SECONDS = 5.0
"""A stream ends after this, and when the server is told to stop; the browser opens it again at once, perhaps elsewhere."""
# An action is a few words of JSON; the longest, an added event, has 500 letters.
MAX_BODY_BYTES = 10_000
SESSION_SECONDS = 0.4
"""How often a stream looks whether its session has ended: it is closed within a second, as a websocket is."""


def _get_now() -> datetime:
    return datetime.now(UTC)


def _observe(ws: Workspace, code: str, seat: str, version: int) -> dict[str, Any] | None:
    """Advance the clock; return what the seat sees when it has changed since this version, else None."""
    row = rooms.beat(ws, code, _get_now())
    return None if row.version == version else rooms.describe_room(rooms.load_room(ws, code), seat)


async def _stream_room(request: Request, code: str, seat: str) -> AsyncIterator[str]:
    """Yield the room now and whenever it changes."""
    # No version is negative: the first look always finds a change.
    ws, version, end = from_environment(), -1, time.monotonic() + STREAM_SECONDS
    looked_at = time.monotonic()
    yield "retry: 200\n\n"  # milliseconds until the browser opens the next stream; by itself it would wait for seconds
    while True:
        if time.monotonic() - looked_at >= SESSION_SECONDS:
            looked_at = time.monotonic()
            if await run_in_threadpool(has_session_ended, request):
                return
        try:
            room = await run_in_threadpool(_observe, ws, code, seat, version)
        except UserError as error:
            yield f"event: refused\ndata: {json.dumps({'error': str(error), 'remedy': error.remedy})}\n\n"
            return
        if room is not None:
            version = room["version"]
            yield f"data: {json.dumps(room, ensure_ascii=False)}\n\n"
        await asyncio.sleep(LOOK_SECONDS)
        # Asked last: however slow the machine, each stream has shown the room.
        if time.monotonic() >= end or draining.is_draining() or await request.is_disconnected():
            return


async def serve_events(request: Request) -> Response:
    """Serve the stream of a room."""
    code, seat = request.path_params["code"], request.query_params.get("seat", "")
    # nginx would hold the stream back until its buffer is full.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream_room(request, code, seat), media_type="text/event-stream", headers=headers)


async def take_action(request: Request) -> Response:
    """Carry out an action of a mentor or a player: a command of the clock, `vote`, `call` or `inject`."""
    try:
        body = await read_json_object(request, MAX_BODY_BYTES)
    except BodyTooLargeError:
        body = None
    if body is None:
        return _refuse("This request cannot be read.", "Load the page again.", 400)
    try:
        await run_in_threadpool(
            _act, request.path_params["code"], request.headers.get("x-seat", ""), request.path_params["action"], body
        )
    except UserError as error:
        return _refuse(str(error), error.remedy, 409)
    except (KeyError, TypeError, ValueError, OverflowError):  # OverflowError: a choice of `Infinity`
        return _refuse("Something is missing from this request.", "Load the page again.", 400)
    return JSONResponse({}, headers={"Cache-Control": "no-store"})


def _act(code: str, seat: str, action: str, body: dict[str, Any]) -> None:
    ws, now = from_environment(), _get_now()
    if action == "vote":
        rooms.vote(ws, code, seat, str(body["stop"]), int(body["choice"]), now)
    elif action == "call":
        rooms.call(ws, code, seat, str(body["kind"]), now)
    elif action == "inject":
        rooms.inject(ws, code, seat, str(body["key"]), str(body["text"]), now)
    else:
        # Found in the table rather than tested against it: the type checker then knows it as one of the literals.
        command = next((known_command for known_command in COMMANDS if known_command == action), None)
        if command is None:
            raise UserError("There is no such action.", "Load the page again.")
        rooms.command_room(ws, code, seat, command, int(body["step"]), now)


def _refuse(error: str, remedy: str, status: int) -> Response:
    return JSONResponse({"error": error, "remedy": remedy}, status_code=status, headers={"Cache-Control": "no-store"})


routes = [
    Route("/tabletop/{code}/events", serve_events),
    Route("/tabletop/{code}/{action}", take_action, methods=["POST"]),
]

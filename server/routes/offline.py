"""`/offline/…`: practice offline. The page, its worker and manifest; the pack of the day; grades that are sent later.

`GET /offline/` and its files are the same for everybody. `POST /offline/pack`, `/offline/commute` and `/offline/grades` are a
learner's: the one whom the browser's cookie names. Posts come from a page of this server and nothing else
(`server.middleware.origins`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from errors import UserError
from quiz.scheduler import Rating
from server.identity import find_learner
from server.json_body import BodyTooLargeError, read_json_object
from server.middleware.assets import choose_encoding, respond_compressed
from server.responses import respond_not_found, serve_file
from services.assets import COMPONENTS
from services.offline import grade_merge, pack
from services.offline.grade_merge import OfflineAnswer
from services.offline.incident_page import render_incident_page
from services.practice.context import Learner
from services.workspace import ROOT, from_environment

MAX_BODY_BYTES = 1_000_000  # 500 answers are 200 kB
PAGE = Path(__file__).with_name("offline.html")
ICONS = ROOT / "static" / "mark"
SCRIPTS = {"page.js": "offline.js", "page.css": "offline.css", "worker.js": "offline-worker.js"}
# The files there are: no other name reaches the disk.
ICON_NAME = re.compile(r"icon-(?:180|192|512|512-maskable)\.png")
# As the page makes them (`web/offline/`): hexadecimal, and long enough never to meet twice.
ANSWER_KEY = re.compile(r"[0-9a-f]{16,64}")
PRIVATE = {"Cache-Control": "no-store"}
MANIFEST = {
    "name": "Rehearsal",
    "short_name": "Rehearsal",
    "description": "Interview preparation: today's cards, incidents and the commute, also offline.",
    "id": "./",
    "start_url": "./",
    "scope": "../",
    "display": "standalone",
    "background_color": "#fbfaf7",
    "theme_color": "#178078",
    "icons": [
        {"src": "icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": "icon-512-maskable.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ],
}


class RequestError(UserError):
    """A request that no page of ours sends."""


async def serve_page(request: Request) -> Response:
    """Serve the page."""
    return serve_file(request, PAGE, "text/html; charset=utf-8", "no-cache")


async def serve_page_file(request: Request) -> Response:
    """Serve a script, the style sheet, an icon or the manifest of the page, to be asked for again each time."""
    name = request.path_params["name"]
    if name == "manifest.webmanifest":
        return JSONResponse(
            MANIFEST, media_type="application/manifest+json", headers={"Cache-Control": "public, max-age=3600"}
        )
    if ICON_NAME.fullmatch(name):
        return serve_file(request, ICONS / name, "image/png", "public, max-age=86400")
    if name not in SCRIPTS:
        return respond_not_found()
    path = COMPONENTS / SCRIPTS[name]
    encoding = choose_encoding(request.headers.get("accept-encoding", ""))
    if encoding and "range" not in request.headers:
        return await respond_compressed(path, encoding, request.headers, "no-cache")
    return serve_file(request, path, "text/css" if path.suffix == ".css" else "text/javascript", "no-cache")


async def serve_incident(request: Request) -> Response:
    """Serve an incident as a page of its own."""
    deck, incident = request.path_params["deck"], request.path_params["incident"]
    try:
        learner = await run_in_threadpool(find_learner, request)
        text = await run_in_threadpool(render_incident_page, from_environment(), learner, deck, incident)
    except UserError:
        return respond_not_found()
    return HTMLResponse(text, headers={"Cache-Control": "private, no-cache"})


async def make_pack(request: Request) -> Response:
    """Answer with the pack of the day."""
    return await _answer(request, _make_pack)


async def prepare_commute(request: Request) -> Response:
    """Answer with the state of today's commute; begin to make it."""
    return await _answer(request, _prepare_commute)


async def merge_grades(request: Request) -> Response:
    """Merge grades; answer with what became of each."""
    return await _answer(request, _merge_grades)


async def _answer(request: Request, work: Callable[[Request, Mapping[str, Any]], object]) -> Response:
    """Read the body, do the work beside the event loop, and answer with its result or with what a person should know."""
    try:
        body = await _read_body(request)
        return JSONResponse(await run_in_threadpool(work, request, body), headers=PRIVATE)
    except UserError as error:
        # A 409 is about the learner or the deck, and the page shows it; a 400 is a fault of the page itself.
        status = 400 if isinstance(error, RequestError) else 409
        return JSONResponse({"message": str(error), "remedy": error.remedy}, status_code=status, headers=PRIVATE)


async def _read_body(request: Request) -> Mapping[str, Any]:
    try:
        body = await read_json_object(request, MAX_BODY_BYTES)
    except BodyTooLargeError:
        raise RequestError("The request is too large.", "Send fewer answers at once.") from None
    if body is None:
        raise RequestError("The request is not a JSON object.", "Load the page again.")
    return body


def _make_pack(request: Request, body: Mapping[str, Any]) -> object:
    ws, learner = from_environment(), find_learner(request)
    zone = pack.load_zone(ws, learner, _get_text(body, "zone"))
    return pack.make_pack(ws, learner, zone, datetime.now(UTC))


def _prepare_commute(request: Request, body: Mapping[str, Any]) -> object:
    ws, learner = from_environment(), find_learner(request)
    zone = pack.load_zone(ws, learner, _get_text(body, "zone"))
    ride = pack.prepare_commute(ws, learner, _get_text(body, "deck"), zone, datetime.now(UTC))
    if ride is None:
        return {"title": "", "seconds": 0, "address": "", "empty": True}
    return {"title": ride.title, "seconds": ride.seconds, "address": ride.address, "empty": False}


def _merge_grades(request: Request, body: Mapping[str, Any]) -> object:
    now = datetime.now(UTC)
    ws, learner = from_environment(), find_learner(request)
    if body.get("learner") != learner:
        raise UserError(
            "These answers were given by another learner.", "Choose that learner under Settings, then send them again."
        )
    raw = body.get("answers")
    if not isinstance(raw, list) or len(raw) > grade_merge.MAX_ANSWERS:
        raise RequestError("The request has no list of answers, or too many.", "Load the page again.")
    who = Learner(
        learner, pack.load_zone(ws, learner, _get_text(body, "zone")), _get_text(body, "session") or "offline"
    )
    answers = [_parse_answer(raw_answer) for raw_answer in raw]
    merged = grade_merge.merge_answers(ws, who, answers, _parse_time(body.get("sent_at")), now)
    return {"answers": [{"key": result.key, "status": result.status, "message": result.message} for result in merged]}


def _parse_answer(raw: object) -> OfflineAnswer:
    """Return an answer from JSON. Raises RequestError for what no page of ours sends."""
    match raw:
        case {
            "key": str(key),
            "deck": str(deck),
            "card": str(card),
            "token": str(token),
            "after": str(after),
            "rating": int(rating),
            "shown_at": shown_at,
            "answered_at": answered_at,
        } if ANSWER_KEY.fullmatch(key) and rating in tuple(Rating) and not isinstance(rating, bool):
            return OfflineAnswer(
                key=key,
                deck_id=deck,
                card_id=card,
                token=token,
                after=after,
                rating=Rating(rating),
                shown_at=_parse_time(shown_at),
                answered_at=_parse_time(answered_at),
            )
    raise RequestError("An answer cannot be read.", "Load the page again.")


def _parse_time(raw: object) -> datetime:
    """Return a moment in UTC. Raises RequestError for what is no moment with a zone."""
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: in UTC it would lie before the year 1 or after 9999
        pass
    raise RequestError("A time cannot be read.", "Load the page again.")


def _get_text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


routes = [
    Route("/offline/", serve_page),
    Route("/offline/pack", make_pack, methods=["POST"]),
    Route("/offline/commute", prepare_commute, methods=["POST"]),
    Route("/offline/grades", merge_grades, methods=["POST"]),
    Route("/offline/incident/{deck}/{incident}", serve_incident),
    # Last: it would answer for every address above.
    Route("/offline/{name}", serve_page_file),
]

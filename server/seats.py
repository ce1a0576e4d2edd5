"""`/as/<number>`: this browser learns as that learner from now on. The number is kept in a cookie of this browser."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from services import people
from services.workspace import from_environment

A_YEAR = 365 * 24 * 3600


async def sit(request: Request) -> Response:
    """Set the cookie and go to the start page; 404 for a learner that is not there."""
    learner = int(request.path_params["learner"])
    if learner > 2**31 or not await run_in_threadpool(people.known, from_environment(), learner):
        return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})
    answer = RedirectResponse(request.scope.get("root_path", "") + "/", 303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(people.COOKIE, str(learner), max_age=A_YEAR, httponly=True, samesite="lax")
    return answer


routes = [Route("/as/{learner:int}", sit)]

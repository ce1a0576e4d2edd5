"""`POST /as/<number>`: use this browser as that learner from now on. A cookie of this browser holds the number.

A post from a page of this very server and nothing else (`server.middleware.origins` sees to that): a link in a deck, a mail or
another site that changed who learns here would have answers go to somebody else's history.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from services.configuration import get_configuration
from services.learners import learners
from services.workspace import from_environment

# A browser that is used once a year keeps its learner. Browsers keep no cookie longer than 400 days.
YEAR_SECONDS = 365 * 24 * 3600


async def choose_learner(request: Request) -> Response:
    """Set the cookie and go to the start page; 404 for a learner that is not there, and where people log in."""
    if get_configuration().login is not None:
        return _refuse("Not found", 404)
    learner = learners.parse_learner_id(request.path_params["learner"])
    if learner is None or not await run_in_threadpool(learners.learner_exists, from_environment(), learner):
        return _refuse("Not found", 404)
    answer = RedirectResponse(request.scope.get("root_path", "") + "/", 303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(learners.COOKIE, str(learner), max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return answer


def _refuse(message: str, status: int) -> Response:
    return PlainTextResponse(message, status_code=status, headers={"Cache-Control": "no-store"})


routes = [Route("/as/{learner}", choose_learner, methods=["POST"])]

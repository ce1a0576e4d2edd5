"""Which learner a request is for: whoever is logged in; where nobody logs in, the one this browser was set to."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request

from errors import UserError
from services.configuration import get_configuration
from services.learners import learners, login_sessions
from services.learners.login_cookie import read_session_id
from services.workspace import from_environment


def find_learner(request: Request) -> int:
    """Return the learner. Reads the database. Raises UserError where people log in and nobody is logged in."""
    ws = from_environment()
    if get_configuration().login is not None:
        here = login_sessions.find_logged_in(ws, read_session_id(request.cookies), datetime.now(UTC))
        if here is None:
            raise UserError("You are logged out.", "Load the page again to log in.")
        return here.learner
    number = learners.parse_learner_id(request.cookies.get(learners.COOKIE, ""))
    return number if number is not None and learners.learner_exists(ws, number) else learners.FIRST_LEARNER

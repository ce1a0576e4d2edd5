"""Which learner a request is for: whoever is logged in; where nobody logs in, the one this browser was set to."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import HTTPConnection, Request

from errors import UserError
from services.configuration import get_configuration
from services.learners import access_tokens, learners, login_sessions
from services.learners.login_cookie import read_offline_token, read_session_id
from services.workspace import from_environment

# What the offline page asks for, and what it saves with the day's cards.
OFFLINE_FOLDERS = ("/offline/", "/audio/", "/pictures/")


def find_offline_learner(connection: HTTPConnection) -> int | None:
    """Return the learner of a device that was connected for practising offline; None elsewhere. Reads the database.

    Its cookie is sent with every request, and is worth something at the addresses of the offline page only.
    """
    path = connection.scope["path"]
    if not path.startswith(OFFLINE_FOLDERS) or ".." in path.split("/"):
        return None
    token = read_offline_token(connection.cookies)
    return access_tokens.find_owner(from_environment(), "offline", token, datetime.now(UTC)) if token else None


def has_session_ended(request: Request) -> bool:
    """Tell whether the session of a request that is still being answered has ended. Reads the database."""
    if get_configuration().login is None:
        return False
    return (
        login_sessions.find_logged_in(from_environment(), read_session_id(request.cookies), datetime.now(UTC)) is None
    )


def find_learner(request: Request) -> int:
    """Return the learner. Reads the database. Raises UserError where people log in and nobody is logged in."""
    ws = from_environment()
    if get_configuration().login is not None:
        login_session = login_sessions.find_logged_in(ws, read_session_id(request.cookies), datetime.now(UTC))
        if login_session is not None:
            return login_session.learner
        learner = find_offline_learner(request)
        if learner is None:
            raise UserError("You are logged out.", "Load the page again to log in.")
        return learner
    number = learners.parse_learner_id(request.cookies.get(learners.COOKIE, ""))
    return number if number is not None and learners.learner_exists(ws, number) else learners.FIRST_LEARNER

"""The cookies of the log-in: the session's, a short-lived one for a log-in under way, and an offline device's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.login.provider import LoginRequest
from server.login.targets import get_base_address
from services.learners.login_cookie import list_offline_cookies, list_session_cookies
from services.learners.login_sessions import LIFETIME, STATE_LIFETIME

_UNDER_WAY = "rehearsal-log-in-"
_SALT = "rehearsal.log-in"
OFFLINE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie (RFC 6265bis, section 5.5)
_MAX_UNDER_WAY = 4  # tabs that may be on their way to the provider at once; older ones are given up


def name_session_cookie(connection: HTTPConnection) -> str:
    """Return the name of the session's cookie. Under https it is one that no other host and no plain page can set
    (`__Host-`; RFC 6265bis, section 4.1.3).
    """
    secure, plain = list_session_cookies()
    return secure if is_secure(connection) else plain


def is_secure(connection: HTTPConnection) -> bool:
    """Tell whether the browser reached this app by https."""
    return get_base_address(connection).startswith("https://")


def set_session(connection: HTTPConnection, response: Response, session_id: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        name_session_cookie(connection),
        session_id,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def clear_session(connection: HTTPConnection, response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        name_session_cookie(connection), path="/", secure=is_secure(connection), httponly=True, samesite="lax"
    )


def set_offline_token(connection: HTTPConnection, response: Response, token: str) -> None:
    """Give a browser the token with which its offline page goes on when no session is left."""
    secure, plain = list_offline_cookies()
    response.set_cookie(
        secure if is_secure(connection) else plain,
        token,
        max_age=OFFLINE_SECONDS,
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def remember_request(connection: HTTPConnection, response: Response, request: LoginRequest, key: bytes) -> None:
    """Keep a log-in under way in the browser, signed. The verifier is worth nothing without the code."""
    value = _get_signer(key).dumps([request.state, request.nonce, request.verifier, request.target])
    # Browsers send cookies of one path oldest first (RFC 6265, section 5.4).
    older = [name for name in connection.cookies if name.startswith(_UNDER_WAY)]
    for name in older[: max(len(older) - _MAX_UNDER_WAY + 1, 0)]:
        response.delete_cookie(name, path="/")
    response.set_cookie(
        _name_request_cookie(request.state),
        str(value),
        max_age=int(STATE_LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def recall_request(cookies: Mapping[str, str], state: str, key: bytes) -> LoginRequest | None:
    """Return the log-in under way that has this state; None when this browser began none, or too long ago.

    The cookie ties the answer of the provider to the browser that asked: without it, somebody could be made to log in as
    somebody else (RFC 6749, section 10.12).
    """
    value = cookies.get(_name_request_cookie(state), "")
    try:
        content = _get_signer(key).loads(value, max_age=int(STATE_LIFETIME.total_seconds()))
    except BadData:
        return None
    request = LoginRequest(*content)
    return request if request.state == state else None


def forget_request(response: Response, state: str) -> None:
    """Take a log-in that is over from the browser."""
    response.delete_cookie(_name_request_cookie(state), path="/")


def _name_request_cookie(state: str) -> str:
    """Return a name of its own for each log-in, so that two tabs do not disturb each other."""
    return _UNDER_WAY + hashlib.sha256(state.encode()).hexdigest()[:12]


def _get_signer(key: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        key, salt=_SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )

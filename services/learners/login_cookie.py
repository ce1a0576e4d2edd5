"""The names of the cookies that hold a log-in session or an offline device's token: what the server sets, what it looks for."""

from __future__ import annotations

from collections.abc import Mapping

from services.configuration import get_configuration

_PLAIN = "rehearsal-session"
_SECURE = f"__Host-{_PLAIN}"
_PLAIN_OFFLINE = "rehearsal-offline"
_SECURE_OFFLINE = f"__Host-{_PLAIN_OFFLINE}"


def list_session_cookies() -> tuple[str, str]:
    """Return the names under https and under http."""
    return _SECURE, _PLAIN


def list_offline_cookies() -> tuple[str, str]:
    """Return the names for an offline device's token under https and under http."""
    return _SECURE_OFFLINE, _PLAIN_OFFLINE


def read_session_id(cookies: Mapping[str, str]) -> str:
    """Return the id of the session that a browser's cookies hold; "" for none."""
    return _read(cookies, _SECURE, _PLAIN)


def read_offline_token(cookies: Mapping[str, str]) -> str:
    """Return the token of an offline device that a browser's cookies hold; "" for none."""
    return _read(cookies, _SECURE_OFFLINE, _PLAIN_OFFLINE)


def _read(cookies: Mapping[str, str], secure: str, plain: str) -> str:
    """Return a cookie's value. The plain name counts only where the app is served over http: under https another host of the
    same domain could set it, while browsers keep names that begin with `__Host-` for this one.
    """
    public = get_configuration().public
    only_secure = public is not None and public.origin.startswith("https://")
    return cookies.get(secure) or ("" if only_secure else cookies.get(plain, ""))

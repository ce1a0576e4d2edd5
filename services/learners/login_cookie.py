"""The names of the cookie that holds a log-in session: what the server sets, and what a screen looks for."""

from __future__ import annotations

from collections.abc import Mapping

from services.configuration import get_configuration

_PLAIN = "rehearsal-session"
_SECURE = f"__Host-{_PLAIN}"


def list_session_cookies() -> tuple[str, str]:
    """Return the names under https and under http."""
    return _SECURE, _PLAIN


def read_session_id(cookies: Mapping[str, str]) -> str:
    """Return the id of the session that a browser's cookies hold; "" for none.

    The plain name counts only where people may come by http: otherwise a page of a neighbouring host could set it.
    """
    public = get_configuration().public
    only_secure = public is not None and public.origin.startswith("https://")
    return cookies.get(_SECURE) or ("" if only_secure else cookies.get(_PLAIN, ""))

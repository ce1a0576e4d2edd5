"""Addresses of ours: where the app is for this browser, and where a log-in may lead."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from server.middleware.origins import split_host
from services.configuration import get_configuration

# Letters of the address that a log-in leads back to: ours are far shorter, and it travels through cookies, which may
# have 4,096 bytes.
MAX_TARGET_LENGTH = 2000


def get_base_address(connection: HTTPConnection) -> str:
    """Return the app's address as this browser knows it, without a slash at its end: the public one behind a proxy, which
    may speak http to us while the browser speaks https.
    """
    public = get_configuration().public
    if public is not None and split_host(connection.headers.get("host", "")) == public.host:
        return public.url
    return str(connection.base_url).rstrip("/")


def choose_target(target: str) -> str:
    """Return the path of ours to go on to after a log-in; the start page for anything that leads elsewhere.

    A browser reads `//host`, `/\\host` and `/<tab>/host` as another server's address.
    """
    if (
        len(target) > MAX_TARGET_LENGTH
        or not (target.isascii() and target.isprintable())
        or not target.startswith("/")
        # Back to the log-in would be a circle, and to the log-out an answer that nobody wants.
        or target.startswith(("//", "/login", "/logout"))
        or "\\" in target
    ):
        return "/"
    # A second look, by the standard library. After the first: it raises ValueError for `//[`.
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target

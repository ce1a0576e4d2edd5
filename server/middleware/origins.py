"""Who may talk to this server: hosts and origins, for HTTP and websockets alike.

A page on any other site can send requests here, and with a name of its own that it resolves to 127.0.0.1 (DNS rebinding)
it could read the answers and drive the app. So the `Host` of every request must be a name of ours: localhost, the address
the connection came in on, or the host of `REHEARSAL_URL`; anything else is answered 421 (RFC 9110, section 15.5.20). And
where a browser says which page sent a request (`Origin`; RFC 6454), it must be ours to the letter, scheme and port
included: 403 otherwise. A request that may change something must say where it comes from.
"""

from __future__ import annotations

import ipaddress
import logging
import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from services.configuration import PublicAddress, get_configuration

LOGGER = logging.getLogger("rehearsal")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# The largest number of 16 bits.
MAX_PORT = 65_535
# A `Host` header (RFC 9110, section 7.2) as browsers write it: a name, perhaps with the dot of the root, or an IPv6 address in
# brackets; a port. Nothing else that a URL may have: no user, path, query or blank.
_HOST = re.compile(
    r"(?:(?P<name>[\w-]+(?:\.[\w-]+)*)\.?|\[(?P<address>[\da-f:.]+)\])(?::(?P<port>\d{0,5}))?", re.ASCII | re.IGNORECASE
)
# Only so many different refusals are logged: whoever sends made-up hosts must not fill the disk.
MAX_LOGGED = 100
POLICY_VIOLATION = 1008  # the websocket's close code (RFC 6455, section 7.4.1)
_HTTP = {"ws": "http", "wss": "https", "http": "http", "https": "https"}


def split_host(host: str) -> str:
    """Return the name or address in a `Host` header, in lower case and without its port; "" when it is none."""
    match = _HOST.fullmatch(host)
    if match is None or int(match["port"] or 0) > MAX_PORT:
        return ""
    return (match["name"] or match["address"]).lower()


def is_own_host(host: str, public: PublicAddress | None, server: str) -> bool:
    """Tell whether a `Host` header names this server. `server` is the address the connection came in on."""
    name = split_host(host)
    if name in LOCAL_NAMES or (public is not None and name == public.host):
        return True
    try:
        # An address cannot be rebound, but it must be ours: not that of another machine behind the same proxy.
        return ipaddress.ip_address(name) == ipaddress.ip_address(server.partition("%")[0])
    except ValueError:
        return False


def is_own_origin(origin: str, host: str, scheme: str, public: PublicAddress | None) -> bool:
    """Tell whether a page of this server sent the request: its origin is the public one, or that of the request's host.

    Under a public name only the public origin counts: behind a proxy the scheme seen here is not the browser's.
    """
    origin = origin.lower()
    if public is not None and split_host(host) == public.host:
        return origin == public.origin
    return origin == f"{_HTTP.get(scheme, scheme)}://{host.lower()}"


class OwnOriginsOnly:
    """Answer 421 and 403 for hosts and origins that are not ours; pass on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then answer or pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self.find_refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send)
            return
        status, sentence = refusal
        if scope["type"] == "websocket":
            # Before it was accepted: uvicorn makes a 403 of it, whatever the code.
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
            return
        response = PlainTextResponse(sentence, status_code=status, headers={"Cache-Control": "no-store"})
        await response(scope, receive, send)

    def find_refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the sentence with which a request is refused; None when it is not."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ""
        public = get_configuration().public
        server = str((scope.get("server") or ("",))[0])
        if not is_own_host(host, public, server):
            name = split_host(host) or "none"
            # 421 tells a browser that reused a connection to try another one; the sentence is for the operator.
            self._log(
                f"refused host={name!r}: it is not a name of this server. If people open the app under that name, set "
                f"REHEARSAL_URL to its whole address, such as https://{name}"
            )
            return 421, "This server does not answer under that name. Its log says how to change that."
        # Every value of a header: where there are two, they contradict each other, and neither is to be trusted.
        origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
        origin = ", ".join(origins) if origins else None
        is_change = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if origin is not None:
            if not is_own_origin(origin, host, scope.get("scheme", "http"), public):
                self._log(
                    f"refused origin={origin!r} host={host!r}: the page is not one of this server. If people open the app "
                    f"there, set REHEARSAL_URL={origin}"
                )
                return 403, "This request came from a page of another server."
            if is_change and any(site != "same-origin" for site in sites):
                return 403, "This request came from a page of another server."
        elif is_change and sites != ["same-origin"]:
            return 403, "This request does not say which page it came from."
        return None

    def _log(self, sentence: str) -> None:
        if sentence not in self.logged and len(self.logged) < MAX_LOGGED:
            self.logged.add(sentence)
            LOGGER.warning(sentence.encode("ascii", "backslashreplace").decode())

"""Security headers on every answer: a pure ASGI middleware, so that websockets and streams pass untouched."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAMLIT_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
# What runs or is drawn only inside a page, which has the whole policy. With it, a hundred small scripts had more header than
# content: 40 kB before the first card. A worker that is started from such a file goes by the file's own policy.
PART_TYPES = ("text/javascript", "application/javascript", "text/css", "font/woff2")
PART_POLICY = "default-src 'self'; object-src 'none'; frame-ancestors 'none'"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def hash_inline_scripts(html: str) -> list[str]:
    """Return the CSP sources (`'sha256-…'`) of a page's inline scripts, in order (CSP level 3, section 8.3)."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def build_policy(script_hashes: Iterable[str]) -> str:
    """Return the Content-Security-Policy under which every widget we use was seen to work.

    `blob:` scripts and workers are what plotly and components v2 load; inline *styles* are how Streamlit styles itself.
    Images come from here, from `data:` or `blob:`, so a deck cannot make a reader's browser call a foreign server.
    """
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' blob: 'wasm-unsafe-eval'", *script_hashes)),
            "worker-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob: data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Add the policy and its companions to every HTTP answer."""

    def __init__(self, app: ASGIApp, index: Path = STREAMLIT_INDEX) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": build_policy(hash_inline_scripts(index.read_text(encoding="utf-8"))),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; dress the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith(PART_TYPES):
                    headers.setdefault("Content-Security-Policy", PART_POLICY)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)  # a page of its own may have a stricter policy
            await send(message)

        await self.app(scope, receive, send_with_headers)

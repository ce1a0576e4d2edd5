"""Streamlit's index page, made quicker on a slow line: what the first card needs is asked for at once.

As shipped, the browser learns of each script from the one before it, a round trip at a time, and fetches a font of 171 kB that
our theme does not use. The page gets hints for the scripts (`rel=modulepreload`), our own font in the place of that one, and
a script of some bytes that keeps the keys pressed until the card listens (`web/practice/early.js`). What works on every
page (`web/page/`) is loaded with it too, so that no rerun has to send it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.middleware.assets import BROTLI_QUALITY, choose_encoding
from server.middleware.headers import STREAMLIT_INDEX
from services.assets import load_asset

# The first part of each script's name, in the order in which the first card asks for them; the rest of a name is a hash.
FIRST_SCRIPTS = (
    "StreamlitMarkdown", "BidiComponent", "serialization", "recordbatch", "BaseButton", "Button", "ButtonGroup",
    "useCollection", "preload-helper", "FlexContext", "Icon", "DynamicIcon", "Text", "shim", "Html", "purify.es", "PageLink",
    "_baseProperty", "_baseIsEqual", "_baseEach", "_arrayReduce", "useDescription", "useLabel", "LiveAnnouncer",
    "NumberFormatter", "number", "ProgressBar", "FormClearHelper", "useTimeout", "useResizeObserver", "Check.esm", "index.esm",
    "ContentCopy.esm", "Toolbar", "useCopyToClipboard", "useRequiredContext", "WidgetLabel", "WidgetLabelHelpIcon",
    "WidgetLabelHelpIconInline", "useBasicWidgetState", "requiredField",
)  # fmt: skip
OWN_FONT = "shipped/fonts/atkinson-hyperlegible-next/latin.woff2"
# What is sent in the place of fonts that are large: our text font for Streamlit's, and the icons that the screens show
# (`scripts/icon_font.py`) for all 4,000.
OWN_FONTS = {"SourceSansVF": OWN_FONT, "MaterialSymbols-Rounded": "shipped/fonts/material-symbols/rounded.woff2"}
_FOREIGN_FONT = re.compile(rf"/static/media/({'|'.join(OWN_FONTS)})[^/]*\.woff2$")
# The hint for Streamlit's text font in its index page.
_CONDITIONS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
_FONT_HINT = re.compile(r'<link\s+rel="preload"\s+href="\./static/media/SourceSansVF[^>]*>')


def find_scripts(folder: Path, names: Iterable[str]) -> list[str]:
    """Return the file names of Streamlit's scripts by the first part of each; one that a new version lacks is left out."""
    scripts = []
    for name in names:
        # A hash has no dot: "index.esm" is not the "esm" of something else.
        match = next(
            (path for path in sorted(folder.glob(f"{name}.*.js")) if path.name.count(".") == name.count(".") + 2), None
        )
        if match is not None:
            scripts.append(match.name)
    return scripts


def rewrite_index(html: str, scripts: Iterable[str]) -> str:
    """Return the index page with our hints in it."""
    font = f'<link rel="preload" href="./{OWN_FONT}" as="font" type="font/woff2" fetchpriority="low" crossorigin />'
    hints = [
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">' for name in scripts
    ]
    hints.append(f'<script src=".{load_asset("early-keys.js").address}"></script>')
    hints.append(f'<script type="module" src=".{load_asset("page.js").address}"></script>')
    # At the end of the body: among rules of equal weight the later one holds, and Streamlit adds its own to the head.
    style = f'<link rel="stylesheet" href=".{load_asset("page.css").address}" />'
    page = _FONT_HINT.sub(font, html).replace("</head>", "\n    ".join(("", *hints)) + "\n  </head>", 1)
    return page.replace("</body>", f"  {style}\n  </body>", 1)


class QuickIndex:
    """Answer with the rewritten index page where Streamlit would send its own, and with our font for its."""

    def __init__(self, app: ASGIApp, index: Path = STREAMLIT_INDEX) -> None:
        self.app = app
        self.original = index.read_bytes()
        scripts = find_scripts(index.parent / "static" / "js", FIRST_SCRIPTS)
        page = rewrite_index(self.original.decode("utf-8"), scripts).encode()
        self.pages = {
            "": page,
            "gzip": gzip.compress(page, 9, mtime=0),
            "br": brotli.compress(page, quality=BROTLI_QUALITY),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is asked for; change the answer where it is the index page."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if foreign := _FOREIGN_FONT.search(scope["path"]):
            address = f"{scope.get('root_path', '')}/{OWN_FONTS[foreign[1]]}"
            await RedirectResponse(address, 302, headers={"Cache-Control": "public, max-age=86400"})(
                scope, receive, send
            )
            return
        headers = Headers(scope=scope)
        if "text/html" not in headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        encoding = choose_encoding(headers.get("accept-encoding", ""))
        # Whole and not compressed, so that it can be told from other pages.
        request_headers = [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]
        delayed: list[Message] = []
        body = bytearray()

        async def send_index(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                delayed.append(message)
                return
            if not delayed or message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            start = delayed.pop()
            content = bytes(body)
            if content == self.original:
                content = self.pages[encoding]
                changed = MutableHeaders(scope=start)
                changed["content-length"] = str(len(content))
                changed.add_vary_header("Accept-Encoding")
                if encoding:
                    changed["content-encoding"] = encoding
                for name in ("etag", "last-modified", "accept-ranges"):
                    if name in changed:
                        del changed[name]
            await send(start)
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

        await self.app({**scope, "headers": request_headers}, receive, send_index)


def _is_page(message: Message) -> bool:
    return message["status"] == 200 and any(
        name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"]
    )

"""Streamlit's index page, made quicker on a slow line: what the first card needs is asked for at once.

As shipped, the browser learns of each script from the one before it, a round trip at a time, and fetches a font of 171 kB that
our theme does not use. The page gets hints for the scripts (`rel=modulepreload`), in an order that keeps the line busy, our own
font in the place of that one, and a small script that opens the connection and keeps the keys pressed until the card listens
(`web/practice/early.js`). What works on every page (`web/page/`) is loaded with it too, so that no rerun has to send it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.middleware.assets import BROTLI_QUALITY, choose_encoding, compress_file
from server.middleware.headers import STREAMLIT_INDEX
from services.assets import load_asset

# What Streamlit asks for only when it draws the first card: the first part of each script's name; the rest of a name is a hash.
FIRST_SCRIPTS = (
    "Html", "purify.es", "Button", "ButtonGroup", "PageLink", "WidgetLabel", "WidgetLabelHelpIcon",
    "WidgetLabelHelpIconInline", "useBasicWidgetState", "requiredField",
)  # fmt: skip
# Scripts above it keep a line of 1.6 Mbit/s busy for a good part of its round trip.
LARGE_BYTES = 12_000
OWN_FONT = "shipped/fonts/atkinson-hyperlegible-next/latin.woff2"
# What is sent in the place of fonts that are large: our text font for Streamlit's, and the icons that the screens show
# (`scripts/icon_font.py`) for all 4,000.
OWN_FONTS = {"SourceSansVF": OWN_FONT, "MaterialSymbols-Rounded": "shipped/fonts/material-symbols/rounded.woff2"}
_FOREIGN_FONT = re.compile(rf"/static/media/({'|'.join(OWN_FONTS)})[^/]*\.woff2$")
_CONDITIONS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
# In Streamlit's index page: the hint for its text font, its first script, and the hints for what that one needs.
_FONT_HINT = re.compile(r'<link\s+rel="preload"\s+href="\./static/media/SourceSansVF[^>]*>\s*')
_ENTRY = re.compile(r'<script type="module"[^>]* src="\./static/js/([^"]+)"></script>')
_SCRIPT_HINT = re.compile(r'<link rel="modulepreload"[^>]* href="\./static/js/([^"]+)">\s*')
# Its one style sheet, without which it would be seen unstyled for a moment.
_STYLE = re.compile(r'<link rel="stylesheet"[^>]* href="\./static/css/([^"]+)">')


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


def mix_sizes(sizes: Mapping[str, int], first: Iterable[str] = ()) -> list[str]:
    """Return the names so that small scripts lie between the large ones, in proportion to their bytes.

    A browser asks for six at a time. Small ones alone wait for the round trip and leave the line idle; large ones alone fill it
    while the small ones have yet to be asked for. `first` names those that are on their way already.
    """
    small = [name for name, size in sizes.items() if size < LARGE_BYTES]
    large = sorted(sizes.keys() - {*small}, key=lambda name: (-sizes[name], name))
    done = {*first}
    # What is on its way comes first here too, so that its bytes count, though it is left out of the result.
    large.sort(key=lambda name: name not in done)
    total = sum(sizes[name] for name in large)
    mixed: list[str] = []
    sent_bytes = file_count = 0
    for name in large:
        mixed.append(name)
        sent_bytes += sizes[name]
        upto = len(small) * sent_bytes // total
        mixed += small[file_count:upto]
        file_count = upto
    return [name for name in mixed + small[file_count:] if name not in done]


def find_first_files(index: Path = STREAMLIT_INDEX) -> list[Path]:
    """Return the scripts and the style sheet of Streamlit's that the first card needs, those first that the page names first."""
    html = index.read_text(encoding="utf-8")
    folder = index.parent / "static" / "js"
    names = [*_ENTRY.findall(html), *_SCRIPT_HINT.findall(html), *find_scripts(folder, FIRST_SCRIPTS)]
    styles = [index.parent / "static" / "css" / name for name in _STYLE.findall(html)]
    return [*(folder / name for name in names), *styles]


def rewrite_index(html: str, scripts: Iterable[Path]) -> str:
    """Return the index page with our hints in it. `scripts` are Streamlit's, with the entry first."""
    sizes = {path.name: len(compress_file(path, "br", path.stat().st_mtime_ns)[0]) for path in scripts}
    ordered = mix_sizes(sizes, first=list(sizes)[:1])
    hints = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in ordered]
    hints.append(f'<script type="module" src=".{load_asset("page.js").address}"></script>')
    # Last: until it is there, text is drawn in another font.
    hints.append(
        f'<link rel="preload" href="./{OWN_FONT}" as="font" type="font/woff2" fetchpriority="low" crossorigin />'
    )
    # At the end of the body: among rules of equal weight the later one holds, and Streamlit adds its own to the head.
    style = f'<link rel="stylesheet" href=".{load_asset("page.css").address}" />'
    page = _SCRIPT_HINT.sub("", _FONT_HINT.sub("", html))
    # Before all else: it opens the connection.
    page = page.replace("<head>", f'<head>\n    <script src=".{load_asset("early-keys.js").address}"></script>', 1)
    page = page.replace("</head>", "\n    ".join(("", *hints)) + "\n  </head>", 1)
    return page.replace("</body>", f"  {style}\n  </body>", 1)


class QuickIndex:
    """Answer with the rewritten index page where Streamlit would send its own, and with our font for its."""

    def __init__(self, app: ASGIApp, index: Path = STREAMLIT_INDEX) -> None:
        self.app = app
        self.original = index.read_bytes()
        scripts = [path for path in find_first_files(index) if path.suffix == ".js"]
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
        # The start of an answer holds its length: it waits until it is known which page follows.
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

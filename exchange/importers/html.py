"""Web pages, and what Word documents become on the way, as markdown."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from html import unescape
from typing import Any

import nh3
from markdownify import MarkdownConverter

from errors import UserError
from exchange.importers.html_depth import check_depth
from exchange.importers.images import Picture, inspect_picture

# What a document is made of; everything else is taken out, its text stays.
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul", "var",
}  # fmt: skip
# What is not text at all: its content goes with it.
DROPPED = {"script", "style", "template", "noscript", "head", "title", "nav", "iframe", "object", "svg", "math", "form"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "code": {"class"}, "pre": {"class"}, "td": {"colspan"}}
TITLE = re.compile(r"<title\b[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
# The encoding that a page names for itself, in its first bytes.
CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
# A picture inside the page.
DATA_ADDRESS = re.compile(r"data:image/[\w.+-]{1,20};base64,", re.IGNORECASE)
# The language that highlighters write into a class.
CODE_CLASS = re.compile(r"(?:language|lang|highlight-source|brush:?)[- ]?([\w+#-]{1,20})")


class _Converter(MarkdownConverter):
    """Keeps `<details>` as what they are: the deck's reader takes them for questions."""

    def convert_details(self, el: Any, text: str, parent_tags: Any = None) -> str:
        """Keep what can be folded."""
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, el: Any, text: str, parent_tags: Any = None) -> str:
        """Keep the line that stays visible."""
        return f"<summary>{' '.join(text.split())}</summary>\n\n"


def convert_document(html: str, keep_picture: Callable[[str], str] | None = None) -> str:
    """Return a document's HTML as markdown; what could act in a page is removed first.

    `keep_picture` returns what stands for the address of a picture, "" where only its description remains.
    """
    check_depth(html)
    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    converter = _Converter(
        heading_style="ATX",
        bullets="-",
        escape_misc=False,
        escape_asterisks=False,
        escape_underscores=False,
        code_language_callback=_find_code_language,
    )
    text = str(converter.convert(_replace_pictures(clean, keep_picture or (lambda _address: ""))))
    # the converter leaves several blank lines where elements without text stood
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class PictureKeeper:
    """Takes pictures out of `data:` addresses, each looked at before it is kept."""

    def __init__(self) -> None:
        self._pictures: dict[str, Picture] = {}
        self.refused = 0

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Return those that were kept."""
        return tuple(self._pictures.values())

    def keep(self, address: str) -> str:
        """Return the lasting address of a picture, "" when it is not inside the page or not taken."""
        match = DATA_ADDRESS.match(address)
        if match is None:
            self.refused += bool(address)
            return ""
        try:
            picture = inspect_picture(b64decode(address[match.end() :], validate=False))
        except (UserError, Base64Error, ValueError):
            self.refused += 1
            return ""
        self._pictures[picture.name] = picture
        return picture.address


def find_title(html: str) -> str:
    """Return a page's title, "" for none."""
    match = TITLE.search(html[:100_000])
    return " ".join(unescape(nh3.clean(match[1], tags=set())).split()).lstrip("#") if match else ""


def find_charset(data: bytes) -> str:
    """Return the encoding a page names for itself, "" for none."""
    match = CHARSET.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else ""


# A picture's tag as the cleaner leaves it: attributes in double quotation marks.
_PICTURE = re.compile(r"<img\b([^<>]*)>")
_ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')


def _replace_pictures(html: str, keep_picture: Callable[[str], str]) -> str:
    def replace(match: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        address, description = keep_picture(attributes.get("src", "")), attributes.get("alt", "")
        if address:
            return f'<img src="{address}" alt="{description}">'
        return f"[picture {description}]" if description else ""

    return _PICTURE.sub(replace, html)


def _find_code_language(element: Any) -> str:
    """Return the language of a block of code from its class, or from that of the element inside."""
    candidates = [element, *element.find_all("code", limit=1)]
    for candidate in candidates:
        match = CODE_CLASS.search(" ".join(candidate.get("class") or ()))
        if match:
            return match[1]
    return ""

"""HTML entities in code, left by a tool that escaped the text twice."""

from __future__ import annotations

import html
import re

from deck.markdown.fences import find_fences
from deck.markdown.source import Source

_MARKUP = {"html", "xml", "svg", "xhtml", "jsx", "tsx", "vue", "php", "markdown", "md", "jsp", "erb", "http"}
# What tools escape in HTML and nothing more: "&nbsp;" in code was typed by somebody.
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#39|#x27);", re.IGNORECASE)
# A bare "<" or "&" shows that the code was not escaped as a whole, and so its entities are the author's own.
_RAW_MARKUP = re.compile(r"[<]|&(?!(?:lt|gt|amp|quot|apos|#39|#x27);)", re.IGNORECASE)


def repair_entities(source: Source) -> None:
    """Decode entities in fences that hold no raw `<` or `&` and are not markup: there they can only be damage."""
    for fence in find_fences(source.lines):
        if fence.language in _MARKUP:
            continue
        body = source.lines[fence.first + 1 : fence.last + 1]
        code = "\n".join(body)
        if not _ENTITY.search(code) or _RAW_MARKUP.search(code):
            continue
        while _ENTITY.search(code):
            code = _ENTITY.sub(lambda m: html.unescape(m.group()), code)
        source.lines[fence.first + 1 : fence.last + 1] = code.split("\n")
        changed = next(i for i, (a, b) in enumerate(zip(body, code.split("\n"), strict=True)) if a != b)
        message = "Code held HTML entities (&lt; for <); they were decoded."
        source.report(
            fence.first + 1 + changed, "info", "entities-in-code", message, "Write the characters themselves in code."
        )

"""Titles and prompts as plain markdown: what is text in them, and what only decorates."""

from __future__ import annotations

import html
import re

from deck.markdown.headings import split_title

# tags that only decorate; what they hold stays
_DECORATION = re.compile(
    r"</?(?:b|strong|i|em|u|p|div|center|span|font|br|hr|a|sup|sub|small|big|mark|ins|section|article|h[1-6])(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_CODE_TAG = re.compile(r"</?(?:code|kbd|tt)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(
    r"!?\[([^\[\]]{0,400})\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,400})?(?:\s\"[^\"]{0,200}\")?\)"
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\]|]{1,200}\|)?([^\]|]{1,200})\]\]")
_TOP_LINK = re.compile(
    r"\s*(?:\*\*|__)?\[[^\[\]]{0,40}(?:top|toc|contents|⬆|↥|↑|🔝|🔼)[^\[\]]{0,40}\]\(#[^()]{0,200}\)(?:\*\*|__)?\s*$",
    re.IGNORECASE,
)
_SPANS = re.compile(r"(`+)(.+?)\1(?!`)")


def strip_decoration(text: str) -> str:
    """Return a line without tags that only decorate and without comments; code spans are left alone."""
    if "<" not in text:
        return text
    pieces, at = [], 0
    for span in _SPANS.finditer(text):
        pieces += [_strip_tags(text[at : span.start()]), span.group()]
        at = span.end()
    return "".join([*pieces, _strip_tags(text[at:])]).rstrip()


def _strip_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _COMMENT.sub("", text)
    text = re.sub(r"</?(?:b|strong)>(?=\S)|(?<=\S)</?(?:b|strong)>", "", text, flags=re.IGNORECASE)
    return _CODE_TAG.sub("`", _DECORATION.sub("", _BREAK.sub(" ", text)))


def clean_title(text: str) -> str:
    """Return a title or prompt as plain markdown.

    No tags, anchors, links, entities, emphasis around it, numbers or emoji.
    """
    text = _TOP_LINK.sub("", text)
    if "<" in text or "&" in text:
        text = html.unescape(strip_decoration(text))
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "[[" in text:
        text = _WIKI_LINK.sub(r"\1", text)
    title, explicit, _ = split_title(" ".join(text.split())) if text.strip() else ("", "", "")
    title = strip_emphasis(title)
    title = split_title(title)[0] if title else ""
    return f"{title} {{#{explicit}}}" if explicit else title


def strip_emphasis(text: str) -> str:
    """Return a text without the emphasis that stands around the whole of it."""
    text = text.strip()
    for mark in ("***", "**", "__", "*", "_"):
        if text.startswith(mark) and text.endswith(mark) and len(text) > 2 * len(mark):
            inner = text[len(mark) : -len(mark)]
            if mark not in inner:
                return strip_emphasis(inner)
    return text

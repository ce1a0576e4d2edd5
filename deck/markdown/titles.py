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
# The bounds keep a line with many an unclosed "<code " from being read to its end again for each of them.
_CODE_TAG = re.compile(r"</?(?:code|kbd|tt)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_BOLD_TAG = re.compile(r"</?(?:b|strong)>(?=\S)|(?<=\S)</?(?:b|strong)>", re.IGNORECASE)  # "<b>CAP</b>" in a title
# Editors leave anchors and lint switches in comments at the end of a heading.
_COMMENT = re.compile(r"<!--.*?-->")
# A line break parts two words, so a space takes its place: "Locks<br>and latches".
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# An address may hold one pair of brackets, ".../Lock_(computing)", and a title may follow it. Bounded like the tags.
_LINK = re.compile(
    r"!?\[([^\[\]]{0,400})\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,400})?(?:\s\"[^\"]{0,200}\")?\)"
)
# Obsidian and wikis: `[[page]]` or `[[page|what is shown]]`.
_WIKI_LINK = re.compile(r"\[\[(?:[^\]|]{1,200}\|)?([^\]|]{1,200})\]\]")
# "[⬆ back to top](#contents)": authors of long lists put it behind each heading.
_TOP_LINK = re.compile(
    r"\s*(?:\*\*|__)?\[[^\[\]]{0,40}(?:top|toc|contents|⬆|↥|↑|🔝|🔼)[^\[\]]{0,40}\]\(#[^()]{0,200}\)(?:\*\*|__)?\s*$",
    re.IGNORECASE,
)
# CommonMark 6.1: a code span ends at a run of as many backticks as opened it. "<b>" inside one is text.
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
    text = _BOLD_TAG.sub("", text)
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

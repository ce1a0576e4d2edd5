"""Headings: what is title and what is decoration, and the ids made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from deck.markdown.fences import find_fences

# CommonMark 4.2: at most six signs, a space behind them, and closing signs that are no part of the title.
ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
# "1.", "(2)", "3.1", "§ 4"; but the number of "2.5 % of all requests" and "1.5 x" is text.
_NUMBER = re.compile(
    r"^(?:\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):](?=\s|$)|\d{1,3}(?:\.\d{1,3}){1,3}(?=\s+(?![%×x‰]))|§\s?\d+)\s*"
)
# Decoration before a title: emoji, dingbats, arrows, stars and bullets, with the characters that only join or colour
# them (variation selectors, joiner, keycap, the tags of flags).
_GLYPHS = re.compile(
    "^(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u2300-\u23ff\ufe0e\ufe0f\u200d\u20e3•▪►●\U000e0020-\U000e007f]+\\s*)+"
)
# "1️⃣": a digit is decoration only with the key drawn around it.
_KEYCAP = re.compile("^(?:[0-9#*]\ufe0f?\u20e3\\s*)+")
# Behind a title only what is surely an ornament goes: an arrow or ⌘ there may be what the title is about.
_TAIL_GLYPHS = re.compile("(?:\\s*[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\ufe0f\u200d]+)+$")
# Ids go into links and file names, where other characters would have to be escaped.
_NO_SLUG_CHARACTERS = re.compile(r"[^a-z0-9]+")
# Close to what pandoc takes for an id, and nothing that a link's fragment would escape: `{#3 items}` is text.
_ID_SYNTAX = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")
_SLUGGED_CHARACTERS = 200  # of a title that may come into its id; a paragraph taken for a heading would fill a link


@dataclass(frozen=True, slots=True)
class Heading:
    """An ATX heading outside fences: the 0-based line index, its level and its text as written."""

    index: int
    level: int
    text: str


def find_headings(lines: Sequence[str]) -> tuple[Heading, ...]:
    """Return all ATX headings outside fences, in order.

    Many ask for the headings of the same lines, so the last few answers are kept.
    """
    return _find_headings(tuple(lines))


@lru_cache(maxsize=4)
def _find_headings(lines: tuple[str, ...]) -> tuple[Heading, ...]:
    result = []
    skip = iter(find_fences(lines))
    fence = next(skip, None)
    for i, line in enumerate(lines):
        if fence is not None and i > fence.last:
            fence = next(skip, None)
        if (
            "#" in line[:4]
            and not (fence is not None and fence.first <= i <= fence.last)
            and (match := ATX.match(line))
        ):
            result.append(Heading(i, len(match.group(1)), (match.group(2) or "").strip()))
    return tuple(result)


def split_id(text: str) -> tuple[str, str]:
    """Return the text and the author's `{#id}` at its end; the id is "" where there is none."""
    stripped = text.rstrip()
    at = stripped.rfind("{#")
    if at < 0 or not stripped.endswith("}") or not _ID_SYNTAX.match(stripped[at + 2 : -1]):
        return text, ""
    return stripped[:at].rstrip(), stripped[at + 2 : -1]


def split_title(text: str) -> tuple[str, str, str]:
    """Return a heading's text as (title, author's id, number).

    Emoji, numbering and id taken off, however often they stand there.
    """
    if text[:1].isalpha() and text.isascii() and text[-1] != "}":  # most headings wear no decoration
        return text.strip(), "", ""
    title, explicit = split_id(text)
    title, number = title.strip(), ""
    while True:
        bare = _KEYCAP.sub("", title)
        bare = _GLYPHS.sub("", bare)
        if match := _NUMBER.match(bare):
            number = number or match.group().strip()
            bare = bare[match.end() :]
        if bare == title or not bare:
            break
        title = bare
    title = _TAIL_GLYPHS.sub("", title) or title
    return title.strip(), explicit, number


def slugify(title: str) -> str:
    """Return a title as an id: lower-case ASCII letters, digits and single hyphens; "section" where nothing is left."""
    letters = title[:_SLUGGED_CHARACTERS]
    if not letters.isascii():
        letters = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    created = _NO_SLUG_CHARACTERS.sub("-", letters.lower()).strip("-")
    return created or "section"


def make_anchor(title: str) -> str:
    """Return the anchor that forges make of a heading: lower case, punctuation dropped, each space a hyphen."""
    remaining = "".join(c for c in title.strip().lower() if c.isalnum() or c in " -_")
    return remaining.replace(" ", "-")

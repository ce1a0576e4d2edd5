"""Links back to the top of a page: they lead nowhere on a card, and are not part of an answer."""

from __future__ import annotations

import re

from deck.notations.document import Document, Edit, format_count, rewrite

_WORDS = r"(?:back to (?:the )?(?:top|toc|contents|index|table of contents)|to (?:the )?top|top|↑|⬆|↥|🔝|🔼|nach oben|haut de page|volver arriba)"  # noqa: E501 (one pattern)
# A line that is nothing but such a link, in Markdown or HTML, with whatever tags only place it. A link in a sentence
# stays.
_LINK = re.compile(
    rf"^[ \t]*(?:<(?:div|p|b|strong|sub|sup|br|center)\b[^<>]*/?>[ \t]*)*(?:\*\*|__)?(?:\[[^\[\]]{{0,20}}{_WORDS}[^\[\]]{{0,20}}\]\(#[^()]{{0,200}}\)|"  # noqa: E501 (one pattern)
    rf"<a\s[^<>]*href=[\"']?#[^<>]*>[^<>]{{0,20}}{_WORDS}[^<>]{{0,20}}</a>)(?:\*\*|__)?[ \t]*(?:</(?:div|p|b|strong|sub|sup|center)>[ \t]*|<br\s*/?>[ \t]*)*$",  # noqa: E501 (one pattern)
    re.IGNORECASE,
)
# Readme files centre such a link: <div align="right"> above it, </div> below it. Both go with it.
_DIV = re.compile(r"^[ \t]*<(?:div|p)\b[^<>]{0,100}>[ \t]*$", re.IGNORECASE)
_END = re.compile(r"^[ \t]*</(?:div|p)>[ \t]*$", re.IGNORECASE)


def remove_back_links(document: Document) -> None:
    """Take out lines that are only such a link, with the tags right around them."""
    edits: list[Edit] = []
    for i, line in enumerate(document.lines):
        if (
            "#" not in line
            or ("(#" not in line and "href" not in line)
            or i in document.fenced
            or not _LINK.match(line)
        ):
            continue
        first, stop = i, i + 1
        if i and _DIV.match(document.lines[i - 1]) and stop < len(document.lines) and _END.match(document.lines[stop]):
            first, stop = i - 1, stop + 1
        edits.append(Edit(first, stop, ((first, ""),)))
    rewrite(
        document,
        edits,
        f"{format_count(len(edits), 'link back to the top was', 'links back to the top were')} left out.",
    )

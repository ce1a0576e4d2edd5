"""Collapsed blocks of site generators and note programs: mkdocs, Docusaurus, GitBook, Obsidian, MyST, Hugo.

`??? question "What is …?"` with an indented inside, `:::note What is …?` … `:::`, `> [!question]- What is …?` with a quoted
inside, `{% hint %}` … `{% endhint %}`, `{{< details "What is …?" >}}` … `{{< /details >}}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deck.markdown.titles import clean_title
from deck.notations.collapsible import CollapsibleBlock, rewrite_blocks
from deck.notations.document import Document, TaggedLine, format_count, indent_of, rewrite, trim_blank
from deck.notations.questions import is_asked, is_question, is_reveal

# `??? question "What is …?"` is folded, `???+` open, `!!!` cannot be folded; the text below is indented.
_MKDOCS = re.compile(
    r"^(?P<indent> {0,8})(?:\?\?\?\+?|!!!)[ \t]+(?P<kind>[\w-]+)(?:[ \t]+(?:inline|end|[\w-]+))*[ \t]*(?:\"(?P<title>[^\"\n]*(?:\\\"[^\"\n]*)*)\"|'(?P<title2>[^'\n]*)')?[ \t]*$"  # noqa: E501 (one pattern)
)
# Obsidian and GitHub: "> [!question]- Title", one mark more for each level inside another. "+" and "-" fold it.
_CALLOUT = re.compile(r"^(?P<marks>(?:[ \t]{0,4}>)+[ \t]?)\[!(?P<kind>[\w-]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>.*)$")
# `:::tip[Title]` and `:::tip Title` (Docusaurus), `:::{dropdown} Title` (MyST).
_CONTAINER = re.compile(
    r"^ {0,3}:{3,}[ \t]*(?:\{?(?P<kind>[\w-]+)\}?)?(?:\[(?P<title>[^\]\n]*)\]|[ \t]+(?P<title2>\S.*?))?[ \t]*(?:\{[^}]*\})?[ \t]*$"  # noqa: E501 (one pattern)
)
# `{{< details "Title" >}}` of Hugo.
_SHORTCODE = re.compile(
    r"^ {0,3}\{\{[<%][ \t]*(?P<name>details|expand|spoiler|collapse|accordion|toggle)[ \t]+(?:(?:title|summary)=)?[\"'`](?P<title>[^\"`\n]*?)[\"'`][^>%]*[>%]\}\}[ \t]*$",  # noqa: E501 (one pattern)
    re.IGNORECASE,
)
# Hugo's "{{< /details >}}" and "{{% /details %}}".
_SHORTCODE_END = re.compile(r"^ {0,3}\{\{[<%][ \t]*/[ \t]*(?P<name>\w+)[ \t]*[>%]\}\}[ \t]*$")
# `{% hint style="info" %}` of GitBook.
_HINT = re.compile(
    r"^ {0,3}\{%[ \t]*(?P<name>hint|details|expandable|tab|content-ref)\b(?:[^%]*?(?:title|summary)=\"(?P<title>[^\"]*)\")?[^%]*%\}[ \t]*$"  # noqa: E501 (one pattern)
)
# GitBook's and Jekyll's "{% endhint %}".
_HINT_END = re.compile(r"^ {0,3}\{%[ \t]*end(?P<name>\w+)[ \t]*%\}[ \t]*$")
_ASKING = {"question", "faq", "help", "quiz", "flashcard", "exercise"}
_FIRST_CHARACTERS = frozenset("?!>:{")
_SIGNS = ("???", "!!! ", ":::", "[!", "{{<", "{{%", "{% ")  # one of which stands on the first line of each block
_MOST = 2_000  # lines of one block


def rewrite_admonitions(document: Document) -> None:
    """Make questions of blocks whose title asks, and answers of those that only say "Answer"."""
    fenced = document.fenced
    starts = [
        i for i, line in enumerate(document.lines) if line.lstrip(" ")[:1] in _FIRST_CHARACTERS and i not in fenced
    ]
    if not any(sign in document.lines[i] for i in starts for sign in _SIGNS):
        return
    blocks = _find_blocks(document, starts)
    if blocks:
        edits = rewrite_blocks(document, blocks)
        report = format_count(
            len(edits),
            "collapsed block was read as a question and its answer.",
            "collapsed blocks were read as questions and answers.",
        )
        rewrite(document, edits, report)


_DEEPEST = 6  # quotation marks before a callout that is read as one inside another


def _find_blocks(document: Document, starts: Sequence[int]) -> list[CollapsibleBlock]:
    """Return the blocks that begin at some of these lines."""
    blocks: list[CollapsibleBlock] = []
    previous_end = 0
    for i in starts:
        if i < previous_end:
            continue
        block = (
            _read_mkdocs(document, i)
            or _read_callout(document, i)
            or _read_container(document, i)
            or _read_shortcode(document, i)
        )
        if block is None:
            continue
        if block.is_marked or is_reveal(block.title) or is_asked(block.title) or is_question(block.title):
            blocks.append(block)
        previous_end = block.stop
    return blocks


def _add_title(block: CollapsibleBlock, kind: str) -> CollapsibleBlock:
    """Return a block whose notation says "question" and that has no title with its first filled line as the title."""
    block.is_marked = kind.lower() in _ASKING and bool(block.title) and not is_reveal(block.title)
    if not block.title and (kind.lower() in _ASKING or kind in ("hint", "tip", "info", "note")):
        body = trim_blank([part for part in block.body if isinstance(part, tuple)])
        title = clean_title(body[0][1]) if body else ""
        if is_asked(title) or is_question(title):
            block.title, block.title_line, block.body = title, body[0][0], list(body[1:])
            block.is_marked = True
    if not block.title and kind.lower() in ("success", "check", "answer", "solution"):
        block.title = "Answer"
    return block


def _read_mkdocs(document: Document, i: int) -> CollapsibleBlock | None:
    match = _MKDOCS.match(document.lines[i])
    if match is None:
        return None
    width = len(match["indent"]) + 4
    stop = i + 1
    for n in range(i + 1, min(len(document.lines), i + _MOST)):
        if document.lines[n].strip() and indent_of(document.lines[n]) < width:
            break
        if document.lines[n].strip():
            stop = n + 1
    title = match["title"] if match["title"] is not None else match["title2"] or ""
    body: list[TaggedLine | CollapsibleBlock] = [
        (n, document.lines[n].expandtabs(4)[width:]) for n in range(i + 1, stop)
    ]
    block = CollapsibleBlock(i, stop, clean_title(title.replace('\\"', '"')), body)
    return _add_title(block, match["kind"])


def _read_callout(document: Document, i: int) -> CollapsibleBlock | None:
    match = _CALLOUT.match(document.lines[i])
    if match is None:
        return None
    depth = match["marks"].count(">")
    stop = i + 1
    body: list[TaggedLine | CollapsibleBlock] = []
    while stop < len(document.lines) and document.lines[stop].lstrip().startswith(">"):
        line = document.lines[stop]
        inner = _CALLOUT.match(line)
        # Below that depth a block is text: nobody nests questions so far, and to try each line anew has no end.
        if inner is not None and depth < _DEEPEST and inner["marks"].count(">") > depth:
            nested = _read_callout(document, stop)
            if nested is not None:
                if is_reveal(nested.title) or nested.title == "Answer":
                    body += nested.body
                else:
                    body += [(stop, f"**{nested.title}**"), (stop, ""), *nested.body]
                stop = nested.stop
                continue
        if (inner is not None and inner["marks"].count(">") <= depth) or line.count(">", 0, 12) < depth:
            break
        # as many marks as the block has itself; those of a quote inside it stay
        body.append((stop, re.sub(r"^(?: {0,3}>[ \t]?){1,%d}" % depth, "", line)))  # noqa: UP031
        stop += 1
    return _add_title(CollapsibleBlock(i, stop, clean_title(match["title"]), body), match["kind"])


def _read_container(document: Document, i: int) -> CollapsibleBlock | None:
    line = document.lines[i]
    if not line.lstrip(" ").startswith(":::"):
        return None
    match = _CONTAINER.match(line)
    if match is None or not (match["kind"] or match["title"] or match["title2"]):
        return None
    title = clean_title(match["title"] if match["title"] is not None else match["title2"] or "")
    stop = document.container_ends.get(i, -1)
    if not 0 < stop <= i + _MOST:
        return None
    inside = [(n, document.lines[n]) for n in range(i + 1, stop - 1)]
    if any(text.startswith(("**Question:**", ":::")) for _, text in inside):
        return None
    return _add_title(CollapsibleBlock(i, stop, title, list(inside)), match["kind"] or "")


def _read_shortcode(document: Document, i: int) -> CollapsibleBlock | None:
    match, end = _SHORTCODE.match(document.lines[i]), _SHORTCODE_END
    if match is None:
        match, end = _HINT.match(document.lines[i]), _HINT_END
    if match is None:
        return None
    for n in range(i + 1, min(len(document.lines), i + _MOST)):
        end_match = end.match(document.lines[n]) if document.lines[n].lstrip()[:2] in ("{{", "{%") else None
        if end_match is not None and end_match["name"].lower() == match["name"].lower():
            body: list[TaggedLine | CollapsibleBlock] = [(k, document.lines[k]) for k in range(i + 1, n)]
            return _add_title(CollapsibleBlock(i, n + 1, clean_title(match["title"] or ""), body), match["name"])
    return None

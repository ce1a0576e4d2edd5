"""Code fences that are never closed, or closed too late, and so swallow questions and split code."""

from __future__ import annotations

import re

from deck.markdown.fences import closes_fence, parse_opening
from deck.markdown.labels import parse_label
from deck.markdown.source import Source

# Signs that Markdown has begun again inside a fence that was never closed. A single "#" alone proves little, since it
# begins a comment in many languages.
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_DEEP_HEADING = re.compile(r"#{2,6}[ \t]+\S")
# A thematic break, which hardly any language has as a line of its own.
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
# A line that ends as statements do, is nothing but closing brackets, or "end" of Ruby and Lua. Items, quotes and bold
# text that end so are Markdown all the same.
_CODE_TAIL = re.compile(r"(?:.*[;{}]|[\s)\]}]+[;,)\]}]*|\s*end[,)]?)\s*$")
_MARKDOWN_LINE = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|>|→|->|\*\*|#{1,6}\s)")
_TEXT_LANGUAGES = {"markdown", "md", "mdx", "rst", "asciidoc", "diff", "text", "txt", "plain", "html", "mermaid"}
_PLAIN_LANGUAGES = {"", "text", "txt", "plain"}
# languages where a line that starts with # is a comment
_HASH_COMMENT_LANGUAGES = frozenset(
    """python py python3 bash sh shell zsh console yaml yml toml ruby rb perl r properties dockerfile docker makefile make ini
    conf cfg hcl terraform tf nginx powershell ps1 elixir julia graphql awk sed env gitignore c cpp h cs csharp
    objc""".split()  # noqa: SIM905
)


class _FenceJudgement:
    """One fence being judged: where it opens, where markdown starts inside it, and where it ends."""

    def __init__(self, lines: list[str], first: int) -> None:
        mark, info = parse_opening(lines[first]) or ("```", "")
        words = info.replace("{", " ").split()
        self.lines, self.first, self.mark = lines, first, mark
        self.language = words[0].lower() if words else ""
        self.close = self.nested = -1
        self.hard = self.soft = -1
        self._find_close()

    def _find_close(self) -> None:
        lines, i = self.lines, self.first + 1
        while i < len(lines):
            line = lines[i]
            if closes_fence(line, self.mark):
                self.close = i
                return
            opening = parse_opening(line) if line.lstrip(" ")[:3] == self.mark[0] * 3 else None
            if (
                opening
                and opening[1]
                and len(opening[0]) <= len(self.mark)
                and self.language not in {"markdown", "md", "mdx"}
            ):
                self.nested = i
                return
            if line and line[0] in "*_#-:":
                self._note_markdown(i, line)
            i += 1

    def _note_markdown(self, i: int, line: str) -> None:
        label = parse_label(line) if line[0] in "*_" else None
        if label and label.kind and (self.language not in _TEXT_LANGUAGES or self.language in _PLAIN_LANGUAGES):
            self.hard = i if self.hard < 0 else self.hard
        lonely = not self.lines[i - 1].strip()
        code = self.language and self.language not in _TEXT_LANGUAGES and self.language not in _HASH_COMMENT_LANGUAGES
        if code and lonely and _DEEP_HEADING.match(line):
            self.hard = i if self.hard < 0 else self.hard
        if self.soft < 0 and lonely and (label or _HEADING.match(line) or _RULE.match(line) or line.startswith(":::")):
            self.soft = i

    @property
    def swallowed_from(self) -> int:
        """Index of the first swallowed line, -1 where nothing is swallowed."""
        candidates = [self.hard] if self.close >= 0 else [self.hard, self.soft]
        return min((c for c in candidates if c >= 0), default=-1)

    def find_code_tail(self) -> int:
        """Return the index of the first line of code after the swallowed text, `close` where there is none."""
        at = self.close
        while at > self.swallowed_from and (
            not self.lines[at - 1].strip() or self._looks_like_code(self.lines[at - 1])
        ):
            at -= 1
        while at < self.close and not self.lines[at].strip():
            at += 1
        return at

    @staticmethod
    def _looks_like_code(line: str) -> bool:
        return bool(_CODE_TAIL.match(line)) and not _MARKDOWN_LINE.match(line)

    def opens_another(self) -> bool:
        """Return whether the closing line is really the opening of the next, unlabelled fence."""
        for i in range(self.close + 1, len(self.lines)):
            line = self.lines[i]
            if line.lstrip(" ")[:3] == self.mark[0] * 3:
                return closes_fence(line, self.mark) and i > self.close + 1
            if line and line[0] in "*_#" and (parse_label(line) or _DEEP_HEADING.match(line)):
                return False
        return False


def repair_fences(source: Source) -> None:
    """Close fences where their code ends; put code that was torn apart together again."""
    order: list[int] = []  # indexes of the old lines in their new order; ~i inserts a closing line like line i
    lines, i = source.lines, 0
    changed = False
    while i < len(lines):
        if lines[i].lstrip(" ")[:3] not in ("```", "~~~") or parse_opening(lines[i]) is None:
            order.append(i)
            i += 1
            continue
        fence = _FenceJudgement(lines, i)
        swallowed = fence.swallowed_from
        if fence.close >= 0 and swallowed < 0:
            order.extend(range(i, fence.close + 1))
            i = fence.close + 1
            continue
        changed = True
        i = _close_fence(source, fence, order) if fence.close < 0 else _move_closing(source, fence, order)
    if changed:
        _reorder_lines(source, order, find_fence_marks(lines, order))


def _trim_range(lines: list[str], first: int, stop: int) -> range:
    while stop > first + 1 and not lines[stop - 1].strip():
        stop -= 1
    return range(first, stop)


def _close_fence(source: Source, fence: _FenceJudgement, order: list[int]) -> int:
    end = (
        fence.swallowed_from if fence.swallowed_from >= 0 else fence.nested if fence.nested >= 0 else len(source.lines)
    )
    head = _trim_range(source.lines, fence.first, end)
    order.extend(head)
    order.append(~head[-1])
    message = "The code fence that opens here is never closed; it was closed where its code ends."
    source.report(fence.first, "warning", "fence-unclosed", message, f"Add a line {fence.mark} after the code.")
    return head.stop


def _move_closing(source: Source, fence: _FenceJudgement, order: list[int]) -> int:
    swallowed, close = fence.swallowed_from, fence.close
    head = _trim_range(source.lines, fence.first, swallowed)
    order.extend(head)
    tail = fence.find_code_tail()
    where = f"from line {source.origin[swallowed]}"
    if tail < close:
        order.extend(range(tail, close + 1))
        order.extend(range(head.stop, tail))
        message = f"The code fence that opens here was closed too late: it held text ({where}) and the code went on behind it."
        source.report(fence.first, "warning", "fence-swallows", message, "Move the text out of the fence.")
        return close + 1
    if fence.opens_another():
        order.append(~head[-1])
        message = "The code fence that opens here is never closed; it was closed where its code ends."
        source.report(fence.first, "warning", "fence-unclosed", message, f"Add a line {fence.mark} after the code.")
        return head.stop
    order.append(close)
    order.extend(range(head.stop, close))
    message = f"The code fence that opens here was closed too late and held text ({where}); it was closed where its code ends."
    source.report(
        fence.first,
        "warning",
        "fence-swallows",
        message,
        f"Move the closing line to before line {source.origin[swallowed]}.",
    )
    return close + 1


def find_fence_marks(lines: list[str], order: list[int]) -> dict[int, str]:
    """Return the fence mark that each inserted closing line (`~i`) closes."""
    marks: dict[int, str] = {}
    mark = ""
    for i in order:
        if i < 0:
            marks[i], mark = mark or "```", ""
        elif mark:
            mark = "" if closes_fence(lines[i], mark) else mark
        elif opening := parse_opening(lines[i]):
            mark = opening[0]
    return marks


def _reorder_lines(source: Source, order: list[int], marks: dict[int, str]) -> None:
    source.lines, source.origin = (
        [marks[i] if i < 0 else source.lines[i] for i in order],
        [source.origin[~i] if i < 0 else source.origin[i] for i in order],
    )

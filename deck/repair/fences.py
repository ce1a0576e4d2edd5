"""Code fences that are never closed, or closed too late, and so swallow questions and split code."""

from __future__ import annotations

import re

from deck.markdown.fences import closes, opening
from deck.markdown.labels import label_of
from deck.markdown.source import Source

_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_DEEP_HEADING = re.compile(r"#{2,6}[ \t]+\S")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_CODE_TAIL = re.compile(r"(?:.*[;{}]|[\s)\]}]+[;,)\]}]*|\s*end[,)]?)\s*$")
_MARKDOWN_LINE = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|>|→|->|\*\*|#{1,6}\s)")
_TEXTUAL = {"markdown", "md", "mdx", "rst", "asciidoc", "diff", "text", "txt", "plain", "html", "mermaid"}
_PLAIN = {"", "text", "txt", "plain"}
# languages where a line that starts with # is a comment
_HASH = frozenset(
    """python py python3 bash sh shell zsh console yaml yml toml ruby rb perl r properties dockerfile docker makefile make ini
    conf cfg hcl terraform tf nginx powershell ps1 elixir julia graphql awk sed env gitignore c cpp h cs csharp
    objc""".split()  # noqa: SIM905
)


class _Fence:
    """One fence being judged: where it opens, where markdown starts inside it, and where it ends."""

    def __init__(self, lines: list[str], first: int) -> None:
        mark, info = opening(lines[first]) or ("```", "")
        words = info.replace("{", " ").split()
        self.lines, self.first, self.mark = lines, first, mark
        self.language = words[0].lower() if words else ""
        self.close = self.nested = -1
        self.hard = self.soft = -1
        self._scan()

    def _scan(self) -> None:
        lines, i = self.lines, self.first + 1
        while i < len(lines):
            line = lines[i]
            if closes(line, self.mark):
                self.close = i
                return
            opened = opening(line) if line.lstrip(" ")[:3] == self.mark[0] * 3 else None
            if (
                opened
                and opened[1]
                and len(opened[0]) <= len(self.mark)
                and self.language not in {"markdown", "md", "mdx"}
            ):
                self.nested = i
                return
            if line and line[0] in "*_#-:":
                self._note(i, line)
            i += 1

    def _note(self, i: int, line: str) -> None:
        label = label_of(line) if line[0] in "*_" else None
        if label and label.kind and (self.language not in _TEXTUAL or self.language in _PLAIN):
            self.hard = i if self.hard < 0 else self.hard
        lonely = not self.lines[i - 1].strip()
        code = self.language and self.language not in _TEXTUAL and self.language not in _HASH
        if code and lonely and _DEEP_HEADING.match(line):
            self.hard = i if self.hard < 0 else self.hard
        if self.soft < 0 and lonely and (label or _HEADING.match(line) or _RULE.match(line) or line.startswith(":::")):
            self.soft = i

    @property
    def markdown(self) -> int:
        """Index of the first swallowed line, -1 where nothing is swallowed."""
        candidates = [self.hard] if self.close >= 0 else [self.hard, self.soft]
        return min((c for c in candidates if c >= 0), default=-1)

    def tail(self) -> int:
        """Index of the first line of code after the swallowed text, `close` where there is none."""
        at = self.close
        while at > self.markdown and (not self.lines[at - 1].strip() or self._is_code(self.lines[at - 1])):
            at -= 1
        while at < self.close and not self.lines[at].strip():
            at += 1
        return at

    @staticmethod
    def _is_code(line: str) -> bool:
        return bool(_CODE_TAIL.match(line)) and not _MARKDOWN_LINE.match(line)

    def opens_another(self) -> bool:
        """Whether the closing line is really the opening of the next, unlabelled fence."""
        for i in range(self.close + 1, len(self.lines)):
            line = self.lines[i]
            if line.lstrip(" ")[:3] == self.mark[0] * 3:
                return closes(line, self.mark) and i > self.close + 1
            if line and line[0] in "*_#" and (label_of(line) or _DEEP_HEADING.match(line)):
                return False
        return False


def repair(source: Source) -> None:
    """Close fences where their code ends; put code that was torn apart together again."""
    order: list[int] = []  # indexes of the old lines in their new order; ~i inserts a closing line like line i
    lines, i = source.lines, 0
    changed = False
    while i < len(lines):
        if lines[i].lstrip(" ")[:3] not in ("```", "~~~") or opening(lines[i]) is None:
            order.append(i)
            i += 1
            continue
        fence = _Fence(lines, i)
        swallowed = fence.markdown
        if fence.close >= 0 and swallowed < 0:
            order.extend(range(i, fence.close + 1))
            i = fence.close + 1
            continue
        changed = True
        i = _unclosed(source, fence, order) if fence.close < 0 else _late(source, fence, order)
    if changed:
        _apply(source, order, fence_marks(lines, order))


def _trimmed(lines: list[str], first: int, stop: int) -> range:
    while stop > first + 1 and not lines[stop - 1].strip():
        stop -= 1
    return range(first, stop)


def _unclosed(source: Source, fence: _Fence, order: list[int]) -> int:
    end = fence.markdown if fence.markdown >= 0 else fence.nested if fence.nested >= 0 else len(source.lines)
    head = _trimmed(source.lines, fence.first, end)
    order.extend(head)
    order.append(~head[-1])
    message = "The code fence that opens here is never closed; it was closed where its code ends."
    source.tell(fence.first, "warning", "fence-unclosed", message, f"Add a line {fence.mark} after the code.")
    return head.stop


def _late(source: Source, fence: _Fence, order: list[int]) -> int:
    swallowed, close = fence.markdown, fence.close
    head = _trimmed(source.lines, fence.first, swallowed)
    order.extend(head)
    tail = fence.tail()
    where = f"from line {source.origin[swallowed]}"
    if tail < close:
        order.extend(range(tail, close + 1))
        order.extend(range(head.stop, tail))
        message = f"The code fence that opens here was closed too late: it held text ({where}) and the code went on behind it."
        source.tell(fence.first, "warning", "fence-swallows", message, "Move the text out of the fence.")
        return close + 1
    if fence.opens_another():
        order.append(~head[-1])
        message = "The code fence that opens here is never closed; it was closed where its code ends."
        source.tell(fence.first, "warning", "fence-unclosed", message, f"Add a line {fence.mark} after the code.")
        return head.stop
    order.append(close)
    order.extend(range(head.stop, close))
    message = f"The code fence that opens here was closed too late and held text ({where}); it was closed where its code ends."
    source.tell(
        fence.first,
        "warning",
        "fence-swallows",
        message,
        f"Move the closing line to before line {source.origin[swallowed]}.",
    )
    return close + 1


def fence_marks(lines: list[str], order: list[int]) -> dict[int, str]:
    """For each inserted closing line (`~i`), the mark that closes the fence that is open there."""
    marks: dict[int, str] = {}
    mark = ""
    for i in order:
        if i < 0:
            marks[i], mark = mark or "```", ""
        elif mark:
            mark = "" if closes(lines[i], mark) else mark
        elif opened := opening(lines[i]):
            mark = opened[0]
    return marks


def _apply(source: Source, order: list[int], marks: dict[int, str]) -> None:
    source.lines, source.origin = (
        [marks[i] if i < 0 else source.lines[i] for i in order],
        [source.origin[~i] if i < 0 else source.origin[i] for i in order],
    )

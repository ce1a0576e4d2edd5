"""`<details><summary>What is …?</summary> … </details>`: the summary asks, the inside answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deck.markdown.titles import clean_title
from deck.notations.collapsible import CollapsibleBlock, rewrite_blocks
from deck.notations.document import HEADING, Document, format_count, rewrite

# Bounded, so that a line of many "<details" without an end is not read to its end for each.
_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]{0,400}>", re.IGNORECASE)
# A quick look, before a document is searched tag by tag.
_QUICK = re.compile(r"</?(?:details|summary)\b", re.IGNORECASE)
_DEEPEST = 12  # blocks inside blocks that are read; nobody opens so many to find an answer
# Slips that turn up by hand: a browser shows their inside open, which gives the answer away.
_WRONG_TAG = re.compile(r"<(/?)(detail|detials|deatils|sumary|summery|summry)\b[^<>]{0,200}>", re.IGNORECASE)


def rewrite_details(document: Document) -> None:
    """Make questions of `<details>` blocks, and answers of those that only say "Answer"."""
    if "<" not in document.text or _QUICK.search(document.text) is None:
        return
    blocks = _find_blocks(document)
    edits = rewrite_blocks(document, blocks)
    report = format_count(
        len(edits),
        "collapsed block (<details>) was read as a question and its answer.",
        "collapsed blocks (<details>) were read as questions and answers.",
    )
    rewrite(document, edits, report)


def _iter_tags(document: Document) -> Iterator[tuple[int, int, int, str]]:
    """Yield (line, start, end, tag) for each tag outside code.

    The tag is one of details, /details, summary, /summary.
    """
    for i, line in enumerate(document.lines):
        if "<" not in line or i in document.fenced:
            continue
        for match in _TAG.finditer(line):
            if line.count("`", 0, match.start()) % 2 == 0:
                yield i, match.start(), match.end(), match.group(1) + match.group(2).lower()
        for match in _WRONG_TAG.finditer(line):
            document.source.report(
                i,
                "warning",
                "tag-unknown",
                f"“{match.group()}” is not a tag.",
                "Write <details>, <summary> and their ends.",
            )


def _find_unclosed(tokens: list[tuple[int, int, int, str]]) -> set[tuple[int, int]]:
    """Return line and column of each <details> that no </details> belongs to."""
    open_elements: list[tuple[int, int]] = []
    for line, start, _, tag in tokens:
        if tag == "details":
            open_elements.append((line, start))
        elif tag == "/details" and open_elements:
            open_elements.pop()
    return set(open_elements)


class _Scanner:
    """Builds the tree of blocks from tags; what is missing is added and reported."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.lines
        self.top: list[CollapsibleBlock] = []
        self.open: list[CollapsibleBlock] = []
        self.skipped = 0  # blocks inside the innermost one that nest too deep to be read
        self.unclosed: set[tuple[int, int]] = set()
        self.title: list[str] | None = None  # parts of a summary that is being read
        self.at = (0, 0)  # line and column down to which text was given away

    def run(self) -> list[CollapsibleBlock]:
        tokens = list(_iter_tags(self.document))
        self.unclosed = _find_unclosed(tokens)
        for line, start, end, tag in tokens:
            self._hand_over(line, start)
            if tag == "details":
                self._open(line, start)
            elif tag == "summary":
                self._begin_title(line)
            elif tag == "/summary":
                self._end_title(line, start)
            else:
                self._close(line, end)
            self.at = (line, end)
        while self.open:
            self._give_up(len(self.lines))
        return self.top

    def _hand_over(self, line: int, column: int) -> None:
        """Hand the text since the last tag to the summary or the block that is open."""
        if not self.open:
            return
        first, start = self.at
        for i in range(first, line + 1):
            text = self.lines[i][start if i == first else 0 : column if i == line else None]
            if i in (first, line) and not text.strip():
                continue  # nothing stands beside the tag; blank lines between two tags stay
            if self.title is not None:
                self.title.append(text)
            else:
                self.open[-1].body.append((i, text))

    def _open(self, line: int, start: int) -> None:
        if self.title is not None:
            self._report(line, "A <summary> is never closed.", "Add </summary> behind the question.")
            self._finish_title()
        if len(self.open) >= _DEEPEST:
            self.skipped += 1
            return
        if self.open and (self.open[-1].first, self.open[-1].column) in self.unclosed:
            self._give_up(line)
        block = CollapsibleBlock(line, line + 1, "", column=start)
        (self.open[-1].body if self.open else self.top).append(block)
        self.open.append(block)

    def _begin_title(self, line: int) -> None:
        if not self.open or self.open[-1].title_line >= 0:
            self._report(line, "A <summary> stands outside a <details> block.", "Add <details> before it.")
            if self.open:
                self._give_up(line)
            self._open(line, 0)
        self.open[-1].title_line = line
        self.title = []

    def _end_title(self, line: int, start: int) -> None:
        if self.title is None:
            if not self.open or self.open[-1].title_line >= 0:
                self._report(line, "This </summary> has no <summary> before it.", "Add <summary> before the question.")
                return
            self._report(line, "This </summary> has no <summary> before it.", "Add <summary> before the question.")
            block = self.open[-1]
            texts = [part[1] for part in block.body if isinstance(part, tuple)]
            block.body.clear()
            block.title_line, self.title = line, texts
        self._finish_title()

    def _finish_title(self) -> None:
        if self.open and self.title is not None:
            self.open[-1].title = clean_title(" ".join(self.title))
        self.title = None

    def _close(self, line: int, end: int) -> None:
        if self.title is not None:
            self._report(self.open[-1].line, "A <summary> is never closed.", "Add </summary> behind the question.")
            first = self.open[-1].line
            texts, self.title = self.title, self.title[:1]
            self.open[-1].body += [(first, text) for text in texts[1:]]
            self._finish_title()
        if self.skipped:
            self.skipped -= 1
            return
        if not self.open:
            self._report(line, "This </details> has no <details> before it.", "Delete it, or add <details>.")
            return
        block = self.open.pop()
        block.stop = line + 1
        remainder = self.lines[line][end:]
        if remainder.strip() and not _TAG.search(remainder):
            block.body.append((line, remainder))

    def _give_up(self, stop: int) -> None:
        """End the innermost block where its end is missing: at the next heading, or before `stop`."""
        block = self.open.pop()
        if self.title is not None:
            self._report(block.line, "A <summary> is never closed.", "Add </summary> behind the question.")
            texts, self.title = self.title, self.title[:1]
            block.body += [(block.line, text) for text in texts[1:]]
            self.open.append(block)
            self._finish_title()
            self.open.pop()
        end = next(
            (i for i in range(block.line + 1, stop) if i not in self.document.fenced and HEADING.match(self.lines[i])),
            stop,
        )
        if not block.body:
            block.body = [(i, self.lines[i]) for i in range(self.at[0] + 1, end)]
        block.body = [part for part in block.body if isinstance(part, CollapsibleBlock) or part[0] < end]
        block.stop = end
        self._report(block.first, "A <details> block is never closed.", "Add </details> where the answer ends.")

    def _report(self, line: int, message: str, remedy: str) -> None:
        self.document.source.report(line, "warning", "details-unclosed", message, remedy)


def _find_blocks(document: Document) -> list[CollapsibleBlock]:
    return [block for block in _Scanner(document).run() if block.title]

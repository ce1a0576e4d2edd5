"""A document while other people's notations in it are rewritten as ours, and the pieces that rewriting is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deck.languages.language import Language
from deck.markdown.fences import find_fences
from deck.markdown.source import Source
from deck.markdown.titles import strip_decoration, strip_emphasis

TaggedLine = tuple[int, str]  # a line of text and the index of the source line that it stems from

# Word processors escape the mark of a number when they export: "1\." is an item to the eye.
LIST_MARK = re.compile(r"^([ \t]*)([-*+•]|\d{1,4}\\?[.)])([ \t]+)(?=\S)")
# As in CommonMark, but only with a title: a bare "##" says nothing here.
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
# CommonMark 4.1: three or more, with spaces between them.
RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines `first` to `stop` (exclusive) become `lines`."""

    first: int
    stop: int
    lines: tuple[TaggedLine, ...]


@dataclass(slots=True)
class Document:
    """The source being rewritten.

    `is_explicit`: the author has asked for no guessing. `has_own_labels`: questions are written in our notation already,
    so that what only looks like a question is left alone. `unanswered` are source lines of questions that were written
    without an answer on purpose (a list of questions).
    """

    source: Source
    language: Language
    title: str = ""
    is_explicit: bool = False
    has_own_labels: bool = False
    unanswered: set[int] = field(default_factory=set)
    _text: str | None = None
    _lowered: str | None = None
    _fenced: frozenset[int] | None = None
    _container_ends: dict[int, int] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines as they are now."""
        return self.source.lines

    @property
    def text(self) -> str:
        """The lines as one text, for quick looks."""
        if self._text is None:
            self._text = self.source.text
        return self._text

    @property
    def lowered(self) -> str:
        """The text in lower case, for quick looks whatever the case."""
        if self._lowered is None:
            self._lowered = self.text.lower()
        return self._lowered

    def find_lines(self, pattern: re.Pattern[str]) -> list[int]:
        """Return the indexes of lines outside code in which a pattern is found; much faster than asking each line.

        A pattern that begins with a line end means the line behind it: what begins with a letter is searched faster than
        what begins with `^`.
        """
        text, indexes, line, at = f"\n{self.text}", list[int](), -1, 0
        for match in pattern.finditer(text):
            start = match.start() + 1 if match.group()[:1] == "\n" else match.start()
            line += text.count("\n", at, start)
            at = start
            if (not indexes or indexes[-1] != line) and line not in self.fenced:
                indexes.append(line)
        return indexes

    @property
    def fenced(self) -> frozenset[int]:
        """The indexes of lines inside code fences, the marks included."""
        if self._fenced is None:
            self._fenced = frozenset(i for f in find_fences(self.lines) for i in range(f.first, f.last + 1))
        return self._fenced

    @property
    def container_ends(self) -> dict[int, int]:
        """The line behind each container, by the line of the `:::name` that opens it; what is never closed is not there."""
        if self._container_ends is None:
            self._container_ends, open_lines = {}, list[int]()
            for n, line in enumerate(self.lines):
                text = line.strip()
                if not text.startswith(":::") or n in self.fenced:
                    continue
                if text.strip(":").strip():
                    open_lines.append(n)
                elif open_lines:
                    self._container_ends[open_lines.pop()] = n + 1
        return self._container_ends

    def apply(self, edits: Iterable[Edit]) -> tuple[int, ...]:
        """Make the edits and return the indexes of filled lines that none of the new lines stems from."""
        lost_lines: list[int] = []
        for edit in sorted(edits, key=lambda edit: -edit.first):
            source_indexes = {index for index, text in edit.lines if text.strip()}
            lost_lines += [i for i in range(edit.first, edit.stop) if i not in source_indexes and self.lines[i].strip()]
            origin = [self.source.origin[min(index, len(self.lines) - 1)] for index, _ in edit.lines]
            self.source.lines[edit.first : edit.stop] = [text for _, text in edit.lines]
            self.source.origin[edit.first : edit.stop] = origin
        self._text = self._lowered = self._fenced = self._container_ends = None
        return tuple(lost_lines)


def format_count(count: int, one: str, many: str) -> str:
    """Return a count with what was done to so many: "1 list was read.", "3 lists were read."."""
    return f"{count} {one if count == 1 else many}"


def rewrite(
    document: Document, edits: Sequence[Edit], message: str, remedy: str = "", *, code: str = "notation"
) -> None:
    """Make the edits and report once, at the first of them, what was read; lines that went are accounted for."""
    if not edits:
        return
    first = min(edit.first for edit in edits)
    line = document.source.origin[first]
    filled = [(document.source.origin[i], i) for edit in edits for i in range(edit.first, edit.stop)]
    origins = {i: origin for origin, i in filled}
    lost_lines = document.apply(edits)
    document.source.report_line(line, "info", code, message, remedy, tuple(sorted({origins[i] for i in lost_lines})))


def build_question(
    prompt: Sequence[TaggedLine],
    answer: Sequence[TaggedLine],
    *,
    label: int | None = None,
    answer_label: int | None = None,
) -> list[TaggedLine]:
    """Return a question and its answer in our notation. The first line of the prompt stands behind the label.

    `label` and `answer_label` are the lines that the labels stem from, where they are not those of the texts.
    """
    first = label if label is not None else prompt[0][0] if prompt else 0
    head = prompt[0][1].strip() if prompt else ""
    lines: list[TaggedLine] = [(first, ""), (first, f"**Question:** {head}".rstrip())]
    lines += prompt[1:]
    body = trim_blank(answer)
    if not body:
        return [*lines, (lines[-1][0], "")]
    at = answer_label if answer_label is not None else body[0][0]
    lines += [(at, ""), (at, "**Answer:**"), (at, ""), *body, (body[-1][0], "")]
    return lines


def trim_blank(lines: Sequence[TaggedLine]) -> list[TaggedLine]:
    """Return the lines without blank ones at either end."""
    first, stop = 0, len(lines)
    while first < stop and not lines[first][1].strip():
        first += 1
    while stop > first and not lines[stop - 1][1].strip():
        stop -= 1
    return list(lines[first:stop])


def clean_body(lines: Sequence[TaggedLine]) -> list[TaggedLine]:
    """Return the lines of an answer without what would end it: headings become bold text, rules and bare tags go."""
    cleaned: list[TaggedLine] = []
    mark = ""
    for index, text in lines:
        bare = text.strip()
        if mark:
            mark = "" if bare.startswith(mark) and not bare.strip(mark[0]) else mark
        elif bare[:3] in ("```", "~~~"):
            mark = bare[:3]
        else:
            text = strip_decoration(text)  # noqa: PLW2901
            if bare and not text.strip():
                continue
            if heading := HEADING.match(text):
                title = strip_emphasis(heading.group(2).strip())
                text = f"**{title}**" if title else ""  # noqa: PLW2901
            elif RULE.match(text):
                text = ""  # noqa: PLW2901
        cleaned.append((index, text))
    return trim_blank(cleaned)


def dedent_block(lines: Sequence[TaggedLine]) -> list[TaggedLine]:
    """Return lines without the indentation that all filled ones share."""
    filled = [text.expandtabs(4) for _, text in lines if text.strip()]
    width = min((len(text) - len(text.lstrip(" ")) for text in filled), default=0)
    return [(index, text.expandtabs(4)[width:] if text.strip() else "") for index, text in lines]


def indent_of(line: str) -> int:
    """Return the columns of white space that a line begins with."""
    bare = line.lstrip(" \t")
    return len(line[: len(line) - len(bare)].expandtabs(4))


def needs_rule(lines: Sequence[str], stop: int) -> bool:
    """Return whether prose follows a question, so that a rule must say where its answer ends."""
    for line in lines[stop : stop + 50]:
        if line.strip():
            return not (
                HEADING.match(line) or RULE.match(line) or line.lstrip().startswith((":::", "**Question:**", "<"))
            )
    return False

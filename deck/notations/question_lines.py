"""`Q: …` and `A: …` on lines of their own, in any language.

`Front:` and `Back:`; the clozes of hashcards, `C: A [gap].`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from deck.languages import LANGUAGES, alternatives
from deck.languages.language import Language
from deck.markdown.labels import parse_label
from deck.markdown.titles import clean_title
from deck.notations.cloze import build_cloze_questions
from deck.notations.document import (
    LIST_MARK,
    Document,
    Edit,
    TaggedLine,
    dedent_block,
    format_count,
    indent_of,
    rewrite,
)

_CONTENTS_ENTRY = re.compile(r"\[[^\[\]]{1,300}\]\((?!\w+:|/)[^()\s]{1,400}\)$")  # a link into the page is all it holds
_FEWEST_LONE = 2  # questions without any answer that are believed to be questions
_LETTERS = "qa"  # single letters that are understood in every language; others only in their own
_LONGEST_LABEL = 40  # characters within which a label's colon stands
_LETTERS_AHEAD = frozenset("qaQA")
_AHEAD_OF_WORD = " \t-*+•_.)0123456789"  # what `_AHEAD` consists of
_FIRST_LETTERS = frozenset(
    letter
    for language in LANGUAGES
    for kind in ("question", "answer")
    for word in language.labels.get(kind, ())
    for letter in (word[0].lower(), word[0].upper())
)
_AHEAD = r"[ \t]{0,3}(?P<item>[-*+•][ \t]+|\d{1,4}[.)][ \t]+)?(?P<bold>\*\*\*?|__)?"
_TAIL = (
    r"[ \t]?(?P<number>[#№]?\d{1,4}(?:\.\d{1,3})?)?(?P<close1>\*\*\*?|__)?[ \t]?"
    r"(?P<sign>[:：.)\]]|[ \t][–—-](?=[ \t]))(?P<close2>\*\*\*?|__)?(?=[ \t]|$|(?<=：)|(?P=close2))[ \t]*(?P<text>.*)$"
)


def _build_pattern(kind: str, language: Language | None) -> re.Pattern[str]:
    words = [
        word
        for other in LANGUAGES
        for word in other.labels.get(kind, ())
        if len(word) > 1 or not word.isascii() or word in _LETTERS or other is language
    ]
    return re.compile(rf"{_AHEAD}(?P<word>{alternatives(words)}){_TAIL}", re.IGNORECASE)


_PATTERNS = {
    language.code: (
        _build_pattern("question", language),
        _build_pattern("answer", language),
        _build_pattern("explanation", language),
    )
    for language in LANGUAGES
}
# hashcards' third kind of line. "C:\temp" has no space behind the colon.
_CLOZE_LINE = re.compile(r"C:[ \t]+(\S.*)$")


@dataclass(slots=True)
class _LabelLine:
    """A line that begins with a label.

    "q", "a" or "c", its index, the words behind the label, and its list's indentation.
    """

    kind: str
    line: int
    text: str
    width: int
    is_bold: bool


def rewrite_question_lines(document: Document) -> None:
    """Make questions of lines that are labelled as such."""
    entries = _find_entries(document)
    questions = [entry for entry in entries if entry.kind == "q"]
    pairs = sum(a.kind == "q" and b.kind == "a" for a, b in itertools.pairwise(entries))
    if not pairs and len(questions) < _FEWEST_LONE:
        entries = [entry for entry in entries if entry.kind == "c"]
        if len(entries) < _FEWEST_LONE:
            return
    edits = _build_edits(document, entries)
    report = format_count(
        len(questions) or len(entries),
        "question was read from lines such as “Q: …” and “A: …”.",
        "questions were read from lines such as “Q: …” and “A: …”.",
    )
    rewrite(document, edits, report)


def _find_entries(document: Document) -> list[_LabelLine]:
    question, answer, _ = _PATTERNS.get(document.language.code, _PATTERNS["en"])
    entries: list[_LabelLine] = []
    fenced = document.fenced
    for i, line in enumerate(document.lines):
        head = line[:_LONGEST_LABEL]
        # a quick look: a colon near the beginning, or the first letter of "Q1." and "Ans)"
        if not (":" in head or "：" in head or head[:3].strip("*_ ")[:1] in _LETTERS_AHEAD):
            continue
        if i in fenced:
            continue
        may_match = _may_be_label(head)
        match, kind = question.match(line) if may_match else None, "q"
        if match is None and entries and may_match:
            match, kind = answer.match(line), "a"
        if match is None:
            if head.startswith("C:") and (cloze := _CLOZE_LINE.match(line)) and "[" in cloze.group(1):
                entries.append(_LabelLine("c", i, cloze.group(1), 0, False))
            continue
        if not _is_plausible(match, kind, line):
            continue
        text = match["text"].strip()
        if _CONTENTS_ENTRY.match(text) is not None:
            continue
        if match["bold"] and not (match["close1"] or match["close2"]):
            if not text.endswith(match["bold"]):
                continue
            text = text.removesuffix(match["bold"]).strip()
        width = len((match["item"] or "").expandtabs(4)) + indent_of(line) if match["item"] else 0
        entries.append(_LabelLine(kind, i, text, width, bool(match["bold"])))
    return entries


def _may_be_label(head: str) -> bool:
    """Return whether labels begin with the first letter of a line, in either case; non-Latin letters always may."""
    letter = head.lstrip(_AHEAD_OF_WORD)[:1]
    return letter in _FIRST_LETTERS or letter > "\x7f"


def find_label(line: str, language: str) -> str:
    """Return "q" or "a" for a line that begins with the label of a question or an answer, "" for others."""
    head = line[:_LONGEST_LABEL]
    if not (":" in head or "：" in head or head[:3].strip("*_ ")[:1] in _LETTERS_AHEAD) or not _may_be_label(head):
        return ""
    for kind, pattern in zip("qa", _PATTERNS.get(language, _PATTERNS["en"]), strict=False):
        match = pattern.match(line)
        if match is not None and (
            match["sign"] not in ".)]" or len(match["word"]) > 1 or match["number"] or kind == "q"
        ):
            return kind
    return ""


def _is_plausible(match: re.Match[str], kind: str, line: str) -> bool:
    """Tell whether a match is a label: "A. text" may be an option or an initial, and our own labels need no rewriting."""
    sign, word = match["sign"], match["word"]
    if sign in ".)]" or sign.isspace():
        # "Q1." and "Q." ask, "Ans." and "A1." answer, "A." and "A)" are options of a choice
        if kind == "a" and len(word) == 1 and not match["number"]:
            return False
        if kind == "q" and len(word) == 1 and word not in "qQ":
            return False
        if len(word) > 4 and not match["number"]:
            return False
    if match["item"] and match["item"].strip()[:1].isdigit() and len(word) == 1 and word.lower() != "q":
        return False
    label = parse_label(line) if match["bold"] and not match["item"] and not match["number"] else None
    return not (label is not None and label.kind in ("question", "answer"))


def _build_edits(document: Document, entries: list[_LabelLine]) -> list[Edit]:
    edits: list[Edit] = []
    for entry in entries:
        end = _find_item_end(document, entry) if entry.width else entry.line + 1
        body = [(n, document.lines[n]) for n in range(entry.line + 1, end)]
        below: list[TaggedLine] = dedent_block(body) if entry.width else body
        if entry.kind == "c":
            edits.append(
                Edit(entry.line, end, tuple(build_cloze_questions([(entry.line, entry.text), *below], "brackets")))
            )
            continue
        label = "**Question:**" if entry.kind == "q" else "**Answer:**"
        text = clean_title(entry.text) if entry.kind == "q" else entry.text
        lines: list[TaggedLine] = [(entry.line, ""), (entry.line, f"{label} {text}".rstrip())]
        if entry.is_bold and entry.kind == "q":
            lines.append((entry.line, ""))
        if below and not below[0][1].strip():
            lines.append((entry.line, ""))
        edits.append(Edit(entry.line, end, (*lines, *below)))
    return edits


def _find_item_end(document: Document, entry: _LabelLine) -> int:
    """Return the end of what belongs to a list item: lines indented as its text is, and blank ones between them."""
    end = entry.line + 1
    for n in range(entry.line + 1, len(document.lines)):
        line = document.lines[n]
        if not line.strip():
            continue
        if indent_of(line) < min(entry.width, 2) or (LIST_MARK.match(line) and indent_of(line) < 2):
            break
        if _PATTERNS["en"][1].match(line.strip()) or _PATTERNS["en"][0].match(line.strip()):
            break
        end = n + 1
    return end

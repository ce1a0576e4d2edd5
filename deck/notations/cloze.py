"""Gaps in sentences: `{{c1::…}}` of Anki, `==…==` of Obsidian, `{{…}}` of Mochi, `[…]` of hashcards."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deck.notations.document import Document, Edit, TaggedLine, build_question, format_count, rewrite

GAP = "[…]"
# "{{c1::gap::hint}}". Anki allows single braces and colons inside; the bounds keep an unclosed "{{c1::" from reaching
# over the rest of the deck.
_ANKI = re.compile(
    r"\{\{c(?P<group>\d{1,3})::(?P<text>(?:(?!\}\}|::).){1,400})(?:::(?P<hint>(?:(?!\}\}).){1,200}))?\}\}", re.DOTALL
)
# The other styles have no hint, and mostly no number: their groups of these names never match, so that all five
# patterns can be read alike.
_MOCHI = re.compile(r"\{\{(?:(?P<group>\d{1,3})::)(?P<text>[^{}]{1,400})(?P<hint>(?!))?\}\}")
_LOGSEQ = re.compile(r"\{\{cloze (?P<text>[^{}]{1,400})(?P<group>(?!))?(?P<hint>(?!))?\}\}")
# Obsidian's highlight; a gap only in a deck that is tagged as flashcards.
_MARKED = re.compile(r"==(?P<text>[^=\n]{1,400}?)(?P<group>(?!))?(?P<hint>(?!))?==")
# hashcards' "A [gap] here". Not a link, an image or a link's definition.
_BRACKETS = re.compile(r"(?<![!\]\\])\[(?P<text>[^\[\]\n]{1,400})(?P<group>(?!))?(?P<hint>(?!))?\](?![(\[:])")
_STYLES = {"anki": _ANKI, "mochi": _MOCHI, "logseq": _LOGSEQ, "marked": _MARKED, "brackets": _BRACKETS}
# A quick look: most documents hold no gap, and need not be searched line by line.
_QUICK = re.compile(r"\{\{(?:c?\d{1,3}::|cloze )")
# a tag that says what a note holds; it begins with a literal so that the search is quick
_TAG = re.compile(r"#(?:flash-?cards?|cards?|cloze|review|srs|anki)(?:/[\w/-]+)?(?![\w-])", re.IGNORECASE)


def rewrite_clozes(document: Document) -> None:
    """Make a question of each gap that is marked as one.

    `==…==` counts only in a document that is tagged as flashcards.
    """
    styles = [
        name
        for name in ("anki", "mochi", "logseq")
        if "{{" in document.text and _QUICK.search(document.text) is not None
    ]
    if "==" in document.text and is_tagged(document):
        styles.append("marked")
    if not styles:
        return
    edits: list[Edit] = []
    count = 0
    for first, stop in _find_paragraphs(document):
        lines = [(i, document.lines[i]) for i in range(first, stop)]
        text = "\n".join(line for _, line in lines)
        style = next((name for name in styles if _STYLES[name].search(text)), None)
        if style is None or text.lstrip().startswith(("**Question:**", "**Answer:**")):
            continue
        questions = build_cloze_questions(lines, style)
        count += sum(line.startswith("**Question:**") for _, line in questions)
        edits.append(Edit(first, stop, tuple(questions)))
    report = format_count(
        count,
        "gap in a sentence was read as a question.",
        "gaps in sentences were read as questions.",
    )
    rewrite(document, edits, report)


def is_tagged(document: Document) -> bool:
    """Return whether a document says by a tag that it holds flashcards."""
    if any(word in document.title.lower() for word in ("flashcard", "flash card", "anki")):
        return True
    return any(
        match.start() == 0 or document.text[match.start() - 1].isspace() for match in _TAG.finditer(document.text)
    )


def _find_paragraphs(document: Document) -> list[tuple[int, int]]:
    """Return the first and last (exclusive) lines of paragraphs and list items outside code that hold a gap."""
    paragraphs: list[tuple[int, int]] = []
    first = -1
    for i, line in enumerate([*document.lines, ""]):
        ends = (
            not line.strip() or i in document.fenced or line.lstrip()[:2] in ("- ", "* ", "+ ") or line.startswith("#")
        )
        if ends and first >= 0:
            paragraphs.append((first, i))
            first = -1
        if (
            line.strip()
            and i < len(document.lines)
            and i not in document.fenced
            and not line.startswith("#")
            and first < 0
        ):
            first = i
    return [
        (a, b)
        for a, b in paragraphs
        if any("{{" in document.lines[i] or "==" in document.lines[i] for i in range(a, b))
    ]


def build_cloze_questions(lines: Sequence[TaggedLine], style: str) -> list[TaggedLine]:
    """Return a question for each gap of a paragraph; gaps of one number are hidden together, the others are shown."""
    pattern = _STYLES[style]
    first = lines[0][0]
    text = "\n".join(line for _, line in lines)
    # a card that is an item of a list: its bullet is no part of the sentence
    text = re.sub(r"^\s*(?:[-*+]\s+)?", "", text)
    groups: dict[str, list[str]] = {}
    for number, match in enumerate(pattern.finditer(text)):
        groups.setdefault(match["group"] or f"n{number}", []).append(match["text"].strip())
    questions: list[TaggedLine] = []
    for group, answers in groups.items():
        numbers = iter(range(len(text)))

        def hide(match: re.Match[str], group: str = group, numbers: object = numbers) -> str:
            own = match["group"] or f"n{next(numbers)}"  # type: ignore[call-overload]
            if own != group:
                return match["text"].strip()
            return f"[{match['hint'].strip()}…]" if match["hint"] else GAP

        prompt = pattern.sub(hide, text).split("\n")
        tagged = [(lines[min(n, len(lines) - 1)][0], part) for n, part in enumerate(prompt)]
        questions += build_question(tagged, [(lines[-1][0], "; ".join(dict.fromkeys(answers)))], label=first)
    return questions or list(lines)

"""Other people's ways of writing questions, rewritten as ours before the document is read: one notation a file.

To add one: a file with `rewrite_…(document)`, a line in NOTATIONS, a fixture in `tests/deck/notations/` and an entry in
`docs/deck-format.md`. What a notation only guesses it leaves alone where the author asks for that, and it reports once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from deck.languages import find_language
from deck.markdown.headings import split_title
from deck.markdown.labels import Label, classify_label, parse_label
from deck.markdown.source import Source
from deck.model import Meta
from deck.notations import (
    admonitions,
    back_links,
    choices,
    cloze,
    flashcards,
    html_details,
    question_headings,
    question_lines,
    question_paragraphs,
    question_tables,
)
from deck.notations.document import HEADING, Document

Notation = Callable[[Document], None]

# The order matters: what is marked beyond doubt before what is guessed; options last but for the guesses, so that they
# find their questions in our notation.
NOTATIONS: tuple[tuple[str, Notation], ...] = (
    ("links back to the top", back_links.remove_back_links),
    ("flashcards", flashcards.rewrite_flashcards),
    ("gaps", cloze.rewrite_clozes),
    ("collapsed HTML", html_details.rewrite_details),
    ("admonitions", admonitions.rewrite_admonitions),
    ("lines with Q and A", question_lines.rewrite_question_lines),
    ("tables", question_tables.rewrite_question_tables),
    ("choices", choices.rewrite_choices),
    ("headings", question_headings.rewrite_question_headings),
    ("paragraphs and lists", question_paragraphs.rewrite_question_paragraphs),
)
_EXPLICIT = ("questions", "explicit")
_OWN_SIGN = re.compile("Q: |uestion|ollow|fragen|retorno|質問|追")  # a part of each heading that asks in our notation
_OWN_KINDS = ("question", "counter", "eli8", "architect", "story")
_LONGEST_LINES = 5_000  # characters of a line, on average, above which a text is not looked at


def rewrite_notations(source: Source, meta: Meta) -> Document:
    """Rewrite what stands in other notations; the source changes, and each kind is reported once."""
    heading = next((line for line in source.lines[:40] if line[:2] == "# "), "")
    document = Document(
        source=source,
        language=find_language(meta.language),
        title=f"{meta.title} {heading.strip('# ')} {' '.join(meta.tags)}",
        is_explicit=_EXPLICIT in meta.extra,
        has_own_labels=_has_own_labels(source),
    )
    if len(source.lines) * _LONGEST_LINES < len(document.text):
        return document  # a text without line ends holds no notation
    for _, notation in NOTATIONS:
        notation(document)
    return document


def _is_exercise(label: Label) -> bool:
    """Tell whether a label is that of an estimate with numbers in braces, or of a design exercise's brief."""
    return (label.kind == "estimate" and "{" in label.rest) or label.text.lower() == "brief"


def _has_own_labels(source: Source) -> bool:
    """Tell whether questions are written in our notation already."""
    for line in source.lines:
        if line[:2] in ("**", "__"):
            label = parse_label(line)
            if label is not None and (label.kind in _OWN_KINDS or _is_exercise(label)):
                return True
        elif line[:1] == "#" and _OWN_SIGN.search(line) is not None and (heading := HEADING.match(line)) is not None:
            title = heading.group(2)
            if title.startswith(("Q: ", "Question: ")) or classify_label(split_title(title)[0]) == "counter":
                return True
    return False

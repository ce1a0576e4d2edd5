"""Flashcards of note programs.

Obsidian's `front::back` and `?`, Logseq's `#card`, START and END of Obsidian-to-Anki, Mochi's sides.
"""

from __future__ import annotations

import re

from deck.markdown.labels import fold_text
from deck.markdown.titles import clean_title
from deck.notations.cloze import is_tagged
from deck.notations.document import (
    HEADING,
    LIST_MARK,
    RULE,
    Document,
    Edit,
    TaggedLine,
    build_question,
    clean_body,
    dedent_block,
    format_count,
    indent_of,
    needs_rule,
    rewrite,
)
from deck.notations.questions import is_asked, is_question

# "front::back", not `std::string`, not `key:: value` of a note's properties, not a link
_INLINE = re.compile(
    r"^(?P<item>[ \t]*(?:[-*+][ \t]+)?)(?P<front>[^:`\n][^`\n]{0,300}?)[ \t]?(?P<sign>:::?)(?!:)[ \t]?(?P<back>[^:\n].*)$"
)
# `std::vector`, `Foo::bar`: colons without spaces between words are code where no question stands before them.
_CODE_SIGN = re.compile(r"\w::\w")
# A line of its own between the sides: "?" and "??" of Obsidian's Spaced Repetition, "%" of Mochi.
_SEPARATOR = re.compile(r"^[ \t]*(\?\??|%)[ \t]*$")
# Tags of the programs' own manuals, plain or as a link to a page, `#[[card]]`.
_CARD = re.compile(r"(?:^|\s)#(?:\[\[)?(?:card|flashcard|spaced|anki)(?:\]\])?(?=\s|$)", re.IGNORECASE)
# Logseq keeps a block's properties in lines such as "card-interval:: 4": what a program notes for itself is no answer.
_PROPERTY = re.compile(r"^\s*(?:[-*+]\s+)?[\w-]+::(?:\s.*)?$")
# "<!--SR:!2024-01-05,4,270-->" (Spaced Repetition), "<!--ID: 1615-->" (Obsidian to Anki), "^block-id": marks that
# programs leave behind a card.
_SCHEDULE = re.compile(r"\s*<!--(?:SR:|ID:).*?-->|\s*\^[a-z0-9-]{4,}$")
# Obsidian to Anki: a card of several lines stands between START and END, one of a single line in STARTI … ENDI.
_START, _END = re.compile(r"^\s*START\s*$"), re.compile(r"^\s*END\s*$")
_INLINE_START = re.compile(
    r"STARTI\s*\[(?P<type>[^\]]+)\]\s*(?P<front>.+?)\s*(?:Back|BACK):\s*(?P<back>.+?)\s*(?:Tags:.*?)?(?:<!--.*?-->)?\s*ENDI"
)
# The fields of Anki's own note types.
_FIELD = re.compile(r"^\s*(?P<name>Front|Back|Text|Extra|Tags|Question|Answer)\s*:\s*(?P<text>.*)$", re.IGNORECASE)
_MOST = 200  # lines of one card


def rewrite_flashcards(document: Document) -> None:
    """Turn the flashcards of note programs into questions."""
    _rewrite_blocks(document)
    _rewrite_logseq(document)
    _rewrite_separated(document)
    _rewrite_inline(document)
    _rewrite_sides(document)


def _rewrite_blocks(document: Document) -> None:
    if "START" not in document.text:
        return
    edits: list[Edit] = []
    i = 0
    while i < len(document.lines):
        line = document.lines[i]
        if inline := _INLINE_START.search(line) if "STARTI" in line else None:
            edits.append(
                Edit(i, i + 1, tuple(build_question([(i, clean_title(inline["front"]))], [(i, inline["back"])])))
            )
        elif _START.match(line) and i not in document.fenced:
            end = next(
                (n for n in range(i + 1, min(len(document.lines), i + _MOST)) if _END.match(document.lines[n])), -1
            )
            if end < 0:
                document.source.report(
                    i, "warning", "card-unclosed", "A card begins here and never ends.", "Add a line END below it."
                )
            else:
                edits.append(Edit(i, end + 1, tuple(_read_block_card(document, i, end))))
                i = end
        i += 1
    report = format_count(
        len(edits),
        "card between START and END was read as a question.",
        "cards between START and END were read as questions.",
    )
    rewrite(document, edits, report)


def _read_block_card(document: Document, start: int, end: int) -> list[TaggedLine]:
    fields: dict[str, list[TaggedLine]] = {"front": [], "back": []}
    name = "front"
    for i in range(start + 2, end):
        line = _SCHEDULE.sub("", document.lines[i])
        match = _FIELD.match(line)
        if match is not None:
            name = {"back": "back", "answer": "back", "extra": "back", "tags": "tags"}.get(
                match["name"].lower(), "front"
            )
            line = match["text"]
        fields.setdefault(name, []).append((i, line))
    filled = [(i, text) for i, text in fields["front"] if text.strip()]
    return build_question(
        [(i, clean_title(text) if n == 0 else text) for n, (i, text) in enumerate(filled)], fields["back"]
    )


def _rewrite_logseq(document: Document) -> None:
    if not any(tag in document.lowered for tag in ("#card", "#[[card", "#flashcard", "#spaced", "#anki")):
        return
    edits: list[Edit] = []
    for i, line in enumerate(document.lines):
        if "#" not in line or i in document.fenced or not _CARD.search(line) or HEADING.match(line):
            continue
        mark = LIST_MARK.match(line)
        if mark is None and line[:1].isspace():
            continue
        width = indent_of(line)
        stop = i + 1
        while mark is not None and stop < len(document.lines) and stop < i + _MOST:
            text = document.lines[stop]
            if text.strip() and indent_of(text) <= width:
                break
            stop += 1
        while (
            mark is None
            and stop < len(document.lines)
            and document.lines[stop].strip()
            and not _CARD.search(document.lines[stop])
        ):
            stop += 1
        while stop > i + 1 and not document.lines[stop - 1].strip():
            stop -= 1
        prompt = clean_title(_CARD.sub("", LIST_MARK.sub("", line, count=1)))
        body = [(n, document.lines[n]) for n in range(i + 1, stop) if not _PROPERTY.match(document.lines[n])]
        if not prompt or "**Question:**" in prompt:
            continue
        lines = build_question([(i, prompt)], clean_body(dedent_block(body)))
        if needs_rule(document.lines, stop) and not (stop < len(document.lines) and _CARD.search(document.lines[stop])):
            lines += [(stop - 1, "---"), (stop - 1, "")]
        edits.append(Edit(i, stop, tuple(lines)))
    report = format_count(
        len(edits),
        "block tagged as a card was read as a question.",
        "blocks tagged as cards were read as questions.",
    )
    rewrite(document, edits, report)


def _rewrite_separated(document: Document) -> None:
    """Rewrite a paragraph, a line of `?`, `??` or mdanki's `%`, and the answer down to the next empty line."""
    marks = [
        i
        for i, line in enumerate(document.lines)
        if len(line) < 8 and _SEPARATOR.match(line) and i not in document.fenced
    ]
    edits: list[Edit] = []
    previous_end = 0
    for i in marks:
        first = i
        while first > previous_end and document.lines[first - 1].strip() and not RULE.match(document.lines[first - 1]):
            first -= 1
        is_percent = document.lines[i].strip() == "%"
        if is_percent:  # mdanki's cards reach from a heading to the next, blank lines included
            while first > previous_end and not HEADING.match(document.lines[first]):
                first -= 1
        if first == i:
            continue
        stop = i + 1
        mark = ""
        # a blank line ends the answer, but not inside code
        while stop < len(document.lines) and (document.lines[stop].strip() or mark or is_percent):
            bare = document.lines[stop].strip()
            if not mark and HEADING.match(document.lines[stop]):
                break
            if bare[:3] in ("```", "~~~"):
                mark = "" if mark else bare[:3]
            stop += 1
        head, *more = [(n, _SCHEDULE.sub("", document.lines[n])) for n in range(first, i)]
        heading = HEADING.match(head[1])
        title = clean_title(heading.group(2) if heading else LIST_MARK.sub("", head[1], count=1))
        answer = [
            (n, text)
            for n in range(i + 1, stop)
            if (text := _SCHEDULE.sub("", document.lines[n])).strip() or not document.lines[n].strip()
        ]
        lines = build_question([(head[0], title), *more], clean_body(answer), answer_label=i)
        if needs_rule(document.lines, stop):
            lines += [(stop - 1, "---"), (stop - 1, "")]
        edits.append(Edit(first, stop, tuple(lines)))
        previous_end = stop
    report = format_count(
        len(edits),
        "card with a line “?” between its sides was read as a question.",
        "cards with a line “?” between their sides were read as questions.",
    )
    rewrite(document, edits, report)


def _rewrite_inline(document: Document) -> None:
    """Rewrite `front::back`, and `front:::back` in both directions."""
    if "::" not in document.text:
        return
    matches = []
    for i, line in enumerate(document.lines):
        if (
            "::" not in line
            or i in document.fenced
            or line.startswith((":::", "    ", "**Question:**"))
            or "|" in line[:2]
        ):
            continue
        match = _INLINE.match(line)
        if (
            match is None
            or line.count("`", 0, match.end("front")) % 2
            or (
                re.match(r"[\w-]+$", match["front"].strip())
                and match["back"][:1] == " "
                and match["sign"] == "::"
                and not is_tagged(document)
            )
        ):
            continue
        matches.append((i, match))
    tagged = is_tagged(document)
    asking = sum(is_asked(clean_title(m["front"])) or is_question(clean_title(m["front"])) for _, m in matches)
    coded = sum(_CODE_SIGN.search(m.string) is not None and " " not in m["front"].strip() for _, m in matches)
    if not matches or (not tagged and not (asking * 2 >= len(matches) and asking) and (len(matches) < 3 or coded)):
        return
    edits: list[Edit] = []
    for i, match in matches:
        front, back = clean_title(match["front"]), _SCHEDULE.sub("", match["back"]).strip()
        if not front or not back:
            continue
        lines = build_question([(i, front)], [(i, back)])
        if match["sign"] == ":::":
            lines += build_question([(i, clean_title(back))], [(i, front)])
        if needs_rule(document.lines, i + 1) and not any(n == i + 1 for n, _ in matches):
            lines += [(i, "---"), (i, "")]
        edits.append(Edit(i, i + 1, tuple(lines)))
    report = format_count(
        len(edits),
        "line of the form “front::back” was read as a question.",
        "lines of the form “front::back” were read as questions.",
    )
    rewrite(document, edits, report)


def _rewrite_sides(document: Document) -> None:
    """Rewrite Mochi's card: one document, its front, a rule, its back."""
    if len(document.lines) > _MOST or "---" not in document.text or document.is_explicit or document.has_own_labels:
        return
    rules = [i for i, line in enumerate(document.lines) if line.strip() == "---" and i not in document.fenced]
    filled = [i for i, line in enumerate(document.lines) if line.strip()]
    if len(rules) != 1 or not filled or rules[0] <= filled[0] or rules[0] == filled[-1]:
        return
    head, *front = [(i, document.lines[i]) for i in filled if i < rules[0]]
    heading = HEADING.match(head[1])
    title = clean_title(heading.group(2) if heading else head[1])
    if len(front) > 4 or not (is_asked(title) or is_question(title)) or fold_text(title).startswith("q:"):
        return
    answer = [(i, document.lines[i]) for i in range(rules[0] + 1, len(document.lines))]
    lines = build_question([(head[0], title), *front], clean_body(answer), answer_label=rules[0])
    rewrite(
        document,
        [Edit(filled[0], len(document.lines), tuple(lines))],
        "The two sides of a card were read as question and answer.",
    )

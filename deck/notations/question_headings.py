"""Headings that are questions, where they are so many that the document can be nothing but questions and answers.

What is believed: a heading below which options to choose from or an answer's label stand asks whatever else is there. Else
half of the headings that could ask (of the document, or of those under one heading) must do so, and at least three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from deck.markdown.labels import parse_label
from deck.markdown.titles import clean_title
from deck.notations.document import HEADING, Document, Edit, TaggedLine, clean_body, dedent_block, indent_of, rewrite
from deck.notations.questions import STRONG_OPENERS, ends_as_question, is_question, names_questions

_FEWEST = 3  # headings that ask, for a document without other signs to be one of questions
_SHARE = 0.5  # of the headings
_OPTION = re.compile(
    r"[ \t]{0,3}(?:[-*+][ \t]+)?\(?[A-Da-d][.)][ \t]"
)  # options to choose from: read, or told, elsewhere
_FIRST_LINES, _LONGEST_ANSWER = 20, 120  # lines: a heading alone that asks, and a text that may be its answer
_HINTED_FEWEST, _HINTED_SHARE = 2, 0.4  # where a title says that questions follow
_GROUP_SHARE = 0.75  # of the headings of one chapter, in a document that as a whole is something else
# "12.", "Q3:", "№ 4)", "#5 -": among numbered questions a heading with a number asks too, whatever its words.
_NUMBERED = re.compile(r"^\s*(?:#|№|q(?:uestion)?\.?\s?)?\s*\d{1,4}\s*[.):\-–]", re.IGNORECASE)
# "Q: …", "Question 3. …" are questions of our own notation, and are read elsewhere.
_LABELLED = re.compile(r"^(?:Q|Question)(?: ?\d+)?\s*[:.)]\s*\S", re.IGNORECASE)
# "Question 7" as a heading: what is asked stands below it.
_EMPTY_LABEL = re.compile(
    r"^(?:q|question|frage|pregunta|pergunta|domanda|vraag|pytanie|soru|exercise|problem|quiz|card|flashcard|問題|質問|题目|题)\s*#?\d{0,4}\s*[:.)]?$",
    re.IGNORECASE,
)
# Headings of cards with two sides, in the languages of the decks: the text below each is a side.
_FRONT = re.compile(
    r"^(?:front|question|vorderseite|frage|recto|anverso|frente|pregunta|pergunta|domanda|vraag|pytanie|soru|表|表面|質問|問題|正面|问题)$",
    re.IGNORECASE,
)
# The other side, numbered or not: "Answer 3:", "Solutions".
_BACK = re.compile(
    r"^(?:back|answer|solution|rückseite|antwort|verso|réponse|reverso|respuesta|resposta|risposta|antwoord|odpowiedź|cevap|裏|裏面|答え|解答|回答|背面|答案)s?(?:\s?\d{1,4})?\s*:?$",
    re.IGNORECASE,
)
# "1. ### What is …?": a heading as an item of a list, which renders as both.
_LISTED = re.compile(r"^(?P<mark>[ \t]{0,3}\d{1,4}[.)][ \t]+)(?P<hashes>#{1,6})[ \t]+(?P<title>\S.*)$")
# The underline of a heading in Markdown's older form.
_SETEXT = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
# a quick look: a heading with a question mark, a question word, or a label
_MAY_ASK = re.compile(
    r"\n[ \t]{0,3}(?:\d{1,4}[.)][ \t]+)?#{1,6}[ \t]+(?:[^\n]{0,300}?[?？؟]|[^\w\n]{0,20}(?:[\d.]{1,8}[.):]?\s+)?[^\w\n]{0,20}"
    rf"(?:{STRONG_OPENERS}|q\b|question|front|card|flashcard|frage|vorderseite|recto|anverso|frente|pregunta|pergunta|domanda|vraag|"
    r"pytanie|soru|表|問|質|题|正))",
    re.IGNORECASE,
)
# A quick look for headings in the older form, in the whole text at once.
_UNDERLINED = re.compile(r"\n {0,3}(?:-{2,}|={2,})[ \t]*(?:\n|\Z)")
# labels of our own notation that make a heading above them something else than a plain question
_OWN = ("eli8", "architect", "question", "counter")


@dataclass(slots=True)
class _Heading:
    """A heading: its lines, level, text without decoration, whether it asks, and where what stands below it ends."""

    first: int
    stop: int
    level: int
    title: str
    asks: bool
    width: int = 0  # columns by which its text is indented, where it is an item of a list
    is_numbered: bool = False
    end: int = 0
    parent: int = -1
    is_answered: bool = False


def rewrite_question_headings(document: Document) -> None:
    """Put "Q:" before headings that ask; headings inside an answer are left to it."""
    text = f"\n{document.text}"
    if _MAY_ASK.search(text) is None and ("?" not in text or _UNDERLINED.search(text) is None):
        return
    headings = _find_headings(document)
    if not headings:
        return
    _join_fronts_and_backs(document, headings)
    if document.is_explicit or document.has_own_labels:
        return
    if not any(heading.asks for heading in headings):
        return
    accepted = headings if _is_one_question(document, headings) else _accept(document, headings)
    edits = [_edit(document, heading, headings) for heading in accepted]
    count = len(edits)
    message = f"{count} heading{'s were' if count > 1 else ' was'} read as question{'s' if count > 1 else ''}."
    rewrite(
        document,
        edits,
        message,
        "If they are none, write `questions: explicit` in the front matter.",
        code="questions-assumed",
    )


def _find_headings(document: Document) -> list[_Heading]:
    lines, headings, fenced = document.lines, [], document.fenced
    for i, line in enumerate(lines):
        if not line or i in fenced:
            continue
        if "#" in line[:12]:
            if match := HEADING.match(line):
                headings.append(_build(i, i + 1, len(match.group(1)), match.group(2)))
            elif match := _LISTED.match(line):
                heading = _build(i, i + 1, len(match["hashes"]), match["title"])
                heading.width, heading.is_numbered = len(match["mark"].expandtabs(4)), True
                headings.append(heading)
        elif (
            line[0] in "=-"
            and i
            and lines[i - 1].strip()
            and _SETEXT.match(line)
            and (i < 2 or not lines[i - 2].strip())
        ):
            headings.append(_build(i - 1, i + 1, 1 if line[0] == "=" else 2, lines[i - 1].strip()))
    _nest(headings, len(lines))
    return headings


def _build(first: int, stop: int, level: int, text: str) -> _Heading:
    if (
        text.isascii()
        and "?" not in text
        and "<" not in text
        and "[" not in text
        and not text[:1].isdigit()
        and "{" not in text
    ):
        title = text.strip("*_ ")
    else:
        title = clean_title(text)
    heading = _Heading(first, stop, level, title, is_question(title) and _LABELLED.match(title) is None)
    heading.is_numbered = _NUMBERED.match(text) is not None
    return heading


def _nest(headings: list[_Heading], end: int) -> None:
    """Give each heading its parent and the line at which what stands below it ends."""
    stack: list[int] = []
    for n, heading in enumerate(headings):
        while stack and headings[stack[-1]].level >= heading.level:
            headings[stack.pop()].end = heading.first
        heading.parent = stack[-1] if stack else -1
        heading.end = end
        stack.append(n)


def _find_own_stop(headings: Sequence[_Heading], n: int, end: int) -> int:
    """Return where a heading's own text ends: at the next heading."""
    return headings[n + 1].first if n + 1 < len(headings) else end


def _is_one_question(document: Document, headings: Sequence[_Heading]) -> bool:
    """Tell whether a document is a single question with its answer, as collections keep them that have a file for each."""
    filled = [line for line in document.lines[headings[0].stop :] if line.strip()]
    above = any(line.strip() for line in document.lines[: headings[0].first])
    return (
        len(headings) == 1
        and (ends_as_question(headings[0].title) or (headings[0].asks and headings[0].is_numbered))
        and not any(_OPTION.match(line) for line in filled)
        and headings[0].first < _FIRST_LINES
        and not above
        and 0 < len(filled) <= _LONGEST_ANSWER
    )


def _accept(document: Document, headings: list[_Heading]) -> list[_Heading]:
    """List the headings that are believed to ask."""
    candidates = [
        h for n, h in enumerate(headings) if not (n == 0 and h.level == 1 and h.first < 40 and len(headings) > 1)
    ]
    asking = [h for h in candidates if h.asks and not _holds_own_labels(document, headings, h)]
    if not asking:
        return []
    hinted = names_questions(document.title) or any(names_questions(h.title) for h in headings[:1])
    fewest, share = (_HINTED_FEWEST, _HINTED_SHARE) if hinted else (_FEWEST, _SHARE)
    # chapters that only hold questions do not count against them
    parents = {h.parent for h in asking}
    others = (
        [h for h in candidates if not h.asks and headings.index(h) not in parents]
        if len(headings) < 400
        else [h for n, h in enumerate(headings) if not h.asks and n not in parents and n]
    )
    takes_all = len(asking) >= fewest and len(asking) >= share * (len(asking) + len(others))
    accepted = asking if takes_all else _accept_siblings(headings, asking)
    if takes_all:
        accepted = accepted + _find_numbered_like(headings, accepted, others)
    accepted.sort(key=lambda h: h.first)
    return accepted


def _accept_siblings(headings: list[_Heading], asking: list[_Heading]) -> list[_Heading]:
    """Return headings that ask in a document about something else.

    They stand under a heading that says "FAQ", or nearly all of those under one heading ask.
    """
    groups: dict[int, list[_Heading]] = {}
    for heading in headings:
        groups.setdefault(heading.parent, []).append(heading)
    asking_ids = {id(h) for h in asking}
    accepted: list[_Heading] = []
    for parent, group in groups.items():
        ours = [h for h in group if id(h) in asking_ids]
        is_hinted = parent >= 0 and names_questions(headings[parent].title)
        fewest, share = (_HINTED_FEWEST, _HINTED_SHARE) if is_hinted else (_FEWEST, _GROUP_SHARE)
        if parent >= 0 and len(ours) >= fewest and len(ours) >= share * len(group):
            accepted += ours
    return accepted


def _find_numbered_like(headings: list[_Heading], accepted: list[_Heading], others: list[_Heading]) -> list[_Heading]:
    """Return numbered headings among numbered questions: they ask as well, whatever their words."""
    levels = {h.level for h in accepted if h.is_numbered}
    if sum(h.is_numbered for h in accepted) * 2 < len(accepted):
        return []
    counts = {level: sum(h.level == level and h.is_numbered for h in accepted) for level in levels}
    return [h for h in others if h.is_numbered and counts.get(h.level, 0) >= _FEWEST and h.title]


def _holds_own_labels(document: Document, headings: list[_Heading], heading: _Heading) -> bool:
    for i in range(heading.stop, min(heading.end, heading.stop + 200)):
        line = document.lines[i]
        if line[:2] in ("**", "__") and (label := parse_label(line)) is not None and label.kind in _OWN:
            return True
        if "#" in line[:4] and HEADING.match(line):
            return False
    return False


def _edit(document: Document, heading: _Heading, headings: list[_Heading]) -> Edit:
    prefix = "#" * max(heading.level, 2)
    line: TaggedLine = (heading.first, f"{prefix} Q: {heading.title}")
    if not heading.width:
        return Edit(heading.first, heading.stop, (line,))
    stop = heading.stop
    while stop < len(document.lines) and (not document.lines[stop].strip() or indent_of(document.lines[stop]) >= 2):
        stop += 1
    body = dedent_block([(i, document.lines[i]) for i in range(heading.stop, stop)])
    return Edit(heading.first, stop, ((heading.first, ""), line, (heading.first, ""), *body))


def _find_answer_end(headings: Sequence[_Heading], n: int, own: Sequence[TaggedLine], end: int) -> int:
    """Return the line where the answer below "Answer" ends: before the next question's heading at the latest.

    Its own chapters are part of the answer; where it has no text, what follows is.
    """
    is_bare = not any(text.strip("-*_ \t") for _, text in own)
    for later in headings[n + 1 :]:
        if _FRONT.match(later.title) or _EMPTY_LABEL.match(later.title) or _BACK.match(later.title):
            return later.first
        if later.level < headings[n].level or (later.level == headings[n].level and not is_bare):
            return later.first
    return end


def _join_fronts_and_backs(document: Document, headings: list[_Heading]) -> None:
    """Join `## Front` with the prompt below it and `## Back` with the answer; `## Question 3` with the prompt below it."""
    edits: list[Edit] = []
    previous_end = 0  # the line at which the answer before ends
    for n, heading in enumerate(headings):
        if heading.first < previous_end:
            continue
        own = [(i, document.lines[i]) for i in range(heading.stop, _find_own_stop(headings, n, len(document.lines)))]
        filled = [k for k, (_, text) in enumerate(own) if text.strip()]
        if (
            _BACK.match(heading.title)
            and edits
            and n
            and (headings[n - 1].is_answered or _EMPTY_LABEL.match(headings[n - 1].title))
        ):
            previous_end = _find_answer_end(headings, n, own, len(document.lines))
            body = clean_body([(i, document.lines[i]) for i in range(heading.stop, previous_end)])
            head: tuple[TaggedLine, ...] = ((heading.first, ""), (heading.first, "**Answer:**"), (heading.first, ""))
            edits.append(Edit(heading.first, previous_end, (*head, *body, (previous_end - 1, ""))))
        elif (_FRONT.match(heading.title) or _EMPTY_LABEL.match(heading.title)) and filled:
            backed = n + 1 < len(headings) and _BACK.match(headings[n + 1].title) is not None
            if _FRONT.match(heading.title) and not backed and not heading.title[-1:].isdigit():
                continue
            heading.is_answered = backed
            at = filled[0]
            index, text = own[at]
            if text.lstrip().startswith(("```", "|", "- ", "* ", "**Question", "**Q")):
                continue
            stop = at + 1
            while (
                stop < len(own)
                and own[stop][1].strip()
                and not own[stop][1].lstrip().startswith(("- ", "* ", "```", "|", ">"))
                # "a) TCP", "1. TCP": options to choose from, which the prompt ends before
                and not re.match(r"\s*\(?[A-Za-z1-9][.):]\s", own[stop][1])
            ):
                stop += 1
            words = clean_title(" ".join(part for _, part in own[at:stop]))
            lines: list[TaggedLine] = [(heading.first, ""), (index, f"**Question:** {words}"), (index, "")]
            end = own[stop - 1][0] + 1
            if backed and stop < len(own):  # up to the answer: a rule or a heading there would end the question
                lines += clean_body(own[stop:])
                end = own[-1][0] + 1
            edits.append(Edit(heading.first, end, tuple(lines)))
            heading.asks = False
    if len(edits) >= 1:
        rewrite(document, edits, "Headings such as “Question 1” were read as labels.")
        headings[:] = _find_headings(document)

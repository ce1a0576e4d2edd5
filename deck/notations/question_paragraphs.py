"""Questions without a label.

Bold or numbered paragraphs as word processors give them, items of lists, definition lists.

Believed only where they are many: the shares and counts below are what kept 600 pages of ordinary documentation free of
invented questions while collections of questions were read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from deck.markdown.titles import clean_title, strip_emphasis
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
    indent_of,
    needs_rule,
    rewrite,
)
from deck.notations.questions import ends_as_question, is_asked, is_question, names_questions

# "**What is a pool?**", "3\. **Why?**": exports of word processors escape the number and leave a backslash for the line
# break.
_BOLD = re.compile(
    r"^(?P<number>\\?\(?(?:Q ?)?\d{1,4}\\?[.):][ \t]+)?(?P<mark>\*\*\*?|__)(?=\S)(?P<text>.+?)(?P=mark)[ \t]*[:：]?[ \t]*\\?$",
    re.IGNORECASE,
)
# Only an escaped number, "3\. Why?": a plain one is an item of a list, and is read as such.
_NUMBERED = re.compile(r"^\\?\(?(?:Q ?)?\d{1,4}\\[.):][ \t]+(?P<text>\S.*)$", re.IGNORECASE)
# An item with a box is a key point or an option.
_TASK = re.compile(r"^\[[ xX]\](?:\s|$)")
# Pandoc's and PHP Markdown Extra's definition lists: a term, and ": what it means" below it.
_DEFINITION = re.compile(r"^:[ \t]+(?P<text>\S.*)$")
_FEWEST = 3  # questions of one form
_SHARE = 0.5  # of the items of a list, of the bold paragraphs, that ask
_BARE_SHARE = 0.6  # of the items of a list without answers
_PLAIN_SHARE = 0.34  # of the paragraphs that ask where nothing but their question mark tells them apart
_HINTED_PLAIN_SHARE = 0.2  # the same where the title says that questions follow


@dataclass(slots=True)
class _Candidate:
    """What may ask: its form, its lines, its words, and the lines of its answer (`stop` exclusive)."""

    form: str
    first: int
    head_stop: int
    title: str
    asks: bool
    stop: int
    width: int = 0
    group: int = 0  # the list that it is an item of
    has_body: bool = False
    hinted: bool = False


def rewrite_question_paragraphs(document: Document) -> None:
    """Make questions of paragraphs and items that ask, where they are many."""
    _rewrite_definitions(document)
    if document.is_explicit or document.has_own_labels:
        return
    text = document.text
    if (
        "?" not in text
        and "？" not in text
        and "؟" not in text
        and not names_questions(f"{document.title} {text[:2000]}")
    ):
        return
    candidates = _find_candidates(document)
    accepted = _accept(document, candidates)
    if not accepted:
        return
    starts = frozenset(candidate.first for candidate in accepted)
    edits = [_edit(document, candidate, starts) for candidate in accepted]
    count = len(edits)
    message = (
        f"{count} {'questions were' if count > 1 else 'question was'} found in bold text, numbered paragraphs or lists."
    )
    rewrite(
        document,
        edits,
        message,
        "If they are none, write `questions: explicit` in the front matter.",
        code="questions-assumed",
    )


def _find_candidates(document: Document) -> list[_Candidate]:
    lines, candidates = document.lines, []
    hinted = names_questions(document.title)
    ends = _AnswerEnds(document)
    title_hint, group, i = hinted, 0, 0
    list_end = -1
    while i < len(lines):
        line = lines[i]
        if not line.strip() or i in document.fenced:
            i += 1
            continue
        if heading := HEADING.match(line):
            title_hint = hinted or names_questions(heading.group(2))
            i += 1
            list_end = -1
            continue
        if line.lstrip()[:1] in "|>:<" or RULE.match(line) or line.startswith("**Question:**"):
            i += 1
            continue
        mark = LIST_MARK.match(line)
        if mark is not None and "\\" not in mark.group(2) and not _TASK.match(line[mark.end() :]):
            if i > list_end + 1:
                group += 1
            candidate = _read_item(document, i, mark, group, ends)
            candidate.hinted = title_hint
            candidates.append(candidate)
            i = candidate.head_stop
            list_end = max(list_end, candidate.stop)
            continue
        starts = i == 0 or not lines[i - 1].strip() or HEADING.match(lines[i - 1]) is not None
        if starts and indent_of(line) < 4:
            paragraph = _read_paragraph(document, i, ends)
            if paragraph is not None:
                paragraph.hinted = title_hint
                candidates.append(paragraph)
                i = paragraph.head_stop
                continue
        while i < len(lines) and lines[i].strip():
            i += 1
    return candidates


def _read_item(document: Document, i: int, mark: re.Match[str], group: int, ends: _AnswerEnds) -> _Candidate:
    lines = document.lines
    indent = indent_of(lines[i])
    width = indent + len(mark.group(2).replace("\\", "")) + len(mark.group(3).expandtabs(4))
    head_stop = i + 1
    while (
        head_stop < len(lines)
        and lines[head_stop].strip()
        and indent_of(lines[head_stop]) > indent
        and not LIST_MARK.match(lines[head_stop])
        and head_stop not in document.fenced
        and not lines[head_stop].lstrip().startswith(("**A", "<", "|", ">"))
        and not ends_as_question(clean_title(lines[head_stop - 1]))
    ):
        head_stop += 1
    stop = head_stop
    n = head_stop
    while n < len(lines) and n < i + 400:
        if lines[n].strip():
            if indent_of(lines[n]) <= indent:
                break
            stop = n + 1
        n += 1
    title = clean_title(" ".join([lines[i][mark.end() :], *(text.strip() for text in lines[i + 1 : head_stop])]))
    asks = is_asked(title) or is_question(title)
    form = "bold item" if strip_emphasis(lines[i][mark.end() :]) != lines[i][mark.end() :].strip() else "item"
    if form == "bold item" and stop == head_stop:
        # a bold item right at the margin may be answered by paragraphs that are not indented
        stop = ends.find(head_stop)
    return _Candidate(
        form=form,
        first=i,
        head_stop=head_stop,
        title=title,
        asks=asks,
        stop=stop,
        width=width,
        group=group,
        has_body=any(lines[n].strip() for n in range(head_stop, stop)),
    )


class _AnswerEnds:
    """Tells where unindented text below a question ends: at the next list item, heading, rule or bold paragraph that asks.

    Each line is looked at once, however many questions there are above it.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._breaks: list[int] | None = None
        self._filled_stops: list[int] = []  # for each line the end of the last one above it that is not blank

    def find(self, start: int) -> int:
        """Return the end of the text that begins at a line: the line itself where there is none."""
        if self._breaks is None:
            self._breaks = self._look_through()
        place = bisect_left(self._breaks, start)
        stop = self._breaks[place] if place < len(self._breaks) else len(self._document.lines)
        return max(start, self._filled_stops[stop])

    def _look_through(self) -> list[int]:
        breaks, stop = [], 0
        for n, line in enumerate(self._document.lines):
            self._filled_stops.append(stop)
            if line.strip():
                stop = n + 1
                if n not in self._document.fenced and _ends_answer(line):
                    breaks.append(n)
        self._filled_stops.append(stop)
        return breaks


def _ends_answer(line: str) -> bool:
    if (
        HEADING.match(line)
        or RULE.match(line)
        or _BOLD.match(line.strip())
        or _NUMBERED.match(line)
        or line.startswith("**Question:**")
    ):
        return True
    mark = LIST_MARK.match(line)
    if mark is None or not (words := clean_title(line[mark.end() :])):
        return False
    return is_asked(words) or strip_emphasis(line[mark.end() :]) != line[mark.end() :].strip()


def _read_paragraph(document: Document, i: int, ends: _AnswerEnds) -> _Candidate | None:
    """Return a short paragraph that may ask, as a whole or in its first line."""
    lines = document.lines
    stop = i + 1
    while stop < len(lines) and lines[stop].strip() and stop not in document.fenced:
        stop += 1
    first = lines[i].strip()
    paragraph = " ".join(text.strip() for text in lines[i:stop])
    if (match := _BOLD.match(first)) and "**" not in match["text"]:
        head_stop, form, text = i + 1, "bold", match["text"]
    elif stop - i <= 3 and (match := _BOLD.match(paragraph)) and "**" not in match["text"]:
        head_stop, form, text = stop, "bold", match["text"]
    elif match := _NUMBERED.match(paragraph if stop - i <= 3 else first):
        head_stop, form, text = (stop if stop - i <= 3 else i + 1), "numbered", match["text"]
    elif ends_as_question(first) and stop - i > 1:
        head_stop, form, text = i + 1, "plain", first
    else:
        head_stop, form, text = stop, "plain", paragraph
    title = clean_title(text)
    asks = is_asked(title) or (form != "plain" and is_question(title))
    if form == "plain" and not ends_as_question(title):
        asks = False
    end = ends.find(head_stop) if asks else head_stop
    return _Candidate(form, i, head_stop, title, asks, end, has_body=end > head_stop)


def _accept(document: Document, candidates: list[_Candidate]) -> list[_Candidate]:
    accepted: list[_Candidate] = []
    hinted = names_questions(document.title)
    for form in ("bold", "numbered", "bold item"):
        ours = [c for c in candidates if c.form == form]
        asking = [c for c in ours if c.asks]
        fewest = 2 if hinted or any(c.hinted for c in asking) else _FEWEST
        answered = sum(c.has_body for c in asking)
        if (
            len(asking) >= fewest
            and len(asking) >= _SHARE * len(ours)
            and (answered * 2 >= len(asking) or hinted or any(c.hinted for c in asking))
        ):
            accepted += asking
    accepted += _accept_lists(document, candidates, hinted)
    if not accepted:
        plain = [c for c in candidates if c.form == "plain"]
        asking = [c for c in plain if c.asks]
        if len(asking) >= _FEWEST and len(asking) >= (_HINTED_PLAIN_SHARE if hinted else _PLAIN_SHARE) * len(plain):
            accepted += asking
    accepted.sort(key=lambda c: c.first)
    return _cut_overlaps(accepted)


def _accept_lists(document: Document, candidates: list[_Candidate], hinted: bool) -> list[_Candidate]:
    accepted: list[_Candidate] = []
    groups: dict[int, list[_Candidate]] = {}
    for candidate in candidates:
        if candidate.form in ("item", "bold item"):
            groups.setdefault(candidate.group, []).append(candidate)
    every = [c for c in candidates if c.form in ("item", "bold item") and indent_of(document.lines[c.first]) < 4]
    asked_share = sum(c.asks for c in every) / len(every) if every else 0.0
    for group in groups.values():
        top = min(indent_of(document.lines[c.first]) for c in group)
        level = [c for c in group if indent_of(document.lines[c.first]) <= top + 1]
        asking = [c for c in level if c.asks]
        answered = any(c.has_body for c in asking)
        is_hinted = hinted or any(c.hinted for c in level)
        share = _SHARE if is_hinted or answered else _BARE_SHARE
        fewest = 1 if is_hinted and asked_share >= _SHARE else 2 if is_hinted or answered else _FEWEST
        if len(asking) < fewest or len(asking) < share * len(level):
            continue
        if not answered and not is_hinted and asked_share < _SHARE:
            continue  # a list of open questions in a text about something else
        accepted += asking
        if not answered:
            document.unanswered.update(document.source.origin[c.first] for c in asking)
        else:
            document.unanswered.update(document.source.origin[c.first] for c in asking if not c.has_body)
        # questions below a question are follow-ups, each of its own
        inner = [c for c in group if indent_of(document.lines[c.first]) > top + 1 and c.asks]
        if inner and len(inner) * 2 > len(group) - len(level):
            accepted += inner
            document.unanswered.update(document.source.origin[c.first] for c in [*inner, *asking])
    return accepted


def _cut_overlaps(accepted: list[_Candidate]) -> list[_Candidate]:
    """End an answer where the next question begins."""
    candidates: list[_Candidate] = []
    for candidate in accepted:
        if candidates and candidates[-1].first == candidate.first:
            continue
        if candidates and candidates[-1].stop > candidate.first:
            candidates[-1].stop = max(candidate.first, candidates[-1].head_stop)
        candidates.append(candidate)
    return candidates


def _edit(document: Document, candidate: _Candidate, starts: frozenset[int]) -> Edit:
    body: list[TaggedLine] = [(n, document.lines[n]) for n in range(candidate.head_stop, candidate.stop)]
    if candidate.width:
        body = dedent_block(body)
    lines = build_question([(candidate.first, candidate.title)], clean_body(body))
    if needs_rule(document.lines, candidate.stop) and not _follows(document, candidate.stop, starts):
        lines += [(candidate.stop - 1, "---"), (candidate.stop - 1, "")]
    return Edit(candidate.first, candidate.stop, tuple(lines))


def _follows(document: Document, stop: int, starts: frozenset[int]) -> bool:
    """Tell whether a question is the next thing that stands below."""
    for n in range(stop, min(stop + 20, len(document.lines))):
        if document.lines[n].strip():
            return n in starts
    return True


def _rewrite_definitions(document: Document) -> None:
    """Rewrite `Term` with `: definition` below it.

    A term that asks is a question, and so are all in a document of questions.
    """
    if "\n: " not in document.text and "\n:   " not in document.text:
        return
    entries = []
    for i, line in enumerate(document.lines):
        if not (match := _DEFINITION.match(line)) or i in document.fenced or i == 0:
            continue
        # the term stands right above, or with one blank line between
        above = i - 1 if document.lines[i - 1].strip() else i - 2
        if (
            above < 0
            or not document.lines[above].strip()
            or _DEFINITION.match(document.lines[above])
            or LIST_MARK.match(document.lines[above])
            or HEADING.match(document.lines[above])
        ):
            continue
        if above and document.lines[above - 1].strip():
            continue  # the last line of a paragraph is no term
        stop = i + 1
        while stop < len(document.lines):
            text = document.lines[stop]
            if text.strip() and not (indent_of(text) >= 2 or _DEFINITION.match(text)):  # noqa: SIM102
                if not document.lines[stop - 1].strip():
                    break
            stop += 1
        while stop > i + 1 and not document.lines[stop - 1].strip():
            stop -= 1
        entries.append((above, i, match["text"], stop))
    asking = [e for e in entries if is_asked(title := clean_title(document.lines[e[0]])) or is_question(title)]
    if not document.is_explicit and (names_questions(document.title) or len(asking) * 2 >= len(entries)):
        asking = entries
    edits = []
    for above, i, text, stop in asking:
        body = [
            (i, text),
            *dedent_block([(n, _DEFINITION.sub(r"\g<text>", document.lines[n])) for n in range(i + 1, stop)]),
        ]
        lines = build_question([(above, clean_title(document.lines[above]))], clean_body(body))
        if needs_rule(document.lines, stop) and not any(
            e[0] >= stop and not any(document.lines[k].strip() for k in range(stop, e[0])) for e in asking
        ):
            lines += [(stop - 1, "---"), (stop - 1, "")]
        edits.append(Edit(above, stop, tuple(lines)))
    rewrite(document, edits, f"{len(edits)} entries of definition lists were read as questions and answers.")

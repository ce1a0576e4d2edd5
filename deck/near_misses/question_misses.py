"""Headings, items and bold lines that ask and were not read as questions, in a deck that has none or nearly only questions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from deck.markdown.parser_state import ParserState
from deck.markdown.titles import clean_title
from deck.model import CounterQuestion, Prose, Question
from deck.notations.document import LIST_MARK
from deck.notations.questions import ends_as_question, is_question

_FEWEST = 3  # lines that ask, for a document to look like one of questions
_SHARE = 0.7  # of a level's headings that are questions, for the others to be worth a word
# A line that is bold from end to end, as questions of word processors are.
_BOLD = re.compile(r"^(?:\*\*|__)(?P<text>[^*_]+)(?:\*\*|__)\s*$")
_TOLD_OF_CHOICES = frozenset({"options-unmarked", "answer-unknown"})
_KEY, _EXPLICIT = "questions", "explicit"


def report_questions(state: ParserState) -> None:
    """Report what asks and was not read as a question."""
    if (_KEY, _EXPLICIT) in state.meta.extra:
        return
    if any(isinstance(block, Question) for block in state.blocks):
        _report_strangers(state)
        _report_asking_headings(state)
        return
    if any(isinstance(block, CounterQuestion) for block in state.blocks):
        return
    asking = [
        i
        for i in range(len(state.lines))
        if "?" in state.lines[i][-12:] or "？" in state.lines[i][-4:] or "؟" in state.lines[i][-4:]
    ]
    lines = [i for i in asking if _asks(state.lines[i])]
    if len(lines) >= _FEWEST:
        state.report(
            state.origin[lines[0]],
            "info",
            "questions-unread",
            f"{len(lines)} lines ask something, from here on, and none of them was read as a question.",
            "Where they are questions, write **Question:** before them and **Answer:** before what answers them.",
        )
    else:
        _report_asking_headings(state)


def _report_asking_headings(state: ParserState) -> None:
    """Report headings that ask, with nothing but text below them: too few to be believed, they were read as topics."""
    headings = [node for node in state.nodes if node.kind == "heading"]
    filled = {place for block in state.blocks if not isinstance(block, Prose) for place in (block.line, block.last)}
    # a choice that could not be read is told already, with a better remedy
    filled |= {problem.line for problem in state.source.problems if problem.code in _TOLD_OF_CHOICES}
    places = sorted(filled)
    question_lines: list[int] = []
    for n, node in enumerate(headings):
        if not ends_as_question(clean_title(node.title)) or (node.level == 1 and node.title == state.title):
            continue
        end = headings[n + 1].first if n + 1 < len(headings) else len(state.lines)
        has_text = any(state.lines[i].strip() for i in range(node.last + 1, end))
        first, last = state.origin[node.first], state.origin[end - 1]
        at = bisect_left(places, first)
        if has_text and not (at < len(places) and places[at] <= last):
            question_lines.append(first)
    if question_lines:
        many = len(question_lines) > 1
        state.report(
            question_lines[0],
            "info",
            "questions-unread",
            f"{len(question_lines)} headings ask something, from here on, and were read as topics."
            if many
            else "This heading asks something, and was read as a topic.",
            f"Where {'they are questions' if many else 'it is a question'}, write Q: before {'them' if many else 'it'}.",
        )


def _asks(line: str) -> bool:
    """Tell whether a heading, an item of a list or a line in bold ends as a question does."""
    if line[:1] == "#":
        return ends_as_question(clean_title(line.lstrip("# ")))
    if mark := LIST_MARK.match(line):
        return ends_as_question(clean_title(line[mark.end() :]))
    bold = _BOLD.match(line.strip())
    return bold is not None and ends_as_question(bold["text"])


def _report_strangers(state: ParserState) -> None:
    """Report headings among questions of the same level that do not ask."""
    levels = Counter[int]()
    question_counts = Counter[int]()
    strangers: dict[int, list[int]] = {}
    for node in state.nodes:
        if node.kind != "heading" or (node.level == 1 and node.title == state.title):
            continue
        levels[node.level] += 1
        if node.title.startswith(("Q: ", "Q. ", "Question")):
            question_counts[node.level] += 1
        else:
            strangers.setdefault(node.level, []).append(node.first)
    for level, places in strangers.items():
        if question_counts[level] >= _FEWEST and question_counts[level] >= _SHARE * levels[level]:
            for place in places:
                if is_question(clean_title(state.lines[place].lstrip("# "))):
                    continue
                state.report(
                    state.origin[place],
                    "info",
                    "heading-not-asked",
                    "This heading stands among questions and was not read as one.",
                    "Where it asks, end it with a question mark or begin it with Q:.",
                )

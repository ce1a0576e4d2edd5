"""Other people's notations, from fixtures: `title / . / markdown / . / what is read / .`; cases are parted by `====`.

A question is `? kind topic: prompt`, its answer stands behind `=`, its options behind `+` (right) and `-`; a problem is
`! line code`. A case is added without writing code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import deck
from deck import Deck
from deck.formatter import format_deck, render_canonical
from deck.model import Incident, Prose, Question
from deck.notations import NOTATIONS

HERE = Path(__file__).parent


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield the name, the document and what is read of it."""
    for path in sorted(HERE.glob("*.md")):
        for chunk in re.split(r"\n={4}\n", path.read_text(encoding="utf-8")):
            title, text, expected, *_ = re.split(r"(?m)^\.\n?", chunk.strip("\n") + "\n")
            yield f"{path.stem}: {title.strip()}", text, expected.strip("\n")


def describe(read: Deck) -> str:
    """Return a deck as short lines."""
    lines = [f"# {section.title}" for section in read.sections]
    for block in read.blocks:
        if isinstance(block, Question):
            lines.append(f"? {block.kind} {block.topic or '-'}: {block.prompt!r}")
            lines += [f"  = {block.answer!r}"] if block.answer else []
            lines += [f"  {'+' if choice.right else '-'} {choice.text}" for choice in block.choices]
        elif isinstance(block, Prose):
            lines.append(f"text {block.markdown!r}")
        elif isinstance(block, Incident):
            lines.append(f"incident {block.title}: {len(block.events)} events")
        else:
            lines.append(type(block).__name__.lower())
    lines += [f"! {problem.line} {problem.code}" for problem in read.problems]
    return "\n".join(lines)


ALL = [pytest.param(text, expected, id=name) for name, text, expected in cases()]


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_what_is_read(text: str, expected: str) -> None:
    read = deck.parse(text)
    assert describe(read) == expected
    assert read.unparsed_lines == ()


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_formatting_is_stable(text: str, expected: str) -> None:
    read = deck.parse(text)
    written = format_deck(read)
    assert deck.parse(written) == read
    assert format_deck(deck.parse(written)) == written
    assert deck.parse(render_canonical(read)) == read


@pytest.mark.parametrize(("text", "expected"), ALL)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_change_nothing(text: str, expected: str, end: str) -> None:
    assert describe(deck.parse(text.replace("\n", end))) == expected


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_questions_stand_on_their_lines(text: str, expected: str) -> None:
    lines = text.split("\n")
    for question in deck.parse(text).questions:
        words = re.findall(r"[^\W\d_]{3,}", question.prompt)
        near = "\n".join(lines[max(question.line - 1, 0) : question.last + 1])
        assert not words or words[0] in near


def test_every_notation_has_a_name() -> None:
    assert len({name for name, _ in NOTATIONS}) == len(NOTATIONS)


@pytest.mark.parametrize(
    "line", ["> " * 4000, ">" * 4000 + " [!", " >\t" * 3000 + "[!question", "> " * 40 + "[!question] Why?"]
)
def test_rows_of_quotation_marks_come_to_an_end(line: str) -> None:
    """A pattern with two ways to read a space took for ever on such a line."""
    assert deck.parse(f"# T\n\n{line}\n\nSome text.\n").unparsed_lines == ()


@pytest.mark.parametrize(
    ("one", "more"),
    [
        ("<details>\n<summary>What is it?</summary>\n\nIt.\n\n</details>\n", "<details>\n<summary>Why?</summary>\n\nSo.\n\n</details>\n"),
        ('??? question "What is it?"\n    It.\n', '??? question "Why is it?"\n    So.\n'),
        ("#flashcards\n\nlock::a promise\n", "lease::a lock with an end\n"),
        ("#flashcards\n\nWhat is a lock\n?\nA promise\n", "What is a lease\n?\nA lock\n"),
        ("A lock is a {{c1::promise}}.\n", "A lease is a {{c1::lock}}.\n"),
        ("START\nBasic\nWhat is it?\nBack: It.\nEND\n", "START\nBasic\nWhy is it?\nBack: So.\nEND\n"),
        ("Q: What is it?\nA: It.\n", "Q: Why is it?\nA: So.\n"),
    ],
)  # fmt: skip
def test_what_was_read_is_counted_in_the_singular_and_the_plural(one: str, more: str) -> None:
    singular, plural = ([p.message for p in deck.parse(text.encode()).problems] for text in (one, f"{one}\n{more}"))
    assert any(re.match(r"1 .*\bwas read\b(?!.*questions)", message) for message in singular), singular
    assert any(re.match(r"2 .*\bwere read\b", message) for message in plural), plural

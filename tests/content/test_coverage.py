"""docs/coverage.md: what it names is in the deck, and nothing of the client's document is missing from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from deck import Deck
from tests.content.library import FIRST, ROOT, SOURCE, read, source

TABLE = ROOT / "docs" / "coverage.md"


class Row(NamedTuple):
    """A row of the table: the lines of the client's document that it covers, and the ids that cover them."""

    what: str
    lines: frozenset[int]
    ids: tuple[str, ...]


@cache
def rows() -> tuple[Row, ...]:
    """The rows below the table's head."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and not cells[0].startswith(("---", "source")):
            numbers = {
                int(n) for group in re.findall(r"\(([\d, ]+)\)", cells[0]) for n in group.split(",") if n.strip()
            }
            names = re.sub(r"\([^)]*\)", "", cells[1]).split(",")
            found.append(Row(cells[0], frozenset(numbers), tuple(n.strip() for n in names if n.strip())))
    return tuple(found)


def ids(deck: Deck) -> set[str]:
    """Everything in a deck that can be named."""
    parts = [part for script in deck.scripts for part in script.parts]
    decisions = [decision for incident in deck.incidents for decision in incident.decisions]
    named = (
        *deck.sections,
        *deck.questions,
        *deck.counter_questions,
        *deck.incidents,
        *deck.scripts,
        *parts,
        *decisions,
    )
    return {thing.id for thing in named}


def named_by_the_client(deck: Deck) -> Iterator[tuple[int, str]]:
    """Line and text of each heading, question, counter-question and incident."""
    for section in deck.sections:
        yield section.line, section.title
    for asked in (*deck.questions, *deck.counter_questions):
        yield asked.line, asked.prompt
    for incident in deck.incidents:
        yield incident.line, incident.title


def test_each_row_names_something() -> None:
    assert len(rows()) > 100
    assert [row.what for row in rows() if not row.ids] == []


def test_each_id_is_in_the_deck() -> None:
    known = ids(read(FIRST))
    assert [(row.what, name) for row in rows() for name in row.ids if name not in known] == []


@pytest.mark.skipif(not SOURCE.exists(), reason="the client's document is not beside the project")
def test_nothing_of_the_client_is_missing() -> None:
    given = source()
    assert given is not None
    covered = frozenset[int]().union(*(row.lines for row in rows()))
    assert [(line, text) for line, text in sorted(named_by_the_client(given)) if line not in covered] == []

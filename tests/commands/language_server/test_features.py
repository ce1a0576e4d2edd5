"""What an editor is told of a deck: outline, places of ids, completion, the smallest edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.language_server import features
from commands.language_server.features import Symbol
from deck.parser import parse

TEXT = """# Pools

## Thread pools {#pools}

Text.

### Deeper {#deep}

**Question:** Why is a pool   of ten dangerous? {#q-pools}

**Answer:** Threads wait.

## What is a queue? {#q-queue}

A line.

## Incident: The storm {#inc-storm}

**Topics:** pools

**00:00** – Traffic doubles

**00:05** – Threads are exhausted

## Last {#last}

**Question:** And then? {#q-then}

**Answer:** Done.
"""


def print_outline(symbols: list[Symbol], depth: int = 0) -> list[str]:
    rows = []
    for symbol in symbols:
        rows.append(f"{'  ' * depth}{symbol.kind} {symbol.first}-{symbol.last} {symbol.name} ({symbol.detail})")
        rows += print_outline(symbol.children, depth + 1)
    return rows


def test_the_outline_nests_as_the_headings_do_and_each_entry_ends_before_the_next() -> None:
    assert print_outline(features.list_symbols(parse(TEXT))) == [
        "section 2-11 Thread pools (pools)",
        "  section 6-11 Deeper (deep)",
        "    question 8-10 Why is a pool of ten dangerous? (q-pools)",
        "section 12-15 What is a queue? (q-queue)",
        "incident 16-23 Incident: The storm (inc-storm)",
        "  event 20-20 00:00 Traffic doubles (trigger)",
        "  event 22-22 00:05 Threads are exhausted (symptom)",
        "section 24-29 Last (last)",
        "  question 26-28 And then? (q-then)",
    ]


def test_a_long_prompt_is_cut_in_the_outline() -> None:
    [symbol] = features.list_symbols(parse(f"**Question:** {'why ' * 60}?\n\n**Answer:** So.\n"))
    assert len(symbol.name) == 120 and symbol.name.startswith("why why")


@pytest.mark.parametrize(
    ("name", "line"), [("pools", 2), ("deep", 6), ("q-pools", 8), ("q-queue", 12), ("inc-storm", 16), ("none", None)]
)
def test_an_id_is_found_where_it_is_declared_and_the_other_way_round(name: str, line: int | None) -> None:
    deck = parse(TEXT)
    assert features.find_declared_line(deck, name) == line
    if line is not None:
        assert features.find_id_of_line(deck, line) == name
    assert features.find_id_of_line(deck, 4) == ""


def test_a_word_is_an_id_only_where_it_stands_for_one() -> None:
    lines = TEXT.split("\n")
    start = lines[2].index("pools}")
    assert [features.find_id_at(TEXT, 2, column) for column in (start - 1, start, start + 5)] == ["", "pools", "pools"]
    assert features.find_id_at(TEXT, 2, lines[2].index("pools")) == ""  # the word in the title
    assert features.find_id_at(TEXT, 18, len("**Topics:** po")) == "pools"
    assert features.find_id_at(TEXT, 99, 0) == ""


def complete(line: str) -> list[tuple[str, str, int]]:
    """Return label, inserted text and replaced characters of what is offered at the end of a line below the deck."""
    text = f"{TEXT}\n{line}"
    place = len(features.split_lines(text)) - 1
    options = features.suggest(text, parse(text), place, len(line))
    return [(option.label, option.text, option.replaces) for option in options]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**An", [("Answer", "**Answer:** ", 4)]),
        ("an", [("Answer", "**Answer:** ", 2)]),
        ("- **War", [("War story", "**War story:** ", 5)]),
        ("> rule o", [("Rule of thumb", "**Rule of thumb:** ", 6)]),
        ("**Decision", [("Decision", "**Decision:** ", 10)]),
        ("A sentence, and more", []),
        ("See [this](#q-p", [("q-pools", "q-pools", 3)]),
        ("**Topics:** po", [("pools", "pools", 2)]),
        ("Topics: pools, de", [("deep", "deep", 2)]),
        ("must-know: [pools, q-t", [("q-then", "q-then", 3)]),
    ],
)
def test_labels_and_ids_are_completed_where_they_belong(line: str, expected: list[tuple[str, str, int]]) -> None:
    assert complete(line) == expected


def test_at_the_beginning_of_a_line_every_label_is_offered_and_an_id_comes_with_its_title() -> None:
    assert [label for label, _, _ in complete("")] == [label for label, _ in features.LABELS]
    deck = parse(TEXT)
    options = features.suggest("[x](#", deck, 0, 5)
    assert [option.label for option in options] == [
        "deep",
        "inc-storm",
        "last",
        "pools",
        "q-pools",
        "q-queue",
        "q-then",
    ]
    assert options[0].detail == "Deeper" and options[-1].detail == "And then?"
    assert features.suggest(TEXT, deck, 999, 0)[0].label == "Question"  # a new line that was not sent yet


LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


@given(before=LINES, after=LINES)
def test_the_edits_of_whole_lines_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    lines = before.split("\n")
    edits = features.list_line_edits(before, after)
    for edit in reversed(edits):
        lines[edit.first : edit.stop] = edit.lines
    assert "\n".join(lines) == after
    assert (edits == []) == (before == after)


def test_a_line_that_stayed_is_in_no_edit() -> None:
    [edit] = features.list_line_edits("a\r\nb\r\nc", "a\r\nB\r\nc")
    assert edit == features.LineEdit(1, 2, ("B",))

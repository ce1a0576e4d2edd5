"""Nothing is dropped, nothing raises, and what is written reads as the same deck: on real, generated and damaged text."""

from __future__ import annotations

import json
import os
from random import Random

import pytest
from documents import decks, piece, texts
from hypothesis import example, given
from hypothesis import strategies as st
from mutations import document, mutate
from words import lost

import deck
from deck.formatter import format_deck, render_canonical
from deck.inspect import deck_to_dict

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


def holds(text: str | bytes) -> deck.Deck:
    """Read a text and check what must be true of every text."""
    read = deck.parse(text)
    assert read.unparsed_lines == ()
    json.dumps(deck_to_dict(read))
    written = format_deck(read)
    written.encode("utf-8")
    again = deck.parse(written)
    assert again == read
    assert format_deck(again) == written
    return read


@given(st.integers(0, 2**32))
def test_damaged_documents(seed: int) -> None:
    rng = Random(seed)
    holds(mutate(piece(rng), rng))


@given(st.integers(0, 2**32))
@example(6332)  # a line that held nothing but a byte order mark
def test_documents_of_nothing_but_structure(seed: int) -> None:
    holds(document(Random(seed)))


@given(st.text())
@example("\x00")
@example("\ud800\n**\udfff**")
@example("> " * 200 + "x")
@example("- " * 200 + "x")
@example("---\na: &a [*a]\n---\n")
@example("---\n" + "".join(f"k{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)) + "---\n")
@example("{#" * 2000 + "}")
@example("**" * 5000)
def test_any_text(text: str) -> None:
    holds(text)


@given(st.binary())
@example(b"\xff\xfe#\x00 \x00x\x00")
@example(b"\xef\xbb\xbf# x")
@example(b"caf\xe9 \x80")
def test_any_bytes(data: bytes) -> None:
    holds(data)


@pytest.mark.parametrize("number", range(len(texts())))
def test_whole_documents(number: int) -> None:
    text = texts()[number]
    holds(text)


@pytest.mark.parametrize("number", range(len(decks())))
def test_decks_have_a_canonical_form(number: int) -> None:
    read = deck.parse(decks()[number])
    assert deck.parse(render_canonical(read)) == read


def test_every_word_of_a_healthy_deck_stands_in_its_block() -> None:
    for text in decks():
        if "â€" in text:
            continue
        read = deck.parse(text)
        matter = text.split("\n---\n")[0].count("\n") + 2 if text.startswith("---\n") else 0
        label = ("**Counter", "**Follow", "**Key points", "**Architect view", "**Common wrong answers")
        lines = text.split("\n")
        missing = [(n, w) for n, w in lost(text, read) if n > matter and not lines[n - 1].startswith(label)]
        assert missing == []


def test_every_prefix_of_the_source(source_text: str) -> None:
    lines = source_text.split("\n")
    for stop in range(1, len(lines) + 1, 1 if LONG else 23):
        read = deck.parse("\n".join(lines[:stop]))
        assert read.unparsed_lines == ()
    rng = Random(7)
    for _ in range(400 if LONG else 25):
        holds(source_text[: rng.randrange(len(source_text))])


def test_line_ends_and_byte_order_marks_change_nothing(source_text: str) -> None:
    plain = deck.parse(source_text)
    for other in (
        source_text.replace("\n", "\r\n"),
        source_text.replace("\n", "\r"),
        "\ufeff" + source_text,
        source_text.rstrip("\n"),
    ):
        read = deck.parse(other)
        assert read == plain
        assert [p.line for p in read.problems] == [p.line for p in plain.problems]
    assert deck.parse(source_text.encode()) == plain


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "  - "])
def test_deep_nesting(mark: str) -> None:
    holds("\n".join(["start", mark * 200 + "deep", "end"]))
    holds("\n".join(f"{'  ' * depth}- level {depth}" for depth in range(200)))


@pytest.mark.parametrize(
    "deep",
    [
        "- " * 300 + "x",
        "> " * 300 + "x",
        ">" * 300 + "x",
        "1. " * 300 + "x",
        "> - " * 200 + "x",
        "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(200)),
        "\n".join(f"{chr(9) * depth}* level {depth}" for depth in range(200)),
    ],
)
def test_what_stands_after_deep_nesting_is_read(deep: str) -> None:
    read = holds(f"# Title\n\n{deep}\n\n## After\n\n**Question:** Why?\n\n**Answer:** So.\n")
    assert [s.title for s in read.sections] == ["After"]
    assert [q.answer for q in read.questions] == ["So."]


def test_five_megabytes_on_one_line() -> None:
    read = deck.parse("word " * 1_000_000)
    assert read.unparsed_lines == ()
    assert len(read.blocks) == 1

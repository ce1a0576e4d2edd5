"""Fillers against thirty transcripts with every filler marked, and phrases that mean something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_interview.fillers import count_phrases, find_fillers, find_hedges

FIXTURE = Path(__file__).parent / "transcripts" / "fillers.md"


def load_marked() -> list[tuple[str, str, set[tuple[int, int]]]]:
    out = []
    for block in FIXTURE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, marked = block.partition("\n")
        text, spans = "", set()
        for piece in re.split(r"(\[[^\]]*\])", marked.strip()):
            inner = piece.strip("[]") if piece.startswith("[") else ""
            if inner:
                spans.add((len(text), len(text) + len(inner.rstrip(" ,.!?"))))
            text += inner or piece
        out.append((name.strip(), text, spans))
    return out


def test_f1_is_at_least_95_percent_on_thirty_transcripts() -> None:
    transcripts = load_marked()
    assert len(transcripts) == 30
    right = wrong = missed = 0
    report = []
    for name, text, marked in transcripts:
        found = {(one.start, one.end) for one in find_fillers(text)}
        right, wrong, missed = right + len(found & marked), wrong + len(found - marked), missed + len(marked - found)
        report += [f"{name}: {text[max(0, a - 25) : b + 25]!r}" for a, b in sorted(found ^ marked)]
    f1 = 2 * right / (2 * right + wrong + missed)
    assert f1 >= 0.95, "\n".join(report)


@pytest.mark.parametrize(
    "text",
    [
        "I like Kafka, and it looks like a log.",
        "Do you know why? As you know, it is slow. If you know the size, say it.",
        "This kind of lock is a sort of lease. What kind of lease?",
        "We shed load so that the pool recovers, so nobody waits. So far so good.",
        "It went well, and you were right. Right after that we stopped.",
        "What I mean is this. By that I mean a status code.",
        "Things like Redis behave like caches. I would like to see it work like that.",
        "The ER diagram shows it.",
    ],
)
def test_words_that_mean_something_are_no_fillers(text: str) -> None:
    assert find_fillers(text) == ()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("It was, like, slow.", ["like"]),
        ("we had like two hundred threads", ["like"]),
        ("it was, you know, the pool", ["you know"]),
        ("So, um, I mean, it is sort of broken.", ["so", "um", "i mean", "sort of"]),
        ("Well, uh, it depends, right?", ["well", "uh", "right"]),
    ],
)
def test_the_same_words_without_meaning_are(text: str, phrases: list[str]) -> None:
    assert [one.phrase for one in find_fillers(text)] == phrases


def test_hedges_and_counts() -> None:
    found = find_hedges("I think it is maybe ten. I'm not sure. A kind of lock. I think so.")
    assert count_phrases(found) == (("i think", 2), ("i'm not sure", 1), ("maybe", 1))


def test_phrases_are_counted_the_most_frequent_first() -> None:
    found = find_fillers("Um, uh, so, um, it is basically, um, basically done.")
    assert count_phrases(found)[:2] == (("um", 3), ("basically", 2))
    assert [phrase for phrase, times in count_phrases(found) if times == 1] == sorted(
        {"uh", "so"} & {f.phrase for f in found}
    )


def test_a_longer_phrase_is_found_as_one_and_in_any_apostrophe() -> None:
    text = "I’m not sure that it might be the pool, if I remember correctly, more or less."
    assert [one.phrase for one in find_hedges(text)] == [
        "i'm not sure",
        "might",
        "if i remember correctly",
        "more or less",
    ]
    assert [one.phrase for one in find_hedges("It is kind of slow. What kind of lock?")] == ["kind of"]
    first = find_hedges(text)[0]
    assert text[first.start : first.end] == "I’m not sure"


def test_more_fillers_and_words_that_are_none() -> None:
    assert [one.phrase for one in find_fillers("It was kind of slow, and stuff, or whatever.")] == [
        "kind of",
        "and stuff",
        "or whatever",
    ]
    assert find_fillers("Well-known kinds of locks: a well, a right turn, an okay result.") == ()

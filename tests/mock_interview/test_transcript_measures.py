"""Pace, numbers, "I" and "we", where the answer stands, and the parts of a story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_interview.star import find_star
from mock_interview.transcript_measures import find_numbers, measure_transcript, place_answer


def test_words_a_minute_count_the_time_of_speech() -> None:
    text = "word " * 70
    assert measure_transcript(text, 30.0).pace == pytest.approx(140)
    assert measure_transcript(text).pace is None
    assert measure_transcript(text, 1.0).pace is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("From 5,000 requests per second at p99 of 4.5 s to 99.9 %.", 3),
        ("two hundred threads, ten connections, a hundred and ninety wait", 3),
        ("S3, k8s, HTTP/2 and p99 are names", 0),
        ("one of them waited one minute", 1),
        ("it halved, from 20% to ten", 3),
        ("It is 00:08 and €50 are gone", 2),
    ],
)
def test_figures_count_and_names_do_not(text: str, count: int) -> None:
    assert len(find_numbers(text)) == count, find_numbers(text)


def test_i_and_we() -> None:
    measures = measure_transcript("I decided it, I'd say, and we shipped it in the US with our team. My call.")
    assert (measures.first_person, measures.team) == (3, 2)


FILLING = "There were many boards and each of them had its own opinion about all of that and so on. " * 3


def test_where_the_answer_stands() -> None:
    point = "Shed load first."
    assert place_answer(point + " " + FILLING, [(0, len(point))]) == "first"
    late = FILLING + point
    assert place_answer(late, [(len(FILLING), len(late))]) == "last"
    assert place_answer("So, that's a great question. Let me give some background. " + FILLING) == "last"
    assert place_answer(FILLING) == "unknown"
    assert place_answer("") == "unknown"


def test_all_parts_of_a_story_are_found_and_only_those() -> None:
    story = (
        "When I was at a bank in 2021, our queue fell over. My job was to bring it back. I decided to shed load and I called the "
        "partner. As a result errors dropped from 20 % to 1 %. I learned to ask earlier."
    )
    assert [part.name for part in find_star(story) if part.found] == [
        "situation",
        "task",
        "action",
        "result",
        "learned",
    ]
    quotes = {part.name: part.quote for part in find_star(story)}
    assert quotes["task"] == "My job was to bring it back."
    assert [part.name for part in find_star("The team rewrote it. It was fine.") if part.found] == []
    assert [part.name for part in find_star("I called the partner.") if part.found] == ["action"]


@given(st.text(max_size=400))
def test_any_text_can_be_measured(text: str) -> None:
    measures = measure_transcript(text, 10.0)
    assert measures.words >= 0
    assert all(0 <= one.start < one.end <= len(text) for one in (*measures.fillers, *measures.hedges))
    assert len(find_star(text)) == 5

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


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (0, 60, "first"),
        (30, 60, "first"),
        (31, 60, "middle"),
        (24, 10, "last"),  # early in words, and two thirds of the answer gone
        (30, 20, "middle"),
        (40, 10, "last"),
    ],
)
def test_the_place_counts_the_words_before_the_point(before: int, after: int, place: str) -> None:
    lead = "pool " * before
    assert place_answer(f"{lead}Shed load. {'pool ' * after}", [(len(lead), len(lead) + 9)]) == place


def test_a_preamble_puts_the_answer_off_unless_it_is_short() -> None:
    short, long = "It depends. ", "It depends. " + "pool " * 14
    rest = "Shed load first. " + "pool " * 60
    assert place_answer(short + rest, [(len(short), len(short) + 9)]) == "first"
    assert place_answer(long + rest, [(len(long), len(long) + 9)]) == "last"
    assert place_answer("It depends. " + "pool " * 20) == "unknown"
    assert place_answer("It depends. " + "pool " * 40) == "last"


def test_the_first_evidence_decides() -> None:
    text = "Shed load. " + "pool " * 60 + "shed load"
    assert place_answer(text, [(len(text) - 9, len(text)), (0, 9)]) == "first"


def test_a_pace_needs_five_seconds_and_fillers_are_in_a_hundred_words() -> None:
    assert measure_transcript("pool " * 10, 4.9).pace is None
    assert measure_transcript("pool " * 10, 5.0).pace == pytest.approx(120)
    measures = measure_transcript("um pool pool pool")
    assert (measures.words, measures.fillers_per_hundred) == (4, 25.0)
    assert measure_transcript("").fillers_per_hundred == 0


def test_hedges_are_kept_apart_from_fillers() -> None:
    measures = measure_transcript("Um, I think it is probably the pool.")
    assert [one.phrase for one in measures.fillers] == ["um"]
    assert [one.phrase for one in measures.hedges] == ["i think", "probably"]


def test_a_story_without_full_stops_is_quoted_around_what_gave_it_away() -> None:
    text = "the team met " * 20 + "and as a result nothing was lost " + "and so on " * 30
    (result,) = (part for part in find_star(text) if part.name == "result")
    assert "as a result nothing was lost" in result.quote
    assert len(result.quote) <= 160
    assert result.quote.split()[0] in text.split()
    assert text.count(result.quote) == 1


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


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("Back then the ledger was slow.", "situation"),
        ("Two years ago the bank moved.", "situation"),
        ("At my previous company queues were long.", "situation"),
        ("It happened on a Friday.", "situation"),
        ("The goal was a shorter night.", "task"),
        ("I was in charge.", "task"),
        ("I then rolled it back.", "action"),
        ("I've immediately stopped the wave.", "action"),
        ("In the end nobody noticed.", "result"),
        ("Errors dropped to one percent.", "result"),
        ("It never happened again.", "result"),
        ("Looking back it was late.", "learned"),
        ("These days I ask first.", "learned"),
        ("I would do it earlier.", "learned"),
    ],
)
def test_what_storytellers_say_gives_each_part_away(sentence: str, part: str) -> None:
    assert [found.name for found in find_star(sentence) if found.found] == [part]

"""A deck as a series: every section and question in one episode, none shorter than worth a start or longer than a ride."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deck as reader
from deck.model import Deck
from speech.script.duration_estimate import estimate_sentence
from speech.script.episode_kinds import compose_episode
from speech.script.script_builder import ScriptBuilder
from speech.script.series import LONGEST, SHORTEST, plan_series
from speech.text.reader import create_reader


def build(deck: Deck, rate: int = 170) -> ScriptBuilder:
    return ScriptBuilder(deck, create_reader(deck), lambda sentence: estimate_sentence(sentence, rate))


def write(sections: list[tuple[int, int, int]]) -> Deck:
    """Sections as (level, questions, words of an answer)."""
    out = ["# Deck"]
    for number, (level, asked, words) in enumerate(sections):
        out.append(f"{'#' * level} Section {number}")
        out += [f"**Question:** What is {number} of {n}?\n\n**Answer:** {'word ' * words}" for n in range(asked)]
    return reader.parse("\n\n".join(out) + "\n")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([2, 3, 4]), st.integers(0, 12), st.sampled_from([3, 40, 200])),
        min_size=1,
        max_size=14,
    )
)
def test_every_question_is_heard_once_and_no_episode_is_too_long(sections: list[tuple[int, int, int]]) -> None:
    deck = write(sections)
    builder = build(deck)
    episodes = [compose_episode(builder, request) for request in plan_series(builder)]
    heard = [name for episode in episodes for name in episode.question_ids]
    assert sorted(heard) == sorted(question.id for question in deck.questions)
    assert len({episode.id for episode in episodes}) == len(episodes)
    lengths = [builder.estimate_seconds(episode.chapters) for episode in episodes]
    assert all(length <= LONGEST + SHORTEST for length in lengths)


def test_a_section_of_hours_is_divided_and_seconds_are_joined() -> None:
    deck = write([(2, 120, 120), (2, 1, 3), (2, 1, 3)])
    builder = build(deck)
    episodes = [compose_episode(builder, request) for request in plan_series(builder)]
    lengths = [builder.estimate_seconds(episode.chapters) for episode in episodes]
    assert len(episodes) > 3 and max(lengths) <= LONGEST
    assert all(length >= SHORTEST for length in lengths[:-1])
    assert "Section 1" in episodes[-1].title and "Section 2" in episodes[-1].title


@pytest.mark.parametrize("rate", [90, 320])
def test_the_division_does_not_depend_on_the_voice(rate: int) -> None:
    deck = write([(2, 30, 60), (3, 5, 200), (2, 2, 10)])
    assert plan_series(build(deck, rate)) == plan_series(build(deck))


def plan(sections: list[tuple[int, int, int]]) -> list[tuple[tuple[str, ...], int, int]]:
    """Each episode as the numbers of its sections, its first chapter and how many of them there are."""
    return [
        (
            tuple(name.removeprefix("section-") for name in request.section_ids),
            request.first_chapter,
            request.chapter_count,
        )
        for request in plan_series(build(write(sections)))
    ]


def test_sections_below_one_heading_stand_together_and_those_of_another_only_when_they_are_short() -> None:
    # About five minutes each, and one of half a minute: worth no start of its own.
    long, short = (8, 60), (1, 20)
    assert plan([(2, *long), (3, *long), (2, *long)]) == [(("0", "1"), 0, 0), (("2",), 0, 0)]
    assert plan([(2, *short), (2, *long), (2, *long)]) == [(("0", "1"), 0, 0), (("2",), 0, 0)]
    assert plan([(2, *long), (2, *long), (2, *short)]) == [(("0",), 0, 0), (("1", "2"), 0, 0)]
    assert plan([(2, 0, 0), (3, *long), (2, *long)]) == [(("1",), 0, 0), (("2",), 0, 0)]


def test_sections_below_one_heading_are_parted_where_an_episode_would_be_too_long() -> None:
    episodes = plan([(2, 30, 120), (3, 30, 120), (3, 8, 60)])
    assert [sections for sections, _, _ in episodes] == [("0",), ("1", "2")]


def test_a_section_of_hours_is_parted_evenly_and_every_chapter_is_in_one_part() -> None:
    episodes = plan([(2, 100, 120)])
    assert {sections for sections, _, _ in episodes} == {("0",)} and len(episodes) > 1
    counts = [count for _, _, count in episodes]
    assert [first for _, first, _ in episodes] == [sum(counts[:place]) for place in range(len(counts))]
    assert sum(counts) == 100 and max(counts) - min(counts) <= 2


def test_an_episode_is_named_after_the_heading_above_it() -> None:
    builder = build(write([(2, 8, 60), (3, 30, 120), (3, 30, 120), (2, 8, 60)]))
    titles = [compose_episode(builder, request).title for request in plan_series(builder)]
    assert titles == ["Section 0 – Section 1", "Section 0: Section 2", "Section 3"]

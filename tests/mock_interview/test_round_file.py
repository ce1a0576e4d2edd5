"""A round as a file: written and read again, and anything else refused in a sentence."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from mock_interview.round_file import RoundFile, ScorerMarks, read_round, write_round
from mock_interview.rubric import build_rubric
from tests.mock_interview.round_values import answer, make_plan


def make_file() -> RoundFile:
    plan = make_plan(20)
    turns = (answer(plan, 0, [True, False, None], text="I am here.", levels=b"\x10\x20", confidence=40),)
    marks = (ScorerMarks("self", {"depth": 3}), ScorerMarks("Mentor", {"depth": 2}, "slower"))
    return RoundFile("k1", "Ada", 1_000, plan, build_rubric([], plan.level), turns, marks)


def test_a_round_comes_back_as_it_was() -> None:
    assert read_round(write_round(make_file())) == make_file()


def test_recordings_that_the_browser_added_are_no_obstacle() -> None:
    whole = json.loads(write_round(make_file()))
    whole["recordings"] = {"1": {"type": "audio/webm", "data": "AAAA"}}
    assert read_round(json.dumps(whole)) == make_file()


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_round(text)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    whole = json.loads(write_round(make_file()))
    place = data.draw(st.sampled_from(sorted(whole)))
    whole[place] = data.draw(
        st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))
    )
    with contextlib.suppress(UserError):
        read_round(json.dumps(whole))

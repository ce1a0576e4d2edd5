"""A round as a file: written and read again, and anything else refused in a sentence."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from mock_interview.model import PointMark
from mock_interview.round_file import MAX_BYTES, RoundFile, ScorerMarks, read_round, write_round
from mock_interview.rubric import build_rubric
from tests.mock_interview.round_values import answer, make_plan


def make_file() -> RoundFile:
    plan = make_plan(20)
    turns = (answer(plan, 0, [True, False, None], text="I am here.", levels=b"\x10\x20", confidence=40),)
    marks = (ScorerMarks("self", {"depth": 3}), ScorerMarks("Mentor", {"depth": 2}, "slower"))
    return RoundFile("k1", "Ada", 1_000, plan, build_rubric([], plan.level), turns, marks)


def test_a_round_comes_back_as_it_was() -> None:
    assert read_round(write_round(make_file())) == make_file()


def test_every_field_of_a_turn_comes_back() -> None:
    plan = make_plan(20, order="weak")
    marks = (PointMark("a", said=True, quote="words", suggested=False), PointMark("b", said=None, suggested=True))
    turn = answer(plan, 1, [], number=4, role="interruption", marks=marks, about="b", text="Zoë", interrupted=True)
    turns = (replace(turn, reviewed=True, answered=False, seconds=12.5), turn)
    file = RoundFile("k2", "Ada", 5, plan, build_rubric([], "director"), turns, ())
    assert read_round(write_round(file)) == file


def test_recordings_that_the_browser_added_are_no_obstacle() -> None:
    whole = json.loads(write_round(make_file()))
    whole["recordings"] = {"1": {"type": "audio/webm", "data": "AAAA"}}
    assert read_round(json.dumps(whole)) == make_file()


def change(path: list, value: object) -> str:
    """The file with one value replaced."""
    whole = json.loads(write_round(make_file()))
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["format"], "other", "not a mock interview round"),
        (["version"], 2, "newer version"),
        (["key"], "", "damaged"),
        (["key"], "k" * 65, "damaged"),
        (["author"], "A" * 81, "damaged"),
        (["author"], 7, "damaged"),
        (["turns", 0, "part"], 99, "damaged"),
        (["turns", 0, "part"], -1, "damaged"),
        (["turns", 0, "role"], "king", "damaged"),
        (["turns", 0, "levels"], "no base64!", "damaged"),
        (["turns", 0, "seconds"], float("nan"), "damaged"),
        (["turns", 0, "seconds"], float("inf"), "damaged"),
        (["turns", 0, "seconds"], -1.0, "damaged"),
        (["scores", 0, "scores", "depth"], 0, "damaged"),
        (["scores", 0, "scores", "depth"], 5, "damaged"),
        (["scores", 0, "scorer"], "S" * 81, "damaged"),
        (["plan", "parts", 0, "kind"], "dance", "damaged"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_remedy(path: list, value: object, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        read_round(change(path, value))
    assert caught.value.remedy


def test_a_file_is_read_only_up_to_its_bounds() -> None:
    turn = json.loads(write_round(make_file()))["turns"][0]
    assert len(read_round(change(["turns"], [turn] * 200)).turns) == 200
    with pytest.raises(UserError, match="more than 200 turns"):
        read_round(change(["turns"], [turn] * 201))
    assert read_round(change(["turns", 0, "confidence"], 400)).turns[0].confidence == 100
    assert read_round(change(["turns", 0, "confidence"], -4)).turns[0].confidence == 0
    assert len(read_round(change(["scores", 1, "note"], "n" * 5000)).marks[1].note) == 4000
    with pytest.raises(UserError, match="too large"):
        read_round(write_round(make_file()) + " " * MAX_BYTES)


def test_the_letters_of_every_language_stay_readable() -> None:
    assert "Zoë 你好" in write_round(replace(make_file(), author="Zoë 你好"))


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

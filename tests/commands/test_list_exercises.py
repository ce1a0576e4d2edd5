"""`python -m quiz exercises`: every exercise of a deck, as a script reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.list_exercises import list_exercises
from deck.parser import parse
from quiz.__main__ import main
from tests.quiz.decks import pools

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_options_and_gaps_say_what_is_right() -> None:
    listed = list(list_exercises(pools()))
    assert {"recall", "choice", "pick", "gap", "order", "next"} <= {one.kind for one in listed}
    for one in listed:
        assert all(place < len(one.options) for place in one.right)
        if one.options:
            assert one.right and one.answer == "; ".join(one.options[place] for place in one.right)
        if one.kind == "gap":
            assert one.answer and one.answer not in one.situation


def test_the_same_deck_lists_the_same() -> None:
    assert list(list_exercises(pools())) == list(list_exercises(pools()))


@pytest.mark.parametrize("name", ["observability-on-call", "real-time-payments"])
def test_nobody_guesses_what_the_app_makes(name: str) -> None:
    """The longest option is right about as often as chance has it; benchmarks/guess.py measures the other habits."""
    made = [
        one
        for one in list_exercises(parse((CONTENT / f"{name}.md").read_bytes()), turns=1)
        if one.kind in ("pick", "tests", "next") and one.options
    ]
    chance = sum(1 / len(one.options) for one in made) / len(made)
    longest = sum(max(range(len(o.options)), key=lambda n: len(o.options[n])) in o.right for o in made) / len(made)
    assert longest <= chance + 0.05


def test_an_estimate_is_listed_with_its_answer_and_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.md"
    path.write_text("**Estimate:** {a: 2..9} calls of {b: 10..90 ms}?\n\n**Answer:** {a * b} ms\n", encoding="utf-8")
    assert main(["exercises", str(path), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["kind"] for one in listed} == {"estimate"}
    assert len(listed) > 1
    assert all(one["answer"].endswith(" ms") for one in listed)

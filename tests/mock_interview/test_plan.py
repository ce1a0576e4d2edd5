"""Plans: parts, budgets that add up, seeds, orders, what is missing, and the command that prints them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.plan_interview import main
from deck import parse
from errors import UserError
from mock_interview.budgets import ROLES, share_minutes
from mock_interview.model import PART_TITLES, ROUND_MINUTES
from mock_interview.plan import build_plan, describe_plan, read_plan
from services.interview.material import load_material
from tests.mock_interview.round_values import DECK, load_deck, make_plan

ROOT = Path(__file__).resolve().parents[2]


@given(
    minutes=st.sampled_from(ROUND_MINUTES),
    role=st.sampled_from(ROLES),
    kinds=st.lists(st.sampled_from(list(PART_TITLES)), min_size=1, max_size=9),
)
def test_budgets_add_up_whatever_the_parts_are(minutes: int, role: str, kinds: list[str]) -> None:
    shared = share_minutes(minutes, role, tuple(kinds))  # type: ignore[arg-type]
    assert sum(shared) == minutes
    assert min(shared) >= 0


@pytest.mark.parametrize("minutes", ROUND_MINUTES)
def test_a_round_has_all_parts_one_after_the_other(minutes: int) -> None:
    plan = make_plan(minutes)
    kinds = [part.kind for part in plan.parts]
    assert kinds[0] == "opening"
    assert kinds[-1] == "their_questions"
    assert kinds.count("topic") == (2 if minutes == 20 else 3)
    assert ("estimate" if minutes == 20 else "design") in kinds
    assert {"incident", "story"} <= set(kinds)
    assert sum(part.minutes for part in plan.parts) == minutes
    for before, after in zip(plan.parts, plan.parts[1:], strict=False):
        assert after.start == before.start + before.minutes
    assert all(part.minutes >= 1 for part in plan.parts)
    assert plan.level == "staff"
    assert plan.notes == ()


def test_an_incident_begins_at_its_minute_and_knows_the_right_decision() -> None:
    part = next(part for part in make_plan().parts if part.kind == "incident")
    assert "It is 00:08." in part.question.prompt
    assert part.question.key_points == ("Turn off half of the traffic: the rest can finish",)


def test_a_design_asks_for_the_anchors_of_the_level() -> None:
    part = next(part for part in make_plan().parts if part.kind == "design")
    assert part.question.key_points == ("says what happens to call fifty-one",)
    assert [one.prompt.split(".")[0] for one in part.follow_ups] == ["Requirements", "Failure"]


def test_the_seed_makes_the_round() -> None:
    assert make_plan(seed=5) == make_plan(seed=5)
    assert len({json.dumps(describe_plan(make_plan(seed=seed))["parts"]) for seed in range(8)}) > 1
    plan = make_plan(seed=5)
    assert read_plan(json.loads(json.dumps(describe_plan(plan)))) == plan


def test_what_is_weak_comes_first_unless_the_round_is_blind() -> None:
    ranking = {("pools", "q-stampede"): 0, ("pools", "q-retry"): 1, ("pools", "q-ten"): 2}
    material = load_material("pools", load_deck(), 1, "staff")
    big = [material, load_material("more", parse(DECK.replace("#q-", "#r-")), 1, "staff")]
    weak = build_plan(big, minutes=20, seed=1, order="weak", ranking={**ranking, ("more", "r-retry"): 3})
    assert {part.question.deck for part in weak.parts if part.kind == "topic"} == {"pools", "more"}
    for seed in range(4):
        blind = build_plan([material], minutes=20, seed=seed, order="blind", ranking=ranking)
        assert blind.parts == build_plan([material], minutes=20, seed=seed).parts


def test_a_most_urgent_question_is_asked_even_in_a_long_deck() -> None:
    many = "# Many\n\n" + "".join(
        f"## Topic {n}\n\n**Question:** Why {n}? {{#q-{n}}}\n\n**Answer:** Because of {n}.\n\n" for n in range(40)
    )
    material = load_material("many", parse(many), 1, "")
    ranking = {("many", f"q-{n}"): (n - 30) % 40 for n in range(40)}
    asked = {
        part.question.id
        for seed in range(5)
        for part in build_plan([material], minutes=45, seed=seed, order="weak", ranking=ranking).parts
        if part.kind == "topic"
    }
    assert asked <= {f"q-{n}" for n in range(30, 36)}


def test_what_a_deck_lacks_is_told_and_its_minutes_are_shared() -> None:
    bare = parse("# Bare\n\n## One\n\n**Question:** Why?\n\n**Answer:** Because it waits.\n")
    plan = build_plan([load_material("bare", bare, 1, "")], minutes=45, seed=1)
    assert [part.kind for part in plan.parts] == ["opening", "topic", "story", "their_questions"]
    assert sum(part.minutes for part in plan.parts) == 45
    assert len(plan.notes) == 4
    with pytest.raises(UserError, match="nothing"):
        build_plan([load_material("none", parse("# Nothing\n\nJust prose.\n"), 1, "")], minutes=45, seed=1)


def test_the_command_prints_the_plan_as_json_and_errors_in_a_sentence(tmp_path: Path, capsys) -> None:
    file = tmp_path / "pools.md"
    file.write_text(DECK, encoding="utf-8")

    command = [sys.executable, "-m", "mock_interview", "plan", str(file), "--minutes", "20", "--seed", "9", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed == describe_plan(make_plan(20, 9))
    assert {"kind", "start", "minutes", "question", "prompt", "follow_ups"} <= printed["parts"][0].keys()
    for wrong in (("missing.md",), (str(file), "--minutes", "30"), (str(file), "--role", "king")):
        assert main(["plan", *wrong]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1

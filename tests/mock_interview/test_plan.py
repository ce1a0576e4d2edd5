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


def write_deck(*topics: tuple[str, ...], more: str = "") -> str:
    """A deck with a section for each topic and a question for each prompt; ids are `q-TOPIC-NUMBER`."""
    text = "# Deck\n\n"
    for place, prompts in enumerate(topics):
        text += f"## Topic {place} {{#t{place}}}\n\n"
        for number, prompt in enumerate(prompts):
            text += f"**Question:** {prompt} {{#q-{place}-{number}}}\n\n**Answer:** Because.\n\n"
    return text + more


def list_asked(texts: list[str], minutes: int, seed: int, **options: object) -> list[tuple[str, str]]:
    """Deck and id of the questions that a round's topics begin with."""
    materials = [load_material(f"d{place}", parse(text), seed, "") for place, text in enumerate(texts)]
    plan = build_plan(materials, minutes=minutes, seed=seed, **options)  # type: ignore[arg-type]
    return [(part.question.deck, part.question.id) for part in plan.parts if part.kind == "topic"]


@pytest.mark.parametrize("seed", range(4))
def test_topics_differ_where_there_are_enough_and_decks_take_turns(seed: int) -> None:
    long, short = write_deck(("Why a?", "Why b?", "Why c?", "Why d?"), ("Why e?",)), write_deck(("Why f?",))
    assert {name[:3] for _, name in list_asked([long], 20, seed)} == {"q-0", "q-1"}
    assert sorted(name for _, name in list_asked([write_deck(("Why a?", "Why b?"))], 20, seed)) == ["q-0-0", "q-0-1"]
    asked = list_asked([long, short], 45, seed)
    assert len(asked) == 3
    assert [deck for deck, _ in asked].count("d1") == 1
    assert {deck for deck, _ in asked[:2]} == {"d0", "d1"}
    assert len({name for deck, name in asked if deck == "d0"}) == 2
    assert {name[:3] for deck, name in asked if deck == "d0"} == {"q-0", "q-1"}


@pytest.mark.parametrize("seed", range(4))
def test_what_can_be_asked_as_it_stands_goes_before_headings(seed: int) -> None:
    topics = (("Pools in general",), ("Explain a lease",), ("Caches and queues",), ("And if it is full?",), ("Clocks",))
    assert {name for _, name in list_asked([write_deck(*topics)], 20, seed)} == {"q-1-0", "q-3-0"}


@pytest.mark.parametrize("seed", range(4))
def test_what_can_be_followed_up_goes_before_what_cannot(seed: int) -> None:
    chain = '\n**Counter-questions:**\n\n- *"Who waits?"* {#cq-a}\n  → testing\n\n  **Answer:** All.\n\n- *"How long?"* {#cq-b}\n  → testing\n\n  **Answer:** Long.\n'
    text = write_deck(("Why a?",), ("Why b?",), ("Why c?",), more=chain)
    assert list_asked([text], 20, seed)[0] == ("d0", "q-2-0")


def test_the_most_urgent_are_asked_in_a_round_on_weak_spots_alone() -> None:
    text = write_deck(*((f"Why {place}?",) for place in range(20)))
    urgent = {("d0", f"q-{place}-0"): place - 14 for place in range(14, 20)}
    for seed in range(4):
        assert set(list_asked([text], 45, seed, order="weak", ranking=urgent)) <= set(urgent)
    assert not all(set(list_asked([text], 45, seed, ranking=urgent)) <= set(urgent) for seed in range(4))


def test_each_deck_has_its_chance_of_the_story() -> None:
    stories = [f"# D\n\n## T\n\n**Story:** Tell me about {name}. {{#s-{name}}}\n" for name in ("one", "two")]
    told = set()
    for seed in range(12):
        plan = build_plan([load_material("d", parse(text), 1, "") for text in stories], minutes=20, seed=seed)
        told |= {part.question.id for part in plan.parts if part.kind == "story"}
    assert told == {"s-one", "s-two"}


def test_notes_say_what_was_missing_in_how_many_decks() -> None:
    one = load_material("one", parse(write_deck(("Why?",))), 1, "")
    assert build_plan([one], minutes=45, seed=1).notes == (
        "The deck has one question that can be asked aloud; 3 were wanted.",
        "The deck has no incident with a decision: its minutes went to the other parts.",
        "The deck has no design exercise and no estimate: its minutes went to the other parts.",
        "The deck has no behavioural story: a general one is asked.",
    )
    story = load_material("story", parse("# D\n\n## T\n\n**Story:** Tell me about it.\n"), 1, "")
    assert build_plan([story, story], minutes=20, seed=1).notes[0] == (
        "The decks have no question that can be asked aloud; 2 were wanted."
    )
    assert len(build_plan([one, story], minutes=20, seed=1).notes) == 3


def test_what_is_not_offered_is_refused_with_what_is() -> None:
    with pytest.raises(UserError, match="20, 45 or 60 minutes, not 30"):
        make_plan(30)
    with pytest.raises(UserError, match="no role “king”") as caught:
        make_plan(role="king")
    assert caught.value.remedy == "Choose engineer, architect or manager."
    assert make_plan(level="principal", role="manager").level == "principal"


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

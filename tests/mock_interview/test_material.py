"""What a deck has for an interview."""

from __future__ import annotations

import pytest

from deck import parse
from deck.model import CounterQuestion, Deck, Estimate, Question
from mock_interview.material import Candidate, Material, collect_material

DECK = """---
title: Pools
level: principal
---

# Pools

## Connection pools {#pools}

**Question:** Which size is right? {#q-size}

- [ ] Ten → too few
- [x] As many as arrive → Little's law

**Counter-questions:**

- *"And at ten times the load?"* {#cq-ten-times}
  → testing whether the size follows the load

  **Answer:** Ten times as many.

**Question:** Why is a pool dangerous? {#q-why}

**Answer:** Threads wait.

**Counter-questions:**

- *"Who waits?"* {#cq-who}
  → testing whether queues are seen

  **Answer:** The callers.

  **Key points:**

  - [ ] callers wait in front of the pool

## Timeouts {#timeouts}

**Counter-questions:**

- *"How long is too long?"* {#cq-long}
  → testing deadlines

  **Answer:** Longer than the caller waits.

- *"And for a batch?"* {#cq-batch}
  → testing windows

  **Answer:** Until the window ends.

## Limits {#limits}

### 1) How would you build a limiter? {#limiter}

**ELI8:**
Fifty tokens lie in a bucket. Each call takes one.

**Architect view:**

One shared bucket.

## Numbers {#numbers}

**Estimate:** {rate: 100..900 by 100 requests/s} arrive. How many are busy? {#est-busy}

**Answer:** {rate * 2} (± 10 %)

**Estimate:** {rate: 100..900 by 100 requests/s} leave. How many? {#est-points}

**Answer:** {rate * 3} (± 10 %)

- [ ] Little's law

**Estimate:** How many in {rate: 1..9}? {#est-open}

**Story:** Tell me about an outage of yours. {#story-own}

- [ ] your decision

**Answer:** I deployed on a Friday.

### Design: A limiter {#design-limiter}

**Brief:** A partner takes fifty calls a minute

**Step Requirements (5 minutes):** Say what is promised.

**Model answer:** Fifty a minute.

**Rubric:**

- **Senior:** asks who else calls
- **Staff:** says what happens to call fifty-one; names the owner

## Incidents {#incidents}

### Incident: The slow pool {#inc-pool}

**Topics:** gone, timeouts

- **00:00** – A deploy goes out
- **00:08** – Requests time out

**Decision:** What do you do first? {#dec-first}

- [ ] Restart everything → the queue comes back
- [x] Turn off half of the traffic → the rest can finish

- **00:20** – Half of the traffic is back.

**Decision:** And now? {#dec-second}

- [x] Wait
- [ ] Resize

- **00:40** – It is over.
"""


def derive_points(deck: Deck, question: Question | CounterQuestion) -> tuple[str, ...]:
    return (f"from {question.id}",)


def draw_estimate(deck: Deck, estimate: Estimate, seed: int) -> tuple[str, str] | None:
    return f"{estimate.id} by {seed}?", "12 requests"


def collect(text: str = DECK, level: str = "staff") -> Material:
    return collect_material("pools", parse(text), 7, level, derive_points, draw_estimate)


@pytest.fixture(scope="module")
def candidates() -> dict[str, Candidate]:
    """The candidates of the deck, by the id of their question."""
    return {candidate.question.id: candidate for candidate in collect().candidates}


def list_follow_ups(candidate: Candidate) -> list[str]:
    return [question.id for question in candidate.follow_ups]


def test_the_material_bears_the_decks_title_and_level_and_sorts_by_kind() -> None:
    material = collect()
    assert (material.deck, material.title, material.level) == ("pools", "Pools", "principal")
    assert [candidate.question.id for candidate in material.of_kind("estimate")] == ["est-busy", "est-points"]
    assert {candidate.question.deck for candidate in material.candidates} == {"pools"}


def test_a_question_with_options_is_not_asked_aloud_but_its_follow_ups_are(candidates: dict[str, Candidate]) -> None:
    assert "q-size" not in candidates
    # Its own follow-up first, then what is left of the topic.
    assert list_follow_ups(candidates["q-why"]) == ["cq-who", "cq-ten-times"]


def test_a_topic_of_follow_ups_alone_is_asked_with_the_first(candidates: dict[str, Candidate]) -> None:
    assert list_follow_ups(candidates["cq-long"]) == ["cq-batch"]
    assert candidates["cq-long"].question.tests == "deadlines"
    assert "cq-batch" not in candidates


def test_points_are_the_authors_and_derived_only_where_there_are_none(candidates: dict[str, Candidate]) -> None:
    topic = candidates["q-why"]
    assert topic.question.key_points == ("from q-why",)
    assert topic.follow_ups[0].key_points == ("callers wait in front of the pool",)


def test_the_simple_layer_gives_the_hint_and_a_layered_question_is_titled_by_its_section(
    candidates: dict[str, Candidate],
) -> None:
    limiter, why = candidates["limiter"], candidates["q-why"]
    assert (limiter.title, limiter.question.hint) == ("Limits", "Fifty tokens lie in a bucket.")
    assert (why.title, why.question.hint) == ("Connection pools", "")
    rambling = DECK.replace("Fifty tokens lie in a bucket.", "Tokens " * 60 + "lie there.")
    (layered,) = (one for one in collect(rambling).candidates if one.question.id == "limiter")
    assert len(layered.question.hint) == 240


def test_an_incident_is_asked_from_its_first_decision_on(candidates: dict[str, Candidate]) -> None:
    incident = candidates["dec-first"]
    assert (incident.topic, incident.title) == ("timeouts", "The slow pool")
    assert incident.question.prompt == "The slow pool. It is 00:08. Requests time out. What do you do first?"
    assert incident.question.key_points == ("Turn off half of the traffic: the rest can finish",)
    assert incident.question.answer == "Turn off half of the traffic"
    (later,) = incident.follow_ups
    assert (later.prompt, later.key_points) == ("It is 00:20. Half of the traffic is back. And now?", ("Wait",))


def test_a_decision_without_a_right_option_is_not_asked() -> None:
    undecided = DECK.replace("- [x] Wait", "- [ ] Wait")
    (incident,) = (one for one in collect(undecided).candidates if one.question.id == "dec-first")
    assert incident.follow_ups == ()
    none_right = undecided.replace("- [x] Turn off", "- [ ] Turn off")
    assert "dec-first" not in {one.question.id for one in collect(none_right).candidates}


@pytest.mark.parametrize(
    ("level", "points"),
    [
        ("senior", ("asks who else calls",)),
        ("director", ("says what happens to call fifty-one", "names the owner")),
    ],
)
def test_a_design_asks_for_what_the_level_is_expected_to_say(level: str, points: tuple[str, ...]) -> None:
    (design,) = collect(level=level).of_kind("design")
    assert (design.title, design.question.key_points) == ("A limiter", points)
    assert design.question.prompt.startswith("A partner takes fifty calls a minute")
    assert design.question.answer == "**Requirements** Fifty a minute."
    (step,) = design.follow_ups
    assert (step.id, step.prompt) == ("design-limiter~step-1", "Requirements. Say what is promised.")
    assert step.answer == "Fifty a minute."


def test_a_design_without_a_brief_is_left_out() -> None:
    brief = "**Brief:** A partner takes fifty calls a minute\n"
    assert collect(DECK.replace(brief, "")).of_kind("design") == ()


def test_an_estimate_has_the_numbers_of_the_seed_and_its_answer_as_point(candidates: dict[str, Candidate]) -> None:
    busy = candidates["est-busy"]
    assert (busy.title, busy.question.prompt) == ("Numbers", "est-busy by 7?")
    assert (busy.question.answer, busy.question.key_points) == ("12 requests", ("about 12 requests",))
    assert candidates["est-points"].question.key_points == ("Little's law",)


def test_an_estimate_whose_numbers_cannot_be_drawn_is_left_out() -> None:
    material = collect_material("pools", parse(DECK), 7, "staff", derive_points, lambda *_: None)
    assert material.of_kind("estimate") == ()
    assert material.of_kind("story")


def test_a_story_keeps_its_points_and_the_authors_example(candidates: dict[str, Candidate]) -> None:
    story = candidates["story-own"]
    assert story.question.answer == "I deployed on a Friday."
    assert (story.kind, story.title, story.question.key_points) == ("story", "Numbers", ("your decision",))

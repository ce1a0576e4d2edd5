"""Design exercises, stories, estimates and common wrong answers as heard in a topic's episode."""

from __future__ import annotations

from dataclasses import replace

import deck as reader
from deck.model import Diagram, Prose
from speech.model import Episode, Pause
from speech.script import duration_estimate
from speech.script.episode_kinds import compose_episode
from speech.script.exercise_chapters import script_exercises
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.text.reader import create_reader
from tests.speech.script.heard import build, write

TEXT = """## Pools {#pools}

**Estimate:** A service takes {rps: 200..2000 /s}. How many connections are busy at 50 ms each?

**Answer:** {rps * 0.05} connections

**Story:** Tell me about a decision of your own.

- [ ] a number

### Design: A limiter {#design}

**Brief:** A partner allows fifty calls a minute.

**Clarifying questions:**

- Is the minute fixed or rolling? → the shape of the window

**Step Requirements (5 minutes):** Say what counts.

**Model answer:** One budget for all pods.

**Rubric:**

- **Senior:** keeps the count outside the pods
"""


def episode(topic: str, text: str = TEXT) -> Episode:
    deck = reader.parse(text)
    builder = ScriptBuilder(deck, create_reader(deck), lambda s: duration_estimate.estimate_sentence(s, 170))
    return compose_episode(builder, EpisodeRequest("topic", topic))


def words(heard: Episode) -> str:
    return " ".join(sentence.shown_text for sentence in heard.sentences)


def test_a_design_is_read_step_by_step_with_a_pause_before_each_model_answer() -> None:
    heard = episode("design")
    said = words(heard)
    order = [
        "A limiter",
        "fifty calls",
        "fixed or rolling",
        "the shape",
        "Requirements",
        "Say what counts",
        "One budget",
        "Senior",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    chapter = heard.chapters[-1]
    items = [item for item in chapter.items if not isinstance(item, Pause) or item.is_think_time]
    pause = next(place for place, item in enumerate(items) if isinstance(item, Pause))
    assert "One budget" in items[pause + 1].shown_text  # type: ignore[union-attr]


def test_a_story_is_asked_and_leaves_time_to_tell_it() -> None:
    heard = episode("pools")
    chapter = next(chapter for chapter in heard.chapters if "decision of your own" in chapter.title)
    assert any(isinstance(item, Pause) and item.is_think_time for item in chapter.items)
    assert "a number" in words(heard)


def test_an_estimate_is_asked_with_its_range_and_without_braces() -> None:
    said = words(episode("pools"))
    assert "200–2,000" in said
    assert "{" not in said


def test_exercises_are_not_graded_by_ear() -> None:
    assert all(not chapter.question_id for chapter in episode("pools").chapters)


WRONG = """## Pools {#pools}

**Question:** How large should the pool be?

**Answer:** As the database can bear.

- [ ] from the database outwards

**Common wrong answers:**

- As large as the thread pool
  → the queue moves into the database
"""


def test_wrong_answers_are_said_last_and_with_their_reasons() -> None:
    said = words(episode("pools", WRONG))
    in_order = ("As the database", "from the database outwards", "Wrong answers", "thread pool", "the queue moves")
    places = [said.index(part) for part in in_order]
    assert places == sorted(places)


def test_exercises_are_heard_word_for_word() -> None:
    deck = reader.parse(TEXT + "\nThink of the clock.\n")
    diagram = Diagram("Buckets", "mermaid", "a --> b", "One bucket for all.", "design", 1, 1)
    [design], [story], [estimate] = deck.design_exercises, deck.stories, deck.estimates
    told = replace(
        story, body=(Prose("Take your time.", "pools", 1, 1),), example=(Prose("I chose the pool.", "pools", 1, 1),)
    )
    chapters = list(
        script_exercises(
            replace(build(deck), think_time_factor=0.5),
            (
                replace(design, diagram=diagram),
                told,
                replace(estimate, key_points=("the units",)),
                replace(story, prompt="?!…"),
                replace(estimate, prompt="…"),
            ),
        )
    )
    assert [(chapter.title, write(chapter.items)) for chapter in chapters] == [
        (
            "A limiter",
            [
                "narrator: A limiter.",
                "pause 0.6",
                "narrator: A partner allows fifty calls a minute.",
                "second: Is the minute fixed or rolling?",
                "narrator: the shape of the window.",
                "pause 0.6",
                "narrator: Requirements.",
                "narrator: Say what counts.",
                "think 1.5",
                "narrator: One budget for all pods.",
                "narrator: A diagram: Buckets.",
                "narrator: One bucket for all.",
                "narrator: Senior.",
                "narrator: keeps the count outside the pods.",
                "narrator: Think of the clock.",
            ],
        ),
        (
            "Tell me about a decision of your own.",
            [
                "second: Tell me about a decision of your own.",
                "narrator: Take your time.",
                "think 7.5",
                "narrator: A good answer touches these points.",
                "narrator: a number.",
                "narrator: I chose the pool.",
            ],
        ),
        (
            "A service takes 200–2,000/s. How many connections are busy at 50 ms each?",
            [
                "second: A service takes 200 to 2,000 per second.",
                "second: How many connections are busy at 50 milliseconds each?",
                "think 1.5",
                "narrator: A good answer touches these points.",
                "narrator: the units.",
            ],
        ),
    ]


def test_a_step_without_a_model_answer_leaves_no_time_to_think() -> None:
    deck = reader.parse(TEXT.replace("**Model answer:** One budget for all pods.\n\n", ""))
    [chapter] = script_exercises(build(deck), deck.design_exercises)
    assert not any(line.startswith("think") for line in write(chapter.items))

"""Design exercises, stories, estimates and common wrong answers as heard in a topic's episode."""

from __future__ import annotations

import deck as reader
from speech.model import Episode, Pause
from speech.script import duration_estimate
from speech.script.episode_kinds import compose_episode
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.text.reader import create_reader

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

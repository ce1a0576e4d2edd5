"""The chapter of a question, of a follow-up, and what is said of each block: every word, voice and silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

import deck as reader
from deck.model import CounterQuestion, Question
from speech.model import Chapter, Pause
from speech.script.script_builder import make_title
from tests.speech.script.heard import build, write

DECK = reader.parse("""---
title: Pools
---

## Pools {#pools}

### How many connections does a pool need? {#q-size}

- [ ] As many as threads
  → the queue only moves
- [x] As many as the database can serve
  → measure it
- [x] Fewer than you think

**ELI8:**
Ten doors for ten people.

**Architect view:**

Measure the wait.

```java
new Pool(10);
```

**Key points:**

- [ ] the wait is invisible

**Common wrong answers:**

- One for each thread
  → the database falls over
- None

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing respect for a finite resource

## Drawings {#drawings}

**Pitfall:** Nobody looks at the queue.

```python
wait()
```

**Spoken summary:**
> Producers write into the log.

```mermaid
flowchart LR
  producer --> log
```

```mermaid
flowchart LR
  a --> b
```

> *Interviewer:* "How did you notice?"
>
> *Candidate:* "The wait rose."
""")
[QUESTION] = DECK.questions
[FOLLOW_UP] = DECK.counter_questions

ASKED = [
    "second: Question.",
    "second: How many connections does a pool need?",
    "narrator: A.",
    "narrator: As many as threads.",
    "narrator: B.",
    "narrator: As many as the database can serve.",
    "narrator: C.",
    "narrator: Fewer than you think.",
]
VERDICTS = [
    "narrator: Not A.",
    "narrator: the queue only moves.",
    "narrator: Right is B.",
    "narrator: As many as the database can serve.",
    "narrator: measure it.",
    "narrator: Right is C.",
    "narrator: Fewer than you think.",
]
SIMPLE = ["narrator: In plain words.", "narrator: Ten doors for ten people."]
DEEP = ["narrator: Measure the wait.", "narrator: The text shows an example in Java."]
END = [
    "narrator: A good answer touches these points.",
    "narrator: the wait is invisible.",
    "narrator: Wrong answers that people often give, and why they are wrong.",
    "narrator: One for each thread.",
    "narrator: the database falls over.",
    "narrator: None.",
]


@pytest.mark.parametrize(
    ("layers", "answer"),
    [("both", [*SIMPLE, "narrator: The full answer.", *DEEP]), ("simple", SIMPLE), ("deep", DEEP)],
)
def test_a_question_is_heard_word_for_word(layers: str, answer: list[str]) -> None:
    chapter = build(DECK).script_question(QUESTION, layers)  # type: ignore[arg-type]
    # A third of the answer and a bit: each of its sentences lasts 2.18 seconds with the silence behind it.
    wait = 0.35 * 2.18 * len([*VERDICTS, *answer, *END])
    assert write(chapter.items) == [*ASKED, f"think {wait:g}", *VERDICTS, *answer, *END]
    assert (chapter.title, chapter.question_id, chapter.added) == (QUESTION.prompt, "q-size", False)


@pytest.mark.parametrize("layers", ["both", "simple", "deep"])
def test_a_question_of_one_layer_is_answered_whichever_is_asked_for(layers: str) -> None:
    plain = replace(QUESTION, choices=(), key_points=(), wrong_answers=(), body=(), answer="")
    builder = build(DECK)
    only_simple = builder.script_question(plain, layers)  # type: ignore[arg-type]
    assert write(only_simple.items)[3:] == SIMPLE
    only_deep = builder.script_question(replace(plain, eli8="", answer="Measure."), layers, added=True)  # type: ignore[arg-type]
    assert write(only_deep.items)[3:] == ["narrator: Measure."] and only_deep.added


def test_a_follow_up_is_heard_word_for_word() -> None:
    builder = build(DECK)
    asked = ["narrator: They ask.", "second: Why not enlarge it?"]
    tests = ["narrator: What they are testing.", "narrator: respect for a finite resource."]
    chapter = builder.script_follow_up(FOLLOW_UP, added=True)
    assert write(chapter.items) == [*asked, "think 3", *tests]
    assert (chapter.title, chapter.question_id, chapter.added) == ("Why not enlarge it?", "cq-enlarge", True)
    answered = replace(
        FOLLOW_UP, answer="The queue moves.", key_points=QUESTION.key_points, wrong_answers=QUESTION.wrong_answers
    )
    wait = 0.35 * 2.18 * 9
    assert write(builder.script_follow_up(answered).items) == [
        *asked,
        f"think {wait:g}",
        "narrator: The queue moves.",
        *END,
        *tests,
    ]
    assert write(builder.script_follow_up(replace(answered, tests="")).items)[-1] == END[-1]


def test_a_question_without_its_answer_is_not_one_to_be_graded() -> None:
    builder = build(DECK)
    left = builder.drop_answer(builder.script_question(QUESTION, added=True))
    assert write(left.items) == ["narrator: One to take with you.", *ASKED, "think 3"]
    assert (left.title, left.question_id, left.added) == (QUESTION.prompt, "", True)


def test_questions_and_follow_ups_come_in_the_order_given_and_those_without_words_are_left_out() -> None:
    silent = replace(QUESTION, id="q-silent", prompt="?!…")
    chapters = list(build(DECK).script_questions((FOLLOW_UP, silent, QUESTION), "simple", added=True))
    assert [(chapter.question_id, chapter.added) for chapter in chapters] == [("cq-enlarge", True), ("q-size", True)]
    assert "narrator: The full answer." not in write(chapters[1].items)


def test_what_is_said_of_each_block() -> None:
    builder = build(DECK)
    parts = [block for block in DECK.blocks if not isinstance(block, Question | CounterQuestion)]
    assert [write(builder.script_part(part)) for part in parts] == [  # type: ignore[arg-type]
        ["narrator: Pitfall.", "narrator: Nobody looks at the queue."],
        ["narrator: The text shows an example in Python."],
        ["narrator: A diagram: Drawings.", "narrator: Producers write into the log."],
        ["narrator: The text shows a diagram: Drawings."],
        ["second: How did you notice?", "pause 0.6", "narrator: The wait rose.", "pause 0.6"],
    ]
    [drawn, bare] = DECK.diagrams
    assert write(builder.script_diagram(replace(drawn, title="")))[0] == "narrator: A diagram."
    assert write(builder.script_diagram(replace(bare, title=""))) == ["narrator: The text shows a diagram."]


def test_the_time_to_think_has_bounds_that_a_listener_s_own_factor_moves() -> None:
    builder = build(DECK)
    one = builder.reader.read_line("Yes.")
    assert [builder.make_think_pause(one * count).seconds for count in (0, 3, 10, 90)] == [
        3,
        3,
        pytest.approx(7.63),
        15,
    ]
    patient = replace(builder, think_time_factor=2.0)
    assert [patient.make_think_pause(one * count).seconds for count in (0, 10, 90)] == [6, pytest.approx(15.26), 30]
    assert patient.make_think_pause(()).is_think_time


def test_lengths_are_estimated_until_somebody_can_measure_them() -> None:
    builder = build(DECK)
    chapters = (Chapter("One", (*builder.reader.read_line("Yes."), Pause(1.5))),)
    assert (
        builder.estimate_seconds(chapters) == builder.measure_seconds(chapters) == pytest.approx(2 + 0.18 + 1.5 + 0.9)
    )
    exact = replace(builder, measure_chapters=lambda some: 7.0 * len(some))
    assert (exact.measure_seconds(chapters), exact.estimate_seconds(chapters)) == (
        7,
        builder.estimate_seconds(chapters),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("*“Why  not\n`enlarge` it?”*", "Why not enlarge it?"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("y" * 78 + " and more", "y" * 78 + "…"),
    ],
)
def test_a_title_is_plain_and_short(text: str, title: str) -> None:
    assert make_title(text) == title

"""What gives a written choice away is told at its line."""

from __future__ import annotations

import pytest

from deck.choice_checks import find_choice_faults
from deck.model import Choice
from deck.parser import parse


def options(*texts: str) -> list[Choice]:
    """Options of which those that begin with x are right."""
    return [
        Choice(text=text.removeprefix("x "), right=text.startswith("x "), explanation="", line=number)
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(
    ("prompt", "texts", "expected"),
    [
        (
            "Why?",
            ("x The pool is empty, so each of the threads waits for a connection", "Disk", "A lock"),
            "choice-longest",
        ),
        ("Why?", ("x The pool", "All of the above"), "choice-summary"),
        ("Why?", ("x Both of these", "The pool", "The disk"), "choice-summary"),
        ("Why?", ("x Retries may double it", "It never happens", "It is always safe"), "choice-absolute"),
        ("The pattern is called an", ("x outbox", "saga", "ledger"), "choice-grammar"),
        ("The pattern is called a …", ("x saga", "outbox", "inbox"), "choice-grammar"),
    ],
)
def test_a_fault_is_found(prompt: str, texts: tuple[str, ...], expected: str) -> None:
    assert [code for _, code, _, _ in find_choice_faults(prompt, options(*texts))] == [expected]


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("Why?", ("x The pool is empty now", "The disk is full of logs", "A lock is held by a job")),
        ("Why?", ("x It never blocks", "It is always safe", "It never ends")),
        ("Why?", ("x Some of these calls of the client fail", "None of them reach the broker in time")),
        ("The pattern is called an", ("x outbox", "inbox", "ledger")),
        ("Why?", ("x Timeouts", "Deadlock")),
        ("Why?", ("x One", "x Two")),
    ],
)
def test_fair_options_are_left_alone(prompt: str, texts: tuple[str, ...]) -> None:
    assert list(find_choice_faults(prompt, options(*texts))) == []


def test_the_check_names_the_line_of_a_question_and_of_a_decision() -> None:
    deck = parse(
        "# D\n\n## T\n\n**Question:** Why?\n\n- [x] The pool is empty, so each of the threads waits\n- [ ] Disk\n- [ ] Lock\n\n"
        "### Incident: it stops\n\n- **00:00** – Load rises\n- **00:05** – Errors\n\n**Decision:** What now?\n\n"
        "- [x] Shed the load of all the batch jobs at the edge\n- [ ] Wait\n- [ ] Sleep\n\n- **00:10** – Calm\n"
    )
    assert [(p.line, p.severity) for p in deck.problems if p.code == "choice-longest"] == [
        (7, "warning"),
        (18, "warning"),
    ]

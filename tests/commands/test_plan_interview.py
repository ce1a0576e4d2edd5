"""`python -m mock_interview plan`: the same round for the same seed, as lines to read or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.plan_interview import main

DECK = """---
title: Pools
level: staff
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it, and nobody sees them.

**Counter-questions:**

- *“And with twenty?”*
  → testing whether they measure

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting, which burns no cycles at all.

**Question:** When is a timeout too long? {#q-timeout}

**Answer:** When the caller has given up before.
"""


@pytest.fixture
def deck_file(tmp_path: Path) -> str:
    path = tmp_path / "pools.md"
    path.write_text(DECK, encoding="utf-8")
    return str(path)


def test_a_plan_is_read_line_by_line(deck_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", deck_file, "--seed", "3", "--minutes", "20"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "20 minutes, engineer, staff, seed 3"
    assert lines[0].startswith("  0   1 min  Opening: ")
    assert "             And with twenty?" in lines
    assert "The deck has no behavioural story" in "\n".join(lines)


def test_the_json_holds_the_whole_round_and_the_options_decide(
    deck_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = []
    for options in ([], [], ["--level", "director"], ["--role", "manager"], ["--minutes", "60"]):
        assert main(["plan", deck_file, "--json", *options]) == 0
        rounds.append(json.loads(capsys.readouterr().out))
    assert rounds[0] == rounds[1] and rounds[0]["seed"] == 1 and rounds[0]["decks"] == ["pools"]
    assert [(one["level"], one["role"], one["minutes"]) for one in rounds[1:]] == [
        ("staff", "engineer", 45),
        ("director", "engineer", 45),
        ("staff", "manager", 45),
        ("staff", "engineer", 60),
    ]
    for one in rounds:
        ends = [part["start"] + part["minutes"] for part in one["parts"]]
        assert [part["start"] for part in one["parts"]] == [0, *ends[:-1]] and ends[-1] <= one["minutes"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["plan", "DECK", "--minutes", "3"], "Argument --minutes: invalid choice: 3"),
        (["plan"], "The following arguments are required: DECK."),
        (["plan", "none.md"], "There is no file none.md."),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    deck_file: str, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([deck_file if word == "DECK" else word for word in arguments]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(sentence) and told.err.count("\n") == 1 and told.out == ""

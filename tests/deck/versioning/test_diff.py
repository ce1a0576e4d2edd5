"""What changed between two versions of a deck, as a learner's mentor reads it."""

from __future__ import annotations

import pytest

from deck.parser import parse
from deck.versioning.diff import diff_lines, list_changes
from deck.versioning.patches import apply_hunks, read_patch

OLD = """# Deck

## Pools

**Question:** Why do pools run dry? {#q-dry}

**Answer:** Nobody gives a connection back to them.

**Question:** What does a lease hold? {#q-lease}

**Answer:** An end.

**Question:** How large is the default pool? {#q-size}

**Answer:** Ten connections.

## Brokers

**Question:** Where does a broker keep its log? {#q-log}

**Answer:** On its disk.

### Incident: the disk is full

- **00:00** *Trigger:* Logs grow
- **00:05** *Recovery:* Logs are cut
"""


def summarize(new: str, old: str = OLD) -> list[tuple[str, str, str, str]]:
    return [(one.change, one.id, one.before, one.detail) for one in list_changes(parse(old), parse(new))]


def test_a_deck_has_not_changed_when_only_its_layout_has() -> None:
    assert summarize(OLD) == []
    assert summarize(OLD.replace("\n\n**Question", "\n\n\n**Question").replace("An end.", "An  end.")) == []


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("An end.", "An owner and an end.", ("edited", "q-lease", "", "the answer")),
        (
            "What does a lease hold?",
            "What is in a lease?",
            ("edited", "q-lease", "What does a lease hold?", "the question"),
        ),
        (
            "What does a lease hold? {#q-lease}\n\n**Answer:** An end.",
            "What is in a lease? {#q-lease}\n\n**Answer:** An owner.",
            ("edited", "q-lease", "What does a lease hold?", "question and answer"),
        ),
        ("Logs grow", "Logs grow fast", ("edited", "incident-the-disk-is-full", "", "the answer")),
    ],
)
def test_it_is_told_what_was_edited(was: str, now: str, expected: tuple[str, str, str, str]) -> None:
    assert OLD.count(was) == 1
    assert summarize(OLD.replace(was, now)) == [expected]


def test_what_went_to_another_topic_has_moved_there() -> None:
    block = "**Question:** What does a lease hold? {#q-lease}\n\n**Answer:** An end.\n\n"
    moved = OLD.replace(block, "").replace("### Incident", f"{block}### Incident")
    assert summarize(moved) == [("moved", "q-lease", "", "from “Pools” to “Brokers”")]
    assert summarize(OLD.replace("## Pools", "## Connection pools"))[0][3] == "from “Pools” to “Connection pools”"


def test_what_went_past_its_neighbours_is_the_one_that_moved() -> None:
    first = "**Question:** Why do pools run dry? {#q-dry}\n\n**Answer:** Nobody gives a connection back to them.\n\n"
    moved = OLD.replace(first, "").replace("## Brokers", f"{first}## Brokers")
    assert summarize(moved) == [("moved", "q-dry", "", "past its neighbours")]


def test_added_stands_in_the_order_of_the_new_text_and_removed_comes_last() -> None:
    removed = OLD.replace(
        "**Question:** Why do pools run dry? {#q-dry}\n\n**Answer:** Nobody gives a connection back to them.\n\n", ""
    )
    removed = removed.replace(
        "**Question:** Where does a broker keep its log? {#q-log}\n\n**Answer:** On its disk.\n\n", ""
    )
    new = removed.replace(
        "## Brokers", "## Brokers\n\n**Question:** Who elects a leader? {#q-who}\n\n**Answer:** The quorum."
    )
    new = new.replace("## Pools", "## Pools\n\n**Question:** Zero? {#q-zero}\n\n**Answer:** Nil.")
    changes = list_changes(parse(OLD), parse(new))
    assert [(one.change, one.id) for one in changes] == [
        ("added", "q-zero"), ("added", "q-who"), ("removed", "q-dry"), ("removed", "q-log"),
    ]  # fmt: skip
    lines = new.split("\n"), OLD.split("\n")
    assert all(one.prompt in lines[one.change == "removed"][one.line - 1] for one in changes)


def test_changes_stand_in_the_order_of_the_new_text_whatever_they_are() -> None:
    new = OLD.replace("An end.", "An owner.").replace(
        "## Brokers", "## Brokers\n\n**Question:** Who leads? {#q-who}\n\n**Answer:** One."
    )
    new = new.replace("Logs grow", "Logs grow fast")
    assert [(change, name) for change, name, *_ in summarize(new)] == [
        ("edited", "q-lease"),
        ("added", "q-who"),
        ("edited", "incident-the-disk-is-full"),
    ]


def test_another_question_in_the_place_of_an_old_one_is_added_and_removed() -> None:
    old = "**Question:** What is a mutex?\n\n**Answer:** A lock of one.\n"
    changes = summarize(old.replace("mutex", "monitor").replace("A lock of one", "A condition beside a lock"), old)
    assert [change for change, *_ in changes] == ["added", "removed"]


def test_a_unified_diff_has_three_lines_around_a_change() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    old, new = "\n".join(lines), "\n".join([*lines[:9], "changed", *lines[10:]])
    assert diff_lines(old, new, ("a", "b")) == (
        "--- a", "+++ b", "@@ -7,7 +7,7 @@",
        " line 7", " line 8", " line 9", "-line 10", "+changed", " line 11", " line 12", " line 13",
    )  # fmt: skip
    assert diff_lines(old, old) == ()


@pytest.mark.parametrize("mark", ["\f", "\u2028", "\x85"])
def test_a_diff_has_the_lines_that_a_patch_has(mark: str) -> None:
    old = f"# Deck\n\nPasted{mark}from a word processor.\n\nOne.\n"
    new = old.replace("One.", "Two.")
    [patch] = read_patch("\n".join(diff_lines(old, new)) + "\n")
    applied = apply_hunks(old, patch.hunks)
    assert (applied.text, applied.failures) == (new, ())

"""No line makes the reader slow: one sign, or a short token, thousands of times, behind every beginning that means something.

Time at twice the length is at most three times the time at once the length; where both take next to nothing, nothing is compared.
Processor time, the best of several runs: other programs of the machine do not count.
"""

from __future__ import annotations

import string
import time

import pytest

import deck

LENGTH = 5_000
FLOOR = 0.06  # seconds below which a measurement says nothing
RUNS = 3
BEGINNINGS = (
    "", "- ", "- **", "**", "| ", "> ", "## ", "### Q: ", "Q: ", "**Question:** ", "**Answer:** ", "<details>\n<summary>", "<", "[",
    "![a](", "10:00 ", "- 10:00 ", "- **10:00** ", "{{c1::", "==", "::: ", '??? question "', "> [!question]- ", "1. ", "A) ", "T+",
    "2024-01-01 ", "Answer: ", "- [ ] ", "**Estimate:** ", "# Incident\n\n", "# Incident\n\n- ", "# Incident\n\n| Time | x |\n|---|---|\n| ",
    "- x\n  → ", "Frage: ", "---\ntitle: ", "C: ", "x :: ", "```", "1. **", "1\\. ", "- Label 10:00 ", "\\",
)  # fmt: skip
TOKENS = (
    *string.punctuation, *"aA1 \tx", "é", "字", "ا", "* ", "- ", "[]", "()", "1:", "1 ", "a ", "**", "``", "<a", "&a", "{{", "}}", "::", "->",
    "~~", "1.", "#a", "A)", "a.", "?!", "1-", "1/", "_a", "\\*", "[a](", "<b>", "</", " |", "|-", ":-", "1h", "am", "→", "“", "ca. ",
    "Jan ", "1 Jan ", "Mon ",
)  # fmt: skip


def measure(text: str) -> float:
    start = time.process_time()
    deck.parse(text)
    return time.process_time() - start


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=repr)
def test_time_grows_with_the_length(beginning: str) -> None:
    for token in TOKENS:
        once = beginning + token * (LENGTH // len(token))
        if measure(once) < FLOOR:
            continue
        twice = beginning + token * (2 * LENGTH // len(token))
        short = min(measure(once) for _ in range(RUNS))
        long = min(measure(twice) for _ in range(RUNS))
        assert long <= 3 * max(short, FLOOR / 2), (beginning, token, short, long)

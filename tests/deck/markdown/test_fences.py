"""Where code fences stand."""

from __future__ import annotations

import pytest

from deck.markdown.fences import Fence, closes_fence, find_fences, parse_opening


def test_fences_are_found_in_order_and_one_that_is_open_reaches_to_the_end() -> None:
    lines = ["a", "```py title", "~~~", "```", "b", "  ~~~~ {Java .x}", "~~~", "~~~~~", "    ```", "```", "x"]
    assert find_fences(lines) == (
        Fence(1, 3, "```", "py title", True),
        Fence(5, 7, "~~~~", "{Java .x}", True),
        Fence(9, 10, "```", "", False),
    )
    assert [fence.language for fence in find_fences(lines)] == ["py", "java", ""]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("```", ("```", "")),
        ("   ````  a b ", ("````", "a b")),
        ("``` a`b", None),
        ("~~~ a`b", ("~~~", "a`b")),
        ("``", None),
        ("    ```", None),
        ("x ```", None),
    ],
)
def test_an_opening_line(line: str, expected: tuple[str, str] | None) -> None:
    assert parse_opening(line) == expected


@pytest.mark.parametrize(
    ("line", "mark", "closes"),
    [
        ("```", "```", True),
        ("````", "```", True),
        ("```", "````", False),
        ("~~~", "```", False),
        ("``` x", "```", False),
        ("    ```", "```", False),
        ("   ``` ", "```", True),
    ],
)
def test_a_closing_line(line: str, mark: str, closes: bool) -> None:
    assert closes_fence(line, mark) is closes

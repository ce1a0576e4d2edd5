"""Reading a deck takes a time that grows with its length, told by counting calls: no clock is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

import deck as reader

_FEW, _MANY = 250, 500
_WARM = reader.parse("# D\n\na?\n")  # what is made once is made

_KINDS: dict[str, Callable[[int], str]] = {
    "a table that is none of another notation": lambda n: "| a | b |\n|---|---|\n" + "| x | y |\n" * n,
    "pipes": lambda n: "|\n" * n,
    "containers that are never closed": lambda n: ":::details a\n" * n,
    "rules of reST": lambda n: "=== ===\nx\n" * n,
    "boxes of reST": lambda n: "+--+--+\n" * n,
    "pasted cells": lambda n: "a\tb\tc\n" * n,
    "questions without answers": lambda n: "".join(f"What is {number}?\n\n" for number in range(n)),
    "bold items": lambda n: "".join(f"- **What is {number}?**\n" for number in range(n)),
}


def _count_calls(text: str) -> int:
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        reader.parse(f"# D\n\n{text}")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", _KINDS)
def test_twice_the_text_takes_twice_the_calls(kind: str) -> None:
    few, many = (_count_calls(_KINDS[kind](number)) for number in (_FEW, _MANY))
    assert many < 2.4 * few

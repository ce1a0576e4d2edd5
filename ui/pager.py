"""Of many things, those that a page draws at once; the reader chooses which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from ui import limits

Thing = TypeVar("Thing")


def select_range(items: Sequence[Thing], size: int, noun: str, key: str) -> Sequence[Thing]:
    """All of a few things; of more than `most` a part, with a choice above it. `what` names them: "blocks"."""
    if len(items) <= size:
        return items
    ranges = limits.split_into_ranges(len(items), size)
    chosen = st.selectbox(
        f"There are {len(items):,} {noun} here. Which do you want to see?",
        range(len(ranges)),
        format_func=lambda place: f"{ranges[place].start + 1:,}–{ranges[place].stop:,}",
        key=f"part:{key}",
    )
    here = ranges[chosen or 0]
    return items[here.start : here.stop]

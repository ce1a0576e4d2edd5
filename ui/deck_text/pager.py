"""Draw a part of many things at once, and let the reader choose which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from ui.deck_text import limits

Thing = TypeVar("Thing")


def select_range(items: Sequence[Thing], size: int, noun: str, key: str) -> Sequence[Thing]:
    """Return all of a few things; of more than `size` a part, with a choice above it. `noun` names them: "blocks"."""
    if len(items) <= size:
        return items
    ranges = limits.split_into_ranges(len(items), size)
    choice = st.selectbox(
        f"There are {len(items):,} {noun} here. Which do you want to see?",
        range(len(ranges)),
        format_func=lambda index: f"{ranges[index].start + 1:,}–{ranges[index].stop:,}",
        key=f"part:{key}",
    )
    part = ranges[choice or 0]
    return items[part.start : part.stop]

"""Draw a part of many things at once, and let the reader choose which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui.deck_text import limits

Thing = TypeVar("Thing")


def search(items: Sequence[Thing], size: int, noun: str, key: str, name: Callable[[Thing], str]) -> Sequence[Thing]:
    """Return all of a few things; of more than `size` those that a search finds, in parts. `name` is what is searched,
    and `noun` may say so: "people by name".
    """
    if len(items) <= size:
        return items
    words = st.text_input(f"Search {len(items):,} {noun}", key=f"search:{key}").strip().casefold()
    matches = [item for item in items if words in name(item).casefold()]
    if not matches:
        st.caption("Nothing has that name. Change or clear the search to see the others.")
    return select_range(matches, size, noun.partition(" by ")[0], f"{key}:{words}")


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

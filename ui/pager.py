"""Of many things, those that a page draws at once; the reader chooses which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from ui import limits

Thing = TypeVar("Thing")


def of(things: Sequence[Thing], most: int, what: str, key: str) -> Sequence[Thing]:
    """All of a few things; of more than `most` a part, with a choice above it. `what` names them: "blocks"."""
    if len(things) <= most:
        return things
    ranges = limits.parts(len(things), most)
    chosen = st.selectbox(
        f"There are {len(things):,} {what} here. Which do you want to see?",
        range(len(ranges)),
        format_func=lambda place: f"{ranges[place].start + 1:,}–{ranges[place].stop:,}",
        key=f"part:{key}",
    )
    here = ranges[chosen or 0]
    return things[here.start : here.stop]

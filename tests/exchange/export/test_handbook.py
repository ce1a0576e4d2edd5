"""The handbook and what stands in it: which choice is right, and the lessons of an incident."""

from __future__ import annotations

import re

import deck
from exchange.export.handbook import build_handbook

TEXT = """# T

## Pools

**Question:** Which one waits?

- [x] the reader → it has no lock
- [ ] the writer

### Incident: The storm

- **00:05** – Latency rises.
- **00:10** – The pool is full.

**Post-mortem lessons:**

- Bound the pool.
- Watch its queue.
"""


def read_list_items(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r"<li>(.*?)</li>", page, re.DOTALL)]


def test_the_right_choice_is_ticked_and_the_others_are_not() -> None:
    items = read_list_items(build_handbook(deck.parse(TEXT)).decode())
    assert "☑ the reader it has no lock" in items
    assert "☐ the writer" in items


def test_lessons_are_a_list() -> None:
    page = build_handbook(deck.parse(TEXT)).decode()
    assert "<ul><li>Bound the pool.</li><li>Watch its queue.</li></ul>" in page

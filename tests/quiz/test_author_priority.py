"""What must be known is asked first, what is nice to know last."""

from __future__ import annotations

import deck as reader
from quiz import exercises
from quiz.author_priority import sort_by_priority

TEXT = """## History {#history}

**Question:** Who? {#q-who}

**Answer:** Somebody.

## Pools {#pools}

**Question:** Why? {#q-why}

**Answer:** Because.

### Sizes {#sizes}

**Question:** How large? {#q-size}

**Answer:** Ten.

## Queues {#queues}

**Question:** Where? {#q-where}

**Answer:** Before it.
"""


def order(front_matter: str) -> list[str]:
    deck = reader.parse(f"---\ntitle: T\n{front_matter}---\n\n{TEXT}")
    return [card.id for card in sort_by_priority(deck, exercises.find_practice_cards(deck))]


def test_without_a_mark_the_text_decides() -> None:
    assert order("") == ["q-who", "q-why", "q-size", "q-where"]


def test_a_section_counts_for_all_below_it_and_the_nearest_mark_holds() -> None:
    assert order("must-know: [pools]\nnice-to-know: [history]\n") == ["q-why", "q-size", "q-where", "q-who"]
    assert order("must-know: [queues, sizes]\nnice-to-know: [pools]\n") == ["q-size", "q-where", "q-who", "q-why"]
    assert order("must-know: q-where\n") == ["q-where", "q-who", "q-why", "q-size"]


def test_several_ids_may_stand_on_one_line_and_must_know_wins_over_nice_to_know() -> None:
    assert order("must-know: q-where, q-size\n") == ["q-size", "q-where", "q-who", "q-why"]
    assert order("must-know: [q-why]\nnice-to-know: [q-why]\n") == ["q-why", "q-who", "q-size", "q-where"]
    assert order("nice-to-know: [q-who, sizes]\n") == ["q-why", "q-where", "q-who", "q-size"]


def test_an_unknown_id_changes_nothing() -> None:
    assert order("must-know: [nobody]\n") == ["q-who", "q-why", "q-size", "q-where"]

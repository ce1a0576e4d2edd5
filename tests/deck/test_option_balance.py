"""The right option stands in no rank more often than chance would have it."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from deck.option_balance import choose_balanced, find_roots, measure_looks

POOL = [f"{'word ' * (2 + n % 9)}{'retries ' * (n % 3)}{n if n % 2 else 'pool'}".strip() for n in range(40)]


def test_the_right_option_has_every_rank_by_length_about_as_often() -> None:
    ranks: Counter[int] = Counter()
    for seed in range(400):
        right = POOL[seed % 40]
        others = [text for text in POOL if text != right]
        chosen = choose_balanced(right, others, 3, Random(seed), "Why do retries pile up?")
        ranks[sum(len(others[place]) > len(right) for place in chosen)] += 1
    assert set(ranks) == {0, 1, 2, 3}
    assert all(50 <= count <= 160 for count in ranks.values())


def test_what_cannot_be_hidden_is_not_made() -> None:
    right = "a very long option that explains everything there is to say about the pool and its threads"
    assert choose_balanced(right, ["short", "tiny", "brief"], 3, Random(1)) == ()
    assert choose_balanced("x", ["y"], 3, Random(1)) == ()


def test_looks_count_shared_roots_marks_and_the_first_number() -> None:
    looks = measure_looks("Retries after 2.5 seconds on HTTP `503`", find_roots("When do retries help?"))
    assert (looks.shared, looks.specific, looks.number) == (1, 3, 2.5)


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=80), st.integers(1, 4), st.integers())
def test_any_texts_give_places_or_nothing(candidates: list[str], right: str, wanted: int, seed: int) -> None:
    chosen = choose_balanced(right, candidates, wanted, Random(seed), right[:20])
    assert chosen == () or (len(set(chosen)) == wanted and max(chosen) < len(candidates))

"""No habit of guessing finds the right option more or less often than chance, over a row of exercises."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from deck.option_balance import OptionSet, choose_row, draw_sets, find_roots, gives_away

POOL = [f"{'word ' * (2 + n % 9)}{'retries ' * (n % 3)}{n if n % 2 else 'pool'}".strip() for n in range(40)]
QUESTION = "Why do retries pile up?"
LONGEST, MOST_SHARED = 0, 3


def offer(right: str, seed: int) -> tuple[OptionSet, ...]:
    return draw_sets(right, [text for text in POOL if text != right], 3, Random(seed), QUESTION)


def test_the_gains_of_a_row_cancel_out() -> None:
    chosen = choose_row([offer(POOL[n], n) for n in range(24)])
    assert all(one is not None for one in chosen)
    for habit in (LONGEST, MOST_SHARED):
        assert abs(sum(one.gains[habit] for one in chosen if one)) <= 0.05 * len(chosen)


def test_a_set_says_how_often_a_guesser_is_right() -> None:
    texts = ["three words here", "two words", "some words of mine, here"]
    whole = next(one for one in draw_sets("four words stand here", texts, 3, Random(1)) if len(one.places) == 3)
    assert whole.gains[LONGEST] == -0.25
    (only,) = draw_sets("retries pile up", ["threads wait on", "buffers fill now"], 2, Random(1), QUESTION)
    assert only.gains[MOST_SHARED] == 1 - 1 / 3


def test_where_the_longest_is_always_right_exercises_are_left_out() -> None:
    always = OptionSet(places=(0, 1), gains=(2 / 3, *[0.0] * 8), cost=0.0)
    never = OptionSet(places=(0, 1), gains=(-1 / 3, *[0.0] * 8), cost=0.0)
    chosen = choose_row([[always]] * 6 + [[never]] * 4)
    assert sum(one is never for one in chosen) == 4
    assert sum(one is always for one in chosen) == 2


def test_of_each_group_one_is_left() -> None:
    always = OptionSet(places=(0, 1), gains=(2 / 3, *[0.0] * 8), cost=0.0)
    chosen = choose_row([[always]] * 40, ["a"] * 9 + ["b"] + ["c"] * 30)
    assert chosen[9] is not None
    assert any(chosen[:9]) and any(chosen[10:])


def test_a_small_row_that_cannot_be_made_fair_is_not_made() -> None:
    always = OptionSet(places=(0, 1), gains=(2 / 3, *[0.0] * 8), cost=0.0)
    assert choose_row([[always]] * 6) == (None,) * 6


@given(st.lists(st.integers(0, 39), min_size=5, max_size=12, unique=True))
def test_small_rows_are_fair_or_not_made(asked: list[int]) -> None:
    chosen = [one for one in choose_row([offer(POOL[n], n) for n in asked]) if one]
    for habit in (LONGEST, MOST_SHARED):
        assert abs(sum(one.gains[habit] for one in chosen)) <= 0.05 * len(chosen)


def test_where_people_keep_exercises_none_is_left_out() -> None:
    always = OptionSet(places=(0, 1), gains=(2 / 3, *[0.0] * 8), cost=0.0)
    assert all(choose_row([[always]] * 6, all_made=True))


def test_a_right_option_that_takes_up_the_story_beside_any_other_is_told() -> None:
    sets = draw_sets("retries pile up", POOL[:2] + [f"threads wait {n}" for n in "abcdef"], 3, Random(1), QUESTION)
    assert not gives_away(sets, 3)
    assert gives_away([one for one in sets if one.gains[MOST_SHARED] > 0], 8)


def test_what_cannot_be_hidden_is_not_made() -> None:
    right = "a very long option that explains everything there is to say about the pool and its threads"
    assert draw_sets(right, ["short", "tiny", "brief"], 3, Random(1)) == ()
    assert draw_sets("x", ["y"], 3, Random(1)) == ()
    assert choose_row([()]) == (None,)


def test_roots_join_the_forms_of_a_word() -> None:
    assert find_roots("Retries, retried connections") == find_roots("retried connection retries")


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=80), st.integers(1, 4), st.integers())
def test_any_texts_give_places_or_nothing(candidates: list[str], right: str, wanted: int, seed: int) -> None:
    for one in draw_sets(right, candidates, wanted, Random(seed), right[:20]):
        assert len(set(one.places)) in {wanted, wanted - 1}
        assert max(one.places) < len(candidates)
        assert all(-1 <= gain <= 1 for gain in one.gains)

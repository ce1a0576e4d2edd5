"""Estimates: numbers from a seed, answers with units judged within their tolerance, units checked for the author."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deck
from deck import Deck
from deck.estimates import arithmetic
from deck.model import EstimateVariable, Tolerance
from quiz import exercises, units
from quiz.exercises import estimate
from quiz.exercises.estimate import EstimateExercise
from quiz.scheduler import Rating
from quiz.units import UnitError

TEXT = """## Pools {#pools}

**Estimate:** A service takes {rps: 200..2000 by 50 /s}, each holding a connection for {hold: 20..400 ms}. How many? {#est-pool}

**Answer:** {ceil(rps * hold / 0.7)} connections (± 10 %)

Busy: {rps} × {hold} = {rps * hold}; with headroom {ceil(rps * hold / 0.7)}. Not \\frac{x}{y}, not {other}.

- [ ] Little's law

**Estimate:** {n: 1M..10M} messages of {size: 0.5..4 kB} a day, {days: 1 /d}. How much in a year? {#est-disk}

**Answer:** {n * size * days} TB/year (within a factor of 2)

**Estimate:** An availability of {a: 99.5..99.99 %}: how long is the outage in {month: 30 d}? {#est-budget}

**Answer:** {(1 - a) * month} min (± 5 min)
"""


@pytest.fixture(scope="module")
def read() -> Deck:
    found = deck.parse(TEXT)
    assert found.problems == ()
    return found


def put(read: Deck, name: str, seed: int) -> EstimateExercise:
    card = next(card for card in exercises.find_cards(read) if card.id == name)
    made = exercises.make_exercise(read, card, seed)
    assert isinstance(made, EstimateExercise)
    return made


def test_each_estimate_is_a_card_of_its_own_kind(read: Deck) -> None:
    assert [(card.id, card.kind) for card in exercises.find_cards(read)] == [
        ("est-pool", "estimate"),
        ("est-disk", "estimate"),
        ("est-budget", "estimate"),
    ]


def test_the_same_seed_gives_the_same_numbers_and_others_give_others(read: Deck) -> None:
    assert put(read, "est-pool", 7) == put(read, "est-pool", 7)
    assert len({put(read, "est-pool", seed).prompt for seed in range(20)}) > 10


@given(st.integers(0, 2**32))
def test_numbers_stay_in_their_range_and_on_their_grid(seed: int) -> None:
    found = deck.parse(TEXT).estimates[0]
    numbers = estimate.draw_numbers(found, Random(seed))
    assert 200 <= numbers["rps"] <= 2000
    assert numbers["rps"] % 50 == 0
    assert 20 <= numbers["hold"] <= 400
    assert numbers["hold"] == int(numbers["hold"])


@given(st.integers(0, 2**32))
def test_the_answer_is_the_formula_of_the_numbers_that_are_shown(seed: int) -> None:
    found = deck.parse(TEXT)
    numbers = estimate.draw_numbers(found.estimates[1], Random(seed))
    made = put(found, "est-disk", seed)
    expected = numbers["n"] * numbers["size"] * 1e3 * 365 / 1e12
    assert made.answer == pytest.approx(expected)
    assert units.format_quantity(numbers["size"], "kB") in made.prompt


def test_the_derivation_is_filled_and_foreign_braces_are_left_alone(read: Deck) -> None:
    made = put(read, "est-pool", 3)
    assert "{rps" not in made.derivation
    assert made.derivation.endswith("Not \\frac{x}{y}, not {other}.")
    assert units.format_number(made.answer) in made.derivation


@pytest.mark.parametrize("share", [0.91, 1.0, 1.09])
def test_an_answer_within_the_tolerance_is_good(read: Deck, share: float) -> None:
    made = put(read, "est-pool", 1)
    assert estimate.judge_answer(made, f"{made.answer * share:.6g} connections").grade is Rating.GOOD


@pytest.mark.parametrize(
    ("share", "grade"), [(1.2, Rating.HARD), (0.8, Rating.HARD), (1.5, Rating.AGAIN), (10, Rating.AGAIN)]
)
def test_an_answer_beside_it_is_hard_or_again(read: Deck, share: float, grade: Rating) -> None:
    made = put(read, "est-pool", 1)
    judged = estimate.judge_answer(made, f"{made.answer * share:.6g}")
    assert judged.grade is grade
    assert ("too high" in judged.message) == (share > 1)


def test_units_are_converted_and_a_bare_number_is_in_the_unit_asked_for(read: Deck) -> None:
    made = put(read, "est-disk", 2)
    in_gigabytes = made.answer * 1000 / 365
    assert estimate.judge_answer(made, f"{in_gigabytes:.4g} GB/day").grade is Rating.GOOD
    assert estimate.judge_answer(made, f"{made.answer:.4g}").grade is Rating.GOOD
    assert estimate.judge_answer(made, f"{made.answer * 1.9:.4g} TB per year").grade is Rating.GOOD
    assert estimate.judge_answer(made, f"{made.answer * 2.2:.4g} TB/year").grade is Rating.HARD


def test_a_unit_of_another_kind_is_wrong_and_says_so(read: Deck) -> None:
    judged = estimate.judge_answer(put(read, "est-disk", 2), "4 s")
    assert judged.grade is Rating.AGAIN
    assert "cannot be given in TB/year" in judged.message


@pytest.mark.parametrize("typed", ["", "lots", "a hundred", "1e999999", "9" * 200])
def test_what_cannot_be_read_is_not_judged_by_chance(read: Deck, typed: str) -> None:
    judged = estimate.judge_answer(put(read, "est-pool", 1), typed)
    assert judged.grade in (None, Rating.AGAIN)
    assert judged.message


@given(st.text(max_size=90))
def test_no_answer_raises(typed: str) -> None:
    assert estimate.judge_answer(put(deck.parse(TEXT), "est-budget", 1), typed).message


def test_an_absolute_tolerance_is_absolute(read: Deck) -> None:
    made = put(read, "est-budget", 5)
    assert estimate.judge_answer(made, f"{made.answer + 4.9} min").grade is Rating.GOOD
    assert estimate.judge_answer(made, f"{(made.answer + 4.9) * 60} s").grade is Rating.GOOD
    assert estimate.judge_answer(made, f"{made.answer + 6} min").grade is Rating.HARD


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("4,000 req", 4000, ""),
        ("4k", 4000, ""),
        ("4k req/s", 4000, "/s"),
        ("1.5 GB", 1.5, "GB"),
        ("1.5 gb", 1500, "MB"),
        ("2 GiB", 2147.483648, "MB"),
        ("25 ms", 0.025, "s"),
        ("2 min 30 s", 150, "s"),
        ("1 h 30 min", 90, "min"),
        ("99.95 %", 0.9995, ""),
        ("~4000", 4000, ""),
        ("about 4,000 requests per second", 4000, "/s"),
        ("4x10^3", 4000, ""),
        ("10^6", 1e6, ""),
        ("1,5 s", 1.5, "s"),
        ("4 000", 4000, ""),
        ("3 million requests/day", 125_000, "/h"),
        ("20 Mbps", 2.5, "MB/s"),
        ("$12", 12, "USD"),
        ("12 EUR/month", 146, "EUR/year"),
        ("−3 s", -3, "s"),
        ("4.", 4, ""),
        ("-3 s", -3, "s"),
        ("1 week", 168, "h"),
        ("2 months", 60, "d"),
        ("1 year", 365, "d"),
        ("3 TiB", 3 * 1.099511627776, "TB"),
        ("5 mio", 5e6, ""),
        ("2 bn requests", 2e9, ""),
        ("1.5 trillion", 1.5e12, ""),
        ("3 K", 3000, ""),
        ("2e3 MB", 2, "GB"),
        ("5 percent", 0.05, ""),
        ("8 Mbit", 1, "MB"),
        ("250 µs", 0.25, "ms"),
        ("300 qps", 300, "/s"),
        ("1,234.5", 1234.5, ""),
        ("12 entries per min", 0.2, "/s"),
        ("≈ 10 KB", 10, "kB"),
        ("2 h and 15 min", 135, "min"),
        ("5 Mio", 5e6, ""),
        ("5 Mio. users", 5e6, "users"),
        ("3,5 Mrd €", 3.5e9, "EUR"),
        ("2 millions of users", 2e6, ""),
        ("3 Crores", 3e7, ""),
        ("12 Tsd. req/s", 12_000, "/s"),
        ("4 MN", 4e6, ""),
        ("5 mb", 5, "MB"),
    ],
)
def test_quantities_as_people_write_them(typed: str, number: float, unit: str) -> None:
    assert units.convert(units.read_quantity(typed), unit) == pytest.approx(number, rel=1e-3)


@pytest.mark.parametrize("typed", ["5 parsecs", "4 m", "four", "", "4 GB 3 s", "½", "3 kB * import os", "1 s^99"])
def test_what_is_no_quantity(typed: str) -> None:
    with pytest.raises(UnitError):
        units.read_quantity(typed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5678, "1,235"),
        (266, "266"),
        (1234.5, "1,235"),
        (-1234.5, "-1,235"),
        (12.345, "12.35"),
        (0.00012345, "0.0001235"),
        (99.95, "99.95"),
        (123456789, "123,500,000"),
        (0, "0"),
    ],
)
def test_numbers_as_one_writes_them(value: float, text: str) -> None:
    assert units.format_number(value) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("**Estimate:** {a: 1..9 furlongs}?\n\n**Answer:** {a} furlongs", "estimate-unit"),
        ("**Estimate:** {a: 1..9 ms}?\n\n**Answer:** {a} GB", "estimate-unit"),
        ("**Estimate:** {a: 1..9 ms} {b: 1..9 GB}?\n\n**Answer:** {a + b} ms", "estimate-unit"),
        ("**Estimate:** {a: 1..9 ms}?\n\n**Answer:** {ceil(a)} ms", "estimate-unit"),
        ("**Estimate:** {a: 1..9 ms}?\n\n**Answer:** {a} ms (± 3 GB)", "estimate-unit"),
        ("**Estimate:** {a: 1..9 ms}?\n\n**Answer:** {a} ms\n\nThat is {a in kB}.", "estimate-unit"),
        ("**Estimate:** {a: 1..9}?\n\n**Answer:** {1 / (a - a)}", "estimate-value"),
    ],
)
def test_units_that_do_not_fit_are_reported_at_their_line(text: str, code: str) -> None:
    found = estimate.find_unit_problems(deck.parse(text))
    assert [(p.line, p.code, bool(p.remedy)) for p in found] == [(1, code, True)]


def test_sound_units_are_not_reported(read: Deck) -> None:
    assert estimate.find_unit_problems(read) == ()


def test_an_estimate_without_an_answer_is_no_card() -> None:
    assert exercises.find_cards(deck.parse("**Estimate:** How many in {a: 1..9}?")) == ()


def test_erlangs_formula_is_the_one_of_the_labs():
    read = deck.parse(
        "# Pools\n\n**Estimate:** {pool: 10} connections, {rate: 800 /s} for {hold: 10 ms}. What share waits? {#est-wait}\n\n"
        "**Answer:** {100 * erlang_c(pool, rate * hold)} (± 1 %)\n"
    )
    made = estimate.make_exercise(read, estimate.make_card(read.estimates[0]), 1)
    # C(10, 8) = .409180: the figure to which the model of the waiting room is held.
    assert made.answer == pytest.approx(40.9180, abs=1e-4)


@pytest.mark.parametrize("formula", ["erlang_c(10, 10)", "erlang_c(0, 0)", "erlang_b(2.5, 1)", "erlang_b(10, -1)"])
def test_erlangs_formula_has_no_value_beyond_its_range(formula):
    with pytest.raises(arithmetic.FormulaError, match="no value"):
        arithmetic.evaluate(arithmetic.parse_formula(formula), {})


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(300.0, "/s", "300/s"), (1200.0, "req/s", "1,200 req/s"), (99.95, "%", "99.95 %"), (4.0, "", "4")],
)
def test_a_quantity_as_one_writes_it(value: float, unit: str, text: str) -> None:
    assert units.format_quantity(value, unit) == text


def test_an_answer_of_more_than_a_line_is_no_number() -> None:
    assert units.read_quantity("4" + " " * 40 + "s") is not None
    with pytest.raises(UnitError, match="too long"):
        units.read_quantity("4 " + "s " * 40)


@pytest.mark.parametrize(
    ("share", "grade", "message"),
    [
        (1.1, Rating.GOOD, "Within the tolerance."),
        (1.29, Rating.HARD, "29 % too high."),
        (1.125, Rating.HARD, "13 % too high."),
        (1.31, Rating.AGAIN, "31 % too high."),
        (0.71, Rating.HARD, "29 % too low."),
        (1.99, Rating.AGAIN, "99 % too high."),
        (2.5, Rating.AGAIN, "2.5 times too high."),
        (0.25, Rating.AGAIN, "4 times too low."),
        (-1.0, Rating.AGAIN, "too low."),
    ],
)
def test_an_answer_within_three_tolerances_is_hard_and_is_told_how_far_off_it_is(
    read: Deck, share: float, grade: Rating, message: str
) -> None:
    made = put(read, "est-pool", 1)
    judged = estimate.judge_answer(made, f"{made.answer * share:.9g}")
    assert (judged.grade, judged.message) == (grade, message)
    assert judged.value == pytest.approx(made.answer * share)


@pytest.mark.parametrize(
    ("tolerance", "value", "distance"),
    [
        (Tolerance("percent", 10), 110, 1),
        (Tolerance("percent", 10), 80, 2),
        (Tolerance("absolute", 5), 110, 2),
        (Tolerance("absolute", 5, "s"), 110, 2),
        (Tolerance("absolute", 5, "ms"), 100.01, 2),
        (Tolerance("factor", 2), 400, 2),
        (Tolerance("factor", 2), 50, 1),
        (Tolerance("magnitude", 1), 1000, 1),
        (Tolerance("magnitude", 1), 10_000, 2),
        (Tolerance("factor", 2), -100, float("inf")),
        (Tolerance("factor", 2), 0, float("inf")),
        (Tolerance("percent", 0), 101, float("inf")),
        (Tolerance("percent", 0), 100.00001, 0),
    ],
)
def test_the_distance_is_counted_in_tolerances(tolerance: Tolerance, value: float, distance: float) -> None:
    assert estimate.measure_distance(value, 100.0, tolerance, "s") == pytest.approx(distance)


@pytest.mark.parametrize(
    ("tolerance", "text"),
    [
        (Tolerance("percent", 10), "± 10 %"),
        (Tolerance("absolute", 5, "min"), "± 5 min"),
        (Tolerance("absolute", 5), "± 5"),
        (Tolerance("factor", 2), "within a factor of 2"),
        (Tolerance("magnitude", 1), "within an order of magnitude"),
        (Tolerance("magnitude", 2), "within 2 orders of magnitude"),
    ],
)
def test_a_tolerance_in_words(tolerance: Tolerance, text: str) -> None:
    assert estimate.format_tolerance(tolerance) == text


def draw_many(variable: EstimateVariable) -> list[float]:
    drawn = deck.parse(TEXT).estimates[0]
    one = replace(drawn, variables=(variable,))
    return [estimate.draw_numbers(one, Random(seed))[variable.name] for seed in range(300)]


def test_a_wide_range_is_drawn_evenly_over_its_orders_of_magnitude() -> None:
    wide = draw_many(EstimateVariable(name="n", low=1, high=1e6, unit=""))
    assert 300 < median(wide) < 3000
    assert all(float(f"{value:.2g}") == pytest.approx(value) for value in wide)
    narrow = draw_many(EstimateVariable(name="n", low=1, high=19, unit=""))
    assert 8 < median(narrow) < 12


def test_whole_numbers_stay_whole_and_a_grid_reaches_both_ends() -> None:
    whole = draw_many(EstimateVariable(name="n", low=1, high=9, unit="", whole=True))
    assert set(whole) == {float(value) for value in range(1, 10)}
    stepped = draw_many(EstimateVariable(name="n", low=0.1, high=0.5, unit="", step=0.1))
    assert {round(value, 9) for value in stepped} == {0.1, 0.2, 0.3, 0.4, 0.5}
    assert set(draw_many(EstimateVariable(name="n", low=7, high=7, unit=""))) == {7}

"""Options: the author's, and those that come from sibling topics. Never true, never twice."""

from __future__ import annotations

from random import Random

import pytest

import deck
from deck.model import Deck
from quiz import exercises
from quiz.answers.text_match import compute_overlap, find_stems
from quiz.exercises import options, sources
from quiz.exercises.options import OptionsExercise
from quiz.model import Card
from quiz.scheduler import Rating
from tests.quiz.decks import pools

SEEDS = range(12)


def card(of: Deck, name: str) -> Card:
    return next(card for card in exercises.find_cards(of) if card.id == name)


def put(name: str, seed: int = 0) -> OptionsExercise:
    exercise = exercises.make_exercise(pools(), card(pools(), name), seed)
    assert isinstance(exercise, OptionsExercise)
    return exercise


def test_a_question_with_options_is_asked_with_them_alone() -> None:
    cards = {card.id: card.kind for card in exercises.find_cards(pools()) if card.source == "q-429"}
    assert cards == {"q-429": "choice"}


def test_the_authors_options_keep_their_reasons() -> None:
    said = {(option.text, option.right, option.explanation) for option in put("q-429").options}
    assert said == {
        ("A failure like any other", False, "it would open on a healthy service"),
        ("Nothing, it is throttling", True, "slow down"),
    }


def test_the_seed_decides_the_order_and_both_orders_come() -> None:
    orders = {tuple(option.text for option in put("q-429", seed).options) for seed in SEEDS}
    assert len(orders) == 2
    assert put("q-429", 5) == put("q-429", 5)


@pytest.mark.parametrize("name", ["q-ten~pick", "q-queue~pick", "cq-enlarge~tests", "cq-full~tests", "inc-export~next"])
def test_one_option_is_right_and_none_comes_twice(name: str) -> None:
    for seed in SEEDS:
        exercise = put(name, seed)
        assert 2 <= len(exercise.options) <= 4
        assert sum(option.right for option in exercise.options) == 1
        texts = [find_stems(option.text) for option in exercise.options]
        assert all(
            compute_overlap(one, other) < sources.MAX_SHARED_WORDS
            for place, one in enumerate(texts)
            for other in texts[place + 1 :]
        )


def test_wrong_points_come_from_other_topics_and_are_not_in_the_answer() -> None:
    own = {point for block in sources.list_questions(pools()) if block.topic == "pools" for point in block.key_points}
    for seed in SEEDS:
        wrong = {option.text for option in put("q-ten~pick", seed).options if not option.right}
        assert not wrong & own


def test_a_candidate_that_might_be_true_is_not_taken() -> None:
    pool = [(1, "threads outnumber the connections"), (1, "bounded length with a rejection policy")]
    truths = ["threads outnumber connections"]
    taken = sources.list_eligible("ten threads wait for a connection", truths, pool, 3, Random(1), "en")
    assert taken == ("bounded length with a rejection policy",)


def test_a_sibling_topic_comes_before_a_distant_one() -> None:
    rings = sources.measure_topic_distances(pools(), "pools")
    assert rings["breakers"] == 1
    assert rings["queues"] == rings["keys"] == 2
    assert not {"pools", "runtime"} & set(rings)


def test_what_happens_next_is_never_told_before() -> None:
    for seed in SEEDS:
        exercise = put("inc-export~next", seed)
        assert not any(option.text in exercise.situation for option in exercise.options)


@pytest.mark.parametrize(
    ("chosen", "rating"),
    [((0, 2), Rating.GOOD), ((2, 0), Rating.GOOD), ((0,), Rating.HARD), ((0, 1), Rating.AGAIN), ((), Rating.AGAIN)],
)
def test_the_grade_of_a_choice_among_several_right_ones(chosen: tuple[int, ...], rating: Rating) -> None:
    exercise = OptionsExercise(
        Card("q", "choice", "q", "t", "q", "", 1),
        "",
        "",
        tuple(options.Option(str(place), place in (0, 2), "") for place in range(3)),
        "",
        (),
        "",
    )
    assert exercise.has_several_right
    assert options.suggest_grade(exercise, chosen) is rating


def test_a_deck_with_too_little_to_choose_from_has_no_such_cards() -> None:
    small = deck.parse("# A\n\n## T\n\n**Question:** Why?\n\n**Answer:** So.\n\n- [ ] one point\n")
    assert {card.kind for card in exercises.find_cards(small)} == {"recall"}


def test_what_cannot_be_put_in_its_form_is_put_as_recall() -> None:
    gone = Card("q-ten~tests", "tests", "q-ten", "pools", "q-ten", "", 1)
    form, exercise = exercises.make_exercise_for(pools(), gone, 0, exercises.ON_BY_DEFAULT)
    assert form == "recall"
    assert exercise.prompt.startswith("Why is a pool of ten")


def test_where_all_points_are_one_there_is_nothing_to_pick() -> None:
    topic = "## T{0}\n\n**Question:** What is {0}?\n\n**Answer:** The same.\n\n- [ ] the same answer for all\n\n"
    same = deck.parse("".join(topic.format(name) for name in ("red", "blue", "green", "black", "white")))
    assert [card.kind for card in exercises.find_cards(same)] == ["recall"] * 5


def test_a_candidate_says_something_of_its_own() -> None:
    pool = [
        (1, "Locks"),
        (1, "leases expire before the owner returns"),
        (1, "the leases expire before owners return"),
        (2, "queues are bounded"),
    ]
    taken = sources.list_eligible("retries are idempotent", [], pool, 3, Random(1), "en")
    assert set(taken) == {"queues are bounded", *(set(taken) & {pool[1][1], pool[2][1]})}
    assert len(taken) == 2
    assert taken[-1] == "queues are bounded"  # the nearer ring comes first


def test_a_card_beside_a_follow_up_belongs_to_the_questions_family() -> None:
    assert card(pools(), "cq-enlarge~pick").sibling_group == "q-ten"
    assert card(pools(), "q-ten~gap").sibling_group == "q-ten"

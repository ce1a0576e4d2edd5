"""Order the timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deck.parser import parse
from quiz import exercises
from quiz.exercises import order
from quiz.exercises.options import OptionsExercise
from quiz.exercises.order import OrderExercise
from quiz.scheduler import Rating
from tests.quiz.decks import pools


def put(seed: int = 0) -> OrderExercise:
    card = next(card for card in exercises.find_cards(pools()) if card.id == "inc-export~order")
    exercise = exercises.make_exercise(pools(), card, seed)
    assert isinstance(exercise, OrderExercise)
    return exercise


def test_the_moments_are_mixed_and_the_solution_puts_them_in_order() -> None:
    for seed in range(20):
        exercise = put(seed)
        assert exercise.solution != tuple(range(len(exercise.moments)))
        texts = [exercise.moments[place] for place in exercise.solution]
        events = [event.text for event in pools().incidents[0].events]
        assert texts == [text for text in events if text in texts]
        assert list(exercise.stamps) == sorted(exercise.stamps)


@pytest.mark.parametrize(("swaps", "rating"), [(0, Rating.GOOD), (1, Rating.HARD), (2, Rating.AGAIN)])
def test_the_grade_counts_pairs_that_stand_the_wrong_way_round(swaps: int, rating: Rating) -> None:
    exercise = put()
    answer = list(exercise.solution)
    for at in range(swaps):
        answer[2 * at], answer[2 * at + 1] = answer[2 * at + 1], answer[2 * at]
    assert order.count_inversions(exercise, answer) == swaps
    assert order.suggest_grade(exercise, answer) is rating


def test_what_was_not_placed_stands_last() -> None:
    exercise = put()
    assert order.suggest_grade(exercise, exercise.solution[:-1]) is Rating.GOOD
    assert order.suggest_grade(exercise, ()) is Rating.AGAIN


def test_an_incidents_topic_is_the_one_it_names() -> None:
    topics = {card.source: card.topic for card in exercises.find_cards(pools()) if card.kind == "order"}
    assert topics == {"inc-export": "pools", "inc-storm": "inc-storm"}


TIES = """## Incident: ties

**00:00** – deploy begins

**00:05** – errors rise

**00:05** – pager fires

**00:05** – queue grows

**00:05** – dashboards go red

**00:10** – the release is rolled back

**00:15** – errors fall

## Incident: all at once

**00:05** – one breaks

**00:05** – two breaks

**00:05** – three breaks

**00:05** – four breaks
"""


def test_moments_of_one_minute_are_not_to_be_ordered_nor_wrong_to_follow() -> None:
    of = parse(TIES)
    cards = {card.id: card for card in exercises.find_cards(of)}
    assert len([name for name in cards if name.endswith("~order")]) == 1
    red = {"errors rise", "pager fires", "queue grows", "dashboards go red"}
    for seed in range(40):
        for card in cards.values():
            form, exercise = exercises.make_exercise_for(of, card, seed, tuple(exercises.KINDS))
            if isinstance(exercise, OrderExercise):
                assert len(set(exercise.stamps)) == len(exercise.stamps) == 4
            elif isinstance(exercise, OptionsExercise):
                right = next(option.text for option in exercise.options if option.right)
                assert form == "next"
                if right in red:
                    assert not {option.text for option in exercise.options if not option.right} & red


def write_incident(*texts: str) -> str:
    return (
        "## Incident: One {#one}\n\n"
        + "\n\n".join(f"**00:{5 * at:02d}** – {text}" for at, text in enumerate(texts))
        + "\n"
    )


def find_moments(*texts: str) -> set[str]:
    """The moments that are ever asked for; none where there is no such card."""
    of = parse(write_incident(*texts))
    cards = [card for card in exercises.find_cards(of) if card.kind == "order"]
    return {text for card in cards for seed in range(20) for text in order.make_exercise(of, card, seed).moments}


def test_four_moments_are_enough_and_six_the_most() -> None:
    texts = ("one breaks", "two breaks", "three breaks", "four breaks")
    assert find_moments(*texts) == set(texts)
    assert find_moments(*texts[:3]) == set()
    of = parse(write_incident(*texts, "five breaks", "six breaks", "seven breaks", "eight breaks"))
    card = next(card for card in exercises.find_cards(of) if card.kind == "order")
    assert {len(order.make_exercise(of, card, seed).moments) for seed in range(5)} == {6}


def test_a_moment_that_names_its_time_or_comes_twice_is_not_asked_for() -> None:
    texts = (
        "one breaks",
        "two breaks",
        "at 10:15 it is worse",
        "20 minutes later it holds",
        "one breaks",
        "three breaks",
        "four breaks",
    )
    assert find_moments(*texts) == {"one breaks", "two breaks", "three breaks", "four breaks"}


def test_two_moments_that_are_not_placed_are_a_pair_that_stands_wrong() -> None:
    exercise = put()
    assert order.count_inversions(exercise, exercise.solution[:-2]) == 1
    assert order.suggest_grade(exercise, exercise.solution[:-2]) is Rating.HARD
    assert order.suggest_grade(exercise, exercise.solution[::-1]) is Rating.AGAIN


def test_moments_that_an_author_wrote_out_of_order_are_ordered_by_their_times() -> None:
    of = parse(write_incident("one breaks", "two breaks", "three breaks", "four breaks"))
    (incident,) = of.incidents
    mixed = replace(of, blocks=(replace(incident, events=incident.events[::-1]),))
    (card,) = order.find_cards(mixed)
    exercise = order.make_exercise(mixed, card, 1)
    assert list(exercise.stamps) == ["00:00", "00:05", "00:10", "00:15"]
    assert [exercise.moments[place].split()[0] for place in exercise.solution] == ["one", "two", "three", "four"]

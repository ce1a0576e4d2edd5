"""Other ways to put a question to a learner who met it before."""

from __future__ import annotations

import pytest

import deck
from quiz import exercises
from quiz.exercises import gap, interviewer_intent, pick, typed
from quiz.exercises.options import OptionsExercise
from quiz.model import Card, Exercise
from tests.quiz.decks import pools

ALL = ("pick", "gap", "tests")


def find_card(name: str) -> Card:
    return next(card for card in exercises.find_cards(pools()) if card.id == name)


def put(name: str, card_types: tuple[str, ...] = ALL, **options: object) -> tuple[str, Exercise]:
    return exercises.make_exercise_for(pools(), find_card(name), 0, card_types, **options)  # type: ignore[arg-type]


def find_right(exercise: Exercise) -> str:
    assert isinstance(exercise, OptionsExercise)
    return next(option.text for option in exercise.options if option.right)


def test_a_card_that_was_met_takes_turns_among_the_forms_that_are_on() -> None:
    turns = [put("q-ten", was_met=True, reviews=count)[0] for count in range(6)]
    assert set(turns) == {"recall", "pick", "gap"}  # no counter-question: nothing is tested with it
    assert turns[:3] != turns[1:4]
    assert {put("q-ten", ("gap",), was_met=True, reviews=count)[0] for count in range(6)} == {"recall", "gap"}
    assert {put("cq-full", ("tests",), was_met=True, reviews=count)[0] for count in range(6)} == {"recall", "tests"}


def test_a_card_that_was_not_met_is_put_in_its_own_kind() -> None:
    assert {put("q-ten", reviews=count)[0] for count in range(6)} == {"recall"}
    assert {put("q-429", was_met=True, reviews=count)[0] for count in range(6)} == {"choice"}
    assert {put("q-ten", (), was_met=True, reviews=count)[0] for count in range(6)} == {"recall"}


def test_what_was_missed_is_asked_for_first() -> None:
    for count in range(4):
        form, exercise = put("q-ten", was_met=True, reviews=count, missed_points=("shed load before you resize",))
        assert form in {"pick", "gap"}
        if form == "pick":
            assert find_right(exercise) == "shed load before you resize"


@pytest.mark.parametrize("point", ["threads outnumber connections", "shed load before you resize"])
def test_the_point_to_pick_is_one_that_was_missed(point: str) -> None:
    for seed in range(8):
        exercise = pick.make_exercise(pools(), find_card("q-ten~pick"), seed, (point, "somebody else's point"))
        assert find_right(exercise) == point
    found = {find_right(pick.make_exercise(pools(), find_card("q-ten~pick"), seed)) for seed in range(8)}
    assert len(found) > 1
    unknown = {find_right(pick.make_exercise(pools(), find_card("q-ten~pick"), seed, ("gone",))) for seed in range(8)}
    assert unknown == found


def test_the_gap_is_at_what_was_missed_and_the_seed_chooses_among_all() -> None:
    text = "## T {#t}\n\n**Question:** Why? {#q}\n\n**Answer:** The callers wait for a **deadline** that nobody hands on. In every layer above it the **jitter** spreads them out again.\n"
    of = deck.parse(text)
    card = next(card for card in exercises.find_cards(of) if card.kind == "gap")
    assert {gap.make_exercise(of, card, seed).term for seed in range(4)} == {"deadline", "jitter"}
    assert {gap.make_exercise(of, card, seed, ("a deadline for each",)).term for seed in range(4)} == {"deadline"}
    assert {gap.make_exercise(of, card, seed, ("nothing of it",)).term for seed in range(4)} == {"deadline", "jitter"}
    made = gap.make_exercise(of, card, 0)
    assert (made.heading, made.prompt, made.answer) == ("T", "Why?", of.questions[0].answer)


def test_a_typed_answer_is_compared_with_all_that_recall_shows() -> None:
    of = deck.parse(
        "## T\n\n**Question:** Why? {#q}\n\n**Answer:** Because it waits.\n\n- [ ] it waits\n\n"
        "**Common wrong answers:**\n\n- More threads → they wait too\n"
    )
    card = next(card for card in exercises.find_cards(of) if card.kind == "recall")
    written, recalled = (kind.make_exercise(of, card, 0) for kind in (typed, exercises.recall))
    assert recalled.wrong_answers
    for name in ("prompt", "heading", "body", "answer", "simple_answer", "tests", "key_points", "wrong_answers"):
        assert getattr(written, name) == getattr(recalled, name), name
    with pytest.raises(LookupError):
        typed.make_exercise(pools(), find_card("cq-close"), 0)


def test_a_choice_shows_the_authors_answer_afterwards() -> None:
    text = "## T\n\n**Question:** Which? {#q}\n\n- [ ] This\n- [x] That → because\n\n**Answer:** That one.\n"
    of = deck.parse(text)
    (card,) = exercises.find_cards(of)
    made = exercises.make_exercise(of, card, 0)
    assert isinstance(made, OptionsExercise)
    assert (made.heading, made.prompt) == ("T", "Which?")
    assert made.answer == of.questions[0].answer
    assert made.body == of.questions[0].body
    assert made.answer or made.body


def test_the_intent_stands_among_intents_of_other_questions() -> None:
    intents = {question.id: question.tests for question in pools().counter_questions}
    for name in ("cq-enlarge", "cq-full"):
        made = interviewer_intent.make_exercise(pools(), find_card(f"{name}~tests"), 3)
        assert find_right(made) == intents[name]
        wrong = {option.text for option in made.options if not option.right}
        assert wrong <= set(intents.values()) - {intents[name]}
        assert made.situation == interviewer_intent.TITLE
    with pytest.raises(LookupError):
        interviewer_intent.make_exercise(pools(), find_card("q-ten~pick")._replace(kind="tests"), 0)


def test_too_few_intents_are_nothing_to_choose_from() -> None:
    asked = '## T{0}\n\n**Counter-questions:**\n\n- *"And {0}?"*\n  → testing {0} things\n\n  **Answer:** So.\n\n'
    three = deck.parse("".join(asked.format(name) for name in ("red", "blue", "green")))
    four = deck.parse("".join(asked.format(name) for name in ("red", "blue", "green", "black")))
    assert [len(list(interviewer_intent.find_cards(of))) for of in (three, four)] == [0, 4]


def test_ways_to_ask_the_same_have_no_memory_of_their_own() -> None:
    kinds = {card.kind for card in exercises.find_practice_cards(pools())}
    assert kinds == {"recall", "choice", "order", "next", "decision"}
    assert len(exercises.find_practice_cards(pools())) < len(exercises.find_cards(pools()))


def test_an_id_that_comes_twice_is_one_card_and_the_text_gives_the_order() -> None:
    twice = deck.parse(
        "## T\n\n**Question:** One? {#q}\n\n**Answer:** 1.\n\n**Question:** Two? {#q}\n\n**Answer:** 2.\n"
    )
    ids = [card.id for card in exercises.find_cards(twice)]
    assert len(ids) == len(set(ids))
    lines = [card.line for card in exercises.find_practice_cards(pools()) if card.kind == "recall"]
    assert lines == sorted(lines)

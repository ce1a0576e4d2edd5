"""The table of kinds: what is on at first, in which order cards come, and in which form."""

from __future__ import annotations

from quiz import exercises
from quiz.exercises.typed import TypedExercise
from store.tables.practice import memory_states as states
from tests.quiz.decks import pools


def test_every_kind_says_what_it_is() -> None:
    assert all(name == kind.NAME and kind.TITLE and kind.ABOUT for name, kind in exercises.KINDS.items())


def test_what_is_off_at_first_is_what_the_store_keeps_back() -> None:
    own_cards = {name for name in exercises.KINDS if name != "typed"}
    assert set(states.OPTIONAL_KINDS) == own_cards - set(exercises.ON_BY_DEFAULT)


def test_ids_are_unique_and_derived_cards_are_siblings() -> None:
    cards = exercises.find_cards(pools())
    assert len({card.id for card in cards}) == len(cards)
    families = {card.source: card.sibling_group for card in cards if card.kind == "recall"}
    assert all(card.sibling_group == families[card.source] for card in cards if card.kind in ("gap", "pick", "tests"))


def test_what_is_drawn_from_a_question_comes_after_the_topics_questions() -> None:
    ids = [card.id for card in exercises.find_cards(pools()) if card.topic == "breakers"]
    assert ids[:3] == ["q-429", "q-open", "cq-close"]
    assert set(ids[3:]) >= {"q-open~pick", "cq-close~tests"}


def test_follow_ups_of_a_question_with_options_follow_it() -> None:
    by_id = {card.id: card for card in exercises.find_cards(pools())}
    assert by_id["cq-enlarge"].follows == "q-ten"
    assert all(card.follows == "" or card.follows in by_id for card in by_id.values())


def test_typing_is_another_form_of_the_same_card() -> None:
    by_id = {card.id: card for card in exercises.find_cards(pools())}
    assert not [card for card in by_id.values() if card.kind == "typed"]
    assert exercises.choose_form(pools(), by_id["q-ten"], ("recall",)) == "recall"
    assert exercises.choose_form(pools(), by_id["cq-close"], ("typed",)) == "recall"  # no key points to score on
    form, exercise = exercises.make_exercise_for(pools(), by_id["q-ten"], 0, ("typed",))
    assert form == "typed"
    assert isinstance(exercise, TypedExercise)
    assert exercise.card.id == "q-ten"

"""Decisions of incidents as cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deck import distractors
from deck.model import Deck
from quiz import exercises
from quiz.exercises import decision as kind
from replay import track
from tests.replay.incidents import decision, deck, echo, event, incident, storm


def cards_of(one: Deck) -> list[str]:
    return [card.id for card in kind.find_cards(one)]


def test_every_written_decision_is_a_card() -> None:
    two = replace(storm(), decisions=(decision(1, "dec-a"), decision(5, "dec-b")))
    found = [card for card in exercises.find_cards(replace(deck(), blocks=(two,))) if card.kind == kind.NAME]
    assert not any(card.saved_only for card in found)
    assert [(c.id, c.source, c.sibling_group) for c in found] == [
        ("dec-a~decision", "dec-a", "inc-storm"),
        ("dec-b~decision", "dec-b", "inc-storm"),
    ]


def test_a_drawn_decision_is_a_card_for_those_who_keep_it() -> None:
    found = [card for card in kind.find_cards(deck()) if card.saved_only]
    assert [(c.source, c.sibling_group) for c in found] == [
        (stop.id, "inc-echo") for stop in distractors.list_decisions(deck(), echo())
    ]
    put = kind.make_exercise(deck(), found[0], 3)
    assert (put.heading, put.prompt, put.minute) == ("The echo", "What is really going on?", 4)
    assert put.situation == "A second debit is committed"
    assert [c.text for c in put.choices if c.right] == ["The retry carried no idempotency key"]


def test_the_options_of_a_card_are_those_of_the_replay() -> None:
    laid = track.build_deck_track(deck(), "inc-echo")
    assert laid is not None
    for card, stop in zip([c for c in kind.find_cards(deck()) if c.saved_only], laid.decision_points, strict=True):
        assert set(kind.make_exercise(deck(), card, 5).choices) == set(stop.choices)
        assert card.id == kind.make_card_id(stop.id)


def test_the_minute_is_where_the_replay_stops() -> None:
    lost = incident(event(3, "one"), event(None, "two"), event(9, "three"), decisions=(decision(1),))
    one = replace(deck(), blocks=(lost,))
    [card] = kind.find_cards(one)
    assert kind.make_exercise(one, card, 0).minute == track.build_track(lost).decision_points[0].minute == 3


def test_a_decision_without_a_right_or_a_wrong_option_is_no_card() -> None:
    assert cards_of(replace(deck(), blocks=(replace(storm(), decisions=(decision(5, right=9),)),))) == []


def test_the_exercise_tells_the_situation_and_shuffles_by_seed() -> None:
    card = next(kind.find_cards(deck()))
    put = kind.make_exercise(deck(), card, 3)
    assert (put.situation, put.minute, put.incident) == ("The room blames the database", 8, "inc-storm")
    assert put.choices == kind.make_exercise(deck(), card, 3).choices
    assert len({kind.make_exercise(deck(), card, seed).choices for seed in range(20)}) > 1
    assert sorted(c.text for c in put.choices) == sorted(c.text for c in storm().decisions[0].choices)


def test_a_decision_before_any_event_has_no_situation() -> None:
    bare = replace(deck(), blocks=(incident(decisions=(decision(0),)),))
    [card] = kind.find_cards(bare)
    assert (kind.make_exercise(bare, card, 0).situation, kind.make_exercise(bare, card, 0).minute) == ("", None)


def test_a_decision_that_stands_above_the_first_event_is_asked_after_it() -> None:
    one = replace(deck(), blocks=(replace(storm(), decisions=(decision(-1),)),))
    [card] = kind.find_cards(one)
    put = kind.make_exercise(one, card, 0)
    assert (put.situation, put.minute) == ("Traffic doubles once the batch window closes", 0)
    assert track.build_track(one.incidents[0]).decision_points[0].after_event == 0


def test_a_decision_that_is_gone_is_said_to_be() -> None:
    card = next(kind.find_cards(deck()))
    with pytest.raises(LookupError):
        kind.make_exercise(replace(deck(), blocks=()), card, 0)

"""Decisions of incidents as cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deck.model import Deck
from quiz import kinds
from quiz.kinds import decision as kind
from tests.replay.incidents import decision, deck, echo, incident, storm


def cards_of(one: Deck) -> list[str]:
    return [card.id for card in kind.cards(one)]


def test_every_written_decision_is_a_card() -> None:
    two = replace(storm(), decisions=(decision(1, "dec-a"), decision(5, "dec-b")))
    found = [card for card in kinds.cards(replace(deck(), blocks=(two, echo()))) if card.kind == kind.NAME]
    assert [(c.id, c.source, c.family) for c in found] == [
        ("dec-a~decision", "inc-storm", "inc-storm"),
        ("dec-b~decision", "inc-storm", "inc-storm"),
    ]


def test_a_decision_without_a_right_or_a_wrong_option_is_no_card() -> None:
    assert cards_of(replace(deck(), blocks=(replace(storm(), decisions=(decision(5, right=9),)),))) == []


def test_the_exercise_tells_the_situation_and_shuffles_by_seed() -> None:
    [card] = kind.cards(deck())
    put = kind.exercise(deck(), card, 3)
    assert (put.situation, put.minute, put.incident) == ("The room blames the database", 8, "inc-storm")
    assert put.choices == kind.exercise(deck(), card, 3).choices
    assert len({kind.exercise(deck(), card, seed).choices for seed in range(20)}) > 1
    assert sorted(c.text for c in put.choices) == sorted(c.text for c in storm().decisions[0].choices)


def test_a_decision_before_any_event_has_no_situation() -> None:
    bare = replace(deck(), blocks=(incident(decisions=(decision(0),)),))
    [card] = kind.cards(bare)
    assert (kind.exercise(bare, card, 0).situation, kind.exercise(bare, card, 0).minute) == ("", None)


def test_a_decision_that_is_gone_is_said_to_be() -> None:
    [card] = kind.cards(deck())
    with pytest.raises(LookupError):
        kind.exercise(replace(deck(), blocks=()), card, 0)

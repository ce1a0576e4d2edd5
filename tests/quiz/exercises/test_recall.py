"""Recall cards, from the deck alone."""

from __future__ import annotations

import pytest

from deck.parser import parse
from quiz import exercises
from quiz.exercises import recall

DECK = parse(
    """## Pools {#pools}

**Question:** Why is ten dangerous? {#q-ten}

**Answer:** Threads wait.

- [ ] threads outnumber connections

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing limits

  **Answer:** The queue moves.

## Limits {#limits}

### 1) How would you build a limiter? {#limiter}

**ELI8:**
Fifty tokens.

**Architect view:**

One shared bucket.
"""
)


def test_a_card_for_each_question_and_follow_up() -> None:
    found = [(c.id, c.topic, c.sibling_group, c.follows) for c in recall.find_cards(DECK)]
    assert found == [
        ("q-ten", "pools", "q-ten", ""),
        ("cq-enlarge", "pools", "q-ten", "q-ten"),
        ("limiter", "limiter", "limiter", ""),
    ]


def test_what_is_asked_and_what_is_shown() -> None:
    ten, enlarge, limiter = (recall.make_exercise(DECK, card, 0) for card in recall.find_cards(DECK))
    assert (ten.heading, ten.prompt, ten.key_points) == (
        "Pools",
        "Why is ten dangerous?",
        ("threads outnumber connections",),
    )
    assert (enlarge.prompt, enlarge.answer, enlarge.tests) == ("Why not enlarge it?", "The queue moves.", "limits")
    assert limiter.heading == "Limits"
    assert "Fifty tokens" in limiter.simple_answer
    assert "One shared bucket" in limiter.answer


def test_a_card_whose_question_is_gone_is_a_lookup_error() -> None:
    card = next(recall.find_cards(DECK))
    with pytest.raises(LookupError):
        recall.make_exercise(parse("Nothing is asked."), card, 0)


def test_ids_are_unique_over_all_kinds() -> None:
    ids = [card.id for card in exercises.find_cards(DECK)]
    assert len(ids) == len(set(ids))
    assert {"q-ten", "cq-enlarge", "limiter"} <= set(ids)


def test_common_wrong_answers_come_with_the_question() -> None:
    text = "## T\n\n**Question:** Why? {#q}\n\n**Answer:** Because.\n\n**Common wrong answers:**\n\n- More threads → they wait too\n"
    deck = parse(text)
    (card,) = recall.find_cards(deck)
    made = recall.make_exercise(deck, card, 0)
    assert [(wrong.text, wrong.reason) for wrong in made.wrong_answers] == [("More threads", "they wait too")]
    assert made.tests == ""


def test_a_follow_up_of_a_question_with_options_follows_it_and_the_question_is_no_recall() -> None:
    text = '## T\n\n**Question:** Which? {#q}\n\n- [ ] This\n- [x] That\n\n**Counter-questions:**\n\n- *"Why?"* {#cq}\n  → testing\n\n  **Answer:** So.\n'
    (card,) = recall.find_cards(parse(text))
    assert (card.id, card.follows, card.sibling_group) == ("cq", "q", "q")

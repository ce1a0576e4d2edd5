"""The two sides of each kind of card, whole."""

from __future__ import annotations

import pytest

import deck as reader
from deck.model import Deck
from quiz.exercises import find_cards
from quiz.model import Card
from services.offline.card_faces import CardFace, make_face
from services.practice.own_cards import OwnCard

TEXT = """# T

## Pools {#pools}

**Question:** Why wait? {#q-wait}

**Answer:** All *are* busy.

**Key points:**

- [ ] threads outnumber
  connections

**Counter-questions:**

- *"And twice?"* {#cq-twice}
  → testing the limit

**Question:** Which one? {#q-which}

- [x] the reader → it has no lock
- [ ] the writer → it waits

**Estimate:** How many? {n: 3} {#est}

**Answer:** {n * 2} (± 10 %)

Twice.

- [ ] doubled

## Incident: Storm {#inc}

**00:00** – *Trigger:* Load rises.

**00:04** – *Symptom:* Lag grows.

**Decision:** What first? {#dec}

- [ ] Add partitions
  → keys would move
- [x] Pause

**00:09** – *Mitigation:* Paused.

**00:20** – *Recovery:* Done.
"""


@pytest.fixture(scope="module")
def deck() -> Deck:
    return reader.parse(TEXT)


def find_card(deck: Deck, start: str) -> Card:
    return next(card for card in find_cards(deck) if card.id.startswith(start))


def face(deck: Deck, card: str, *kinds: str, own: OwnCard | None = None) -> CardFace:
    return make_face(deck, find_card(deck, card), 1, kinds, own or OwnCard(), met=True)


def test_a_question_with_its_points(deck: Deck) -> None:
    shown = face(deck, "q-wait", "recall", "typed")
    assert (shown.question, shown.options, shown.right) == ("Why wait?", (), ())
    assert shown.answer == "All *are* busy.\n\n**Key points**\n\n- threads outnumber connections"


def test_what_the_learner_wrote_stands_in_its_place(deck: Deck) -> None:
    own = OwnCard(prompt="My why?", answer="My so.", note="Mine.")
    shown = face(deck, "q-wait", "recall", own=own)
    assert shown.question == "My why?"
    assert shown.answer == "My so.\n\n**Key points**\n\n- threads outnumber connections\n\n**Your note:** Mine."


def test_a_follow_up_without_an_answer_says_so(deck: Deck) -> None:
    shown = face(deck, "cq-twice", "recall")
    missing = "This deck has no answer for this card. Judge by what it tests."
    assert (shown.question, shown.answer) == ("And twice?", f"{missing}\n\n**What it tests:** the limit")


def test_choices_tell_which_are_right_and_why(deck: Deck) -> None:
    shown = face(deck, "q-which", "choice", "recall")
    assert shown.question == "Which one?"
    assert sorted(shown.options) == ["the reader", "the writer"]
    assert [shown.options[place] for place in shown.right] == ["the reader"]
    assert set(shown.answer.split("\n")) == {"- the reader: it has no lock", "- the writer: it waits"}


def test_a_decision_has_its_situation(deck: Deck) -> None:
    shown = face(deck, "dec", "decision")
    assert shown.question.endswith("**What first?**") and "Lag grows." in shown.question
    assert [shown.options[place] for place in shown.right] == ["Pause"]
    assert shown.answer == "- Add partitions: keys would move"


def test_an_estimate_has_its_number_and_how_near_is_near_enough(deck: Deck) -> None:
    shown = face(deck, "est", "estimate")
    number, tolerance, *rest = shown.answer.replace("** (", "**\n(").replace("\n\n", "\n").split("\n")
    assert (number, tolerance) == ("**6**", "(± 10 %)")
    assert rest == ["Twice.", "**Key points**", "- doubled"]


def test_the_order_of_an_incident_is_numbered_with_its_times(deck: Deck) -> None:
    shown = face(deck, next(card.id for card in find_cards(deck) if card.kind == "order"), "order")
    mixed = shown.question.partition("\n\n")[2].split("\n")
    assert sorted(mixed) == ["- Done.", "- Lag grows.", "- Load rises.", "- Paused."]
    times = ("00:00", "00:04", "00:09", "00:20")
    assert [line.split("**")[1] for line in shown.answer.split("\n")] == list(times)
    assert [line.rpartition("** ")[2] for line in shown.answer.split("\n")] == [
        "Load rises.",
        "Lag grows.",
        "Paused.",
        "Done.",
    ]


def test_a_source_that_is_gone_is_told(deck: Deck) -> None:
    card = find_card(deck, "q-wait")
    with pytest.raises(LookupError):
        make_face(reader.parse("# Other\n"), card, 1, ("recall",), OwnCard(), met=False)


MORE = """# T

## Pools {#pools}

**Question:** Who decides? {#q-open}

**Question:** What does a pool hold? {#q-gap}

**Answer:** Every pool holds a number of **idle connections** that threads borrow and give back.

It ends there.

- [ ] idle connections

**Question:** Which one? {#q-which}

- [x] the reader → it has no lock
- [ ] the writer

**Answer:** The reader, *always*.

**Estimate:** How many are busy at {rate: 10 /s} and {hold: 2 s}? {#est}

| a | b |
|---|---|
| 1 | 2 |

**Answer:** {rate * hold} (± 10 %)

### Why are pools small? {#q-simple}

**ELI8:** Because a small pond is soon full.

## Incident: Storm {#inc}

**00:00** – *Trigger:* Load rises on every node.

**00:04** – *Symptom:* Lag grows by a thousand.

**00:09** – *Mitigation:* The batch is paused.

**00:15** – *Mitigation:* Partitions are added.

**00:20** – *Recovery:* Lag is gone.
"""


@pytest.fixture(scope="module")
def more() -> Deck:
    return reader.parse(MORE)


def test_a_question_without_an_answer_is_judged_by_what_one_knows(more: Deck) -> None:
    assert face(more, "q-open", "recall").answer == "This deck has no answer for this card. Judge by what you know."
    own = face(more, "q-open", "recall", own=OwnCard(answer="The team."))
    assert own.answer == "The team."


def test_a_typed_question_is_thought_or_said_where_nobody_can_judge_it(more: Deck) -> None:
    assert (face(more, "q-gap", "typed").kind, face(more, "q-gap", "typed", "recall").kind) == ("recall", "recall")


def test_a_gap_is_shown_filled_with_the_answer_below_and_only_to_whoever_met_the_question(more: Deck) -> None:
    card, kinds = find_card(more, "q-gap"), ("recall", "gap")
    faces = [make_face(more, card, seed, kinds, OwnCard(), met=True) for seed in range(9)]
    assert {one.kind for one in faces} == {"recall", "gap"}
    asked = next(one for one in faces if one.kind == "gap")
    sentence = "Every pool holds a number of {} that threads borrow and give back."
    assert asked.question == f"What does a pool hold?\n\n> {sentence.format('＿＿＿＿')}"
    told = sentence.format("**idle connections**")
    assert asked.answer.startswith(f"> {told}\n\n{told}\n\nIt ends there.")
    assert {make_face(more, card, seed, kinds, OwnCard(), met=False).kind for seed in range(9)} == {"recall"}


def test_a_choice_tells_the_authors_answer_below_the_reasons(more: Deck) -> None:
    assert face(more, "q-which", "choice").answer == "- the reader: it has no lock\n\nThe reader, *always*."


def test_an_estimate_shows_what_it_rests_on(more: Deck) -> None:
    assert (
        face(more, "est", "estimate").question
        == "How many are busy at 10/s and 2 s?\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )


def test_the_simple_layer_stands_in_for_an_answer(more: Deck) -> None:
    assert face(more, "q-simple", "recall").answer == "Because a small pond is soon full."


def test_what_happens_next_shows_what_happened_before(more: Deck) -> None:
    shown = face(more, next(card.id for card in find_cards(more) if card.kind == "next"), "next")
    assert len(shown.options) > 1 and len(shown.right) == 1
    assert "Load rises on every node." in shown.question
    assert shown.heading == "Incident: Storm"

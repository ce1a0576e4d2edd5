"""The two sides of a flash card as sound: what is on each, and when it has to be made again."""

from __future__ import annotations

from dataclasses import replace

import deck as reader
from speech.model import Pause, Sentence, Utterance
from speech.script.card_audio import SpokenCard, list_spoken_cards
from tests.speech.script.heard import build, write

DECK = reader.parse("""## Pools {#pools}

**Question:** Why wait? {#q-wait}

**Answer:** Nothing is free.

**Question:** And how long? {#q-long}

**Answer:** ?!…

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing respect for a finite resource
""")


def test_each_side_is_heard_without_the_words_that_only_announce_it() -> None:
    cards = list(list_spoken_cards(build(DECK), ("question", "answer")))
    assert [(card.question_id, card.side, write(card.items)) for card in cards] == [
        ("q-wait", "question", ["second: Why wait?"]),
        ("q-wait", "answer", ["narrator: Nothing is free."]),
        ("q-long", "question", ["second: And how long?"]),
        ("cq-enlarge", "question", ["second: Why not enlarge it?"]),
        ("cq-enlarge", "answer", ["narrator: What they are testing.", "narrator: respect for a finite resource."]),
    ]
    assert [sentence.spoken_text for sentence in cards[1].sentences] == ["Nothing is free."]


def test_only_the_sides_that_are_asked_for_and_each_question_once() -> None:
    twice = replace(DECK, blocks=(*DECK.blocks, *DECK.questions))
    cards = list(list_spoken_cards(build(twice), ["answer"]))
    assert [(card.question_id, card.side) for card in cards] == [("q-wait", "answer"), ("cq-enlarge", "answer")]


def test_a_side_is_made_again_when_a_word_a_voice_or_a_silence_changes() -> None:
    def speak(sentence: Sentence, rate: int = 170) -> Utterance:
        return Utterance("silent", "1", sentence.role, rate, sentence.spoken_text)

    def hash_with(*items: Sentence | Pause) -> str:
        return SpokenCard("q", "answer", items).hash_inputs(speak)

    yes, pause = Sentence("Yes.", "Yes."), Pause(0.25)
    base = hash_with(yes, pause)
    assert len(base) == 12 and base == SpokenCard("another", "question", (yes, pause)).hash_inputs(speak)
    assert base == hash_with(replace(yes, shown_text="yes"), pause)
    others = {
        hash_with(Sentence("No.", "Yes."), pause),
        hash_with(replace(yes, role="second"), pause),
        hash_with(yes, Pause(0.5)),
        hash_with(yes),
        hash_with(pause, yes),
        SpokenCard("q", "answer", (yes, pause)).hash_inputs(lambda sentence: speak(sentence, 200)),
    }
    assert len(others - {base}) == 6

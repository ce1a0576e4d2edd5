"""A deck is read for the ear in another process, and what that one read is taken over."""

from __future__ import annotations

import io
import json
import sys

import pytest

import deck as reader
from speech.script.episode_kinds import compose_episode, list_offers
from speech.script.read_ahead import main, read_deck, take_over_reply
from speech.text.reader import create_reader, list_readings
from tests.speech.script.heard import build

TEXT = """---
language: en
pronunciations:
  Ahead: {default: uh head, hibari: a head}
---

## Ahead {#ahead}

**Question:** Who reads Ahead of whom?

**Answer:** A process of its own.

## Incidents

### Ahead of the storm {#storm}

**00:00** – Somebody looks Ahead

## Spoken revision (1 minute) {#spoken}

### Part 1: Looking Ahead (1 minute) {#part}

Read it Ahead.
"""


def test_all_that_a_deck_has_to_say_is_read() -> None:
    deck = reader.parse(TEXT)
    readings = read_deck(deck, create_reader(deck))
    heard = {
        (sentence.shown_text, sentence.spoken_text)
        for offer in list_offers(deck)
        if offer.request.kind != "drill"  # its questions are in the topics
        for sentence in compose_episode(build(deck), offer.request).sentences
    }
    assert heard <= {sentence for sentences in readings.values() for sentence in sentences}
    assert ("Somebody looks Ahead", "Somebody looks uh head.") in heard
    assert ("Read it Ahead.", "Read it uh head.") in heard


def test_a_process_answers_with_its_readings_for_the_engine_that_will_speak(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    main(["hibari", "neural"])
    reply = capsys.readouterr().out
    sentences = json.loads(reply)["sentences"]
    assert sentences["Read it Ahead."] == [["Read it Ahead.", "Read it a head."]]
    other = create_reader(reader.parse(TEXT.replace("a head", "ay head")), ("hibari",))
    take_over_reply(other, reply)
    assert list_readings(other)["Read it Ahead."] == (("Read it Ahead.", "Read it a head."),)


@pytest.mark.parametrize(
    "reply",
    ["", "no JSON", "[]", "{}", '{"sentences": [1]}', '{"sentences": {"a": 1}}', '{"sentences": {"a": [["b"]]}}'],
)
def test_a_damaged_reply_is_told(reply: str) -> None:
    with pytest.raises(ValueError):
        take_over_reply(create_reader(reader.parse("## A\n")), reply)

"""The words that frame an episode are in the deck's language."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

import deck as reader
from speech.model import Sentence
from speech.script.episode_kinds import compose_episode, list_offers
from speech.script.request import EpisodeRequest
from speech.script.script_builder import ScriptBuilder
from speech.text.phrases import PHRASES, Phrases, get_phrases
from speech.text.reader import create_reader

GERMAN = """---
title: Pools
language: de-AT
---

## Warteschlangen

**Question:** Warum wächst die Schlange?

**Answer:** Weil mehr kommt als geht.

- [ ] Ankunft gegen Bedienung

**Question:** ?!…

## Incident: Der Stau

**00:05** – Die Schlange wächst.

**02:10** – Sie ist leer.

**Post-mortem lessons:**

- Grenzen setzen.
"""


@pytest.mark.parametrize("language", PHRASES)
def test_a_language_has_every_phrase_with_the_same_places_to_fill(language: str) -> None:
    for field in fields(Phrases):
        own, english = getattr(PHRASES[language], field.name), getattr(PHRASES["en"], field.name)
        assert own, field.name
        assert sorted(re.findall(r"\{\w+\}", own)) == sorted(re.findall(r"\{\w+\}", english)), field.name


def test_a_region_speaks_its_language_and_an_unknown_one_has_no_words_of_ours() -> None:
    assert get_phrases("pt-BR") is PHRASES["pt"]
    assert get_phrases("eo") == Phrases()


def hear(kind: str, target: str = "") -> list[str]:
    deck = reader.parse(GERMAN)
    builder = ScriptBuilder(deck, create_reader(deck), lambda sentence: len(sentence.spoken_text) / 15)
    episode = compose_episode(builder, EpisodeRequest(kind, target))  # type: ignore[arg-type]
    return [episode.title, *(s.spoken_text for s in episode.sentences if isinstance(s, Sentence))]


def test_a_german_deck_is_framed_in_german_and_a_prompt_without_words_is_left_out() -> None:
    heard = hear("drill")
    assert heard[:2] == ["Übung: Pools", "Frage."]
    assert "Eine gute Antwort nennt diese Punkte." in heard
    assert heard.count("Frage.") == 1


def test_an_incident_s_clock_is_in_the_deck_s_language() -> None:
    incident = next(
        offer.request.target_id for offer in list_offers(reader.parse(GERMAN)) if offer.request.kind == "incident"
    )
    heard = hear("incident", incident)
    assert "Minute 5." in heard and "Nach 2 Stunden und 10 Minuten." in heard
    assert "Was daraus gelernt wurde." in heard

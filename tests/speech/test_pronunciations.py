"""Respellings that an engine spells letter by letter."""

from __future__ import annotations

from speech.pronunciations import find_spelled, soften


def spell_capitals(spoken: str) -> str:
    """The phonemes of an engine that spells `SQ` and `URL`, and puts a stress on `KAH`."""
    return spoken.replace("SQ", "ɛs kjuː").replace("URL", "juː ɑːɹ ɛl").replace("KAH", "ˈkɑː").replace("kah", "kɑ")


def test_syllables_that_sound_different_in_small_letters_are_spelled() -> None:
    assert find_spelled("hee-KAH-ree SQ and URL, SQ again", spell_capitals) == ("SQ", "URL")
    assert find_spelled("hee-KAH-ree", spell_capitals) == ()
    assert find_spelled("A b C", lambda spoken: spoken) == ()  # single letters are meant to be spelled


def test_an_engine_without_phonemes_finds_none() -> None:
    assert find_spelled("SQ", lambda _spoken: " ˈ. ") == ()


def test_only_the_syllables_named_are_softened() -> None:
    assert soften("SQ and URL, SQ", ("SQ",)) == "sq and URL, sq"
    assert soften("SQ and URL", ()) == "SQ and URL"

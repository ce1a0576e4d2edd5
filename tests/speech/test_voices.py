"""Which voices speak a language, and which script they can read."""

from __future__ import annotations

import pytest

from errors import UserError
from speech.model import VoiceInfo, Voices
from speech.voices import choose_voices, find_unreadable_script, name_engines, speaks_language

KNOWN = [
    VoiceInfo("gb", "British", ("en-gb",)),
    VoiceInfo("us", "American", ("en-us",)),
    VoiceInfo("us+f3", "American woman", ("en-us",)),
    VoiceInfo("de", "Deutsch", ("de",)),
]


@pytest.mark.parametrize(
    ("chosen", "language", "narrator", "second"),
    [
        (Voices(), "en", "us", "us+f3"),
        (Voices(narrator="gb"), "en", "gb", "us"),
        (Voices(), "de", "de", "de"),
        (Voices(narrator="us"), "de-AT", "de", "de"),
        (Voices(narrator="gone"), "en", "gone", "gb"),
        (Voices(narrator="gone"), "tlh", "gone", "gone"),
    ],
)
def test_which_voices_speak(chosen: Voices, language: str, narrator: str, second: str) -> None:
    settled = choose_voices(chosen, KNOWN, language)
    assert (settled.narrator, settled.second) == (narrator, second)


def test_a_language_that_no_voice_speaks_is_told_and_gets_no_other_voice() -> None:
    with pytest.raises(UserError, match="tlh") as raised:
        choose_voices(Voices(), KNOWN, "tlh")
    assert "front matter" in raised.value.remedy


REGIONS = [
    *(
        VoiceInfo(tag, tag, (tag,))
        for tag in ("en-gb", "en-us", "fr-be", "fr-ch", "fr-fr", "es", "es-419", "pt", "pt-br")
    ),
    VoiceInfo("all", "All", ("*",)),
]


@pytest.mark.parametrize(
    ("language", "locale", "voice"),
    [
        ("fr", "", "fr-fr"),
        ("fr", "fr-BE", "fr-be"),
        ("fr", "fr_CH", "fr-ch"),
        ("fr", "fr-CA", "fr-fr"),
        ("fr-CH", "fr-BE", "fr-ch"),
        ("fr", "de-CH", "fr-fr"),
        ("es", "es-MX", "es-419"),
        ("es", "es-ES", "es"),
        ("es", "", "es"),
        ("pt", "pt-PT", "pt"),
        ("pt", "", "pt-br"),
        ("en", "en-AU", "en-gb"),
        ("en", "en-US", "en-us"),
        ("en-GB", "en-US", "en-gb"),
        ("tlh", "", "all"),
    ],
)
def test_the_region_is_the_deck_s_then_the_learner_s_then_the_usual_one(language: str, locale: str, voice: str) -> None:
    settled = choose_voices(Voices(locale=locale), REGIONS, language)
    assert settled.narrator == voice and settled.locale == ""


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Plain text", "en", ""),
        ("Съешь ещё булок", "en", "Cyrillic"),
        ("Съешь ещё булок", "ru", ""),
        ("漢字とかな", "ja", ""),
        ("漢字です", "en", "Cjk"),
        ("Kafka и Redis", "en", ""),
        ("123 …", "en", ""),
    ],
)
def test_text_in_another_script_is_noticed(text: str, language: str, script: str) -> None:
    assert find_unreadable_script(text, language) == script


@pytest.mark.parametrize(
    ("tags", "language", "speaks"),
    [
        (("en-gb",), "en", True),
        (("en",), "EN-us", True),
        (("de", "en-gb"), "en", True),
        (("de",), "en", False),
        (("*",), "tlh", True),
        (("cmn",), "zh", True),
        (("nb",), "no-NO", True),
        ((), "en", False),
    ],
)
def test_a_voice_speaks_a_language_of_any_region(tags: tuple[str, ...], language: str, speaks: bool) -> None:
    assert speaks_language(VoiceInfo("v", "V", tags), language) == speaks


@pytest.mark.parametrize(
    ("engine", "narrator", "names"),
    [
        ("neural", "piper/joe", ("piper", "neural")),
        ("neural", "", ("neural",)),
        ("pyttsx3", "gmw/en-us", ("pyttsx3",)),
    ],
)
def test_the_engine_that_speaks_has_its_own_name_before_that_of_all(
    engine: str, narrator: str, names: tuple[str, ...]
) -> None:
    assert name_engines(Voices(engine=engine, narrator=narrator)) == names


def test_a_second_voice_that_was_chosen_stays_and_one_of_another_language_does_not() -> None:
    assert choose_voices(Voices(second="gb"), KNOWN, "en") == Voices(narrator="us", second="gb")
    assert choose_voices(Voices(second="us"), KNOWN, "de") == Voices(narrator="de", second="de")
    gone = choose_voices(Voices(narrator="gone", second="us", locale="fr-CH", rate=200), KNOWN, "tlh")
    assert gone == Voices(narrator="gone", second="us", rate=200)
    with pytest.raises(UserError, match="No voice of this engine speaks “tlh”"):
        choose_voices(Voices(narrator="us"), KNOWN, "tlh")


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("ab вг", "en", ""),  # half of it: not more
        ("a вгд", "en", "Cyrillic"),
        ("ᚠᚢᚦ", "en", "unknown"),
        ("नमस्ते", "hi-IN", ""),
        ("γειά вг δ", "en", "Greek"),
    ],
)
def test_most_letters_decide_which_script_it_is(text: str, language: str, script: str) -> None:
    assert find_unreadable_script(text, language) == script

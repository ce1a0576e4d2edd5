"""Choosing voices: which ones speak a language, and which script they can read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from speech.model import VoiceInfo, Voices

# The voice that stands for a language where several regions have one.
PREFERRED_LOCALES = {"en": "en-us", "pt": "pt-br", "zh": "cmn", "no": "nb"}
SECOND_VOICE_VARIANT = "+f3"  # espeak's variant for the second voice
# languages that are not written in Latin letters: the first word of their letters' Unicode names
LANGUAGES_BY_SCRIPT = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tt", "ba", "cv"),
    "GREEK": ("el", "grc"),
    "ARABIC": ("ar", "fa", "ur", "ug", "sd"),
    "HEBREW": ("he",),
    "DEVANAGARI": ("hi", "mr", "ne", "kok"),
    "BENGALI": ("bn", "as", "bpy"),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "THAI": ("th",),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "CJK": ("cmn", "zh", "yue", "hak", "ja"),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy", "hyw"),
    "ETHIOPIC": ("am",),
    "MYANMAR": ("my",),
}


def speaks_language(voice: VoiceInfo, language: str) -> bool:
    """Whether a voice is of a language (`en` takes `en-gb`)."""
    wanted = PREFERRED_LOCALES.get(language, language).split("-", maxsplit=1)[0]
    return any(tag.split("-", maxsplit=1)[0] in {wanted, language.split("-", maxsplit=1)[0]} for tag in voice.languages)


def choose_voices(voices: Voices, known: Sequence[VoiceInfo], language: str) -> Voices:
    """Return the voices with both named: those chosen where they exist and speak the language, else the language's own.

    A voice that does not exist is left as it is, so that the engine can say so. A language no voice speaks gets the
    first.
    """
    by_id = {voice.id: voice for voice in known}
    fitting = [voice for voice in known if speaks_language(voice, language)] or list(known)
    narrator = voices.narrator
    if not narrator or (narrator in by_id and fitting and by_id[narrator] not in fitting):
        wanted = PREFERRED_LOCALES.get(language, language)
        own = [voice for voice in fitting if wanted in voice.languages]
        narrator = (own or fitting)[0].id if fitting else ""
    second = voices.second
    if not second or (second in by_id and fitting and by_id[second] not in fitting):
        other = f"{narrator.partition('+')[0]}{SECOND_VOICE_VARIANT}"
        others = [voice.id for voice in fitting if voice.id != narrator]
        second = other if other in by_id else others[0] if others else narrator
    return replace(voices, narrator=narrator, second=second)


def find_unreadable_script(text: str, language: str) -> str:
    """Return the script most letters are in when a voice of `language` cannot read it ("Cyrillic"), else ""."""
    scripts = Counter(
        unicodedata.name(letter, "UNKNOWN").split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]
        for letter in text
        if letter.isalpha()
    )
    own = language.split("-", maxsplit=1)[0]
    strange = Counter({s: n for s, n in scripts.items() if s != "LATIN" and own not in LANGUAGES_BY_SCRIPT.get(s, ())})
    if strange.total() * 2 <= scripts.total():
        return ""
    script = strange.most_common(1)[0][0]
    return script.capitalize() if script in LANGUAGES_BY_SCRIPT else "unknown"

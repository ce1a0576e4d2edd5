"""Choosing voices: which ones speak a language, and which script they can read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from errors import UserError
from speech.model import VoiceInfo, Voices

# The voice that stands for a language where several regions have one.
PREFERRED_LOCALES = {"en": "en-us", "pt": "pt-br", "zh": "cmn", "no": "nb", "fr": "fr-fr"}
# Where a region has no voice of its own, the one it is nearest to (CLDR, parentLocales).
PARENT_LOCALES = {"es": "es-419", "en": "en-gb", "pt": "pt", "fr": "fr-fr"}
# Regions that are no children of these.
HOME_LOCALES = frozenset({"es-es", "en-us", "pt-br", "fr-fr"})
ANY_LANGUAGE = "*"
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


def name_engines(voices: Voices) -> tuple[str, ...]:
    """Return the names by which a deck may mean the engine that speaks, most exact first: `("hibari", "neural")`."""
    part, separator, _ = voices.narrator.partition("/")
    return (part, voices.engine) if separator and voices.engine == "neural" else (voices.engine,)


def speaks_language(voice: VoiceInfo, language: str) -> bool:
    """Tell whether a voice is of a language: `en` takes `en-gb`; a voice of `*` speaks them all."""
    own = language.lower().split("-", maxsplit=1)[0]
    tags = {own, PREFERRED_LOCALES.get(own, own).split("-", maxsplit=1)[0]}
    return any(tag == ANY_LANGUAGE or tag.split("-", maxsplit=1)[0] in tags for tag in voice.languages)


def choose_voices(voices: Voices, available: Sequence[VoiceInfo], language: str) -> Voices:
    """Return the voices with both named: those chosen where they exist and speak the language, else the language's own.

    Where a language has voices of several regions, the deck's region comes first, then the learner's, then the usual
    one. A voice that does not exist is left as it is, so that the engine can say so. Raises UserError where no voice
    speaks the language: a voice of another one would only make noise.
    """
    by_id = {voice.id: voice for voice in available}
    fitting = [voice for voice in available if speaks_language(voice, language)]
    if not fitting and voices.narrator not in ("", *by_id):
        return replace(voices, second=voices.second or voices.narrator, locale="")
    if not fitting:
        raise UserError(
            f"No voice of this engine speaks “{language}”.",
            "Choose another engine in Voice settings, or correct “language” in the deck's front matter.",
        )
    narrator = voices.narrator
    if not narrator or (narrator in by_id and by_id[narrator] not in fitting):
        narrator = min(fitting, key=lambda voice: _rank_region(voice, language, voices.locale)).id
    second = voices.second
    if not second or (second in by_id and by_id[second] not in fitting):
        other = f"{narrator.partition('+')[0]}{SECOND_VOICE_VARIANT}"
        others = [voice.id for voice in fitting if voice.id != narrator]
        second = other if other in by_id else others[0] if others else narrator
    return replace(voices, narrator=narrator, second=second, locale="")


def _rank_region(voice: VoiceInfo, language: str, locale: str) -> int:
    """Return how well a voice's region fits, 0 best."""
    deck_tag, own_tag = language.lower().replace("_", "-"), locale.lower().replace("_", "-")
    base = deck_tag.split("-", maxsplit=1)[0]
    preferred_tags = [deck_tag] if "-" in deck_tag else []
    for tag in (own_tag if own_tag.split("-", maxsplit=1)[0] == base else "", *preferred_tags):
        if "-" in tag:
            preferred_tags += [
                tag,
                PARENT_LOCALES.get(tag, PARENT_LOCALES.get(base, "") if tag not in HOME_LOCALES else ""),
            ]
    preferred_tags += [PREFERRED_LOCALES.get(base, base), base, f"{base}-{base}"]
    return min(
        (preferred_tags.index(tag) for tag in voice.languages if tag in preferred_tags), default=len(preferred_tags)
    )


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

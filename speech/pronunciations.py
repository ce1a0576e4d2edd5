"""A deck's respellings, tried against an engine: an engine may spell what an author means as syllables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# Syllables in capitals, as dictionaries mark the stress. A single letter is meant to be spelled.
CAPITALS = re.compile(r"[A-Z]{2,}")
# Marks of stress and length in phonemes, and spaces: they may differ between capitals and small letters.
PROSODY = re.compile(r"[ˈˌː\s.]")


def find_spelled(spoken: str, transcribe: Callable[[str], str]) -> tuple[str, ...]:
    """Return the syllables in capitals that an engine spells letter by letter instead of speaking them.

    A syllable is spelled when the whole sounds different with it in small letters. An engine that tells no phonemes
    gives none.
    """
    phonemes = PROSODY.sub("", transcribe(spoken))
    if not phonemes:
        return ()
    syllables = []
    for syllable in dict.fromkeys(CAPITALS.findall(spoken)):
        if PROSODY.sub("", transcribe(spoken.replace(syllable, syllable.lower()))) != phonemes:
            syllables.append(syllable)
    return tuple(syllables)


def soften(spoken: str, syllables: Sequence[str]) -> str:
    """Return a respelling with these syllables in small letters."""
    for syllable in syllables:
        spoken = spoken.replace(syllable, syllable.lower())
    return spoken

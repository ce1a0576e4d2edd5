"""What a language tag says about how its text is laid out."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


def find_direction(language: str) -> str:
    """Return "rtl" for a language that is written from right to left, else "ltr"."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"

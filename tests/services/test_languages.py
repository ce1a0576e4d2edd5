"""The direction of a deck's language."""

from __future__ import annotations

import pytest

from services.languages import find_direction


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("de-CH", "ltr"),
        ("no language", "ltr"),
        ("", "ltr"),
    ],
)
def test_arabic_hebrew_and_persian_run_from_the_right(language: str, direction: str) -> None:
    assert find_direction(language) == direction

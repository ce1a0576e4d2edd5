"""Which encoding a file is read in, and what is said of it."""

from __future__ import annotations

import pytest

from exchange.importers.encoding import MIN_SAMPLE_BYTES, SAMPLE_BYTES, decode_import

TOLD = "The file is not UTF-8: it was read as {}. Check letters with accents, or save it as UTF-8."


@pytest.mark.parametrize(
    ("data", "text", "name"),
    [
        ("Größe".encode(), "Größe", ""),
        ("Größe".encode("utf-8-sig"), "Größe", ""),
        ("Größe".encode("cp1252"), "Größe", "Windows-1252"),
        (b"Gr\xf6\x81e", "Gr\xf6\x81e", "Latin-1"),
        (b"", "", ""),
        (b"\xff\xfea\x00b", "a\ufffd", ""),
        # Two letters are too few to tell: they are UTF-8 with zeros in it.
        ("abc".encode("utf-16-le"), "a\0b\0c\0", ""),
        ("abcd".encode("utf-16-le"), "abcd", ""),
        ("ab".encode("utf-32-be"), "ab", ""),
        # Some letters of other alphabets may stand among Latin ones, not many.
        (("abcdefghi" + "語").encode("utf-16-le"), "abcdefghi語", ""),
    ],
)
def test_text_and_warning(data: bytes, text: str, name: str) -> None:
    assert decode_import(data) == (text, TOLD.format(name) if name else "")


def test_the_sample_has_bounds() -> None:
    assert len("abcd".encode("utf-16-le")) == MIN_SAMPLE_BYTES
    mixed = "a" * (SAMPLE_BYTES // 2) + "語" * 900  # what is behind the sample does not count
    assert decode_import(mixed.encode("utf-16-be")) == (mixed, "")
    assert decode_import(("語" * 50 + "a" * 50).encode("utf-16-be"))[0] != "語" * 50 + "a" * 50


def test_what_cannot_be_decoded_is_replaced_not_raised() -> None:
    assert decode_import("abcdefgh".encode("utf-16-le") + b"\x00\xd8")[0] == "abcdefgh\ufffd"

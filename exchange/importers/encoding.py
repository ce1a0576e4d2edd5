"""The text in a file, whatever encoding it was saved in."""

from __future__ import annotations

import codecs

# Byte order marks, the longer first: that of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Which of four bytes are zero in each encoding, where most letters are Latin.
ZERO_BYTES = (
    ("utf-32-le", (False, True, True, True)),
    ("utf-32-be", (True, True, True, False)),
    ("utf-16-le", (False, True, False, True)),
    ("utf-16-be", (True, False, True, False)),
)
# Zeros show within the first words of a text; in fewer than four letters they prove nothing.
SAMPLE_BYTES = 256
MIN_SAMPLE_BYTES = 8
# Share of places that have to be as the encoding has them: a few letters of other alphabets may be among them.
AGREEMENT = 0.8


def decode_import(data: bytes) -> tuple[str, str]:
    """Return a file's text, and a sentence when it was read in another encoding than one of Unicode's.

    A byte order mark decides, then zeros where UTF-16 and UTF-32 have them, then whether it is UTF-8. Never raises.
    """
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace").removeprefix("\ufeff"), ""
    if codec := _guess_wide_encoding(data):
        return data.decode(codec, errors="replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        text, name = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = data.decode("latin-1"), "Latin-1"
    return text, f"The file is not UTF-8: it was read as {name}. Check letters with accents, or save it as UTF-8."


def _guess_wide_encoding(data: bytes) -> str:
    """Return the encoding whose zeros a text without a byte order mark has, "" for none."""
    sample = data[:SAMPLE_BYTES]
    if len(sample) < MIN_SAMPLE_BYTES or 0 not in sample:
        return ""
    for codec, zeros in ZERO_BYTES:
        agreed = sum((byte == 0) == zeros[index % 4] for index, byte in enumerate(sample))
        if agreed >= AGREEMENT * len(sample):
            return codec
    return ""

"""UTF-8 that was read as Windows-1252 or Windows-1254, once or several times over.

Bytes that those code pages leave undefined may have been kept (as C1 controls), replaced (U+FFFD) or dropped; a
dropped byte is guessed from what authors write. A sequence is mended only where it cannot be healthy text: Turkish,
French or Portuguese words may end in a letter that looks like a lead byte and be followed by a quotation mark, so such
pairs need evidence from their neighbours or from the rest of the document.

General-purpose fixers are of no use here: they read a quotation mark whose last byte was dropped as a dagger.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from deck.markdown.source import Source, format_line_ranges

LOST_BYTE = -1  # stands for a byte that was replaced by U+FFFD
MOST_PASSES = 8  # damage on damage; text settles after as many as it suffered


def _build_byte_table() -> dict[str, int]:
    """Return the byte that each character was read from: those above ASCII in both code pages, and the C1 controls."""
    table: dict[str, int] = {}
    for codec in ("cp1252", "cp1254"):
        for byte in range(0x80, 0x100):
            char = bytes([byte]).decode(codec, errors="ignore")
            if char:
                table.setdefault(char, byte)
    for byte in range(0x80, 0xA0):
        table.setdefault(chr(byte), byte)
    table["\ufffd"] = LOST_BYTE
    return table


BYTE_OF = _build_byte_table()
# Windows-1252 and Windows-1254 give these no character, so programs drop them, replace them or keep them as controls:
# they are what a lost byte can have been.
UNDEFINED_BYTES = (0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E)
LEADS = "".join(c for c, b in BYTE_OF.items() if 0xC2 <= b <= 0xF4)
TRAILS = "".join(c for c, b in BYTE_OF.items() if 0x80 <= b <= 0xBF or b == LOST_BYTE)
# A leading byte of UTF-8 with a byte that continues it, both read as characters. The three letters alone begin the
# Latin letters, whose second byte may have been dropped.
CANDIDATE = re.compile(f"[{re.escape(LEADS)}][{re.escape(TRAILS)}]|[ÃÄÅ]")
# Letters outside ASCII that are no digit or sign: a line that holds them whole was not damaged throughout.
_LETTER = re.compile(r"[^\x00-\x7f\W\d_]")
BARE_LEADS = (0xC3, 0xC4, 0xC5)  # leads of Latin letters, which may have lost their only other byte
# what authors of such documents write; the earlier, the likelier, when a dropped byte has to be guessed
LIKELY_CHARACTERS = "”🔍←┐🎙\ufe0f═╝⏱⚠✅❌🚀📝🎯🏦🐍👍ŞŁÁ"
# second characters that may follow a healthy letter at the end of a word
CLOSERS = set("‘’“”–—…›‹»«")


@dataclass(slots=True)
class DamagedSequence:
    """A run of characters that may be one damaged character.

    `strong`: it cannot be healthy text by itself; `boxed`: it draws; `whole`: none of its bytes was lost.
    """

    start: int
    stop: int
    char: str
    strong: bool
    boxed: bool
    whole: bool


def _count_sequence_bytes(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def _decode_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _guess_character(codes: list[int], length: int) -> str:
    """Return the likeliest character whose bytes are these, with undefined ones put in where bytes were lost."""
    options: list[list[int]] = [[]]
    for byte in codes:
        options = [[*o, b] for o in options for b in (UNDEFINED_BYTES if byte == LOST_BYTE else (byte,))]
    while options and len(options[0]) < length:
        size = len(options[0])
        options = [[*o[:at], b, *o[at:]] for o in options for b in UNDEFINED_BYTES for at in range(size, 0, -1)]
    chars = {c for o in options if (c := _decode_bytes(bytes(o)))}
    for char in LIKELY_CHARACTERS:
        if char in chars:
            return char
    candidates = sorted(c for c in chars if unicodedata.category(c) not in ("Cn", "Co", "Cc") or c == "\x9d")
    if "\x9d" in candidates:
        return "\x9d"
    return candidates[0] if candidates else ""


def _read_sequence(text: str, start: int) -> DamagedSequence | None:
    """Return the sequence that starts here, None if its bytes are not UTF-8."""
    length, char, strong = _look_up(text[start : start + 4])
    is_whole = length == _count_sequence_bytes(BYTE_OF[text[start]]) and "\ufffd" not in text[start : start + length]
    return (
        DamagedSequence(start, start + length, char, strong, "\u2500" <= char <= "\u25ff", is_whole) if length else None
    )


@lru_cache(maxsize=4096)
def _look_up(window: str) -> tuple[int, str, bool]:
    """Return the damaged sequence at the start of up to four characters.

    The values are how many characters belong to it (0 for none), the character it stands for, and whether it must be damage.
    """
    lead = BYTE_OF[window[0]]
    length = _count_sequence_bytes(lead)
    codes = [lead]
    for sign in window[1:length]:
        byte = BYTE_OF.get(sign, 0)
        if byte != LOST_BYTE and not 0x80 <= byte <= 0xBF:
            break
        codes.append(byte)
    is_whole = len(codes) == length and LOST_BYTE not in codes
    if is_whole:
        char = _decode_bytes(bytes(codes))
    elif len(codes) >= 2 or lead in BARE_LEADS:
        char = _guess_character(codes, length)
    else:
        return 0, "", False
    if not char or not _is_plausible(char):
        return 0, "", False
    result = window[: len(codes)]
    return len(codes), char, len(codes) > 1 and _is_strong(result, char, is_whole)


def _is_plausible(char: str) -> bool:
    """Return whether an author would have written this character."""
    code = ord(char)
    # Latin with accents; Greek and Cyrillic; Latin for Vietnamese and the like
    if char in BYTE_OF or 0xA0 <= code <= 0x17F or 0x370 <= code <= 0x52F or 0x1E00 <= code <= 0x1EFF:
        return True
    # punctuation, currencies, arrows, mathematics, boxes and dingbats; variation selectors
    if 0x2000 <= code <= 0x2BFF or 0xFE00 <= code <= 0xFE0F or char in "\ufeff\ufffd":
        return True
    # Japanese and Chinese; Korean; full-width forms
    if 0x3000 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3 or 0xFF00 <= code <= 0xFFEF:
        return True
    # Hebrew and Arabic; emoji; the tags of flags
    return 0x5D0 <= code <= 0x6FF or 0x1F000 <= code <= 0x1FAFF or 0xE0020 <= code <= 0xE007F


def _is_strong(text: str, char: str, is_whole: bool) -> bool:
    """Return whether these characters can be nothing but a damaged `char`."""
    code, second = ord(char), text[1]
    tail = set(text[1:])
    if code >= 0x1F000 or 0xFE00 <= code <= 0xFE0F:
        return True
    if 0x2000 <= code <= 0x2BFF:
        if second in CLOSERS:  # "hâlâ”" is Turkish
            return is_whole and not tail <= CLOSERS
        return is_whole or second == "€"
    if code <= 0x17F and len(text) == 2:
        return second not in CLOSERS
    return False


def _accept_sequences(
    line: str, sequences: list[DamagedSequence], evidence: bool, healthy: bool
) -> list[DamagedSequence]:
    """Return those sequences of a line that are damage: strong ones, runs of several, and weak ones with evidence.

    `evidence`: the document has strong ones; `healthy`: it also has letters outside ASCII that are whole.
    """
    remaining = []
    for n, seq in enumerate(sequences):
        near = [
            o for o in sequences[max(n - 1, 0) : n + 2] if o is not seq and (o.stop == seq.start or o.start == seq.stop)
        ]
        bare = seq.stop - seq.start == 1
        if seq.boxed and not seq.strong:
            accepted = any(o.boxed and o.strong for o in sequences)
        elif bare:
            accepted = evidence and not healthy
        elif seq.strong or near:
            accepted = True
        else:
            lookalike = (
                seq.start > 0 and line[seq.start - 1].isalpha() and set(line[seq.start + 1 : seq.stop]) <= CLOSERS
            )
            accepted = evidence and not (lookalike and healthy)
        if accepted:
            remaining.append(seq)
    return remaining


def _find_sequences(line: str) -> list[DamagedSequence]:
    result: list[DamagedSequence] = []
    at = 0
    while match := CANDIDATE.search(line, at):
        seq = _read_sequence(line, match.start())
        if seq is None:
            at = match.start() + 1
        else:
            result.append(seq)
            at = seq.stop
    return result


def _mend_boxes(line: str, chars: list[str]) -> list[str]:
    """Return the characters of a line of a box, with ═ and ╝ told apart.

    Both look the same once a byte is lost. Only the last one of a lower edge is the corner.
    """
    if "╚" in chars or "╚" in line:
        last = max((i for i, c in enumerate(chars) if c in "═╝"), default=-1)
        return ["═" if c == "╝" and i != last else "╝" if i == last else c for i, c in enumerate(chars)]
    return ["═" if c == "╝" else c for c in chars]


def _has_whole_letters(line: str, sequences: list[DamagedSequence]) -> bool:
    at, parts = 0, []
    for seq in sequences:
        parts.append(line[at : seq.start])
        at = seq.stop
    return _LETTER.search("".join([*parts, line[at:]])) is not None


def _localize(suspects: dict[int, list[DamagedSequence]]) -> None:
    """Tell Ş from Ł, which lose the same byte to Windows-1254: the letters around them tell Turkish from Polish."""
    chars = {s.char for result in suspects.values() for s in result}
    if chars & set("ąęćńśźż") and not chars & set("ğışİ"):
        for result in suspects.values():
            for seq in result:
                if seq.char == "Ş" and not seq.whole:
                    seq.char = "Ł"


def _mend_line(line: str, sequences: list[DamagedSequence], evidence: bool, healthy: bool) -> str:
    accepted = _accept_sequences(line, sequences, evidence, healthy)
    chars = _mend_boxes(line, [s.char for s in accepted])
    parts, at = [], 0
    for seq, char in zip(accepted, chars, strict=True):
        parts += [line[at : seq.start], char]
        at = seq.stop
    return "".join([*parts, line[at:]])


def repair_mojibake(source: Source) -> None:
    """Mend damaged characters, line by line; one problem names all the lines that changed."""
    changed: set[int] = set()
    for _ in range(MOST_PASSES):
        suspects = {i: s for i, line in enumerate(source.lines) if not line.isascii() and (s := _find_sequences(line))}
        _localize(suspects)
        evidence = any(s.strong for result in suspects.values() for s in result)
        healthy = evidence and any(
            _has_whole_letters(line, suspects.get(i, [])) for i, line in enumerate(source.lines) if not line.isascii()
        )
        mended_any = False
        for i, result in suspects.items():
            mended = _mend_line(source.lines[i], result, evidence, healthy)
            if mended != source.lines[i]:
                source.lines[i] = mended
                changed.add(i)
                mended_any = True
        if not mended_any:
            break
    if changed:
        where = format_line_ranges(source.origin[i] for i in changed)
        message = f"Characters had been decoded with the wrong code page; they were mended (lines {where})."
        remedy = "Save the mended text (python -m deck format) and look over quotation marks and arrows."
        source.report(min(changed), "info", "mojibake", message, remedy)

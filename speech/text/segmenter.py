"""Text to sentences, none too long for an engine."""

from __future__ import annotations

import itertools
import re
import threading
from functools import cache
from typing import Any

import pysbd
from pysbd.languages import LANGUAGE_CODES
from pysbd.utils import TextSpan

MAX_CHARACTERS = 320  # characters; beyond this a sentence is cut at a comma or a space
MAX_STRETCH = 2000  # characters that are given to the splitter at once: it is not linear
# A stop, closing marks, then a space.
SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’)\]]*\s+")
WIDE_STOPS = "。！？…"  # no space follows these
# Abbreviations that the splitter takes for the end of a sentence.
ABBREVIATED = re.compile(
    r"\b(?:approx|incl|excl|resp|max|min|avg|est|ca|no|nos|fig|vol|ver|cf|eq|eqs|art|ch|sec|pp|app)\.\s+$",
    re.IGNORECASE,
)
# Those that never end a sentence.
ALWAYS_GOES_ON = re.compile(r"\b(?:incl|excl|approx|cf|vs|e\.g|i\.e|est|N\.B|P\.S|c)\.\s+$", re.IGNORECASE)
OMISSION = re.compile(r"(?:\s|\()(?:\.{3}|…)\s*$")  # `SELECT ... FOR UPDATE`: something is left out, nothing ends
# `5:30 p.m. ET`: a zone behind half a day.
MERIDIEM_END = re.compile(r"\d\s?[ap]\.m\.\s+$", re.IGNORECASE)
# "p.m. ET": a zone behind a full stop goes on with the sentence, though it begins with a capital.
ZONE_START = re.compile(r"(?:[ECMP][SD]?T|UTC|GMT|CES?T|BST|IST)\b")
# What a sentence never begins with: `3! = 6` goes on.
OPERATORS = ("=", "×", "·", "≈", "<", "≤", "≥", "+", "/")
# A letter, a dot and a name: `p.id`.
MEMBER_ACCESS = re.compile(r"[A-Za-z]\.\w")
# Where the English splitter may cut: behind a stop that something follows, and before the items of a list in one line,
# `a) this b) that`. Three texts of four have neither, and to split one takes half a millisecond.
MAY_BE_CUT = re.compile(r"[.!?。．！？…|।][\"'”’)\]]*\s|(?:^|[\s(])\w{1,4}\)\s")
_splitter_lock = threading.Lock()  # the splitter keeps its text in itself: two at once cut each other's sentences
# Where a long sentence may be cut: behind a comma or its like, a bracket, a dash.
CLAUSE_END = re.compile(r"(?:[;:,–—،、，；]|\)\s|\s[-–—])\s*")


class _Splitter(pysbd.Segmenter):  # type: ignore[misc]
    """The library's splitter, which finds each sentence in the text without compiling a pattern from it.

    Those patterns also pushed the library's own out of Python's cache of 512, so that they were compiled again.
    """

    def sentences_with_char_spans(self, sentences: list[str]) -> list[TextSpan]:
        """Return each sentence with the space behind it, and where it stands in the text."""
        text, spans, reached = self.original_text, [], 0
        for sentence in filter(None, sentences):
            start = text.find(sentence)
            while start >= 0:
                end = start + len(sentence)
                while text[end : end + 1].isspace():
                    end += 1
                if end > reached:
                    spans.append(TextSpan(text[start:end], start, end))
                    reached = end
                    break
                start = text.find(sentence, end)
        return spans


@cache
def _load_splitter(language: str) -> Any:
    return _Splitter(language=language, clean=False)


def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Split a run of plain text into sentences, in order; together they have all its words.

    None is longer than `MAX_CHARACTERS`.
    """
    text = " ".join(text.split())
    own = language.split("-", maxsplit=1)[0]
    code = own if own in LANGUAGE_CODES else "en"
    if code == "en" and not MAY_BE_CUT.search(text):
        return tuple(filter(None, _split_long(text)))
    result: list[str] = []
    for stretch in _split_stretches(text):
        with _splitter_lock:
            parts = _load_splitter(code).segment(stretch)
        for sentence in _rejoin_parts(_restore_lost(stretch, parts)):
            result += _split_long(sentence.strip())
    return tuple(sentence for sentence in result if sentence)


def _restore_lost(text: str, parts: list[str]) -> list[str]:
    """Return the splitter's parts, or, where it lost something, the text cut after its full stops.

    It loses runs of marks.
    """
    if "".join(parts).replace(" ", "") == text.replace(" ", ""):
        return parts
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts)]


def _rejoin_parts(parts: list[str]) -> list[str]:
    """Join parts again where the splitter cut what belongs together.

    It cuts inside a word ("/users?limit=10", "!= 0"), takes "p.id" for an item of a list, and cuts behind an abbreviation
    or an ellipsis in the middle of a sentence.
    """
    result: list[str] = []
    for part in parts:
        before = result[-1] if result else " "
        inside = not before[-1:].isspace() and not part[:1].isspace() and before[-1:] not in WIDE_STOPS
        inside = inside or bool(MEMBER_ACCESS.match(part))
        begins_small = part[:1].isdigit() or part[:1].islower() or part[:1] == "§"
        goes_on = (
            ALWAYS_GOES_ON.search(before)
            or (begins_small and ABBREVIATED.search(before))
            or part[:1] in OPERATORS
            or (MERIDIEM_END.search(before) and ZONE_START.match(part))
        )
        if result and (inside or goes_on or OMISSION.search(before)):
            result[-1] += part
        elif part:
            result.append(part)
    return result


def _split_stretches(text: str) -> list[str]:
    """Split text into pieces of at most `MAX_STRETCH` characters, after a full stop where there is one."""
    pieces = []
    while len(text) > MAX_STRETCH:
        stops = [match.end() for match in SENTENCE_END.finditer(text, 0, MAX_STRETCH)]
        position = stops[-1] if stops else _find_cut(text, MAX_STRETCH)
        pieces.append(text[:position])
        text = text[position:]
    return [*pieces, text] if text else pieces


def _split_long(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > MAX_CHARACTERS:
        position = _find_cut(sentence, MAX_CHARACTERS)
        pieces.append(sentence[:position].strip())
        sentence = sentence[position:].strip()
    return [*pieces, sentence]


def _find_cut(text: str, limit: int) -> int:
    """Return where to cut: after the last comma in the second half, else at the last space, else hard."""
    commas = [match.end() for match in CLAUSE_END.finditer(text, limit // 2, limit)]
    space = text.rfind(" ", 1, limit)
    return commas[-1] if commas else space if space > 0 else limit

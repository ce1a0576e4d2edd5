"""What a transcript says about an answer: pace, fillers, hedges, numbers, "I" and "we", where the answer stands.

English. A transcript is what was typed, or what a recogniser wrote; the latter often has no commas and writes numbers in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deck.markdown.word_count import WORD, count_words
from mock_interview.fillers import FoundPhrase, find_fillers, find_hedges

AnswerPlace = Literal["first", "middle", "last", "unknown"]
# Words a minute at which people are easily followed (National Center for Voice and Speech: 150).
USUAL_PACE = (120, 160)
_SHORTEST_SPEECH_SECONDS = 5.0  # a pace of less speech than this says nothing
_OPENING_WORDS = 30  # an answer that is made within so many words comes first; it takes ten seconds to say them
_LATE_SHARE = 0.66  # of the words; from here on it comes last

# "i" and "me" of a recogniser that writes small letters count too; "I/O" and "i.e." are rare in speech and are
# accepted.
_SELF = re.compile(r"\b(?:I|i|I['’](?:m|d|ve|ll)|i['’](?:m|d|ve|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
# "US" is a country.
_TEAM = re.compile(r"\b(?:[Ww]e|[Ww]e['’](?:re|d|ve|ll)|us|Us|[Oo]urs?|[Oo]urselves|[Tt]he team)\b")
_UNIT = (
    r"(?:ms|µs|us|ns|s|m|h|min|mins|k|kb|mb|gb|tb|kib|mib|gib|bn|b|x|d|rps|qps|tps|hz|ghz|px|pm|am|th|st|nd|rd|percent|"
    r"mbit|gbit|eur|usd|gbp)"
)
_COUNT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|zero)"
)
# Digits with separators, a sign for a currency before them and a unit behind; not the digits of a name (p99, S3, k8s, HTTP/2).
# Or number words in a row, "a hundred", "one" before something that is measured, "half", "twice".
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9/_.-])[€$£]?\d+(?:[.,:]\d+)*(?:\s?%|\s?(?:{_UNIT})\b|(?![A-Za-z0-9]))"
    rf"|\b(?:(?:a|one)\s+)?{_COUNT}(?:(?:\s+and)?[\s-]+(?:{_COUNT}|one|point))*\b"
    r"|\bone\s+(?:seconds?|minute|hour|day|week|month|year|percent|third|quarter|half)\b"
    r"|\b(?:half|twice|doubled|tripled|halved|tenfold|a third|a quarter)\b",
    re.IGNORECASE,
)
# What puts an answer off: a look around, praise for the question, a story from the beginning.
_PREAMBLE = re.compile(
    r"^(?:\W*(?:so|well|okay|ok|um+|uh+|yeah|right|hmm)\b\W*)*(?:that['’]?s an? (?:good|great|interesting|excellent) question|"
    r"great question|good question|it depends|let me (?:start|begin|think|first|give|explain|take)|before I (?:answer|get)|"
    r"first(?: of all)?,? (?:some|a bit of|the) (?:background|context)|to give (?:you )?(?:some|a bit of) (?:background|context)|"
    r"there are (?:many|several|a lot of|different) (?:ways|things|factors|aspects|approaches)|where do I (?:start|begin))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TranscriptMeasures:
    """What was measured of one answer. `pace` is words a minute of speech, None where nobody knows how long that took."""

    words: int
    pace: float | None
    fillers: tuple[FoundPhrase, ...]
    hedges: tuple[FoundPhrase, ...]
    numbers: tuple[str, ...]
    first_person: int
    team: int
    answer_place: AnswerPlace

    @property
    def fillers_per_hundred(self) -> float:
        """Fillers in a hundred words."""
        return 100 * len(self.fillers) / self.words if self.words else 0.0


def measure_transcript(
    transcript: str, speech_seconds: float | None = None, evidence: Sequence[tuple[int, int]] = ()
) -> TranscriptMeasures:
    """Return the measures of an answer.

    `speech_seconds` is how long somebody spoke, None for a typed answer. `evidence` are places of words that made a key
    point.
    """
    words = count_words(transcript)
    long_enough = speech_seconds is not None and speech_seconds >= _SHORTEST_SPEECH_SECONDS
    return TranscriptMeasures(
        words=words,
        pace=60 * words / speech_seconds if long_enough and speech_seconds else None,
        fillers=find_fillers(transcript),
        hedges=find_hedges(transcript),
        numbers=find_numbers(transcript),
        first_person=len(_SELF.findall(transcript)),
        team=len(_TEAM.findall(transcript)),
        answer_place=place_answer(transcript, evidence),
    )


def find_numbers(transcript: str) -> tuple[str, ...]:
    """Return the figures that were used, as said; numbers inside names do not count."""
    return tuple(match[0].strip() for match in _NUMBER.finditer(transcript))


def place_answer(transcript: str, evidence: Sequence[tuple[int, int]] = ()) -> AnswerPlace:
    """Return whether the answer comes first, in the middle or last.

    The first words that made a key point decide, where there are any. Otherwise an opening that puts the answer off counts as
    "last", and nothing more can be said.
    """
    words = [match.start() for match in WORD.finditer(transcript)]
    if not words:
        return "unknown"
    if evidence:
        first_place = min(place[0] for place in evidence)
        before = sum(start < first_place for start in words)
        # In a short answer thirty words may be most of it: half of it at most are an opening.
        if before <= _OPENING_WORDS and before <= len(words) / 2:
            return "last" if _PREAMBLE.match(transcript) and before > _OPENING_WORDS / 2 else "first"
        return "last" if before >= _LATE_SHARE * len(words) else "middle"
    return "last" if _PREAMBLE.match(transcript) and len(words) > _OPENING_WORDS else "unknown"

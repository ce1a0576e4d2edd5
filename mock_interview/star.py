"""The parts of a behavioural story (STAR and what was learned), recognised by what storytellers say in each of them. English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mock_interview.fillers import list_words

_ACTIONS = list_words("""
    decided called wrote built proposed asked told set stopped started began changed moved rolled shut designed led ran took made
    introduced convinced persuaded organised organized created removed replaced refused chose measured split added opened drew
    gave put turned reverted paused escalated met talked sat cut fixed shipped deployed traced checked looked went
    brought hired pushed
    drafted planned rewrote instrumented disabled enabled froze blocked reduced increased documented presented explained agreed
    suggested got sent pulled tested switched
""")
_MONTHS = list_words("january february march april may june july august september october november december")
_DAYS = list_words("monday tuesday wednesday thursday friday saturday sunday")
# Patterns of each part, in the order in which a story is told. The words are those that openers of these parts have in common.
_CUES: dict[str, tuple[str, ...]] = {
    "situation": (
        r"when I (?:was|worked|joined|led)",
        r"at (?:the|that) time",
        r"back (?:then|in)",
        r"in (?:19|20)\d\d",
        rf"last (?:year|month|week|spring|summer|autumn|fall|winter|{'|'.join(sorted(_MONTHS))})",
        r"(?:a|one|two|three|four|five|a few|some) (?:years?|months?|weeks?) ago",
        r"we (?:had|were|ran|used to|operated) ",
        r"there was an?",
        r"the situation was",
        r"(?:at|in) my (?:last|previous|current|former)",
        rf"on (?:a|the) (?:{'|'.join(sorted(_DAYS))})",
    ),
    "task": (
        r"my (?:job|task|role|goal|responsibility|part|brief|mandate) was",
        r"I was (?:responsible|asked|told|in charge|on call|the (?:lead|owner|commander|one))",
        r"I (?:had|needed) to",
        r"it was (?:up to me|my (?:job|call|responsibility|task))",
        r"the (?:goal|task|target|aim|challenge) was",
        r"we (?:had|needed) to",
        r"I owned",
    ),
    "action": (
        rf"I(?:['’]ve|['’]d| have| had)?(?: then| also| first| immediately| personally)? (?:{'|'.join(sorted(_ACTIONS))})",
    ),
    "result": (
        r"as a (?:result|consequence)",
        r"in the end",
        r"the (?:result|outcome|effect|impact) (?:was|is)",
        r"(?:which|that) (?:meant|reduced|cut|saved|brought|led|gave)",
        r"we (?:saved|recovered|reduced|went|lost|cut|shipped|delivered|got)",
        r"(?:dropped|fell|went|came|rose|grew|improved|shrank|(?:de|in)creased) (?:down |up )?(?:from|by|to)",
        r"since then (?:we|there|it)",
        r"it (?:worked|paid off)",
        r"(?:never|not) happened again",
        r"without (?:a|any|one) (?:incident|outage|complaint|loss)",
    ),
    "learned": (
        r"I(?:['’]ve)? (?:have )?learn(?:ed|t)",
        r"(?:the|my) lesson",
        r"what I took (?:from|away)",
        r"next time",
        r"looking back",
        r"in (?:hindsight|retrospect)",
        r"I(?: would|['’]d) (?:do|have done)",
        r"(?:do|did) differently",
        r"since then I",
        r"these days I",
        r"now I (?:always|never|ask|make|begin|start|check)",
        r"taught me",
        r"ever since",
    ),
}
# A cue counts where a word begins: "decided" is found in "we decided", not in "undecided".
_PATTERNS = {name: re.compile(rf"\b(?:{'|'.join(cues)})", re.IGNORECASE) for name, cues in _CUES.items()}
# Up to the mark that ends it or the end of the line: a transcript of speech may have no marks at all.
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_LONGEST_QUOTE = 160  # letters: a transcript without full stops is one sentence


@dataclass(frozen=True, slots=True)
class StarPart:
    """A part of a story: the words that gave it away ("" where it was not found)."""

    name: str
    quote: str = ""

    @property
    def found(self) -> bool:
        """Tell whether the part is there."""
        return bool(self.quote)


def find_star(transcript: str) -> tuple[StarPart, ...]:
    """Return the five parts of a story, each with the sentence in which it was recognised."""
    sentences = [match[0].strip() for match in _SENTENCE.finditer(transcript) if match[0].strip()]
    return tuple(
        StarPart(
            name,
            next((_shorten(sentence, cue_match) for sentence in sentences if (cue_match := cue.search(sentence))), ""),
        )
        for name, cue in _PATTERNS.items()
    )


def _shorten(sentence: str, match: re.Match[str]) -> str:
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    start = max(0, match.start() - 20)
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    return sentence[start : start + _LONGEST_QUOTE].rsplit(" ", 1)[0]

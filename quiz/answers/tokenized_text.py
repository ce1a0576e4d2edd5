"""A text read for judging: its words with their places, clauses and sentences, and which of them are denied.

An answer may be typed or transcribed: without punctuation, with fillers ("um, you know"), with corrections of what was said
a moment before ("per attempt, no sorry, per intent"). What was taken back counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from quiz.answers.opposites import are_opposites
from quiz.answers.stemming import stem, word_set

# A number with its decimals, or letters with an apostrophe inside (`isn't`). `p99` is one word: letters, then digits.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\d+)?", re.UNICODE)
# Names in code: `NotEnoughReplicas` and `min_insync` are several words.
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Scripts without spaces (Chinese, Japanese, Thai): every sign is a word.
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿]")
# A line end ends a sentence too, for lists have no full stops.
_SENTENCE_END = re.compile(r"[.!?;:…。！？]+(?=\s|$)|\n")
# A sign inside a word ends nothing: "v1.2", "3:05", "kafka.acks". Before a capital it is a full stop without its space.
_INSIDE_WORD = re.compile(r"[.:](?=[0-9a-z])")
# A hyphen parts clauses only between spaces, where it stands for a dash.
_CLAUSE_END = re.compile(r"[,()\[\]—–、，]|\s-\s|\s→\s")
# Words that begin a clause of their own. `and` and `or` do not: they join the members of a list as often.
_CLAUSE_WORDS = word_set(
    """but because since so while whereas although though if when unless until otherwise which then"""
)
# Words that carry no meaning of their own. Negations, comparisons and times are left out of this list: they do.
FUNCTION_WORDS = word_set(
    """a about all also am an and any are as at be because been being both but by can could did do does doing each
    either even ever every for from get gets got had has have having he her here him his how i if in into is it its
    itself just let like made make makes making may me might more most much must my of on one or other our own per
    put puts she should since so some such take takes than that the their them themselves then there these they
    thing things this those though to too upon us use used uses very via was we well were what when where whether
    which while who whom whose why will with would you your really only still again when something somebody someone
    anyone anybody i'd i'm it's that's there's we'd we're you'd they're he's she's let's who's what's"""
)
# They deny what follows them in their clause.
_FORWARD = word_set("no without neither nor lacks lacking lack never instead rather")
# `no` before one of these denies the clause: "plays no role", "makes no difference", "there is no need for X".
_NO_WHOLE = word_set("role difference need sense matter effect influence reason point use value longer more way")
# They deny the clause that they stand in, on both sides.
_WHOLE = word_set(
    """not cannot nothing nobody none nowhere unnecessary needless forbidden pointless useless irrelevant superfluous
    meaningless unneeded wrong false can't don't doesn't didn't isn't aren't wasn't weren't couldn't won't wouldn't
    shouldn't hasn't haven't hadn't needn't mustn't dont doesnt didnt isnt arent wasnt werent cant couldnt wont
    wouldnt shouldnt hasnt havent neednt mustnt"""
)
_NEGATIONS_ELSEWHERE = {
    "da": "ikke aldrig ingen uden",
    "de": "nicht nie niemals kein keine keinen keiner keinem ohne",
    "es": "no nunca sin ningún ninguna",
    "fr": "pas jamais sans aucun aucune",
    "it": "non mai senza nessun nessuna",
    "nl": "niet nooit geen zonder",
    "no": "ikke aldri ingen uten",
    "pt": "não nunca sem nenhum nenhuma",
    "sv": "inte aldrig ingen utan",
}
_AUXILIARIES = word_set(
    """is are was were be been am do does did can could will would should shall must may might need needs has have had
    does ought"""
)
# `no sooner`, `not only` and `no matter` do not deny at all.
NO_DENIAL = {("not", "only"), ("not", "just"), ("no", "matter"), ("no", "doubt"), ("no", "sooner"), ("nothing", "but")}
# A clause longer than this has lost its punctuation. It is cut before a word that begins a new one, unless the word before
# leads on to it (`that we ask`, `if it expires`, `to you`); no piece is shorter than three words.
_LONG_CLAUSE, _SHORTEST_CLAUSE = 14, 3
_BEGINNINGS = word_set("and i we you they it he she there then that's it's i'd we'd nobody everybody somebody")
_LEADS_ON = _CLAUSE_WORDS | word_set(
    """that what who where how why if when and or but to of for with by on in at from is are was were do does did can
    could will would should may might must not than as whether make let which"""
)
# A clause with one of these states something of its own, and so does one with more words than a member of a list has.
_STATING = _AUXILIARIES | _CLAUSE_WORDS | word_set("i we you he she it they that who but then also")
_LISTED = 5


class _Reaches(NamedTuple):
    """How far `not` reaches back and on, in words, and a negation that looks forward (`without`), in words of meaning."""

    back: int
    on: int
    forward: int


# Forward it is a noun phrase and its verb. Without punctuation a clause may go on for ever, and all reach less far.
_REACHES, _REACHES_SPOKEN = _Reaches(12, 12, 6), _Reaches(3, 6, 3)
# A text with more words than this to a sentence has lost its punctuation.
_UNPUNCTUATED = 45
_FILLERS = word_set("um uh uhm erm er hmm mhm eh ah okay ok yeah basically actually literally honestly anyway")
_FILLER_PHRASES = (
    ("you", "know"),
    ("sort", "of"),
    ("kind", "of"),
    ("i", "mean"),
    ("let", "me", "think"),
    ("let", "me", "see"),
)
# What people say when they take back what they have just said. Longer ones first.
_REPAIRS = (
    ("no", "wait", "sorry"),
    ("oh", "no", "wait"),
    ("no", "sorry"),
    ("no", "wait"),
    ("wait", "no"),
    ("sorry", "no"),
    ("scratch", "that"),
    ("strike", "that"),
    ("let", "me", "rephrase"),
    ("let", "me", "correct", "that"),
    ("or", "rather"),
    ("i", "meant"),
    ("i", "mean"),
    ("correction",),
    ("sorry",),
)
# What is taken back is looked for this far before the correction, and its replacement this far after it, in words.
_BACK, _AHEAD = 8, 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `stem` is what it is compared by; `start` and `end` are its place in the text.

    `meaning` is False for function words; `denied` says that a negation covers it. `clause` and `sentence` count from 0.
    """

    word: str
    stem: str
    start: int
    end: int
    clause: int
    sentence: int
    meaning: bool
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Some tokens of the answer in a row: indices from `first` up to `last` into a reading's tokens."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text as tokens, in order. `taken_back` are the places of words that the speaker corrected."""

    text: str
    tokens: tuple[Token, ...]
    taken_back: tuple[tuple[int, int], ...] = ()

    @property
    def meaning(self) -> tuple[Token, ...]:
        """The tokens that carry meaning."""
        return tuple(token for token in self.tokens if token.meaning)


@lru_cache(maxsize=4096)
def read(text: str, language: str = "en") -> TokenizedText:
    """Read a text. Markup and punctuation carry no meaning; what cannot be read is left out."""
    code = language.split("-", maxsplit=1)[0].lower()
    tokens = _clauses(text, _words(text, code))
    taken_back: tuple[tuple[int, int], ...] = ()
    if code == "en":
        tokens, taken_back = _without_repairs(_without_fillers(tokens))
    return TokenizedText(text, tuple(_denied(tokens, code)), taken_back)


def _words(text: str, code: str) -> list[Token]:
    english = code == "en"
    out: list[Token] = []
    for match in _WORD.finditer(text):
        at = match.start()
        for piece in _split(match[0]):
            word = piece.casefold().replace("’", "'")
            acronym = len(piece) > 1 and piece.isupper()  # USE and IT are names, use and it are not
            meaning = acronym or not (
                english and (word in FUNCTION_WORDS or (len(word) == 1 and word.isascii() and word.isalpha()))
            )
            out.append(
                Token(
                    word=word,
                    stem=stem(word, code),
                    start=at,
                    end=at + len(piece),
                    clause=0,
                    sentence=0,
                    meaning=meaning,
                )
            )
            at += len(piece)
    return out


def _split(word: str) -> Iterable[str]:
    if _UNSPACED.search(word):
        return list(word)
    return _CAMEL.split(word)


def _clauses(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Count clauses and sentences by what stands between two words."""
    out: list[Token] = []
    clause = sentence = 0
    for at, token in enumerate(tokens):
        if at:
            between = text[tokens[at - 1].end : token.start]
            is_inside_word = _INSIDE_WORD.match(text, tokens[at - 1].end) is not None
            if not is_inside_word and _SENTENCE_END.search(between):
                sentence += 1
                clause += 1
            elif _CLAUSE_END.search(between) or token.word in _CLAUSE_WORDS:
                clause += 1
        out.append(replace(token, clause=clause, sentence=sentence))
    return _split_long_clauses(out)


def _split_long_clauses(tokens: Sequence[Token]) -> list[Token]:
    """Cut clauses that nobody punctuated before `and` and before a new subject: `… and it expires we then ask the gateway`."""
    out: list[Token] = []
    added = 0
    for _, group in groupby(tokens, key=lambda token: token.clause):
        members = list(group)
        since = 0
        for at, token in enumerate(members):
            remaining = len(members) - at
            begins = token.word in _BEGINNINGS and (not at or members[at - 1].word not in _LEADS_ON)
            if (
                len(members) > _LONG_CLAUSE
                and at - since >= _SHORTEST_CLAUSE
                and remaining >= _SHORTEST_CLAUSE
                and begins
            ):
                added += 1
                since = at
            out.append(replace(token, clause=token.clause + added))
    return out


def _without_fillers(tokens: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        phrase = next((p for p in _FILLER_PHRASES if _matches(tokens, at, p) and p not in _REPAIRS), None)
        if phrase and not (
            phrase[-1] == "of" and at and tokens[at - 1].word in {"the", "a", "this", "that", "what", "one"}
        ):
            at += len(phrase)
        elif tokens[at].word in _FILLERS:
            at += 1
        else:
            out.append(tokens[at])
            at += 1
    return out


def _without_repairs(tokens: Sequence[Token]) -> tuple[list[Token], tuple[tuple[int, int], ...]]:
    """Leave out what the speaker took back: from the word that is said again, or that the new one replaces, to the correction."""
    out: list[Token] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        phrase = next((p for p in _REPAIRS if _matches(tokens, at, p)), None)
        if phrase is None or not out:
            out.append(tokens[at])
            at += 1
            continue
        after = at + len(phrase)
        index = _taken_back(out, tokens[after : after + _AHEAD], firm=phrase not in {("sorry",), ("i", "mean")})
        if index is None:
            if phrase in {("sorry",), ("i", "mean")}:  # a politeness, not a correction
                out.extend(tokens[at:after])
        else:
            spans.append((out[index].start, out[-1].end))
            del out[index:]
        at = after
    return out, tuple(spans)


def _taken_back(tokens: Sequence[Token], after: Sequence[Token], *, firm: bool) -> int | None:
    """Return the index in `tokens` from which the correction replaces it, None when nothing is replaced."""
    window = range(max(0, len(tokens) - _BACK), len(tokens))
    for token in after[:1]:
        same = [at for at in window if tokens[at].stem == token.stem]
        if same:
            return same[-1]
    for token in after:
        replaced = [
            at
            for at in window
            if are_opposites(tokens[at].stem, token.stem) or (tokens[at].word[0].isdigit() and token.word[0].isdigit())
        ]
        if replaced:
            return replaced[-1]
    if not firm:
        return None
    clause = tokens[-1].clause
    return next(at for at in window if tokens[at].clause == clause)


def _matches(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    return len(tokens) - at >= len(phrase) and all(tokens[at + i].word == word for i, word in enumerate(phrase))


def _denied(tokens: Sequence[Token], code: str) -> list[Token]:
    """Mark what a negation covers. Two negations over one word cancel each other."""
    elsewhere = frozenset(_NEGATIONS_ELSEWHERE.get(code, "").split())
    times = [0] * len(tokens)
    reaches = _REACHES_SPOKEN if _is_transcript(tokens) else _REACHES
    for at, token in enumerate(tokens):
        if at + 1 < len(tokens) and (token.word, tokens[at + 1].word) in NO_DENIAL:
            continue
        if token.word in _WHOLE or token.word in elsewhere or _is_no_of_all(tokens, at):
            _deny_clause(tokens, at, times, reaches)
        elif token.word in _FORWARD and _denies_next(tokens, at):
            _deny_forward(tokens, at, times, reaches)
    negations = _WHOLE | _FORWARD | elsewhere
    return [
        replace(token, denied=bool(times[at] % 2), meaning=token.meaning and token.word not in negations)
        for at, token in enumerate(tokens)
    ]


def _is_no_of_all(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].word == "no" and at + 1 < len(tokens) and tokens[at + 1].word in _NO_WHOLE


def _denies_next(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word denies what follows: `rather than X` and `instead of X`, not `we rather do X` or `do X instead`."""
    needed = {"rather": "than", "instead": "of"}.get(tokens[at].word)
    return needed is None or (at + 1 < len(tokens) and tokens[at + 1].word == needed)


def _is_transcript(tokens: Sequence[Token]) -> bool:
    """Tell whether a text lacks punctuation: its sentences have more words on average than anybody writes."""
    return len(tokens) > _UNPUNCTUATED * (tokens[-1].sentence + 1) if tokens else False


def _deny_clause(tokens: Sequence[Token], at: int, times: list[int], reaches: _Reaches) -> None:
    """Count the negation at `at` for its whole clause: "is not X", "need not X".

    A bare "not" ("X, not Y"; "not X but Y") covers only what follows.
    """
    bare = tokens[at].word == "not" and not any(
        tokens[back].word in _AUXILIARIES
        for back in range(max(0, at - 2), at)
        if tokens[back].clause == tokens[at].clause
    )
    if bare:
        _deny_forward(tokens, at, times, reaches)
        return
    listed = _listed_after(tokens, at)
    for other, token in enumerate(tokens):
        inside = token.clause == tokens[at].clause or token.clause in listed
        if inside and -reaches.back <= other - at <= reaches.on and other != at and not _beyond_and(tokens, at, other):
            times[other] += 1


def _listed_after(tokens: Sequence[Token], at: int) -> frozenset[int]:
    """Return the clauses after a negation that only go on with its list: `must not name causes, look-alikes or dangers`."""
    out: set[int] = set()
    clause = tokens[at].clause + 1
    while True:
        members = [token for token in tokens if token.clause == clause]
        if not members or members[0].sentence != tokens[at].sentence or len(members) > _LISTED:
            break
        if members[0].word == "and" and len(members) > 3:  # "… is not fenced, and the new one writes"
            break
        if any(token.word in _STATING or token.word in _WHOLE or token.word in _FORWARD for token in members):
            break
        out.add(clause)
        clause += 1
    return frozenset(out)


def _beyond_and(tokens: Sequence[Token], at: int, other: int) -> bool:
    """Tell whether `and` with a verb of its own stands between a negation and a word: `is not fenced and returns` denies one."""
    low, high = sorted((at, other))
    for place in range(low + 1, high):
        if tokens[place].word == "and" and any(
            tokens[near].word in _AUXILIARIES or tokens[near].word in {"i", "we", "you", "it", "they", "he", "she"}
            for near in range(place + 1, min(place + 4, len(tokens)))
        ):
            return True
    return False


def _deny_forward(tokens: Sequence[Token], at: int, times: list[int], reaches: _Reaches) -> None:
    reach = reaches.forward
    listed = _listed_after(tokens, at) if tokens[at].word in {"no", "without"} else frozenset()
    for other in range(at + 1, len(tokens)):
        token = tokens[other]
        if (token.clause != tokens[at].clause and token.clause not in listed) or token.word == "but" or reach == 0:
            break
        times[other] += 1
        reach -= token.meaning

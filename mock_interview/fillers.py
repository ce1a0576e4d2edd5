"""Fillers and hedges in a transcript, by phrase, and not where the same words mean something.

"You know" fills a pause in "it was, you know, slow" and asks in "do you know why". Each phrase has its own rule on what stands
before and after it. Transcripts are English; recognisers often write no commas, so the rules work without them where they can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A word with its apostrophes, or a mark that ends or divides a sentence.
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:!?…—–]")
_STOPS = frozenset(".!?…")
_BREAKS = frozenset(".,;:!?…—–")


def list_words(text: str) -> frozenset[str]:
    """Return the words of a text, for the tables below."""
    return frozenset(text.split())


_VOCAL = list_words(
    """
    um umm uh uhh uhm er erm err hm hmm mm mmm mhm ah ahem eh
    """
)
# Before "like": verbs of liking, verbs of seeming, and nouns and adverbs that compare.
_BEFORE_LIKING = list_words(
    """
    i'd we'd you'd they'd he'd she'd would might do don't does doesn't did didn't really also always never to
    look looks looked looking sound sounds sounded feel feels felt feeling seem seems seemed behave behaves
    behaved act acts acted work works worked taste smell treat treats treated something anything nothing
    everything things stuff tools systems services companies people words ones much more less exactly rather
    quite almost unlike not what's what shaped used run runs ran running built written read reads act grow
    grows scale scales operate fail fails places cases problems questions databases languages products teams
    """
)
_SUBJECTS = list_words(
    """
    i we you they people users customers engineers developers he she who
    """
)
_BE = list_words(
    """
    am is are was were be been being i'm it's he's she's we're they're you're that's there's what's
    """
)
# After "like": what cannot be compared with, so that the word only holds the floor.
_AFTER_FILLING = list_words(
    """
    really very so totally super maybe literally actually basically just way pretty um uh er kind sort you
    probably completely extremely absolutely honestly seriously okay ok oh wow wait no yes yeah and but or
    because when if
    """
)
_NUMBER_WORDS = list_words(
    """
    two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred hundreds thousand thousands million millions half
    """
)
_PRONOUNS = list_words(
    """
    i we he she they it you there this that
    """
)
# Before "you know": somebody does know, or is asked.
_BEFORE_KNOWING = list_words(
    """
    do did does don't didn't if as how what when whether once should would could can will may might must let
    lets until unless that where who why which because since before after all everything anything something
    things than make sure cannot can't won't so the everyone people thing anyone nobody
    """
)
_AFTER_KNOWING = list_words(
    """
    the what how why that which who where when whether if this your my our his her its their about it them him
    me us nothing exactly of better more less everything something anything for in by from you a an kafka
    """
)
_DETERMINERS = list_words(
    """
    a an the this that these those what which any some every each another no one same certain different other
    new all two three many several few various first second third last right wrong special particular strange
    best worst my your our their his her its weird
    """
)
_OPENERS = list_words(
    """
    right okay ok well yeah alright
    """
)
_CLAUSE_STARTERS = list_words(
    """
    and but or because so then well okay ok
    """
)

Fits = Callable[["_Text", int, int], bool]


@dataclass(frozen=True, slots=True)
class FoundPhrase:
    """A phrase where it was found: characters from `start` up to `end`."""

    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Text:
    words: tuple[str, ...]  # in small letters, with the marks between them
    plain: tuple[str, ...]  # as written
    spans: tuple[tuple[int, int], ...]

    def at(self, place: int) -> str:
        """Return the word or mark at a place, "." beyond either end."""
        return self.words[place] if 0 <= place < len(self.words) else "."

    def begins(self, first: int) -> bool:
        """Tell whether a sentence begins here."""
        return self.at(first - 1) in _STOPS or self.at(first - 1) in {";", ":"}

    def is_divided(self, first: int, last: int) -> bool:
        """Tell whether marks stand on both sides of the words from `first` up to `last`."""
        return self.at(first - 1) in _BREAKS and self.at(last) in _BREAKS


def _fits_always(text: _Text, first: int, last: int) -> bool:
    return True


def _fits_vocal(text: _Text, first: int, last: int) -> bool:
    # "ER" and "UM" in capitals are names, but for a single letter or the beginning of a sentence.
    return not text.plain[first].isupper() or len(text.plain[first]) == 1 or text.begins(first)


def _fits_divided(text: _Text, first: int, last: int) -> bool:
    """Tell whether it stands between marks, at a sentence's beginning before one, or after another opener."""
    opener = text.begins(first) and text.at(last) in {",", "—", "–", "…"}
    after_opener = text.at(first - 1) in _CLAUSE_STARTERS | _VOCAL and text.at(last) in _BREAKS
    return (
        (text.is_divided(first, last) and not (text.begins(first) and text.at(last) in _STOPS))
        or opener
        or after_opener
    )


def _fits_like(text: _Text, first: int, last: int) -> bool:
    before, after = text.at(first - 1), text.at(last)
    if after in {"said", "to", "it"} and before not in _BREAKS:
        return False
    if text.begins(first) and text.at(last) in _PRONOUNS:
        return text.at(last + 1) not in {"said", "say", "mentioned", "described", "explained", "have", "was", "wrote"}
    if text.at(last) in {","} or text.is_divided(first, last):
        return before not in _BEFORE_LIKING or before in {"was", "were", "is"} or text.at(first - 1) in _BREAKS
    if before in _SUBJECTS:
        return after in _AFTER_FILLING and after not in {
            "and",
            "but",
            "or",
            "when",
            "if",
            "because",
            "so",
            "very",
            "you",
        }
    if before in _BEFORE_LIKING and not (before in {"really", "not", "also"} and after in _AFTER_FILLING):
        return False
    if after in {"a", "an"} and text.at(last + 1) in {"really", "very", "super", "totally", "whole"}:
        return True
    if before in _BE:
        return after in _AFTER_FILLING | _PRONOUNS - {"this", "that"} | _NUMBER_WORDS or after[:1].isdigit()
    if before in _VOCAL or before in {"and", "but", "so", "because", "just", "basically", "actually"}:
        return before != "just" or after in _AFTER_FILLING | _NUMBER_WORDS or after[:1].isdigit()
    return after in _AFTER_FILLING | _NUMBER_WORDS or after[:1].isdigit()


def _fits_you_know(text: _Text, first: int, last: int) -> bool:
    before, after = text.at(first - 1), text.at(last)
    if text.is_divided(first, last):
        return after != "?" or not text.begins(first)
    if after in {",", "—", "–", "…"}:
        return before not in _BEFORE_KNOWING or before in {"so", "that", "because"}
    if before in _BEFORE_KNOWING and before not in _BREAKS:
        return False
    if before in _BE | _VOCAL:  # "which is you know the thing"
        return True
    return not (after in _AFTER_KNOWING or (after in _STOPS and before not in _BREAKS and text.begins(first)))


def _fits_i_mean(text: _Text, first: int, last: int) -> bool:
    before, after = text.at(first - 1), text.at(last)
    if before in {"what", "which", "that", "if", "do", "did", "how", "when", "by", "words", "not"}:
        return False
    return after in {",", "—", "–", "…"} or (
        after not in {"that", "by", "it", "business", "to", "what", "is"} and after not in _STOPS
    )


def _fits_kind_of(text: _Text, first: int, last: int) -> bool:
    before = text.at(first - 1)
    return before not in _DETERMINERS and text.at(last) not in {"thing", "question", "work"}


def _fits_opening_so(text: _Text, first: int, last: int) -> bool:
    """Tell whether "so" opens the answer or a sentence before a pause; in mid-sentence it gives a reason or a degree."""
    after = text.at(last)
    if after in {"that", "far", "long", "many", "much", "on"}:
        return False
    follows_opener = text.at(first - 1) == "," and text.at(first - 2) in _OPENERS and text.begins(first - 2)
    if after == "yeah" or follows_opener:
        return True
    if text.begins(first):
        return first == 0 or after in _VOCAL | {",", "—", "–", "…", "yeah", "like", "basically", "you", "okay"}
    divided = text.at(first - 1) in {",", "—", "–", "…"} and after in {",", "…"}
    return divided or (text.at(first - 1) in _VOCAL | {"okay", "ok", "yeah"} and text.begins(first - 1))


def _fits_opening_well(text: _Text, first: int, last: int) -> bool:
    return text.begins(first) and (text.at(last) in {",", "—", "–", "…"} or text.at(last) in _VOCAL)


def _fits_tag_right(text: _Text, first: int, last: int) -> bool:
    """Tell whether "right" ends a clause ("…, right?") or opens one ("right, …")."""
    before, after = text.at(first - 1), text.at(last)
    tag = before in {",", "—", "–"} and after in {"?", ",", "."}
    return tag or (text.begins(first) and after in {",", "—", "–"})


def _fits_opening_okay(text: _Text, first: int, last: int) -> bool:
    before, after = text.at(first - 1), text.at(last)
    if not text.begins(first):
        return before in {",", "—", "–"} and after in {",", "…"}
    return after in {",", "—", "–", "…", "so"} | _VOCAL


def _fits_yeah(text: _Text, first: int, last: int) -> bool:
    return text.at(first - 1) in _BREAKS | {"so", "and", "but"} or last == len(text.words)


def _fits_ends_clause(text: _Text, first: int, last: int) -> bool:
    return text.at(last) in _BREAKS | {"and", "but", "so"}


def _fits_sentence_adverb(text: _Text, first: int, last: int) -> bool:
    """Tell whether an adverb stands beside its sentence, as a filler does, and changes no word ("what
    actually happened")."""
    return _fits_divided(text, first, last) or (
        text.begins(first) and text.at(last) in _PRONOUNS | {"the", "a", "my", "our"}
    )


# The phrases that count, with the rule for each. Longer ones come first: "sort of like" is both.
_RULES: tuple[tuple[str, Fits], ...] = (
    ("at the end of the day", _fits_divided),
    ("or something like that", _fits_ends_clause),
    ("and stuff like that", _fits_always),
    ("and things like that", _fits_ends_clause),
    ("if that makes sense", _fits_always),
    ("or whatever", _fits_ends_clause),
    ("or something", _fits_ends_clause),
    ("and whatnot", _fits_always),
    ("and stuff", _fits_ends_clause),
    ("you know", _fits_you_know),
    ("you see", _fits_divided),
    ("i mean", _fits_i_mean),
    ("sort of", _fits_kind_of),
    ("kind of", _fits_kind_of),
    ("sorta", _fits_always),
    ("kinda", _fits_always),
    ("like", _fits_like),
    ("basically", _fits_always),
    ("literally", _fits_always),
    ("actually", _fits_sentence_adverb),
    ("honestly", _fits_sentence_adverb),
    ("obviously", _fits_sentence_adverb),
    ("anyway", _fits_divided),
    ("so", _fits_opening_so),
    ("well", _fits_opening_well),
    ("right", _fits_tag_right),
    ("okay", _fits_opening_okay),
    ("ok", _fits_opening_okay),
    ("yeah", _fits_yeah),
    *((word, _fits_vocal) for word in sorted(_VOCAL)),
)
# Words that take back what is said. An honest "I am not sure" is worth more than a guess.
HEDGES: tuple[str, ...] = (
    "i think", "i guess", "i suppose", "i believe", "i feel like", "i'm not sure", "i am not sure", "not really sure",
    "maybe", "perhaps", "possibly", "probably", "somewhat", "more or less", "hopefully", "i would say", "i'd say",
    "it seems", "it depends", "a bit", "kind of", "sort of", "might", "could be", "presumably", "roughly speaking",
    "if i remember correctly", "or so",
)  # fmt: skip


def find_fillers(transcript: str) -> tuple[FoundPhrase, ...]:
    """Return the fillers of a transcript, in order."""
    text = _split(transcript)
    return _find(text, _RULES)


def find_hedges(transcript: str) -> tuple[FoundPhrase, ...]:
    """Return the hedges of a transcript, in order; "kind of" and "sort of" only where they name no kind."""
    rules = tuple((phrase, _fits_kind_of if phrase in ("kind of", "sort of") else _fits_always) for phrase in HEDGES)
    return _find(_split(transcript), tuple(sorted(rules, key=lambda rule: -len(rule[0].split()))))


def count_phrases(phrases: Sequence[FoundPhrase]) -> tuple[tuple[str, int], ...]:
    """Return how often each phrase was found, the most frequent first."""
    return tuple(sorted(Counter(filler.phrase for filler in phrases).items(), key=lambda entry: (-entry[1], entry[0])))


def _split(transcript: str) -> _Text:
    matches = list(_TOKEN.finditer(transcript))
    plain = tuple(match[0].replace("’", "'") for match in matches)
    return _Text(
        words=tuple(word.casefold() for word in plain), plain=plain, spans=tuple(match.span() for match in matches)
    )


def _find(text: _Text, rules: Sequence[tuple[str, Fits]]) -> tuple[FoundPhrase, ...]:
    by_first: dict[str, list[tuple[tuple[str, ...], str, Fits]]] = {}
    for phrase, fits in rules:
        parts = tuple(phrase.split())
        by_first.setdefault(parts[0], []).append((parts, phrase, fits))
    phrases: list[FoundPhrase] = []
    place = 0
    while place < len(text.words):
        step = 1
        for parts, phrase, fits in by_first.get(text.words[place], ()):
            last = place + len(parts)
            if text.words[place:last] == parts and fits(text, place, last):
                phrases.append(FoundPhrase(phrase, text.spans[place][0], text.spans[last - 1][1]))
                step = len(parts)
                break
        place += step
    return tuple(phrases)

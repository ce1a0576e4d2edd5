"""Whether two prompts of one pattern ask about different things: "What is a mutex?" and "What is a semaphore?"."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

SAME_WORD_PERCENT = 70  # percent of its letters; below it a word is another word and not a typo or another ending
SAME_ANSWER_SHARE = 0.6  # an answer that stayed this much says that the question is the same
SAME_SUBJECT_SHARE = 0.7  # share of the telling words that both have
# "don't", "tcp/ip", "node.js", "read-only": one word each, since a part of it is another subject. So are "C++", "C#" and ".NET",
# unless the dot ends what stands before it.
_WORD = re.compile(r"(?:(?<![\w.])\.(?=[^\W\d_]))?[^\W_]+(?:['’+#./-][^\W_]+)*[+#]*")
# What a question in English is made of, whatever it is about. In another language every word tells.
_FUNCTION_WORDS = frozenset(
    """a about after again all also always an and any are as at be because been before between both briefly but by can
    could describe did do does during each else ever every example explain first for from give had has have how i if in
    into is it its just like list make me might more most must name no not now of on once one only or other our out over
    panel please reason say should show so some such take tell than that the their them then there these they thing this
    those through to too under up us use used using way we well were what when whenever where whether which while who
    whom whose why will with within without would yet you your""".split()  # noqa: SIM905
)


def asks_about_something_else(old: str, new: str, answer: float | None) -> bool:
    """Return whether telling words were exchanged for others, and the answer does not say that it is the same question.

    `old` and `new` are prompts, `answer` is the share of the answer that stayed (None: there is none).
    """
    if answer is not None and answer >= SAME_ANSWER_SHARE:
        return False
    before, after = _list_telling_words(old), _list_telling_words(new)
    removed_count, added_count = _count_missing(before, after), _count_missing(after, before)
    if not removed_count or not added_count:
        return False  # shortened or made longer: that is a rewording
    return max(1 - removed_count / len(before), 1 - added_count / len(after)) < SAME_SUBJECT_SHARE


def _list_telling_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _FUNCTION_WORDS]


def _count_missing(words: list[str], others: list[str]) -> int:
    """Return how many words have nothing similar among the others."""
    return sum(not any(_is_similar(word, other) for other in others) for word in words)


def _is_similar(word: str, other: str) -> bool:
    if _list_signs(word) != _list_signs(other):
        return False  # "C" and "C#", "net" and ".NET" are few letters apart, and other things
    return fuzz.ratio(word, other) >= SAME_WORD_PERCENT


def _list_signs(word: str) -> tuple[bool, str]:
    """Return the signs at either end of a word: a dot before it, plus and number signs behind it."""
    return word.startswith("."), word[len(word.rstrip("+#")) :]

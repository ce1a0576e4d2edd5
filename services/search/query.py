"""How a search is read: words, identifiers as people type them, and words that are nearly right. Pure.

SQLite's FTS5 keeps letters and digits and throws the rest away, so that `acks=all` would be two words and `C++` one
letter. Each word with other characters in it is therefore indexed twice: in its parts, and whole, as one token in which
every such character is written as a number. A search for `acks=all` finds the whole one first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

# What FTS5's tokenizer `unicode61` keeps: letters and digits, and nothing else.
_TOKEN = re.compile(r"[^\W_]+")
_NOT_TOKEN = re.compile(r"[\W_]")
# Punctuation around a word that belongs to the sentence and not to the word. "+", "#", "@", "-", "$" stay: C++, C#,
# @Retryable, --flag, $HOME.
_AROUND = "\"'“”‘’„«»()[]{}<>,;:!?*|`…"
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
MAX_WORDS = 12  # more is a pasted paragraph: its first words say what it is about
MAX_IDENTIFIER = 80  # letters: longer ones are addresses and keys, which nobody types
MAX_SUGGESTIONS = 3  # "did you mean" is one line
MIN_LETTERS_FOR_TYPO = 4  # a shorter word is equally near to ten others
MIN_LETTERS_FOR_PREFIX = 4  # "the" is meant as it stands, and not as the beginning of "there" and "these"
COMMON_PER_ENTRY = 0.8  # a word that stands in nearly every entry tells nothing, and costs the most


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a query. `tokens` are its parts; `identifier` is the whole in the index's writing ("" for a plain word);
    `is_prefix` says that it may go on: somebody is still typing it.
    """

    text: str
    tokens: tuple[str, ...]
    identifier: str
    is_prefix: bool


def parse_query(text: str) -> tuple[QueryWord, ...]:
    """Split what was typed into words; what stands in quotation marks is one phrase. The last word may be unfinished."""
    words = []
    for match in _QUOTED.finditer(text):
        typed = match[1] if match[1] is not None else match[2]
        tokens = tuple(_TOKEN.findall(typed.casefold()))
        identifier = encode_identifier(typed) if match[1] is None else ""
        if tokens or identifier:
            is_last = match.end() == len(text) and match[1] is None
            words.append(QueryWord(text=typed, tokens=tokens, identifier=identifier, is_prefix=is_last))
    return tuple(words[:MAX_WORDS])


def encode_identifier(text: str) -> str:
    """Return a word with special characters as one token of letters and digits, "" when it has none inside."""
    word = text.strip(_AROUND).removesuffix(".").casefold()
    if not word or len(word) > MAX_IDENTIFIER or not _NOT_TOKEN.search(word):
        return ""
    return _NOT_TOKEN.sub(lambda match: f"q{ord(match[0]):x}q", word)


def list_identifiers(text: str) -> Iterator[str]:
    """Yield every identifier of a text, each as one token, with repetitions."""
    for word in text.split():
        if encoded := encode_identifier(word):
            yield encoded


def list_words(text: str) -> Iterator[str]:
    """Yield the words of a text as the tokenizer sees them, folded to lower case."""
    return iter(_TOKEN.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens to look for, one behind the other; the last may go on where `is_prefix`. `is_identifier`: among identifiers."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_identifier: bool = False


def choose_terms(
    words: Sequence[QueryWord], vocabulary: Vocabulary, alternatives: Mapping[str, Sequence[str]]
) -> tuple[tuple[Term, ...], ...]:
    """Return, for each word that can be in the index, the terms of which one is to be found. `alternatives` holds what a
    token may stand for instead of itself.
    """
    # Words of nearly every entry cost the most and say the least; they are looked for where there are no others.
    rare_words = [word for word in words if not all(map(vocabulary.is_common, word.tokens))] or words
    terms_by_word = (_choose_for_word(word, vocabulary, alternatives) for word in rare_words)
    return tuple(terms for terms in terms_by_word if terms)


def build_match(words: Sequence[Sequence[Term]], *, any_word: bool = False) -> str:
    """Return the FTS5 expression for the words, "" for none; `any_word` asks for one of the words instead of all."""
    expressions = (f"({' OR '.join(map(_write_term, terms))})" for terms in words)
    return (" OR " if any_word else " AND ").join(expressions)


def _write_term(term: Term) -> str:
    column = "identifiers : " if term.is_identifier else ""
    return f'{column}"{" ".join(term.tokens)}"{"*" if term.is_prefix else ""}'


def _choose_for_word(
    word: QueryWord, vocabulary: Vocabulary, alternatives: Mapping[str, Sequence[str]]
) -> tuple[Term, ...]:
    choices = []
    if word.identifier and vocabulary.knows(word.identifier):
        choices.append(Term((word.identifier,), is_identifier=True))
    if len(word.tokens) == 1 and word.tokens[0] in alternatives:
        choices += [Term((token,)) for token in alternatives[word.tokens[0]]]
    elif any(token in alternatives for token in word.tokens):
        choices.append(Term(tuple(alternatives.get(token, (token,))[0] for token in word.tokens)))
    elif word.tokens and not (word.identifier and len("".join(word.tokens)) == 1):  # of "C++" the letter says nothing
        choices.append(Term(word.tokens, is_prefix=_may_go_on(word, vocabulary)))
    return tuple(choices)


def _may_go_on(word: QueryWord, vocabulary: Vocabulary) -> bool:
    last = word.tokens[-1]
    return word.is_prefix and (len(last) >= MIN_LETTERS_FOR_PREFIX or not vocabulary.knows(last))


class Vocabulary:
    """The words and identifiers of an index, to tell which typed word is unknown and what it may have been meant to be."""

    def __init__(self, counts: Mapping[str, int], entry_count: int) -> None:
        """Take how often each word stands in the index, and the number of its entries."""
        self._counts = dict(counts)
        self._sorted = sorted(self._counts)
        self._common = max(1.0, COMMON_PER_ENTRY * entry_count)

    def is_common(self, token: str) -> bool:
        """Tell whether a word stands in nearly every entry."""
        return self._counts.get(token, 0) > self._common

    def knows(self, token: str, *, as_prefix: bool = False) -> bool:
        """Tell whether the index has this word, or one that begins with it."""
        if not as_prefix:
            return token in self._counts
        index = bisect_left(self._sorted, token)
        return index < len(self._sorted) and self._sorted[index].startswith(token)

    def suggest(self, token: str) -> tuple[str, ...]:
        """Return the nearest known words, the nearest and then the most frequent first. Empty for a short word."""
        if len(token) < MIN_LETTERS_FOR_TYPO or token.isdigit():
            return ()
        # One slip in a short word, two in a long one; neighbouring letters exchanged are one slip (optimal string
        # alignment), since that is the commonest of all.
        limit = 1 if len(token) < 7 else 2
        near = process.extract(token, self._sorted, scorer=OSA.distance, score_cutoff=limit, limit=50)
        ranked = sorted((distance, -self._counts[word], word) for word, distance, _ in near)
        return tuple(word for distance, _, word in ranked if distance == ranked[0][0])[:MAX_SUGGESTIONS]


def suggest_alternatives(words: Sequence[QueryWord], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Return, for each token that the index does not know, the known ones it may stand for."""
    unknown = {
        token: vocabulary.suggest(token)
        for word in words
        for token in word.tokens
        if not vocabulary.knows(token, as_prefix=word.is_prefix and token == word.tokens[-1])
    }
    return {token: near for token, near in unknown.items() if near}

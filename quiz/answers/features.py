"""What a judge measures between a key point and an answer: how much of the point is there, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quiz.answers.contradiction import Contradiction, find_contradiction
from quiz.answers.reading import Passage, Reading, Token, read
from quiz.answers.text_match import near
from quiz.answers.vectors import WordVectors
from quiz.answers.verdict import Evidence

# Passages of an answer that a point is held against: clauses and sentences with their neighbours, and, where a speaker
# makes no full stops, windows of this many words of meaning.
_WINDOW, _STRIDE = 12, 4
_LONG_SENTENCE = 18
# Passages that meet a point nearly as well as the best one are looked at too, this many at most.
_RIVALS, _CLOSE = 5, 0.12
# Two words whose vectors are nearer than this mean nearly the same (cosine; `payment` and `payments` .85, `delete` and
# `remove` .55, unrelated words under .2).
SAME_MEANING = 0.5
# Words that the question itself gives away count for this much of their weight.
_GIVEN_AWAY = 0.35

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of one point, by name, the passage that meets it best and its place, the words that do, and what contradicts it."""

    values: Mapping[str, float]
    passage: Passage | None
    place: Evidence
    matched: tuple[Token, ...]
    contradiction: Contradiction


@dataclass(frozen=True, slots=True)
class Explained:
    """Sentences of the model answer: the one that says this point at length (None), and those of the other points."""

    mine: Reading | None = None
    others: tuple[Reading, ...] = ()


@dataclass(slots=True)
class AnswerReading:
    """An answer prepared once for all points of its question."""

    reading: Reading
    passages: tuple[Passage, ...]
    meaning: tuple[int, ...]  # indices of the tokens with meaning
    word_vectors: Matrix | None = None  # one row of length 1 for each token with meaning
    sums: Matrix | None = None  # running sums of all tokens' vectors, to take any passage's vector from
    passage_vectors: Matrix | None = None
    inside: list[list[int]] = field(default_factory=list)  # for each passage, which of `meaning` it holds


def prepare(answer: str, language: str, vectors: WordVectors | None) -> AnswerReading:
    """Read an answer and cut it into passages; with vectors, look up its words and passages."""
    reading = read(answer, language)
    passages = cut_passages(reading)
    meaning = tuple(at for at, token in enumerate(reading.tokens) if token.meaning)
    columns = np.array(meaning)
    inside = [np.flatnonzero((columns >= p.first) & (columns < p.last)).tolist() for p in passages]
    prepared = AnswerReading(reading=reading, passages=passages, meaning=meaning, inside=inside)
    if vectors is not None and reading.tokens:
        raw = np.array([vectors.vector(token.word) for token in reading.tokens], dtype=np.float32)
        prepared.sums = np.vstack([np.zeros((1, vectors.size), np.float32), raw.cumsum(axis=0, dtype=np.float32)])
        prepared.word_vectors = unit(raw[list(meaning)]) if meaning else None
        prepared.passage_vectors = unit(
            np.array([prepared.sums[p.last] - prepared.sums[p.first] for p in passages], dtype=np.float32)
        )
    return prepared


def cut_passages(reading: Reading) -> tuple[Passage, ...]:
    """Return the passages of an answer: each clause, two and three in a row, each sentence, two in a row, windows."""
    tokens = reading.tokens
    clauses = _runs(tokens, "clause")
    sentences = _runs(tokens, "sentence")
    found: dict[Passage, None] = {}
    for sentence in sentences:
        inside = [clause for clause in clauses if sentence.first <= clause.first < sentence.last]
        for size in (1, 2, 3):
            for at in range(len(inside) - size + 1):
                found[Passage(inside[at].first, inside[at + size - 1].last)] = None
        found[sentence] = None
        meaning = [at for at in range(sentence.first, sentence.last) if tokens[at].meaning]
        if len(meaning) > _LONG_SENTENCE:
            for at in range(0, len(meaning) - _STRIDE, _STRIDE):
                found[Passage(meaning[at], meaning[min(at + _WINDOW, len(meaning)) - 1] + 1)] = None
    for one, two in zip(sentences, sentences[1:], strict=False):
        found[Passage(one.first, two.last)] = None
    return tuple(found)


def _runs(tokens: Sequence[Token], what: str) -> list[Passage]:
    out: list[Passage] = []
    first = 0
    for at in range(1, len(tokens) + 1):
        if at == len(tokens) or getattr(tokens[at], what) != getattr(tokens[first], what):
            out.append(Passage(first, at))
            first = at
    return out


@dataclass(frozen=True, slots=True)
class Weigher:
    """How much a word counts: `rarity` of a word in ordinary text, and the stems that the deck says mean the same."""

    rarity: Callable[[str], float]
    same: Callable[[Sequence[Token]], tuple[str, ...]]


def measure(
    prompt: Reading,
    point: Reading,
    others: Sequence[Reading],
    explained: Explained,
    answer: AnswerReading,
    weigher: Weigher,
    vectors: WordVectors | None,
) -> Measured:
    """Return the features of a point in an answer.

    `others` are the question's other points, which an answer may mean instead; `explained` are the sentences of the model
    answer that stand for this point and for those.
    """
    tokens = answer.reading.tokens
    wanted = point.meaning or point.tokens
    given = {token.stem for token in prompt.tokens}
    weights = np.array(
        [weigher.rarity(t.word) * (_GIVEN_AWAY if t.stem in given else 1.0) for t in wanted], dtype=np.float32
    )
    hits = exact_matches(wanted, answer, weigher)
    similar = hits.astype(np.float32)
    if vectors is not None and answer.word_vectors is not None and wanted:
        rows = unit(np.array([vectors.vector(token.word) for token in wanted], dtype=np.float32))
        similar = np.maximum(similar, rows @ answer.word_vectors.T)
    whole = float(weights.sum()) or 1.0
    values: dict[str, float] = {}
    passage: Passage | None = None
    contradiction, matched = Contradiction(), ()
    if answer.passages and answer.meaning and len(wanted):
        inside = answer.inside
        exact = np.array([weights @ hits[:, i].any(axis=1) for i in inside]) / whole
        soft = np.array([weights @ similar[:, i].max(axis=1) if len(i) else 0.0 for i in inside]) / whole
        values["exact_all"] = float(weights @ hits.any(axis=1)) / whole
        values["exact_passage"] = float(exact.max())
        values["soft_all"] = float(weights @ similar.max(axis=1)) / whole
        values["soft_passage"] = float(soft.max())
        score = soft.astype(np.float64) + 0.5 * exact
        if vectors is not None and answer.passage_vectors is not None and answer.sums is not None:
            mine, question = text_vector(point, vectors), text_vector(prompt, vectors)
            cosines = answer.passage_vectors @ mine
            values["cosine_passage"] = float(cosines.max())
            values["cosine_all"] = float(unit(answer.sums[-1:])[0] @ mine)
            values["cosine_prompt"] = float(question @ mine)
            values["cosine_beyond"] = float((cosines - 0.5 * (answer.passage_vectors @ question)).max())
            if others:
                rivals = np.array([text_vector(other, vectors) for other in others])
                ahead = cosines - (answer.passage_vectors @ rivals.T).max(axis=1)
                values["cosine_ahead"] = float(np.where(cosines >= cosines.max() - 0.08, ahead, -1.0).max())
            if explained.mine is not None:
                longer = answer.passage_vectors @ text_vector(explained.mine, vectors)
                values["explained"] = float(longer.max())
                values["explained_missing"] = 0.0
                if explained.others:
                    rivals = np.array([text_vector(other, vectors) for other in explained.others])
                    ahead = longer - (answer.passage_vectors @ rivals.T).max(axis=1)
                    values["explained_ahead"] = float(np.where(longer >= longer.max() - 0.08, ahead, -1.0).max())
                score = score + 0.3 * longer
            else:
                values["explained_missing"] = 1.0
            score = score + cosines
        # Of passages that meet the point as well, the shortest one is shown.
        score = score - 0.004 * np.array([p.last - p.first for p in answer.passages])
        near_best = [int(i) for i in np.argsort(-score)[:_RIVALS] if score[i] >= score.max() - _CLOSE]
        by_word = dict(zip(wanted, weights.tolist(), strict=True))
        held = []
        for at in near_best:
            pairs = aligned(wanted, answer, similar, hits, answer.passages[at])
            held.append((at, pairs, find_contradiction(point, answer.reading, answer.passages[at], pairs, by_word)))
        # An answer that states the point somewhere does not contradict it because it goes on with an exception.
        best, pairs, contradiction = min(held, key=lambda entry: entry[2].weight)
        passage = answer.passages[best]
        matched = tuple(dict.fromkeys(token for _, token, _ in pairs))
    values |= contradiction.features()
    place = Evidence(tokens[passage.first].start, tokens[passage.last - 1].end) if passage else Evidence(0, 0)
    return Measured(values, passage, place, matched, contradiction)


def aligned(
    wanted: Sequence[Token], answer: AnswerReading, similar: Matrix, hits: NDArray[np.bool_], passage: Passage
) -> tuple[tuple[Token, Token, bool], ...]:
    """Return the point's words with the learner's words in the passage that mean the same, and whether they are the same."""
    columns = [i for i, at in enumerate(answer.meaning) if passage.first <= at < passage.last]
    return tuple(
        (want, answer.reading.tokens[answer.meaning[column]], bool(hits[row, column]))
        for row, want in enumerate(wanted)
        for column in columns
        if similar[row, column] >= SAME_MEANING
    )


def exact_matches(wanted: Sequence[Token], answer: AnswerReading, weigher: Weigher) -> NDArray[np.bool_]:
    """Return which word of the point is which word of the answer: same stem, a slip of the pen, or the deck's synonym."""
    said = [answer.reading.tokens[at] for at in answer.meaning]
    mine, theirs = weigher.same(wanted), weigher.same(said)
    out = np.zeros((len(wanted), max(len(said), 1)), dtype=bool)
    for row, one in enumerate(mine):
        for column, other in enumerate(theirs):
            out[row, column] = near(one, other)
    return out


@lru_cache(maxsize=4096)
def _text_vector(text: str, words: tuple[str, ...], vectors: WordVectors) -> Matrix:
    total = np.sum([vectors.vector(word) for word in words], axis=0, dtype=np.float32) if words else np.zeros(vectors.size)
    return unit(np.asarray(total, np.float32)[None, :])[0]


def text_vector(reading: Reading, vectors: WordVectors) -> Matrix:
    """Return the vector of a whole text: the sum of its words', of length 1."""
    return _text_vector(reading.text, tuple(token.word for token in reading.tokens), vectors)


def unit(rows: Matrix) -> Matrix:
    """Return the rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)

"""What a judge measures between a key point and an answer: how much of the point is there, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quiz.answers.allocation import EXPLANATION, cut_units, share_out
from quiz.answers.contradiction import Contradiction, find_contradiction, measure_opposition
from quiz.answers.text_match import is_same_word
from quiz.answers.tokenized_text import Passage, Token, TokenizedText, read
from quiz.answers.vectors import WordVectors
from quiz.answers.verdict import Evidence

# Passages of an answer that a point is held against: clauses and sentences with their neighbours, and, where a speaker
# makes no full stops, windows of so many words of meaning.
_WINDOWS, _STRIDE = (7, 12), 4
_LONG_SENTENCE = 18  # words of meaning; written sentences have fewer
# What a passage's score loses for each of its words: less than any other part of it, so that it only decides between equals.
_PER_WORD = 0.004
# Beside words of like meaning, the same words again: they place a passage more surely.
_EXACT_WEIGHT = 0.5
# Beside nearness to the point, nearness to the sentence that explains it.
_EXPLANATION_WEIGHT = 0.3
# How much of its nearness to the question is taken off a passage: half, since an answer must speak of what was asked.
_PROMPT_SHARE = 0.5
# Passages that meet a point nearly as well as the best one are looked at too, this many at most.
_RIVALS, _CLOSE = 5, 0.12
# What a passage loses for each sentence beyond the first, and gains inside the statement that is left for the point, on the
# scale of `_by_words` (0..1.5).
_TWO_SENTENCES, _AT_HOME = 0.15, 0.1
# Two words whose vectors are nearer than this mean nearly the same (cosine; `payment` and `payments` .85, `delete` and
# `remove` .55, unrelated words under .2).
SAME_MEANING = 0.5
# Passages within this cosine of the nearest one are compared with the point's rivals.
_NEAREST = 0.08
# Words that the question itself gives away count for this much of their weight.
_GIVEN_AWAY = 0.35

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PointFeatures:
    """The features of one point by name, the passage that meets it best, its place and words, and what contradicts it."""

    values: Mapping[str, float]
    passage: Passage | None
    place: Evidence
    matched: tuple[Token, ...]
    contradiction: Contradiction


@dataclass(frozen=True, slots=True)
class Explained:
    """Sentences of the model answer: the one that says this point at length (None), and those of the other points."""

    mine: TokenizedText | None = None
    others: tuple[TokenizedText, ...] = ()


@dataclass(slots=True)
class AnswerReading:
    """An answer prepared once for all points of its question."""

    reading: TokenizedText
    passages: tuple[Passage, ...]
    meaning: tuple[int, ...]  # indices of the tokens with meaning
    word_vectors: Matrix | None = None  # one row of length 1 for each token with meaning
    sums: Matrix | None = None  # running sums of all tokens' vectors, to take any passage's vector from
    passage_vectors: Matrix | None = None
    units: tuple[Passage, ...] = ()  # its statements
    unit_vectors: Matrix | None = None  # one row for each of them
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
        prepared.units = cut_units(reading)
        prepared.unit_vectors = unit(
            np.array([prepared.sums[p.last] - prepared.sums[p.first] for p in prepared.units], dtype=np.float32)
        )
    return prepared


def cut_passages(reading: TokenizedText) -> tuple[Passage, ...]:
    """Return the passages of an answer: each clause, two and three in a row, each sentence, two in a row, windows."""
    tokens = reading.tokens
    clauses = _runs(tokens, "clause")
    sentences = _runs(tokens, "sentence")
    passages: dict[Passage, None] = {}
    for sentence in sentences:
        inside = [clause for clause in clauses if sentence.first <= clause.first < sentence.last]
        for size in (1, 2, 3):
            for at in range(len(inside) - size + 1):
                passages[Passage(inside[at].first, inside[at + size - 1].last)] = None
        passages[sentence] = None
        meaning = [at for at in range(sentence.first, sentence.last) if tokens[at].meaning]
        if len(meaning) > _LONG_SENTENCE:
            for size in _WINDOWS:
                for at in range(0, len(meaning) - _STRIDE, _STRIDE):
                    passages[Passage(meaning[at], meaning[min(at + size, len(meaning)) - 1] + 1)] = None
    for one, two in pairwise(sentences):
        passages[Passage(one.first, two.last)] = None
    return tuple(passages)


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
    prompt: TokenizedText,
    point: TokenizedText,
    others: Sequence[TokenizedText],
    explained: Explained,
    answer: AnswerReading,
    weigher: Weigher,
    vectors: WordVectors | None,
    home: Passage | None = None,
) -> PointFeatures:
    """Return the features of a point in an answer. `home` is the statement that is left for the point.

    `others` are the question's other points, which an answer may mean instead; `explained` are the sentences of the model
    answer that stand for this point and for those.
    """
    point_tokens = point.meaning or point.tokens
    if not (answer.passages and answer.meaning and point_tokens):
        return PointFeatures({}, None, Evidence(0, 0), (), Contradiction())
    prompt_stems = {token.stem for token in prompt.tokens}
    weights = np.array(
        [weigher.rarity(t.word) * (_GIVEN_AWAY if t.stem in prompt_stems else 1.0) for t in point_tokens],
        dtype=np.float32,
    )
    hits = exact_matches(point_tokens, answer, weigher)
    similar = hits.astype(np.float32)
    if vectors is not None and answer.word_vectors is not None:
        rows = unit(np.array([vectors.vector(token.word) for token in point_tokens], dtype=np.float32))
        similar = np.maximum(similar, rows @ answer.word_vectors.T)
    values, score = _by_words(weights, hits, similar, answer)
    if vectors is not None:
        more, extra_score = _by_vectors(prompt, point, others, explained, answer, vectors)
        values |= more
        score = score + extra_score
    # Of passages that meet the point as well, the shortest one is shown, and one sentence rather than two.
    score = score - _PER_WORD * np.array([p.last - p.first for p in answer.passages])
    score = score - _TWO_SENTENCES * np.array([_sentences(answer.reading, p) - 1 for p in answer.passages])
    if home is not None:
        score = score + _AT_HOME * np.array([home.first <= p.first and p.last <= home.last for p in answer.passages])
    near_best = [int(i) for i in np.argsort(-score)[:_RIVALS] if score[i] >= score.max() - _CLOSE]
    by_word = dict(zip(point_tokens, weights.tolist(), strict=True))
    candidates = []
    for at in near_best:
        pairs = aligned(point_tokens, answer, similar, hits, answer.passages[at])
        candidates.append((at, pairs, find_contradiction(point, answer.reading, answer.passages[at], pairs, by_word)))
    # An answer that states the point somewhere does not contradict it because it goes on with an exception.
    best, pairs, contradiction = min(candidates, key=lambda entry: entry[2].weight)
    passage = answer.passages[best]
    tokens = answer.reading.tokens
    at_home = home or answer.passages[best]
    opposed = measure_opposition([point, *([explained.mine] if explained.mine else [])], answer.reading, at_home)
    return PointFeatures(
        values=values | contradiction.features() | opposed,
        passage=passage,
        place=Evidence(tokens[passage.first].start, tokens[passage.last - 1].end),
        matched=tuple(dict.fromkeys(token for _, token, _ in pairs)),
        contradiction=contradiction,
    )


def _sentences(reading: TokenizedText, passage: Passage) -> int:
    return reading.tokens[passage.last - 1].sentence - reading.tokens[passage.first].sentence + 1


def _by_words(
    weights: Matrix, hits: NDArray[np.bool_], similar: Matrix, answer: AnswerReading
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Return how much of the point's words the whole answer and its best passage say, and a score for each passage."""
    total = float(weights.sum()) or 1.0
    exact = np.array([weights @ hits[:, i].any(axis=1) for i in answer.inside], dtype=np.float64) / total
    soft = (
        np.array([weights @ similar[:, i].max(axis=1) if i else 0.0 for i in answer.inside], dtype=np.float64) / total
    )
    values = {
        "exact_all": float(weights @ hits.any(axis=1)) / total,
        "exact_passage": float(exact.max()),
        "soft_all": float(weights @ similar.max(axis=1)) / total,
        "soft_passage": float(soft.max()),
    }
    return values, soft + _EXACT_WEIGHT * exact


def _by_vectors(
    prompt: TokenizedText,
    point: TokenizedText,
    others: Sequence[TokenizedText],
    explained: Explained,
    answer: AnswerReading,
    vectors: WordVectors,
) -> tuple[dict[str, float], Matrix]:
    """Return how near passages come to the point, how much nearer than to other points, and a score for each passage."""
    passages, sums = answer.passage_vectors, answer.sums
    if passages is None or sums is None:
        return {}, np.zeros(len(answer.passages), np.float32)
    mine, question = text_vector(point, vectors), text_vector(prompt, vectors)
    cosines = passages @ mine
    values = {
        "cosine_passage": float(cosines.max()),
        "cosine_all": float(unit(sums[-1:])[0] @ mine),
        "cosine_prompt": float(question @ mine),
        # What only repeats the question is near to a point that does so too.
        "cosine_beyond": float((cosines - _PROMPT_SHARE * (passages @ question)).max()),
        "cosine_ahead": _ahead(cosines, passages, others, vectors),
    }
    score = cosines
    if explained.mine is not None:
        longer = passages @ text_vector(explained.mine, vectors)
        values["explained"] = float(longer.max())
        values["explained_ahead"] = _ahead(longer, passages, explained.others, vectors)
        score = score + _EXPLANATION_WEIGHT * longer
    return values, score


def _ahead(cosines: Matrix, passages: Matrix, rivals: Sequence[TokenizedText], vectors: WordVectors) -> float:
    """Return how much nearer to their text than to its rivals the nearest passages are."""
    if not rivals:
        return 0.0
    others = (passages @ np.array([text_vector(rival, vectors) for rival in rivals]).T).max(axis=1)
    return float(np.where(cosines >= cosines.max() - _NEAREST, cosines - others, -1.0).max())


def measure_together(
    prompt: TokenizedText,
    points: Sequence[TokenizedText],
    explanations: Sequence[TokenizedText | None],
    answer: AnswerReading,
    vectors: WordVectors | None,
) -> list[tuple[dict[str, float], Passage | None]]:
    """Return, for each point, what only all points together show, and the statement that is left for it.

    `share` is the share of the answer that is left for the point; `topic` says how near the answer as a whole is to all that
    was asked, and `near` how near its statements are, on average, to the points they come nearest to.
    """
    if vectors is None or answer.unit_vectors is None or answer.sums is None:
        return [({}, None) for _ in points]
    rows = np.array([text_vector(point, vectors) for point in points], dtype=np.float32)
    longer = [text_vector(reading, vectors) if reading else None for reading in explanations]
    question_vector = rows.sum(axis=0) + text_vector(prompt, vectors)
    question_vector = question_vector + np.sum(
        [row if extra is None else extra for row, extra in zip(rows, longer, strict=True)], axis=0
    )
    topic = float(unit(answer.sums[-1:])[0] @ unit(question_vector[None, :])[0])
    point_vectors = np.vstack([rows, *(extra[None, :] for extra in longer if extra is not None)])
    near = float((answer.unit_vectors @ point_vectors.T).max(axis=1).mean())
    shares = share_out(answer.unit_vectors, rows, longer)
    particular = measure_particular(text_vector(prompt, vectors), rows, longer, answer)
    return [
        (
            {"share": float(column.max()), "topic": topic, "near": near, **own},
            answer.units[int(column.argmax())],
        )
        for column, own in zip(shares.T, particular, strict=True)
    ]


def measure_particular(
    prompt: Matrix, points: Matrix, explanations: Sequence[Matrix | None], answer: AnswerReading
) -> list[dict[str, float]]:
    """Return, for each point, how near the answer comes to what the point does not share with the prompt and the others.

    What all of them have in common is taken out of all vectors first. `particular_ahead` is how much nearer the statement
    that is left for the point is to it than to the others, `particular_most` the same for the statement of which that is most
    true, and `behind` how much nearer the answer comes to this point than to the others on average.
    """
    units = answer.unit_vectors
    if units is None or len(points) < 2:
        return [{} for _ in points]
    common = unit((points.sum(axis=0) + prompt)[None, :])[0]
    longer = np.array([p if e is None else e for p, e in zip(points, explanations, strict=True)])
    mine, extra = _without(points, common), _without(longer, common)
    near = _without(units, common) @ (mine + EXPLANATION * extra).T
    shares = share_out(_without(units, common), mine, list(extra))
    best = near.max(axis=0)
    out = []
    for at in range(len(points)):
        ahead = near[:, at] - np.delete(near, at, axis=1).max(axis=1)
        out.append(
            {
                "particular_ahead": float(ahead[int(shares[:, at].argmax())]),
                "particular_most": float(ahead.max()),
                "behind": float(best[at] - np.delete(best, at).mean()),
            }
        )
    return out


def _without(rows: Matrix, common: Matrix) -> Matrix:
    """Return the rows without their part in the direction `common`, scaled to length 1."""
    return unit(rows - np.outer(rows @ common, common).astype(np.float32))


def aligned(
    point_tokens: Sequence[Token], answer: AnswerReading, similar: Matrix, hits: NDArray[np.bool_], passage: Passage
) -> tuple[tuple[Token, Token, bool], ...]:
    """Return the point's words with the learner's words in the passage that mean the same, and whether they are the same."""
    columns = [i for i, at in enumerate(answer.meaning) if passage.first <= at < passage.last]
    return tuple(
        (point_token, answer.reading.tokens[answer.meaning[column]], bool(hits[row, column]))
        for row, point_token in enumerate(point_tokens)
        for column in columns
        if similar[row, column] >= SAME_MEANING
    )


def exact_matches(point_tokens: Sequence[Token], answer: AnswerReading, weigher: Weigher) -> NDArray[np.bool_]:
    """Return which word of the point is which word of the answer: same stem, a slip of the pen, or the deck's synonym."""
    answer_tokens = [answer.reading.tokens[at] for at in answer.meaning]
    mine, theirs = weigher.same(point_tokens), weigher.same(answer_tokens)
    out = np.zeros((len(point_tokens), max(len(answer_tokens), 1)), dtype=bool)
    for row, one in enumerate(mine):
        for column, other in enumerate(theirs):
            out[row, column] = is_same_word(one, other)
    return out


@lru_cache(maxsize=4096)
def _text_vector(text: str, words: tuple[str, ...], vectors: WordVectors) -> Matrix:
    total = (
        np.sum([vectors.vector(word) for word in words], axis=0, dtype=np.float32) if words else np.zeros(vectors.size)
    )
    return np.asarray(unit(np.asarray(total, np.float32)[None, :])[0])


def text_vector(reading: TokenizedText, vectors: WordVectors) -> Matrix:
    """Return the vector of a whole text: the sum of its words', of length 1."""
    return _text_vector(reading.text, tuple(token.word for token in reading.tokens), vectors)


def unit(rows: Matrix) -> Matrix:
    """Return the rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)

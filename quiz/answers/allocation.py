"""How an answer's sentences are shared out among the points of its question.

A sentence in everyday words is hardly nearer to its own point than to the others. But where every other sentence belongs to
another point, it is the one that is left for this point; and where a point is missing, no sentence is left for it. So all
sentences and all points are matched at once: each sentence spends itself on the points, each point gets as much as any
other, and what a point gets from its best sentence tells whether the answer makes it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quiz.answers.tokenized_text import Passage, TokenizedText

Matrix = NDArray[np.float32]

# A sentence longer than this, in words, makes several statements: it is cut at its clauses into pieces of so many at least.
_LONG, _PIECE = 28, 9
# How sharply a sentence prefers the nearest point, as a difference of cosines: e times as much for so much nearer.
_SHARPNESS = 0.05
# Rounds of Sinkhorn's scaling (1967): rows, then columns. The shares of a few sentences are steady after some ten.
_ROUNDS = 20
# How much the model answer's sentence counts beside the point itself, which is terse.
EXPLANATION = 0.5


def cut_units(reading: TokenizedText) -> tuple[Passage, ...]:
    """Return the statements of an answer: its sentences, long ones cut at their clauses."""
    out: list[Passage] = []
    for sentence in _runs(reading, "sentence"):
        if sentence.last - sentence.first <= _LONG:
            out.append(sentence)
            continue
        piece: Passage | None = None
        for clause in _runs(reading, "clause", sentence):
            if piece is None or piece.last - piece.first < _PIECE:
                piece = Passage(piece.first if piece else clause.first, clause.last)
            else:
                out.append(piece)
                piece = clause
        if piece is not None:
            out.append(piece)
    return tuple(out)


def _runs(reading: TokenizedText, what: str, within: Passage | None = None) -> list[Passage]:
    first, last = (within.first, within.last) if within else (0, len(reading.tokens))
    out: list[Passage] = []
    since = first
    for at in range(first + 1, last + 1):
        if at == last or getattr(reading.tokens[at], what) != getattr(reading.tokens[since], what):
            out.append(Passage(since, at))
            since = at
    return out


def share_out(units: Matrix, points: Matrix, explanations: Sequence[Matrix | None]) -> NDArray[np.float64]:
    """Return how much of each statement (row) goes to each point (column), in 0..1; each row sums to 1.

    `units` and `points` hold one row of length 1 for each statement and each point; `explanations` the vectors of the
    sentences that explain the points.
    """
    longer = np.array([point if extra is None else extra for point, extra in zip(points, explanations, strict=True)])
    near = (units @ points.T + EXPLANATION * (units @ longer.T)).astype(np.float64)
    shares: NDArray[np.float64] = np.exp((near - near.max()) / _SHARPNESS)
    for _ in range(_ROUNDS):
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
        shares /= np.maximum(shares.sum(axis=0, keepdims=True), 1e-12)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    return shares

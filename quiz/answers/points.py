"""The key points of a question: the author's, or, where there are none, what the model answer says."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from quiz.answers.point_features import text_vector
from quiz.answers.text_match import compute_overlap, find_stems
from quiz.answers.tokenized_text import read
from quiz.answers.vectors import WordVectors
from quiz.answers.verdict import KeyPoint

# A sentence ends at a full stop before a capital, or at the end of a line. `e.g.` and `v1.2` end none.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[\"'(*`A-Z0-9])|\n+")
# Markup at the beginning of a line: bullets, numbers, quotes, headings. And fences and tables, which say no sentence.
_LEAD = re.compile(r"^\s*(?:[-*+>#|]+|\d+[.)])\s*")
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
# A sentence with fewer words of meaning explains nothing by itself.
_SHORTEST = 2
# How near a sentence must come to a point to explain it, and by how much another point may be nearer to it: some sentences
# say two points. Both on the scale of `_likeness`.
_LIKE, _SHARED = 0.3, 0.1
# How much of its nearness to the nearest other point is taken off a sentence, so that one near to all is not chosen.
_OTHER_SHARE = 0.3
# Beside the nearness of their vectors, the words that point and sentence share.
_OVERLAP_WEIGHT = 0.5
# More points than this are too many to tick; the longest sentences say most.
_MOST_DERIVED = 8


def sentences(markdown: str) -> list[str]:
    """Return the sentences of an answer, without its markup, code and tables."""
    text = _FENCE.sub("\n", markdown)
    lines = [_LEAD.sub("", line) for line in text.split("\n") if not line.lstrip().startswith("|")]
    prose = "\n".join(lines).replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n")
    if any(re.match(r"\s*(?:[-*+]|\d+[.)])\s", line) for line in text.split("\n")):
        prose = "\n".join(lines)  # each item of a list is a sentence
    return [part.strip(" *_") for part in _SENTENCE.split(prose) if part.strip(" *_")]


def derive_points(answer: str, language: str = "en") -> tuple[KeyPoint, ...]:
    """Return the sentences of a model answer as key points, in order, for a question that has none of its own.

    Sentences that say next to nothing are left out, unless nothing else is there.
    """
    texts = sentences(answer)
    telling = [text for text in texts if len(read(text, language).meaning) >= _SHORTEST] or texts
    longest = sorted(telling, key=lambda text: -len(find_stems(text, language)))[:_MOST_DERIVED]
    return tuple(KeyPoint(text=text) for text in telling if text in longest)


def explain_points(
    points: Sequence[KeyPoint], answer: str, language: str, vectors: WordVectors | None
) -> tuple[KeyPoint, ...]:
    """Return the points with the sentence of the model answer that says each at length, where one is near enough."""
    texts = [text for text in sentences(answer) if len(read(text, language).meaning) >= _SHORTEST]
    if not texts:
        return tuple(points)
    likeness = np.array([[_likeness(point.text, text, language, vectors) for text in texts] for point in points])
    out = []
    for row, point in enumerate(points):
        # Not the sentence that is nearest to everything: the one that is nearer to this point than to the others.
        others = np.delete(likeness, row, axis=0)
        margin = likeness[row] - (_OTHER_SHARE * others.max(axis=0) if len(others) else 0.0)
        best = int(np.argmax(margin))
        # A sentence that says another point rather than this one explains nothing here.
        longer = len(read(texts[best], language).meaning) > len(read(point.text, language).meaning)
        own = (
            longer
            and likeness[row, best] >= _LIKE
            and (not len(others) or likeness[row, best] >= others[:, best].max() - _SHARED)
        )
        out.append(KeyPoint(text=point.text, wordings=point.wordings, explanation=texts[best] if own else ""))
    return tuple(out)


def _likeness(point: str, sentence: str, language: str, vectors: WordVectors | None) -> float:
    shared = compute_overlap(find_stems(point, language), find_stems(sentence, language))
    if vectors is None:
        return shared
    cosine = float(text_vector(read(point, language), vectors) @ text_vector(read(sentence, language), vectors))
    return cosine + _OVERLAP_WEIGHT * shared

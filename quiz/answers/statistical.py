"""The judge that runs by itself: features of a point in an answer, weighed by a small logistic model.

Its coefficients stand in `coefficients.json`, with the script that fitted them. With word vectors it knows that `remove`
and `delete` are near; without, it compares stems, synonyms of the deck and near spellings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any

from quiz.answers.features import Explained, Measured, Weigher, measure, prepare
from quiz.answers.reading import Token, read
from quiz.answers.text_match import Synonyms, Word
from quiz.answers.sentences import is_keyword_list
from quiz.answers.vectors import WordVectors, installed_vectors
from quiz.answers.verdict import Evidence, KeyPoint, Outcome, PointVerdict

_FILE = Path(__file__).with_name("coefficients.json")


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic model: `weights` by feature; `said_from` and `not_said_below` are the probabilities at which it decides."""

    intercept: float
    weights: Mapping[str, float]
    said_from: float
    not_said_below: float

    def probability(self, values: Mapping[str, float]) -> float:
        """Return the probability, in 0..1, that the point is said."""
        total = self.intercept + sum(weight * values.get(name, 0.0) for name, weight in self.weights.items())
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def shipped_coefficients() -> Mapping[str, Coefficients]:
    """Return the coefficients that were fitted for each engine, by its name."""
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Coefficients(
            intercept=entry["intercept"],
            weights=entry["weights"],
            said_from=entry["said_from"],
            not_said_below=entry["not_said_below"],
        )
        for name, entry in table["engines"].items()
    }


class StatisticalJudge:
    """Judges by features and coefficients. `name` is "vectors" with word vectors, else "lexical"."""

    def __init__(
        self,
        *,
        language: str = "en",
        synonyms: Sequence[Sequence[str]] = (),
        vectors: WordVectors | None = None,
        coefficients: Coefficients | None = None,
    ) -> None:
        self._language = language
        self._synonyms = _Canonical(synonyms, language)
        self._vectors = vectors
        self._weigher = Weigher(rarity=vectors.rarity if vectors else _flat_rarity, same=self._synonyms.stems)
        self._coefficients = coefficients or shipped_coefficients()[self.name]

    @property
    def name(self) -> str:
        """The engine's name."""
        return "vectors" if self._vectors else "lexical"

    def judge(self, prompt: str, point: KeyPoint, answer: str) -> PointVerdict:
        """Return the verdict on one point."""
        return self.judge_all(prompt, (point,), answer)[0]

    def judge_all(self, prompt: str, points: Sequence[KeyPoint], answer: str) -> tuple[PointVerdict, ...]:
        """Return the verdicts on all points. A list of keywords says none of them."""
        if not answer.strip() or is_keyword_list(read(answer, self._language), self._language):
            return tuple(PointVerdict(point=point.text, outcome="not_said", confidence=0.0) for point in points)
        return tuple(self._verdict(point, self._best(measured)) for point, measured in zip(points, self.measure(prompt, points, answer), strict=True))

    def measure(self, prompt: str, points: Sequence[KeyPoint], answer: str) -> list[list[Measured]]:
        """Return the features of each point, one entry for each of its wordings."""
        prepared = prepare(answer, self._language, self._vectors)
        asked = read(prompt, self._language)
        readings = [read(point.text, self._language) for point in points]
        explained = [read(point.explanation, self._language) if point.explanation else None for point in points]
        out = []
        for at, point in enumerate(points):
            others = [reading for place, reading in enumerate(readings) if place != at]
            longer = Explained(
                mine=explained[at],
                others=tuple(e for place, e in enumerate(explained) if e is not None and place != at and e != explained[at]),
            )
            variants = [read(text, self._language) for text in point.variants]
            out.append([measure(asked, v, others, longer, prepared, self._weigher, self._vectors) for v in variants])
        return out

    def _best(self, measured: Sequence[Measured]) -> tuple[float, Measured]:
        """The wording that is met best, with its probability."""
        return max(((self._coefficients.probability(m.values), m) for m in measured), key=lambda pair: pair[0])

    def _verdict(self, point: KeyPoint, best: tuple[float, Measured]) -> PointVerdict:
        probability, measured = best
        contradicted = False
        outcome = self._outcome(probability)
        if contradicted and outcome == "said":
            outcome = "not_said"
        evidence = _evidence(measured) if outcome != "not_said" or contradicted else ()
        return PointVerdict(
            point=point.text, outcome=outcome, evidence=evidence, contradicted=contradicted, confidence=probability
        )

    def _outcome(self, probability: float) -> Outcome:
        if probability >= self._coefficients.said_from:
            return "said"
        return "not_said" if probability < self._coefficients.not_said_below else "unsure"


def _evidence(measured: Measured) -> tuple[Evidence, ...]:
    """The learner's words: the best passage, cut where words stand between that were not read."""
    if not measured.matched:
        return ()
    return (Evidence(min(t.start for t in measured.matched), max(t.end for t in measured.matched)),)


def _flat_rarity(word: str) -> float:
    """Without vectors, long words count a little more: they are rarer."""
    return 0.6 if len(word) <= 4 else 1.0


class _Canonical:
    """Stems in which the phrases that a deck calls the same are one."""

    def __init__(self, groups: Sequence[Sequence[str]], language: str) -> None:
        self._synonyms = Synonyms((*groups, *_GENERAL), language)

    def stems(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Return a stem for each token; each word of a phrase of a group has the group's stem."""
        words = [Word(token.stem, token.start, token.end) for token in tokens]
        out = [token.stem for token in tokens]
        for merged in self._synonyms.merge(words):
            if merged.stem.startswith("="):
                for at, token in enumerate(tokens):
                    if merged.start <= token.start and token.end <= merged.end:
                        out[at] = merged.stem
        return tuple(out)


# Short forms that every engineer uses, whatever the deck says.
_GENERAL = (
    ("database", "DB"),
    ("configuration", "config", "settings"),
    ("transaction", "tx", "txn"),
    ("application", "app"),
    ("production", "prod"),
    ("environment", "env"),
    ("identifier", "id", "ids"),
    ("authentication", "auth"),
    ("message", "msg"),
    ("repository", "repo"),
    ("certificate", "cert"),
    ("certificates", "certs"),
    ("garbage collection", "GC"),
    ("kubernetes", "k8s"),
    ("maximum", "max"),
    ("minimum", "min"),
)


def installed_judge(language: str = "en", synonyms: Sequence[Sequence[str]] = ()) -> StatisticalJudge:
    """Return the best judge that this installation can run: with word vectors where their package is there."""
    return StatisticalJudge(language=language, synonyms=synonyms, vectors=installed_vectors())

"""The judge that runs by itself: features of a point in an answer, weighed by small logistic models.

One model says how likely it is that the point is said, another that its opposite is. Their coefficients stand in
`coefficients.json`; `scripts/fit_answers.py` made them. With word vectors the judge knows that `remove` and `delete` are near;
without, it compares stems, synonyms of the deck and near spellings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, Literal

from quiz.answers.point_features import Explained, PointFeatures, Weigher, measure, measure_together, prepare
from quiz.answers.sentences import is_keyword_list
from quiz.answers.text_match import Synonyms, TextWord
from quiz.answers.tokenized_text import Token, read
from quiz.answers.vectors import WordVectors
from quiz.answers.verdict import Evidence, KeyPoint, PointOutcome, PointVerdict

_FILE = Path(__file__).with_name("coefficients.json")

# What is known of a point decides which model judges it: a sentence of the model answer that explains it; other points that
# an answer may mean instead; or neither.
Shape = Literal["explained", "several", "single"]
_EXACT = ("exact_all", "exact_passage")
_SOFT = ("exact_all", "soft_all", "soft_passage", "cosine_passage", "cosine_beyond")
_AHEAD = ("exact_passage", "cosine_all", "cosine_prompt", "cosine_ahead")
_AMONG = ("share", "particular_ahead", "particular_most", "behind")
ENGINE_FEATURES: Mapping[str, Mapping[Shape, tuple[str, ...]]] = {
    "vectors": {
        "explained": (*_SOFT, *_AHEAD, *_AMONG, "explained", "explained_ahead"),
        "several": (*_SOFT, *_AHEAD, *_AMONG),
        "single": _SOFT,
    },
    "lexical": {"explained": _EXACT, "several": _EXACT, "single": _EXACT},
}
# What tells an answer to the question from one to another question.
ON_TOPIC = ("topic", "near")
CONTRADICTION = (
    "denied",
    "denied_copied",
    "denied_words",
    "negation_added",
    "negation_added_copied",
    "opposites",
    "opposites_copied",
    "figures",
    "opposites_loose",
    "opposites_near",
    "denial_dropped",
    "denial_dropped_copied",
    "missing_verbatim",
    "without",
    "denial_moved",
    "swapped",
    "exchanged",
    "dismissed",
    "dismissed_copied",
    "home_opposites",
    "home_negation",
    "home_plain",
)
# From here on a point counts as contradicted, by what is said about it alone, and by that and the rest of the answer.
# Of the points that people said right, 2 % reach one of them on held-out questions.
_AGAINST, _AGAINST_WIDER = 0.6, 0.5
# Another figure contradicts by itself where the passage has so much of the point's wording.
_COPIED_WITH_FIGURE = 0.25
# A point that may be contradicted is not called said.
_MAYBE_AGAINST = 0.15
# An accepted wording must be met more surely than the point itself, by so much in log-odds: of several wordings one is always
# near. On the public data five of them then bring 26 points more right answers and 5 points more wrong ones.
_ACCEPTED = 1.4
# Beyond this a probability is 0 or 1 to the last digit, and the exponential need not overflow.
_LARGEST_LOGIT = 30.0
# A doubt weighed by the point alone is less sure than one weighed beside what the answer says of the others.
_OWN_SHARE = 0.7
# What an answer to a question with one point says about the others: nothing. The log-odds of a contradiction in general.
_NO_OTHERS = -3.0
# With fewer points than this a question may ask for a list, and naming its members is an answer.
_SENTENCES_FROM = 3


@dataclass(frozen=True, slots=True)
class LogisticWeights:
    """A logistic model: an intercept, and a slope for each feature."""

    intercept: float
    slopes: Mapping[str, float]

    def logit(self, values: Mapping[str, float]) -> float:
        """Return the log-odds."""
        return self.intercept + sum(slope * values.get(name, 0.0) for name, slope in self.slopes.items())

    def probability(self, values: Mapping[str, float]) -> float:
        """Return the probability, in 0..1."""
        return 1.0 / (1.0 + exp(-max(-_LARGEST_LOGIT, min(_LARGEST_LOGIT, self.logit(values)))))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities from which on a point is said, and below which it is not."""

    said_from: float
    not_said_below: float

    def decide(self, probability: float) -> PointOutcome:
        """Return the verdict for this probability."""
        if probability >= self.said_from:
            return "said"
        return "not_said" if probability < self.not_said_below else "unsure"


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What was fitted for one engine: models and thresholds by the point's shape, and the two models of contradiction.

    `on_topic` tells an answer to the question from one to something else; under `on_topic_from` (log-odds) no point of
    several is called said. The share of an answer that is left for a point means nothing there. `turned_from` is the mean
    log-odds of contradiction over all points from which on the answer as a whole counts as turned round, though no single
    point need show it.
    """

    said: Mapping[str, LogisticWeights]
    thresholds: Mapping[str, Thresholds]
    against: LogisticWeights
    against_wider: LogisticWeights
    on_topic: LogisticWeights = LogisticWeights(0.0, {})
    on_topic_from: float = 0.0
    turned_from: float = 30.0

    @classmethod
    def blank(cls) -> Coefficients:
        """Return coefficients that know nothing, to measure features with."""
        zero = LogisticWeights(0.0, {})
        half = Thresholds(said_from=0.5, not_said_below=0.5)
        return cls(dict.fromkeys(_SHAPES, zero), dict.fromkeys(_SHAPES, half), zero, zero)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Coefficients:
        """Return the coefficients that `as_json` wrote."""
        return cls(
            said={shape: LogisticWeights(**weights) for shape, weights in entry["said"].items()},
            thresholds={shape: Thresholds(**limits) for shape, limits in entry["thresholds"].items()},
            against=LogisticWeights(**entry["against"]),
            against_wider=LogisticWeights(**entry["against_wider"]),
            on_topic=LogisticWeights(**entry["on_topic"]),
            on_topic_from=entry["on_topic_from"],
            turned_from=entry["turned_from"],
        )

    def as_json(self) -> dict[str, Any]:
        """Return the coefficients as plain values, rounded to what matters."""
        plain: dict[str, Any] = _rounded(asdict(self))
        return plain


_SHAPES: tuple[Shape, ...] = ("explained", "several", "single")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return round(value, 5) if isinstance(value, float) else value


def shape_of(point: KeyPoint, points: int) -> Shape:
    """Return which model judges a point of a question with so many."""
    if points < 2:
        return "single"
    return "explained" if point.explanation else "several"


@lru_cache(maxsize=1)
def shipped_coefficients() -> Mapping[str, Coefficients]:
    """Return the coefficients that were fitted for each engine, by its name."""
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Coefficients.from_json(entry) for name, entry in table["engines"].items()}


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

    def with_coefficients(self, coefficients: Coefficients) -> StatisticalJudge:
        """Return the same judge with other coefficients: how held-out folds are judged."""
        other = copy(self)
        other._coefficients = coefficients
        return other

    @property
    def name(self) -> str:
        """The engine's name."""
        return "vectors" if self._vectors else "lexical"

    def judge(self, prompt: str, point: KeyPoint, answer: str) -> PointVerdict:
        """Return the verdict on one point."""
        return self.judge_all(prompt, (point,), answer)[0]

    def judge_all(self, prompt: str, points: Sequence[KeyPoint], answer: str) -> tuple[PointVerdict, ...]:
        """Return the verdicts on all points. A list of keywords says none of several points."""
        if self._vectors and not _is_latin(" ".join(point.text for point in points)):
            return self._without_vectors().judge_all(prompt, points, answer)
        listed = len(points) >= _SENTENCES_FROM and is_keyword_list(read(answer, self._language), self._language)
        if listed or not read(answer, self._language).tokens:
            return tuple(PointVerdict(point=point.text, outcome="not_said", confidence=0.0) for point in points)
        best_wordings = [
            self._best(shape_of(point, len(points)), measured)
            for point, measured in zip(points, self.measure(prompt, points, answer), strict=True)
        ]
        odds = [self._coefficients.against.logit(measured.values) for _, measured in best_wordings]
        # Where many points are denied a little, the one that is denied most is taken for contradicted.
        turned = len(odds) > 1 and sum(odds) / len(odds) >= self._coefficients.turned_from
        return tuple(
            self._verdict(
                point,
                len(points),
                probability,
                measured,
                own,
                self.mean_of_others(odds, own),
                turned=turned and own == max(odds),
            )
            for point, (probability, measured), own in zip(points, best_wordings, odds, strict=True)
        )

    def _without_vectors(self) -> StatisticalJudge:
        """Return the same judge for texts that the vectors do not know."""
        other = copy(self)
        other._vectors = None
        other._weigher = Weigher(rarity=_flat_rarity, same=self._synonyms.stems)
        other._coefficients = shipped_coefficients()["lexical"]
        return other

    @staticmethod
    def mean_of_others(odds: Sequence[float], own: float) -> float:
        """Return the mean log-odds of contradiction in an answer's other points."""
        return (sum(odds) - own) / (len(odds) - 1) if len(odds) > 1 else _NO_OTHERS

    def measure(self, prompt: str, points: Sequence[KeyPoint], answer: str) -> list[list[PointFeatures]]:
        """Return the features of each point, one entry for each of its wordings."""
        prepared = prepare(answer, self._language, self._vectors)
        prompt_reading = read(prompt, self._language)
        readings = [read(point.text, self._language) for point in points]
        explained = [read(point.explanation, self._language) if point.explanation else None for point in points]
        out = []
        for at, point in enumerate(points):
            others = [reading for place, reading in enumerate(readings) if place != at]
            longer = Explained(
                mine=explained[at],
                others=tuple(
                    e for place, e in enumerate(explained) if e is not None and place != at and e != explained[at]
                ),
            )
            variants = []
            for text in point.variants:
                variant = read(text, self._language)
                with_variant = [*readings[:at], variant, *readings[at + 1 :]]
                together, home = measure_together(prompt_reading, with_variant, explained, prepared, self._vectors)[at]
                measured = measure(
                    prompt_reading,
                    variant,
                    others,
                    longer,
                    prepared,
                    self._weigher,
                    self._vectors,
                    home if others else None,
                )
                variants.append(replace(measured, values={**measured.values, **together}))
            out.append(variants)
        return out

    def _best(self, shape: Shape, measured: Sequence[PointFeatures]) -> tuple[float, PointFeatures]:
        """Return the wording that is met best, with its probability; the first is the point's own."""
        model = self._coefficients.said[shape]
        candidates = (
            (_probability(model.logit(m.values) - (_ACCEPTED if at else 0.0)), m) for at, m in enumerate(measured)
        )
        return max(candidates, key=lambda pair: pair[0])

    def _verdict(
        self,
        point: KeyPoint,
        points: int,
        probability: float,
        measured: PointFeatures,
        own: float,
        others: float,
        *,
        turned: bool,
    ) -> PointVerdict:
        against = _probability(own)
        wider = self._coefficients.against_wider.probability({"own": own, "others": others})
        figure = measured.contradiction.figures > 0 and measured.contradiction.copied >= _COPIED_WITH_FIGURE
        turned = turned or figure or measured.contradiction.turns_quote
        contradicted = bool(measured.matched) and (turned or against >= _AGAINST or wider >= _AGAINST_WIDER)
        outcome = self._coefficients.thresholds[shape_of(point, points)].decide(probability)
        elsewhere = self._coefficients.on_topic.logit(measured.values) < self._coefficients.on_topic_from
        if contradicted:
            outcome = "not_said"
        elif outcome == "said" and ((points > 1 and elsewhere) or max(_OWN_SHARE * against, wider) >= _MAYBE_AGAINST):
            outcome = "unsure"
        return PointVerdict(
            point=point.text,
            outcome=outcome,
            evidence=_evidence(measured) if outcome != "not_said" or contradicted else (),
            contradicted=contradicted,
            confidence=0.0 if contradicted else probability,
            nearest=measured.place if measured.passage else None,
        )


def _is_latin(text: str) -> bool:
    """Tell whether most letters of a text are Latin ones: the vectors know no others."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) >= len(letters) / 2


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-max(-_LARGEST_LOGIT, min(_LARGEST_LOGIT, logit))))


def _evidence(measured: PointFeatures) -> tuple[Evidence, ...]:
    """Return the learner's words for a point: from the first to the last word that means one of the point's.

    If hardly any word does, return the clause or sentence that comes nearest as a whole.
    """
    if measured.passage is None:
        return ()
    if len(measured.matched) > 1:
        return (Evidence(min(t.start for t in measured.matched), max(t.end for t in measured.matched)),)
    return (measured.place,)


def _flat_rarity(word: str) -> float:
    """Return a word's rarity from its length alone, for a judge without vectors: longer words are rarer."""
    return 0.6 if len(word) <= 4 else 1.0


class _Canonical:
    """Stems in which the phrases that a deck calls the same are one."""

    def __init__(self, groups: Sequence[Sequence[str]], language: str) -> None:
        self._synonyms = Synonyms((*groups, *_GENERAL), language)

    def stems(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Return a stem for each token; each word of a phrase of a group has the group's stem."""
        words = [TextWord(token.stem, token.start, token.end) for token in tokens]
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

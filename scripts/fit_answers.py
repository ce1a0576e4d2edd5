"""Fit the judge of typed answers: `python -m scripts.fit_answers` writes `quiz/answers/coefficients.json`.

What it learns from are the answers in `tests/quiz/answers/answers.json`, written for this project, with a label for each key
point: s(aid), m(issing), c(ontradicted). Two kinds of answers are made from them: a complete one without the sentences of one
point, and a complete one in which one point's sentence is replaced by its opposite. `subjects.json` beside it has questions of
other subjects; their answers are also made into transcripts, and given to questions that they do not answer.
`held_out.json` has questions of law, cooking, networks and finance: nothing is fitted on them, and no setting is chosen by them.

Thresholds come from held-out folds by question. Those for questions with a single point can be set from the public data of
Mohler et al. (`../shared/data/answers/mohler.csv`); without it the ones in the file are kept.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from deck import parse
from deck.model import CounterQuestion, Question
from quiz.answers.point_features import text_vector
from quiz.answers.points import derive_points, explain_points, sentences
from quiz.answers.statistical import (
    CONTRADICTION,
    ENGINE_FEATURES,
    ON_TOPIC,
    Coefficients,
    LogisticWeights,
    StatisticalJudge,
    Thresholds,
    shape_of,
)
from quiz.answers.tokenized_text import read
from quiz.answers.vectors import WordVectors, installed_vectors
from quiz.answers.verdict import KeyPoint

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests/quiz/answers/answers.json"
SUBJECTS = ROOT / "tests/quiz/answers/subjects.json"
HELD_OUT = ROOT / "tests/quiz/answers/held_out.json"
DECKS = ("real-time-payments.md", "observability-on-call.md", "kubernetes-and-networks.md")
PUBLIC = ROOT.parent / "shared/data/answers/mohler.csv"
TARGET = ROOT / "quiz/answers/coefficients.json"
# Parts of the cross-validation: whole questions are held out, and eight leave each part ten of them.
FOLDS = 8
COMPLETE = ("expert", "own-words", "paraphrase")
# What teaches the judge that a point is said or missing, and how much an answer of each source counts: what is made from
# others counts less.
SAID_FROM = {"written": 1.0, "without": 1.0, "spoken": 0.5}
# How many of the answers to the question may count as answers to something else.
_ASTRAY = 0.04
# How many answers that contradict nothing may be suspected of being turned round as a whole.
_SUSPECTED = 0.1
# Which answers are given to a question that they do not answer: those so many places further on in the file.
_ELSEWHERE = (5, 11)
# How strongly weights are pulled to zero (L2, on standardized features): a few thousand examples do not bear more freedom.
RIDGE = 1.0

Row = Mapping[str, float]
Extra = Callable[[str, str, str], Mapping[str, float]]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One key point in one answer. `label` is s, m or c; `answer` numbers the answer; `source` is where it comes from."""

    label: str
    question: str
    answer: int
    source: str
    kind: str
    values: Row
    shape: str


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question of the decks with its points, and the judge of its deck."""

    prompt: str
    points: tuple[KeyPoint, ...]
    answer: str
    judge: StatisticalJudge


Labelled = tuple[str, str, str, str, str]


def load_subjects(path: Path) -> list[dict[str, Any]]:
    """Return the questions of other subjects with their answers."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def get_subject_id(row: Mapping[str, Any]) -> str:
    """Return the id of a question: that of the deck it is in, else its text."""
    return str(row.get("deck") or row["question"])


def join_complete_answer(row: Mapping[str, Any]) -> str:
    """Return the complete answer to a question. In `held_out.json` it is a list: what is said of each point, in order."""
    complete = row["complete"]
    return complete if isinstance(complete, str) else " ".join(complete)


def load_questions(vectors: WordVectors | None) -> dict[str, JudgedQuestion]:
    """Return every question of the shipped decks and of the other subjects by its id."""
    out: dict[str, JudgedQuestion] = {}
    for name in DECKS:
        deck = parse((ROOT / "content" / name).read_text(encoding="utf-8"))
        judge = StatisticalJudge(synonyms=deck.meta.synonyms, vectors=vectors, coefficients=Coefficients.blank())
        all_questions: tuple[Question | CounterQuestion, ...] = (*deck.questions, *deck.counter_questions)
        for question in all_questions:
            points = tuple(KeyPoint(text=text) for text in question.key_points)
            explained = explain_points(points, question.answer, "en", vectors)
            out[question.id] = JudgedQuestion(question.prompt, explained, question.answer, judge)
    judge = StatisticalJudge(vectors=vectors, coefficients=Coefficients.blank())
    for row in (*load_subjects(SUBJECTS), *load_subjects(HELD_OUT)):
        if "deck" not in row:
            points = explain_points(tuple(KeyPoint(text=text) for text in row["points"]), row["answer"], "en", vectors)
            out[get_subject_id(row)] = JudgedQuestion(row["question"], points, row["answer"], judge)
    return out


def load_examples(
    questions: Mapping[str, JudgedQuestion],
    vectors: WordVectors | None,
    *,
    explained: bool = True,
    extra: Extra | None = None,
) -> list[Example]:
    """Return the labelled points of the written answers, and of those made from them.

    `extra` gives more features of a prompt, a point and an answer, for comparison.
    """
    out: list[Example] = []
    for number, (question, kind, source, labels, answer) in enumerate(list_labelled_answers(questions, vectors)):
        entry = questions[question]
        points = entry.points if explained else tuple(KeyPoint(text=p.text) for p in entry.points)
        measured = entry.judge.measure(entry.prompt, points, answer)
        for (best, *_), label, point in zip(measured, labels, points, strict=True):
            if label in "smc":
                more = extra(entry.prompt, point.text, answer) if extra else {}
                out.append(
                    Example(
                        label=label,
                        question=question,
                        answer=number,
                        source=source,
                        kind=kind,
                        values={**best.values, **more},
                        shape=shape_of(point, len(points)),
                    )
                )
    return out


def list_model_answers(questions: Mapping[str, JudgedQuestion], ids: Sequence[str]) -> list[Example]:
    """Return the points of some questions in their own model answers, as written and as spoken: they contradict nothing."""
    out: list[Example] = []
    for number, question in enumerate(ids, start=100_000):
        entry = questions[question]
        spoken = transcribe(" ".join(sentences(entry.answer)), random.Random(number))
        for place, answer in ((number, entry.answer), (-number, spoken)):
            measured = entry.judge.measure(entry.prompt, entry.points, answer)
            for (best, *_), point in zip(measured, entry.points, strict=True):
                shape = shape_of(point, len(entry.points))
                out.append(
                    Example(
                        label="s",
                        question=question,
                        answer=place,
                        source="deck",
                        kind="deck",
                        values=dict(best.values),
                        shape=shape,
                    )
                )
    return out


def list_labelled_answers(questions: Mapping[str, JudgedQuestion], vectors: WordVectors | None) -> list[Labelled]:
    """Return question, kind, source, labels and text of all answers that the judge learns from."""
    rows = json.loads(ANSWERS.read_text(encoding="utf-8"))
    subjects = load_subjects(SUBJECTS)
    complete = [
        {"question": get_subject_id(row), "kind": kind, "answer": row[name]}
        for row in subjects
        for kind, name in (("paraphrase", "complete"), ("inverted", "inverted"))
    ]
    return [
        *list_written_answers(rows),
        *make_answers(rows, questions, vectors),
        *list_subject_answers(subjects, questions),
        *make_answers(complete, questions, vectors),
    ]


def list_subject_answers(
    rows: Sequence[Mapping[str, Any]], questions: Mapping[str, JudgedQuestion]
) -> Iterator[Labelled]:
    """Return the answers to the questions of other subjects, as typed and as spoken, and those given to other questions."""
    for number, row in enumerate(rows):
        rng = random.Random(number)
        question = get_subject_id(row)
        count = len(questions[question].points)
        half = "".join("m" if at in row["half"]["missing"] else "s" for at in range(count))
        for kind, text, labels in (
            ("paraphrase", row["complete"], "s" * count),
            ("mediocre", row["half"]["answer"], half),
            ("inverted", row["inverted"], "c" * count),
        ):
            yield question, kind, "written", labels, text
            yield question, kind, "spoken", labels, transcribe(text, rng)
        for opposite in row["opposites"]:
            labels = "".join("c" if at == opposite["point"] else "s" for at in range(count))
            text = row["complete"].replace(opposite["instead_of"], opposite["said"])
            yield question, "opposite", "mixed", labels, text
        for further in _ELSEWHERE:  # the file ends, and begins again
            other = rows[(number + further) % len(rows)]
            if get_subject_id(other) != question:
                yield question, "elsewhere", "elsewhere", "m" * count, other["complete"]


def list_held_out_answers(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Return kind, question, labels and text of the answers in `held_out.json`, with those made from the complete one.

    Kinds: complete, spoken, half, inverted; `cut`, a complete answer without what it says of one point; `opposite: …`, with one
    clause turned round, by what turns it; and `elsewhere`, the complete answer to another question.
    """
    for number, row in enumerate(rows):
        question, parts = get_subject_id(row), row["complete"]
        count = len(parts)
        half = "".join("m" if at in row["half"]["missing"] else "s" for at in range(count))
        yield "complete", question, "s" * count, join_complete_answer(row)
        yield "spoken", question, "s" * count, row["spoken"]
        yield "half", question, half, row["half"]["answer"]
        yield "inverted", question, "c" * count, row["inverted"]
        for omitted in range(count):
            labels = "".join("m" if at == omitted else "s" for at in range(count))
            yield "cut", question, labels, " ".join(part for at, part in enumerate(parts) if at != omitted)
        for opposite in row["opposites"]:
            labels = "".join("c" if at == opposite["point"] else "s" for at in range(count))
            text = join_complete_answer(row).replace(opposite["instead_of"], opposite["said"])
            yield f"opposite: {opposite['kind']}", question, labels, text
        yield "elsewhere", question, "m" * count, join_complete_answer(rows[(number + _ELSEWHERE[0]) % len(rows)])


_FILLERS = ("um", "uh", "you know", "so", "like", "I mean", "well", "okay so", "basically", "kind of")
# Punctuation, which no transcript has; the point in 99.9 stays.
_SIGNS = re.compile(r"[.,](?!\d)|[;:!?\"()]")


def transcribe(text: str, rng: random.Random) -> str:
    """Return an answer as a recogniser would write it down: no punctuation, fillers, repeated words, corrected starts."""
    words = _SIGNS.sub("", text.replace("-", " ")).lower().split()
    out: list[str] = []
    for at, word in enumerate(words):
        if rng.random() < 0.08:
            out.append(rng.choice(_FILLERS))
        if rng.random() < 0.03 and at + 1 < len(words):
            out += [word, words[at + 1], "no sorry"]
        if rng.random() < 0.02:
            out.append(word)
        out.append(word)
    return " ".join(out)


def list_written_answers(rows: Sequence[Mapping[str, str]]) -> Iterator[Labelled]:
    """Return question, kind, source, labels and text of the written answers."""
    for row in rows:
        yield row["question"], row["kind"], "written", row["points"], row["answer"]


def make_answers(
    rows: Sequence[Mapping[str, str]], questions: Mapping[str, JudgedQuestion], vectors: WordVectors | None
) -> Iterator[Labelled]:
    """Return the same for complete answers without one point, and for those with one point turned into its opposite."""
    inverted = {row["question"]: row["answer"] for row in rows if row["kind"] == "inverted"}
    for row in rows:
        if row["kind"] not in COMPLETE:
            continue
        points = [point.text for point in questions[row["question"]].points]
        parts = sentences(row["answer"])
        belongs = _align(parts, points, vectors)
        turned = sentences(inverted.get(row["question"], ""))
        opposite = _align(turned, points, vectors) if turned else []
        for at in range(len(points)):
            mine = [i for i, point in enumerate(belongs) if point == at]
            if not mine or len(mine) == len(parts):
                continue
            other_parts = [part for i, part in enumerate(parts) if i not in mine]
            missing = "".join("m" if point == at else "-" for point in range(len(points)))
            yield row["question"], row["kind"], "without", missing, " ".join(other_parts)
            against = [part for part, point in zip(turned, opposite, strict=True) if point == at]
            if against:
                labels = "".join("c" if point == at else "s" for point in range(len(points)))
                mixed = [
                    *parts[: mine[0]],
                    *against,
                    *(part for i, part in enumerate(parts) if i > mine[0] and i not in mine),
                ]
                yield row["question"], row["kind"], "mixed", labels, " ".join(mixed)


def _align(parts: Sequence[str], points: Sequence[str], vectors: WordVectors | None) -> list[int]:
    """Which point each sentence makes: the best match in which points come in their order (dynamic programming)."""
    if vectors is None:
        raise SystemExit("fitting needs the package wordllama")
    near = np.array([[text_vector(read(a), vectors) @ text_vector(read(b), vectors) for b in points] for a in parts])
    best = np.full(near.shape, -1e9)
    back = np.zeros(near.shape, dtype=int)
    for i in range(len(parts)):
        for j in range(len(points)):
            before = [best[i - 1, k] - 0.05 * max(0, j - k - 1) for k in range(j + 1)] if i else [-0.05 * j]
            back[i, j] = int(np.argmax(before))
            best[i, j] = max(before) + near[i, j]
    out = [int(best[-1].argmax())]
    for i in range(len(parts) - 1, 0, -1):
        out.append(int(back[i, out[-1]]))
    return out[::-1]


def fit_logistic(
    rows: Sequence[Row], labels: Sequence[bool], names: Sequence[str], weights: Sequence[float] | None = None
) -> LogisticWeights:
    """Return a logistic regression of `labels` on the features `names`, with a ridge penalty on standardized features."""
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=float)
    y = np.array(labels, dtype=float)
    w = np.ones(len(y)) if weights is None else np.array(weights, dtype=float)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    z = (x - mean) / scale

    def loss(theta: Matrix) -> tuple[float, Matrix]:
        logits = z @ theta[1:] + theta[0]
        gradient = w * (1 / (1 + np.exp(-logits)) - y)
        value = float(w @ (np.logaddexp(0, logits) - y * logits) + RIDGE / 2 * theta[1:] @ theta[1:])
        return value, np.concatenate([[gradient.sum()], z.T @ gradient + RIDGE * theta[1:]])

    theta = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    # Back from the standardized features, so that the judge multiplies what it measures.
    slopes = theta[1:] / scale
    return LogisticWeights(
        float(theta[0] - slopes @ mean), {name: float(v) for name, v in zip(names, slopes, strict=True)}
    )


def fit(engine: str, full: Sequence[Example], bare: Sequence[Example], public: Thresholds | None) -> Coefficients:
    """Return coefficients for an engine with thresholds from held-out folds by question.

    `full` are examples whose points have explanations, `bare` the same without; `public` are the thresholds for questions
    with one point.
    """
    models: dict[str, LogisticWeights] = {}
    thresholds: dict[str, Thresholds] = {}
    for shape, names in ENGINE_FEATURES[engine].items():
        examples = [
            e
            for e in ([f for f in full if f.shape == shape] if shape == "explained" else bare)
            if e.label in "sm" and e.source in SAID_FROM
        ]
        models[shape] = _fit_said(examples, names)
        thresholds[shape] = _cut(examples, names)
    if public is not None:
        thresholds["single"] = public
    against, wider = _fit_against(full)
    turned_from = _cut_turned(full)
    on_topic, on_topic_from = _fit_on_topic(full) if engine == "vectors" else (LogisticWeights(0.0, {}), 0.0)
    return Coefficients(
        said=models,
        thresholds=thresholds,
        against=against,
        against_wider=wider,
        on_topic=on_topic,
        on_topic_from=on_topic_from,
        turned_from=turned_from,
    )


def _fit_on_topic(full: Sequence[Example]) -> tuple[LogisticWeights, float]:
    """Return the model that tells answers to the question from answers to others, both counting the same, and its cut-off."""
    examples = [e for e in full if e.source in ("written", "without", "spoken", "elsewhere")]
    is_on_topic = [e.source != "elsewhere" for e in examples]
    rows = [e.values for e in examples]
    # However many there are of each, both kinds count the same in all.
    odds = (len(is_on_topic) - sum(is_on_topic)) / sum(is_on_topic)
    model = fit_logistic(rows, is_on_topic, ON_TOPIC, [odds if inside else 1.0 for inside in is_on_topic])
    return model, float(
        np.quantile([model.logit(row) for row, inside in zip(rows, is_on_topic, strict=True) if inside], _ASTRAY)
    )


def _fit_said(examples: Sequence[Example], names: Sequence[str]) -> LogisticWeights:
    weights = [SAID_FROM[e.source] for e in examples]
    return fit_logistic([e.values for e in examples], [e.label == "s" for e in examples], names, weights)


def _cut(examples: Sequence[Example], names: Sequence[str]) -> Thresholds:
    """Thresholds at which, in held-out folds, 5 % of what is said counts as not said, and 5 % of what is missing as said.

    Of the points whose sentence is cut out of a complete answer, 8 % then count as said, and 33 % of those that are said stay
    open; at 7 % it was 10 % and 29 %, at 3 % it was 4 % and 41 %.
    """
    held_out = np.zeros(len(examples))
    for test in split_into_folds([e.question for e in examples]):
        inside = set(test)
        model = _fit_said([e for i, e in enumerate(examples) if i not in inside], names)
        for i in test:
            held_out[i] = model.probability(examples[i].values)
    is_said = np.array([e.label == "s" for e in examples])
    low, high = float(np.quantile(held_out[is_said], 0.05)), float(np.quantile(held_out[~is_said], 0.95))
    return Thresholds(said_from=max(low, high), not_said_below=min(low, high))


def _fit_against(full: Sequence[Example]) -> tuple[LogisticWeights, LogisticWeights]:
    """Return the model of contradiction in one point, and the one that also looks at the answer's other points."""
    examples = [e for e in full if e.label in "sc" and e.source not in ("without", "elsewhere")]
    # Made answers are many and alike: each counts for half. Model answers are long, and contradict nothing.
    share = {"written": 1.0, "spoken": 0.5, "mixed": 0.5, "deck": 1.0}
    weights = [share[e.source] for e in examples]
    labels = [e.label == "c" for e in examples]
    own = fit_logistic([e.values for e in examples], labels, CONTRADICTION, weights)
    rows = make_wider_rows(examples, own)
    return own, fit_logistic(rows, labels, ("own", "others"), weights)


def _cut_turned(full: Sequence[Example]) -> float:
    """Return the mean log-odds of contradiction that few answers reach which contradict nothing, in held-out folds."""
    means: dict[int, list[float]] = {}
    turned: set[int] = set()
    for test in split_into_folds([e.question for e in full]):
        inside = set(test)
        own, _ = _fit_against([e for i, e in enumerate(full) if i not in inside])
        for i in test:
            if full[i].label == "c":
                turned.add(full[i].answer)
            if full[i].source in ("written", "spoken"):
                means.setdefault(full[i].answer, []).append(own.logit(full[i].values))
    plain = [float(np.mean(odds)) for answer, odds in means.items() if answer not in turned]
    return float(np.quantile(plain, 1 - _SUSPECTED))


def make_wider_rows(examples: Sequence[Example], own: LogisticWeights) -> list[Row]:
    """Return the log-odds of contradiction in a point, and their mean over the other points of the same answer."""
    odds = [own.logit(e.values) for e in examples]
    by_answer: dict[int, list[float]] = {}
    for example, value in zip(examples, odds, strict=True):
        by_answer.setdefault(example.answer, []).append(value)
    return [
        {"own": value, "others": StatisticalJudge.mean_of_others(by_answer[e.answer], value)}
        for e, value in zip(examples, odds, strict=True)
    ]


def split_into_folds(groups: Sequence[str], count: int = FOLDS) -> list[list[int]]:
    """Return lists of indices such that no group is in two of them."""
    order = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    return [[i for i, group in enumerate(groups) if order[group] % count == fold] for fold in range(count)]


def load_public_rows() -> list[dict[str, Any]]:
    """Return the public answers, [] where the file is not there."""
    if not PUBLIC.is_file():
        return []
    with PUBLIC.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measure_public_features(vectors: WordVectors | None) -> list[list[Row]]:
    """Return the features of every point derived from the public data's reference answers, by answer."""
    judge = StatisticalJudge(vectors=vectors, coefficients=Coefficients.blank())
    return [
        [
            dict(best.values)
            for best, *_ in judge.measure(row["question"], derive_points(row["desired_answer"]), row["student_answer"])
        ]
        for row in load_public_rows()
    ]


def cut_public(model: LogisticWeights, features: Sequence[Sequence[Row]], scores: Sequence[float]) -> Thresholds:
    """Thresholds for a single point: what keeps right answers (4.5 of 5 and more) from Again and wrong ones (under 2.5) from
    Good, in this part of the public data; 3 % and 12 % may fail.
    """
    marks = np.array(scores)
    shares = np.array([np.mean([model.probability(row) for row in rows]) for rows in features])
    low = float(np.quantile(shares[marks >= 4.5], 0.03))
    high = float(np.quantile(shares[marks < 2.5], 0.88))
    return Thresholds(said_from=max(low, high), not_said_below=min(low, high))


def main() -> None:
    """Fit and write the coefficients of every engine."""
    engines: dict[str, WordVectors | None] = {"vectors": installed_vectors(), "lexical": None}
    if engines["vectors"] is None:
        raise SystemExit("Fitting needs the package wordllama.")
    old = json.loads(TARGET.read_text(encoding="utf-8"))["engines"] if TARGET.is_file() else {}
    table = {}
    for engine, vectors in engines.items():
        questions = load_questions(vectors)
        unseen = {get_subject_id(row) for row in load_subjects(HELD_OUT)}
        ids = [question for question in sorted(questions)[::2] if question not in unseen]
        full = [*load_examples(questions, engines["vectors"]), *list_model_answers(questions, ids)]
        bare = load_examples(questions, engines["vectors"], explained=False)
        public: Thresholds | None = None
        if scores := [float(row["score_avg"]) for row in load_public_rows()]:
            names = ENGINE_FEATURES[engine]["single"]
            model = _fit_said([e for e in bare if e.label in "sm" and e.source in SAID_FROM], names)
            public = cut_public(model, measure_public_features(vectors), scores)
        elif engine in old:
            public = Thresholds(**old[engine]["thresholds"]["single"])
        table[engine] = fit(engine, full, bare, public).as_json()
    text = json.dumps({"made_by": "scripts/fit_answers.py", "engines": table}, indent=1, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)} written\n")


if __name__ == "__main__":
    main()

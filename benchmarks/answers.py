"""How fairly typed answers are judged: `python benchmarks/answers.py [--minilm] [--held-out]`.

First the public data of Mohler et al. (2011), 2,273 answers to 81 questions with two human marks, in five folds by question:
quadratic kappa of Again/Hard/Good against marks under 2.5, under 4 and from 4, the share of right answers (from 4.5) that are
suggested Again, of wrong ones (under 2.5) that are suggested Good, and the correlation with the mean mark. Thresholds are
chosen on the other four folds; the models are fitted on answers written for this project and never see the public data.

Then the answers written for this project, held out by question, point by point; then those to questions on which nothing was
fitted and no setting chosen (`held_out.json`; with `--held-out` only these); then the answers to the first deck, by kind.
The first and the last data set lie outside the project (`../shared`); where they are missing, that is said.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks.baselines import minilm  # noqa: E402
from benchmarks.baselines.word_scorer import Scorer  # noqa: E402
from deck import parse  # noqa: E402
from deck.model import Deck, Meta  # noqa: E402
from quiz.answers.judges import judge_answer, points_of  # noqa: E402
from quiz.answers.points import derive_points  # noqa: E402
from quiz.answers.statistical import ENGINE_FEATURES, LogisticWeights, StatisticalJudge  # noqa: E402
from quiz.answers.suggestion import suggest_typed_grade  # noqa: E402
from quiz.answers.vectors import WordVectors, installed_vectors  # noqa: E402
from quiz.answers.verdict import KeyPoint  # noqa: E402
from quiz.scheduler import Rating  # noqa: E402
from scripts import fit_answers  # noqa: E402
from services.practice.judging import LONGEST_WORDING  # noqa: E402

FOLDS = 5
WORDINGS = 5
RIGHT_FROM, WRONG_BELOW = 4.5, 2.5
GRADES = {Rating.AGAIN: 0, Rating.HARD: 1, Rating.GOOD: 2}
CASES = ROOT.parent / "shared/cases/answers/answers.json"
TARGETS = "targets: kappa >= .45, right -> Again <= 5 %, wrong -> Good <= 15 %"


def convert_marks(marks: np.ndarray) -> np.ndarray:
    """Return 0, 1, 2 (Again, Hard, Good) for human marks."""
    return np.where(marks < WRONG_BELOW, 0, np.where(marks < 4, 1, 2))


def compute_kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Return Cohen's kappa of two rows of grades 0..2 with quadratic weights (Cohen 1968)."""
    observed = np.zeros((3, 3))
    for a, b in zip(one, other, strict=True):
        observed[a, b] += 1
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    weight = np.subtract.outer(np.arange(3), np.arange(3)) ** 2
    return float(1 - (weight * observed).sum() / (weight * expected).sum())


def format_row(name: str, grades: np.ndarray, shares: np.ndarray, marks: np.ndarray) -> str:
    """Return a row of the table. Where no grade is suggested (-1), the first kappa takes Hard; the second leaves it out."""
    decided = grades >= 0
    human = convert_marks(marks)
    whole = compute_kappa(human, np.where(decided, grades, 1))
    part = compute_kappa(human[decided], grades[decided])
    right, wrong = np.mean(grades[marks >= RIGHT_FROM] == 0), np.mean(grades[marks < WRONG_BELOW] == 2)
    r = np.corrcoef(shares, marks)[0, 1]
    return f"{name:22}{whole:8.3f}{part:9.3f}{1 - decided.mean():9.1%}{right:14.1%}{wrong:14.1%}{r:8.3f}"


def grade_by_words(rows: Sequence[Mapping[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the grades and shares of the scorer that compared words, with its own thresholds."""
    empty = parse("")
    scorer = Scorer(Deck(meta=Meta(), title="", sections=(), blocks=empty.blocks))
    grades, shares = [], []
    for row in rows:
        score = scorer.score(
            row["student_answer"], [p.text for p in derive_points(row["desired_answer"])], row["question"]
        )
        grades.append(GRADES[score.suggested])
        shares.append(np.mean([point.share for point in score.points]))
    return np.array(grades), np.array(shares)


def grade_by_engine(
    model: LogisticWeights, features: Sequence[Sequence[Mapping[str, float]]], marks: np.ndarray, groups: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return held-out grades and shares: thresholds from the other folds, grades as the practice page suggests them."""
    grades = np.full(len(marks), -1)
    shares = np.array([np.mean([model.probability(values) for values in rows]) for rows in features])
    for test in fit_answers.split_into_folds(groups, FOLDS):
        train = sorted(set(range(len(marks))) - set(test))
        # No threshold is judged by the answers that it was chosen on.
        cut_points = fit_answers.cut_public(model, [features[i] for i in train], [float(marks[i]) for i in train])
        for i in test:
            grade = suggest_typed_grade([cut_points.decide(model.probability(values)) for values in features[i]])
            grades[i] = -1 if grade is None else GRADES[grade]
    return grades, shares


def print_public_table(vectors: WordVectors | None, *, with_minilm: bool) -> None:
    """Print the table of the public data."""
    rows = fit_answers.load_public_rows()
    if not rows:
        print(f"The public data is not there ({fit_answers.PUBLIC}): its table is left out.\n")
        return
    marks = np.array([float(row["score_avg"]) for row in rows])
    groups = [row["id"] for row in rows]
    print(f"{len(rows)} public answers, {FOLDS} folds by question ({TARGETS})")
    print(f"{'':22}{'kappa':>8}{'decided':>9}{'no grade':>9}{'right->Again':>14}{'wrong->Good':>14}{'r':>8}")
    one, two = (np.array([float(row[key]) for row in rows]) for key in ("score_me", "score_other"))
    print(format_row("one human to the other", convert_marks(one), one, two))
    print(format_row("old scorer (words)", *grade_by_words(rows), marks))
    for name, engine_vectors in (("lexical", None), ("vectors", vectors)):
        if name == "vectors" and vectors is None:
            print("vectors: wordllama is not installed")
            continue
        bare = _bare(engine_vectors, vectors)
        features = fit_answers.measure_public_features(engine_vectors)
        names = ENGINE_FEATURES[name]["single"]
        print(format_row(name, *grade_by_engine(_fit(bare, names), features, marks, groups), marks))
        if name == "vectors" and with_minilm:
            _print_minilm_rows(rows, features, names, marks, groups)
    print()


def _print_minilm_rows(rows, features, names, marks, groups) -> None:  # type: ignore[no-untyped-def]
    if not minilm.is_installed():
        print(f"minilm: not installed ({', '.join(minilm.NEEDED)})")
        return
    questions = fit_answers.load_questions(installed_vectors())
    examples = fit_answers.load_examples(questions, installed_vectors(), explained=False, extra=minilm.features)
    more = [
        [
            {**values, **minilm.features(row["question"], point.text, row["student_answer"])}
            for values, point in zip(values_of_row, derive_points(row["desired_answer"]), strict=True)
        ]
        for row, values_of_row in zip(rows, features, strict=True)
    ]
    print(format_row("minilm", *grade_by_engine(_fit(examples, minilm.FEATURES), more, marks, groups), marks))
    print(
        format_row(
            "vectors + minilm", *grade_by_engine(_fit(examples, (*names, *minilm.FEATURES)), more, marks, groups), marks
        )
    )


def _bare(vectors: WordVectors | None, align: WordVectors | None) -> list[fit_answers.Example]:
    return fit_answers.load_examples(fit_answers.load_questions(vectors), align, explained=False)


def _fit(examples: Sequence[fit_answers.Example], names: Sequence[str]) -> LogisticWeights:
    candidates = [e for e in examples if e.label in "sm" and e.source in ("written", "without")]
    return fit_answers.fit_logistic([e.values for e in candidates], [e.label == "s" for e in candidates], names)


def print_wordings_table(vectors: WordVectors | None) -> None:
    """Print how many right answers are recognised before and after five wordings of a question were accepted.

    Right answers come in the order of the file. The first five that are not called said are accepted as wordings, as their
    learners would have it; what is counted is the right answers that come after those, and the wrong ones.
    """
    rows = fit_answers.load_public_rows()
    if not rows or vectors is None:
        return
    judge = StatisticalJudge(vectors=vectors)
    by_question: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_question.setdefault(row["id"], []).append(row)
    before, after, wrong_before, wrong_after = [], [], [], []
    questions = 0
    for question_rows in by_question.values():
        prompt = question_rows[0]["question"]
        point = KeyPoint(text=question_rows[0]["desired_answer"])
        verdicts = [(row, judge.judge(prompt, point, row["student_answer"]).outcome == "said") for row in question_rows]
        right = [(row, is_met) for row, is_met in verdicts if float(row["score_avg"]) >= RIGHT_FROM]
        unknown = [at for at, (_, is_met) in enumerate(right) if not is_met]
        if len(unknown) < WORDINGS or unknown[WORDINGS - 1] + 1 >= len(right):
            continue
        questions += 1
        wordings = tuple(right[at][0]["student_answer"][:LONGEST_WORDING] for at in unknown[:WORDINGS])
        taught = KeyPoint(text=point.text, wordings=wordings)
        for row, is_met in right[unknown[WORDINGS - 1] + 1 :]:
            before.append(is_met)
            after.append(judge.judge(prompt, taught, row["student_answer"]).outcome == "said")
        for row, is_met in verdicts:
            if float(row["score_avg"]) < WRONG_BELOW:
                wrong_before.append(is_met)
                wrong_after.append(judge.judge(prompt, taught, row["student_answer"]).outcome == "said")
    print(f"After {WORDINGS} accepted wordings ({questions} questions, {len(before)} later right answers)")
    print(
        f"  right answers recognised: {np.mean(before):.1%} before, {np.mean(after):.1%} after (target: 20 points more)"
    )
    print(f"  wrong answers taken for right: {np.mean(wrong_before):.1%} before, {np.mean(wrong_after):.1%} after")
    print()


def print_points_table(vectors: WordVectors | None) -> None:
    """Print how the points of the project's own answers come out when their question was held out of the fit."""
    print("Answers written for this project, held out by question (said by those who said it, missing, contradicted)")
    for name, engine_vectors in (("lexical", None), ("vectors", vectors)):
        if name == "vectors" and engine_vectors is None:
            continue
        questions = fit_answers.load_questions(engine_vectors)
        full = [
            *fit_answers.load_examples(questions, vectors),
            *fit_answers.list_model_answers(questions, sorted(questions)[::4]),
        ]
        bare = fit_answers.load_examples(questions, vectors, explained=False)
        outcomes: dict[tuple[str, str], Counter[str]] = {}
        grades: dict[str, Counter[str]] = {}
        rows = json.loads(fit_answers.ANSWERS.read_text(encoding="utf-8"))
        examples = [*fit_answers.list_written_answers(rows), *fit_answers.make_answers(rows, questions, vectors)]
        groups = [entry[0] for entry in examples]
        for test in fit_answers.split_into_folds(groups):
            out = {groups[i] for i in test}
            fitted = fit_answers.fit(
                name, [e for e in full if e.question not in out], [e for e in bare if e.question not in out], None
            )
            for i in test:
                question, kind, source, labels, answer = examples[i]
                judged_question = questions[question]
                judged = judge_answer(
                    judged_question.judge.with_coefficients(fitted),
                    judged_question.prompt,
                    judged_question.points,
                    answer,
                )
                for point, label in zip(judged.points, labels, strict=True):
                    if label != "-":
                        outcomes.setdefault((source, label), Counter())[point.outcome] += 1
                if source == "written":
                    grades.setdefault(kind, Counter())[judged.suggested.name if judged.suggested else "none"] += 1
        print(name)
        for (source, label), counts in sorted(outcomes.items()):
            total = sum(counts.values())
            word = {"s": "said", "m": "missing", "c": "contradicted"}[label]
            print(
                f"  {source:9}{word:13}{total:5}  "
                + "  ".join(f"{k} {counts[k] / total:.1%}" for k in ("said", "unsure", "not_said"))
            )
        for kind, counts in grades.items():
            print(f"  {kind:12}" + "  ".join(f"{grade.capitalize()} {n}" for grade, n in counts.most_common()))
    print()


def print_held_out_table(vectors: WordVectors | None) -> None:
    """Print grades and points of the answers to the questions that were kept out of fitting and choosing, by kind."""
    rows = fit_answers.load_subjects(fit_answers.HELD_OUT)
    print(f"{len(rows)} questions on which nothing was fitted or chosen")
    for name, engine_vectors in (("lexical", None), ("vectors", vectors)):
        if name == "vectors" and engine_vectors is None:
            continue
        questions = fit_answers.load_questions(engine_vectors)
        judge = StatisticalJudge(vectors=engine_vectors)
        grades: dict[str, Counter[str]] = {}
        points: dict[tuple[str, str], Counter[str]] = {}
        for kind, question, labels, answer in fit_answers.list_held_out_answers(rows):
            judged_question = questions[question]
            judged = judge_answer(judge, judged_question.prompt, judged_question.points, answer)
            grades.setdefault(kind, Counter())[judged.suggested.name if judged.suggested else "none"] += 1
            for point, label in zip(judged.points, labels, strict=True):
                points.setdefault((kind, label), Counter())[point.outcome] += 1
        print(name)
        for kind, counts in grades.items():
            shares = "  ".join(
                f"{grade} {counts[grade] / counts.total():.0%}" for grade in ("GOOD", "HARD", "AGAIN", "none")
            )
            print(f"  {kind:18}{counts.total():4}  {shares}")
            for label, word in (("s", "said"), ("m", "missing"), ("c", "contradicted")):
                if found_points := points.get((kind, label)):
                    total = found_points.total()
                    outcome_shares = "  ".join(
                        f"{k} {found_points[k] / total:.1%}" for k in ("said", "unsure", "not_said")
                    )
                    print(f"    {word:14}{total:5}  {outcome_shares}")
    print()


def print_cases_table(vectors: WordVectors | None) -> None:
    """Print the grades of the answers to the first deck, by kind, and how long an answer takes."""
    if not CASES.is_file():
        print(f"The answers to the first deck are not there ({CASES}): their table is left out.")
        return
    deck = parse((ROOT / "content/real-time-payments.md").read_text(encoding="utf-8"))
    questions = {q.id: q for q in (*deck.questions, *deck.counter_questions)}
    rows: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))
    kinds = ("expert", "own-words", "paraphrase", "mediocre", "inverted")
    print(f"{len(rows)} answers to the first deck: Good / Hard / Again / none")
    print(f"{'':22}" + "".join(f"{kind:>18}" for kind in kinds))
    old = Scorer(deck)
    table: dict[str, Callable[[dict[str, Any]], Rating | None]] = {
        "old scorer (words)": lambda row: (
            old.score(row["answer"], questions[row["question"]].key_points, questions[row["question"]].prompt).suggested
        )
    }
    times: dict[str, list[float]] = {}
    for name, engine_vectors in (("lexical", None), ("vectors", vectors)):
        if name == "vectors" and engine_vectors is None:
            continue
        judge = StatisticalJudge(synonyms=deck.meta.synonyms, vectors=engine_vectors)
        points = {row["question"]: points_of(deck, questions[row["question"]]) for row in rows}

        def run(
            row: dict[str, Any], judge: StatisticalJudge = judge, name: str = name, points: Mapping[str, Any] = points
        ) -> Rating | None:
            began = time.process_time()  # of this process: other work on the machine does not count
            judged = judge_answer(judge, questions[row["question"]].prompt, points[row["question"]], row["answer"])
            times.setdefault(name, []).append((time.process_time() - began) * 1000)
            return judged.suggested

        table[name] = run
    for name, grade in table.items():
        counts: dict[str, Counter[Rating | None]] = {kind: Counter() for kind in kinds}
        for row in rows:
            counts[row["kind"]][grade(row)] += 1
        print(f"{name:22}" + "".join(f"{_format_counts(counts[kind]):>18}" for kind in kinds))
    for name, milliseconds in times.items():
        print(
            f"{name}: {np.median(milliseconds):.1f} ms of processor time an answer, "
            f"p95 {np.quantile(milliseconds, 0.95):.1f} ms (budget 50)"
        )


def _format_counts(counts: Counter[Rating | None]) -> str:
    return " / ".join(str(counts[grade]) for grade in (Rating.GOOD, Rating.HARD, Rating.AGAIN, None))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How fairly typed answers are judged.")
    parser.add_argument("--minilm", action="store_true", help="also all-MiniLM-L6-v2, where it is installed (minutes)")
    parser.add_argument("--held-out", action="store_true", help="only the questions that nothing was chosen on")
    options = parser.parse_args()
    vectors = installed_vectors()
    if options.held_out:
        print_held_out_table(vectors)
        return
    print_public_table(vectors, with_minilm=options.minilm)
    print_wordings_table(vectors)
    if vectors is not None:
        print_points_table(vectors)
    print_held_out_table(vectors)
    print_cases_table(vectors)


if __name__ == "__main__":
    main()

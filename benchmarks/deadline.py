"""An interview in 30 days, 300 new cards: constant retention against the planner.

`PYTHONPATH=. python benchmarks/deadline.py` prints one JSON line a policy, means over 20 seeds, then the comparison; it
exits with 1 when the bar is missed. The memories are FSRS-6 with weights that the planner does not know: each seed
perturbs all 21 of them, so that no policy is graded by its own homework.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np

from quiz import fsrs6, planner, simulate
from quiz.simulate import Policy

SPREAD = 0.2
POLICIES = {"constant .90": Policy(0.90), "constant .95": Policy(0.95), "planner": planner.POLICY}


def true_weights(rng: np.random.Generator) -> tuple[float, ...]:
    """The default weights, each off by a log-normal factor, within the model's bounds."""
    weights = np.asarray(fsrs6.WEIGHTS) * np.exp(rng.normal(0.0, SPREAD, 21))
    weights[:4] = np.sort(weights[:4])
    return tuple(np.clip(weights, fsrs6.LOWEST, fsrs6.HIGHEST))


def main(arguments: list[str]) -> int:
    """Simulate, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--new", type=int, default=20, help="new cards a day")
    wish = parser.parse_args(arguments)
    means: dict[str, dict[str, float]] = {}
    for name, policy in POLICIES.items():
        reviews, recalls, peaks = [], [], []
        for seed in range(wish.seeds):
            truth = true_weights(np.random.default_rng(1000 + seed))
            course = simulate.run(
                simulate.new_cards(wish.cards),
                wish.days,
                policy,
                simulate.Limits(wish.new, None, 1),
                np.random.default_rng(seed),
                truth,
                fsrs6.WEIGHTS,
            )
            reviews.append(course.answers.sum())
            recalls.append(course.recall[-1].mean())
            peaks.append(course.answers.max())
        means[name] = {
            "reviews": round(float(np.mean(reviews)), 1),
            "recall": round(float(np.mean(recalls)), 4),
            "recall_worst_seed": round(float(np.min(recalls)), 4),
            "peak_day": round(float(np.mean(peaks)), 1),
        }
        print(json.dumps({"name": name, "seeds": wish.seeds, **means[name]}))
    strict, ours = means["constant .95"], means["planner"]
    saved = 1 - ours["reviews"] / strict["reviews"]
    gap = strict["recall"] - ours["recall"]
    met = saved >= 0.25 and gap <= 0.005
    print(json.dumps({"name": "planner against .95", "fewer": round(saved, 3), "gap": round(gap, 4), "met": met}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

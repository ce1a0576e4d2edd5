"""An interview in 30 days, 300 new cards: constant retention against the planner.

`python benchmarks/deadline.py [--seed N] [--seeds N] [--cards N] [--days N] [--new N] [--spread S]` prints
one JSON line a policy, means over 20 seeds, then the comparison; then the same on as many seeds that no setting was ever
chosen on. It exits with 1 when the bar is missed on either: at least 25 % fewer reviews than .95, for a recall at most half
a point lower. The memories are FSRS-6 with weights that the planner does not know: each seed perturbs all 21 of them, so
that no policy is graded by its own homework.

Below 30 days there is less to save: the answers of a card's first day, which any plan needs, are then most of the work.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from quiz import deadline, simulator  # noqa: E402
from quiz.fsrs import memory_model  # noqa: E402
from quiz.simulator import ReviewPolicy  # noqa: E402

SPREAD = 0.2
HELD_OUT = 70_000  # so far on: seeds never looked at while the planner's settings were chosen
FEWER, GAP = 0.25, 0.005
POLICIES = {"constant .90": ReviewPolicy(0.90), "constant .95": ReviewPolicy(0.95), "planner": deadline.POLICY}


def true_weights(rng: np.random.Generator, spread: float) -> tuple[float, ...]:
    """The default weights, each off by a log-normal factor, within the model's bounds."""
    weights = np.asarray(memory_model.DEFAULT_WEIGHTS) * np.exp(rng.normal(0.0, spread, 21))
    weights[:4] = np.sort(weights[:4])
    return tuple(np.clip(weights, memory_model.LOWER_BOUNDS, memory_model.UPPER_BOUNDS))


def measure(policy: ReviewPolicy, seeds: range, wish: argparse.Namespace) -> dict[str, float]:
    """Means over the seeds, and the lowest recall of one."""
    reviews, recalls, peaks = [], [], []
    for seed in seeds:
        course = simulator.simulate_practice(
            simulator.make_new_cards(wish.cards),
            wish.days,
            policy,
            simulator.DailyLimits(wish.new, None, 1),
            np.random.default_rng(seed),
            true_weights(np.random.default_rng(1000 + seed), wish.spread),
            memory_model.DEFAULT_WEIGHTS,
        )
        reviews.append(course.answers.sum())
        recalls.append(course.recall[-1].mean())
        peaks.append(course.answers.max())
    return {
        "reviews": round(float(np.mean(reviews)), 1),
        "recall": round(float(np.mean(recalls)), 4),
        "recall_worst_seed": round(float(np.min(recalls)), 4),
        "peak_day": round(float(np.mean(peaks)), 1),
    }


def compare(first: int, wish: argparse.Namespace, label: str) -> bool:
    """Print the policies on the seeds from `first` on; whether the bar is met."""
    seeds = range(first, first + wish.seeds)
    found = {name: measure(policy, seeds, wish) for name, policy in POLICIES.items()}
    for name, means in found.items():
        print(json.dumps({"name": name, "seeds": f"{seeds[0]}-{seeds[-1]}", **means}))
    strict, ours = found["constant .95"], found["planner"]
    fewer, gap = 1 - ours["reviews"] / strict["reviews"], strict["recall"] - ours["recall"]
    met = fewer >= FEWER and gap <= GAP
    print(
        json.dumps({"name": f"planner against .95{label}", "fewer": round(fewer, 3), "gap": round(gap, 4), "met": met})
    )
    return met


def main(arguments: list[str]) -> int:
    """Simulate, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--new", type=int, default=20, help="new cards a day")
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="the first")
    parser.add_argument("--spread", type=float, default=SPREAD, help="standard deviation of the log of each weight")
    wish = parser.parse_args(arguments)
    met = [compare(wish.seed, wish, ""), compare(wish.seed + HELD_OUT, wish, ", held out")]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

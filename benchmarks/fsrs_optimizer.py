"""How long a fit of own weights takes, and what it gains: `python benchmarks/fsrs_optimizer.py`.

One JSON line a size. The reviews are those of simulated learners whose true weights are off the defaults by a log-normal
factor; the budget is 10 seconds for 10,000 reviews.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from quiz.fsrs import memory_model, optimizer  # noqa: E402
from quiz.fsrs.optimizer import Review  # noqa: E402

BUDGET_S = 10.0
SPREAD = 0.3


def simulate_reviews(count: int, seed: int) -> list[Review]:
    """So many reviews of a learner with four new cards a day, each given when the default weights call for it."""
    rng = np.random.default_rng(seed)
    truth = np.asarray(memory_model.DEFAULT_WEIGHTS) * np.exp(rng.normal(0.0, SPREAD, 21))
    truth[:4] = np.sort(truth[:4])
    true = memory_model.derive_model(tuple(np.clip(truth, memory_model.LOWER_BOUNDS, memory_model.UPPER_BOUNDS)))
    default = memory_model.make_model()
    size = count // 4
    real, values = np.full((2, size), np.nan), np.full((2, size), np.nan)
    due, last = np.arange(size) // 4 + 0.0, np.zeros(size)
    reviews: list[Review] = []
    day = 0
    while len(reviews) < count:
        for card in np.flatnonzero(due <= day):
            gap = float(day - last[card])
            if np.isnan(real[0, card]):
                rating = int(rng.choice((1, 2, 3, 4), p=(0.24, 0.094, 0.495, 0.171)))
                real[:, card] = memory_model.start_memory(true, rating)
                values[:, card] = memory_model.start_memory(default, rating)
            else:
                good = rng.random() < memory_model.compute_retrievability(true, real[0, card], gap)
                rating = int(rng.choice((2, 3, 4), p=(0.1, 0.8, 0.1))) if good else 1
                real[:, card] = memory_model.update_memory(true, real[0, card], real[1, card], gap, rating)
                values[:, card] = memory_model.update_memory(default, values[0, card], values[1, card], gap, rating)
            reviews.append(Review(int(card), day, rating))
            last[card] = day
            due[card] = day + memory_model.compute_interval(default, values[0, card], 0.9, 36_500)
        day += 1
    return reviews[:count]


def main() -> int:
    """Fit and print; 1 when the budget is missed."""
    late = False
    for count in (1000, 3000, 10_000):
        reviews = simulate_reviews(count, seed=5)
        started, cpu_start = time.perf_counter(), time.process_time()
        fit = optimizer.fit_weights(reviews)
        took = time.perf_counter() - started
        if fit is not None:
            line = {
                "name": "fit",
                "reviews": count,
                "seconds": round(took, 2),
                "cpu_seconds": round(time.process_time() - cpu_start, 2),
                "loss_before": round(fit.loss_before, 4),
                "loss_after": round(fit.loss_after, 4),
                "adopt": fit.is_better,
            }
            print(json.dumps(line))
        late |= count == 10_000 and took > BUDGET_S
    return int(late)


if __name__ == "__main__":
    sys.exit(main())

"""How little time an interview ahead can take at best: a lower bound for every plan, to judge `benchmarks/deadline.py` by.

`python benchmarks/deadline_bound.py [--seed N] [--seeds N] [--cards N] [--peak P] [--steps N] [--price P]` prints one JSON line
for 14 and for 30 days: the mean time of constant .95 on these seeds (by default the held-out ones of `deadline.py`), and the
share of it that no plan can save, for the same recall on the day and for a quarter of a point less.

The plan that is bounded knows each learner's memory exactly, starts new cards when it likes and has no chance to suffer
from: only the mean load of a day must stay within P times the mean day. That is a linear programme. Its Lagrangian dual has
a price of a second for each day; with the prices given, cards are independent, and dynamic programming over stability,
difficulty and days left finds the best for one. By weak duality (Bertsekas, Nonlinear Programming, chapter 6) any prices give
a valid bound; subgradient steps make it tight. What the plan may not do is ask less on a card's first day than `--steps` says
(1: until it was recalled once, as our plan does; 2: as the constant policy does), or leave a lapse without relearning. It
holds up to the interpolation in the grid of `quiz.review_values`; one twice
as fine in stability moved the solution of 30 days by less than 0.1 %.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.deadline import GAP, HELD_OUT, HORIZONS, PEAK, POLICIES, SPREAD, measure, true_weights  # noqa: E402
from quiz import review_values as values  # noqa: E402
from quiz.answer_times import FIRST_DAY_ANSWERS, FIRST_DAY_SECONDS, FIRST_RATINGS  # noqa: E402
from quiz.fsrs import memory_model  # noqa: E402
from quiz.fsrs.memory_model import Floats  # noqa: E402

# The subgradient method: its steps, the first of them left out of the mean, the length of the first step, and how soft choices
# are (in recall), since with hard ones all cards would begin on the same day. The bound itself is taken with hard ones.
STEPS, WARM_UP, LENGTH, SOFTNESS, START_SOFTNESS = 240, 100, 0.15, 3e-4, 3e-3


class Course:
    """The fate of a card on the grid of stabilities and difficulties, until an interview in `days` days."""

    def __init__(self, weights: tuple[float, ...], days: int, steps: int) -> None:
        model = memory_model.derive_model(weights)
        stability, difficulty = np.meshgrid(values._STABILITIES, values._DIFFICULTIES, indexing="ij")
        self.days, self.size = days, stability.size
        self.recall: list[Floats] = []
        self.seconds: list[Floats] = []
        self.moves: list[Any] = []
        for wait in range(1, days + 1):
            elapsed = np.full(stability.shape, float(wait))
            recall = memory_model.compute_retrievability(model, stability, elapsed)
            self.recall.append(recall.ravel())
            self.seconds.append(values._expect_seconds(recall).ravel())
            branches = values._branch(model, stability, difficulty, elapsed)
            self.moves.append(sum(_spread(np.ravel(share), place, self.size) for share, place in branches))
        self.new_seconds = sum(p * s for p, s in zip(FIRST_RATINGS, FIRST_DAY_SECONDS[steps], strict=True))
        self.start = np.zeros(self.size)
        for rating, share, count in zip((1, 2, 3, 4), FIRST_RATINGS, FIRST_DAY_ANSWERS[steps], strict=True):
            memory = memory_model.start_memory(model, np.array([rating]))
            for _ in range(count - 1):
                memory = memory_model.update_memory(model, *memory, np.zeros(1), np.array([3]))
            self.start += _spread(np.array([share]), values._locate(*memory), self.size).toarray()[0]

    def weigh(self, prices: Floats, softness: float) -> tuple[list[Floats], Floats]:
        """Return by days left how likely each wait is (the last: no review), and the value of beginning a card then.

        `prices[left]` is that of a second with so many days left, in recall. With `softness` 0 choices are the best.
        """
        best = np.zeros((self.days + 1, self.size))
        shares: list[Floats] = [np.zeros((0, self.size))]
        for left in range(1, self.days + 1):
            choices = [
                self.moves[wait - 1] @ best[left - wait] - prices[left - wait] * self.seconds[wait - 1]
                for wait in range(1, left)
            ]
            worth = np.stack([*choices, self.recall[left - 1]])
            if not softness:
                best[left] = worth.max(axis=0)
                continue
            shares.append(_soften(worth, softness))
            best[left] = (shares[left] * worth).sum(axis=0)
        return shares, best[1:] @ self.start - prices[1:] * self.new_seconds

    def add_up_load(self, shares: list[Floats], begun: Floats) -> Floats:
        """Return the seconds that a card is expected to take, by days left, when `begun` says when it is begun."""
        load, mass = np.zeros(self.days + 1), np.zeros((self.days + 1, self.size))
        for left in range(self.days, 0, -1):
            load[left] += begun[left - 1] * self.new_seconds
            mass[left] += begun[left - 1] * self.start
            for wait in range(1, left):
                reviewed = mass[left] * shares[left][wait - 1]
                load[left - wait] += reviewed @ self.seconds[wait - 1]
                mass[left - wait] += self.moves[wait - 1].T @ reviewed
        return load[1:]


def _spread(share: Floats, place: Any, size: int) -> Any:
    """Return the sparse matrix that takes each row's share to the corners around its place on the grid."""
    across = len(values._DIFFICULTIES)
    row, up, column, right = (np.ravel(part) for part in (place.row, place.row_share, place.column, place.column_share))
    corners = ((0, 0, (1 - up) * (1 - right)), (1, 0, up * (1 - right)), (0, 1, (1 - up) * right), (1, 1, up * right))
    matrices = [
        sparse.csr_matrix(
            (share * part, (np.arange(len(row)), (row + down) * across + column + aside)), shape=(len(row), size)
        )
        for down, aside, part in corners
    ]
    return sum(matrices[1:], matrices[0])


def _soften(worth: Floats, softness: float) -> Floats:
    shares = np.exp((worth - worth.max(axis=0)) / softness)
    return np.asarray(shares / shares.sum(axis=0))


def bound_value(course: Course, price: float, peak: float) -> float:
    """Return the most that a card can be worth: recall on the day less `price` a second, no day above `peak` mean days."""
    extra, total, count = np.zeros(course.days + 1), np.zeros(course.days + 1), 0
    for step in range(STEPS):
        shares, begin = course.weigh(_set_prices(extra, price, peak), SOFTNESS)
        load = course.add_up_load(shares, _soften(begin, START_SOFTNESS))
        excess = load / load.mean() - peak
        # Steps get shorter, as the method needs to converge; a day far off its limit does not count for more than one near it.
        extra[1:] = np.maximum(0.0, extra[1:] + LENGTH / (1 + step / 60) * np.clip(excess, -1.0, 1.5))
        if step >= WARM_UP:
            total, count = total + extra, count + 1
    return float(course.weigh(_set_prices(total / count, price, peak), 0.0)[1].max())


def _set_prices(extra: Floats, price: float, peak: float) -> Floats:
    """Return the price of a second by days left: dearer on days at the limit, cheaper on all, which raises the limit."""
    return np.asarray(price * (1.0 + extra - peak * extra[1:].mean()))


def main(arguments: list[str]) -> int:
    """Bound both horizons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--seed", type=int, default=HELD_OUT, help="the first")
    parser.add_argument("--spread", type=float, default=SPREAD, help="standard deviation of the log of each weight")
    parser.add_argument("--peak", type=float, default=PEAK)
    parser.add_argument("--steps", type=int, default=values.LEARNING_STEPS, choices=(1, 2), help="learning steps")
    parser.add_argument("--price", type=float, default=0.0033, help="of a second, in recall")
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + options.seeds)
    for days, new, bar in HORIZONS:
        strict = measure(POLICIES["constant .95"], seeds, days, new, options)
        worth = [
            bound_value(
                Course(true_weights(np.random.default_rng(1000 + seed), options.spread), days, options.steps),
                options.price,
                options.peak,
            )
            for seed in seeds
        ]

        def save(gap: float, strict: dict[str, float] = strict, worth: list[float] = worth) -> float:
            seconds: float = options.cards * (strict["recall"] - gap - float(np.mean(worth))) / options.price
            return round(1.0 - seconds / strict["seconds"], 3)

        print(
            json.dumps(
                {
                    "name": "bound",
                    "days": days,
                    "seeds": f"{seeds[0]}-{seeds[-1]}",
                    "peak": options.peak,
                    "learning_steps": options.steps,
                    "constant .95": strict,
                    "saves_at_most": save(0.0),
                    "saves_at_most_a_quarter_of_a_point_lower": save(GAP),
                    "bar": bar,
                }
            ),
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

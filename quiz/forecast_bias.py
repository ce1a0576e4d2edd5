"""What a learner's own reviews say about the memory model: a bias of its predictions, and how far to trust them.

The model may be too hopeful for a learner or not hopeful enough. The residuals of the reviews tell by how much, in logits;
few reviews say little, so that the estimate is shrunk to zero (ridge, one parameter). What stays uncertain becomes a band.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from quiz.fsrs.memory_model import Bools, Floats

# How far the bias of learners spreads around zero before anything is known of one, in logits; and how far a forecast is off
# that no constant bias mends, since the weights of a memory differ in more than one way. Both from simulations with
# perturbed weights, so that the band of 80 % holds 80 % of the outcomes (tests/quiz/test_forecast_bias.py).
PRIOR_DEVIATION = 0.22
MODEL_DEVIATION = 0.33
# Upper end of a band of 80 %: the 90th percentile of a normal distribution.
BAND = 1.2816
_STEPS = 8  # Newton's method on a concave function of one variable: far more than it needs


@dataclass(frozen=True, slots=True)
class RecallBias:
    """The bias of predictions in logits, above 0 where more is recalled than predicted, and its standard deviation."""

    shift: float = 0.0
    deviation: float = PRIOR_DEVIATION


def estimate_bias(predicted: Floats, recalled: Bools) -> RecallBias:
    """Return the bias of predicted probabilities of recall, in 0..1, against what was recalled."""
    if not len(predicted):
        return RecallBias()
    logits = _to_logits(predicted)
    shift, precision = 0.0, 1.0 / PRIOR_DEVIATION**2
    information = precision
    for _ in range(_STEPS):
        expected = _to_shares(logits + shift)
        information = float((expected * (1.0 - expected)).sum()) + precision
        shift += (float((recalled - expected).sum()) - precision * shift) / information
    return RecallBias(shift, 1.0 / math.sqrt(information))


def correct_recall(recall: Floats, bias: RecallBias, deviations: float = 0.0) -> Floats:
    """Return probabilities of recall with the bias taken in, so many standard deviations above the estimate.

    A probability of 0, of a card that was never learned, stays 0.
    """
    spread = math.hypot(bias.deviation, MODEL_DEVIATION)
    corrected = _to_shares(_to_logits(recall) + bias.shift + deviations * spread)
    return np.where(recall > 0, corrected, 0.0)


def _to_logits(shares: Floats) -> Floats:
    bounded = np.clip(shares, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _to_shares(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))

import numpy as np
import pytest

from simulation.estimators import bin_means, estimate_mean, estimate_percentile, estimate_ratio, estimate_share


def coverage(estimate, truth, trials=1500):
    """Return how often three standard errors miss the truth."""
    rng = np.random.default_rng(1)
    misses = 0
    for _ in range(trials):
        found = estimate(rng)
        misses += abs(found.value - truth) > 3 * found.standard_error
    return misses / trials


def test_three_standard_errors_of_few_samples_cover_as_they_should():
    assert coverage(lambda rng: estimate_mean(rng.normal(5, 2, 10)), 5) < 0.008
    assert coverage(lambda rng: estimate_mean(rng.normal(5, 2, 50)), 5) < 0.008


def test_a_share_covers_even_when_it_is_rare():
    assert coverage(lambda rng: estimate_share(rng.binomial(1000, 0.0002, 50), [1000.0] * 50), 0.0002) < 0.01
    assert coverage(lambda rng: estimate_share(rng.binomial(1000, 0.3, 50), [1000.0] * 50), 0.3) < 0.008


def test_an_unseen_event_is_not_certain_not_to_happen():
    assert estimate_share([0.0] * 50, [100.0] * 50).standard_error == pytest.approx(10 / 5000)
    assert estimate_mean([0.0] * 50, floor=0.01).standard_error == pytest.approx(0.1)


def test_a_ratio_covers():
    def draw(rng):
        below = rng.gamma(5, 1, 50)
        return estimate_ratio(below * rng.normal(2, 0.3, 50), below)

    assert coverage(draw, 2) < 0.01


def test_a_percentile_covers():
    assert (
        coverage(
            lambda rng: estimate_percentile([rng.exponential(1, 400) for _ in range(50)], 0.95), -np.log(0.05), 300
        )
        < 0.02
    )


def test_a_percentile_needs_a_hundred_observations_beyond_it():
    samples = [np.arange(100.0)] * 50
    assert estimate_percentile(samples, 0.99) is None
    assert estimate_percentile(samples * 2, 0.99) is not None


def test_bins_average_what_falls_into_them():
    means = bin_means(np.array([0.1, 0.2, 1.5, 9.0]), np.array([1.0, 3.0, 5.0, 7.0]), np.array([0.0, 1.0, 2.0, 3.0]))
    assert means[:2].tolist() == [2.0, 5.0]
    assert np.isnan(means[2])

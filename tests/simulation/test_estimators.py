import math

import numpy as np
import pytest

from simulation.estimators import (
    add_percentiles,
    band,
    bin_means,
    count_in_bins,
    estimate_mean,
    estimate_percentile,
    estimate_ratio,
    estimate_share,
    level,
    middles,
)


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


def test_a_bin_begins_with_its_edge():
    means = bin_means(np.array([0.0, 1.0, 2.0]), np.array([4.0, 6.0, 8.0]), np.array([0.0, 1.0, 2.0]))
    assert means.tolist() == [4.0, 6.0]
    assert count_in_bins(np.array([0.0, 0.5, 1.0, 5.0]), np.array([0.0, 1.0, 2.0])).tolist() == [2.0, 1.0]
    assert middles(np.array([0.0, 1.0, 3.0])) == (0.5, 2.0)


def test_a_band_holds_the_mean_with_95_percent():
    nan = float("nan")
    curve = band("wait", "Wait", "s", [[11.0, nan, 1.0, 7.0], [13.0, nan, 9.0, nan]])
    assert curve.values == (12.0, 12.0, 5.0, 7.0)  # an empty bin repeats the one before
    two = 12.7062  # Student's t of one degree of freedom
    assert (curve.low[0], curve.high[0]) == (0.0, pytest.approx(12 + two))  # nothing is below zero
    assert curve.high[2] == pytest.approx(5 + 4 * two)
    assert (curve.low[3], curve.high[3]) == (7.0, 7.0)
    assert band("wait", "Wait", "s", [[nan, 2.0]]).values == (0.0, 2.0)
    assert level("wait", "Wait", "s", 0.5, 3).values == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("runs", "t"), [(3, 4.30265), (4, 3.18245), (10, 2.26216), (20, 2.09302), (50, 2.00958)])
def test_a_band_of_few_runs_is_wider(runs: int, t: float):
    values = np.arange(100.0, 100.0 + runs)
    curve = band("wait", "Wait", "s", values[:, None])
    error = values.std(ddof=1) / math.sqrt(runs)
    assert (curve.high[0] - curve.values[0]) / error == pytest.approx(t, rel=0.01)
    assert (curve.values[0] - curve.low[0]) / error == pytest.approx(t, rel=0.01)


def test_nothing_tried_is_nothing_known():
    assert estimate_share([0.0], [0.0]).standard_error == 1.0
    assert estimate_ratio([0.0, 0.0], [0.0, 0.0]).standard_error == math.inf


def test_independent_tries_are_known_no_surer_than_the_binomial_law_allows():
    even = [50.0] * 50, [100.0] * 50
    assert estimate_share(*even).standard_error == pytest.approx(1 / 5000)
    assert estimate_share(*even, is_independent=True).standard_error == pytest.approx(math.sqrt(0.25 / 5000))


def test_few_replications_that_hold_all_that_was_seen_widen_the_error():
    spread, lone = [2.0] * 25 + [0.0] * 25, [50.0] + [0.0] * 49
    assert estimate_mean(spread).value == estimate_mean(lone).value == 1.0
    plain = float(np.std(lone, ddof=1)) / math.sqrt(50)
    assert estimate_mean(lone).standard_error > 1.5 * plain


def test_a_percentile_of_one_replication_alone_is_not_told():
    samples = [np.zeros(400) for _ in range(49)] + [np.arange(400.0)]
    assert estimate_percentile(samples, 0.99) is None
    even = [np.arange(400.0)] * 50
    found = estimate_percentile(even, 0.99, floor=3.0)
    assert found is not None
    assert found.value == pytest.approx(395, abs=1)
    assert found.standard_error >= 3.0


def test_percentiles_are_named_and_what_is_left_out_is_noted():
    metrics = {}
    notes = add_percentiles(metrics, "wait", [np.arange(1000.0)] * 20, floor=0.0, which=(50, 99, 999))
    assert {name: estimate.value for name, estimate in metrics.items()} == {
        "wait_p50_seconds": pytest.approx(499.5, abs=1),
        "wait_p99_seconds": pytest.approx(990, abs=1),
    }
    assert notes == ("wait_p999_seconds is left out: too few observations lie beyond it.",)
    assert add_percentiles(metrics, "wait", [np.arange(1000.0)] * 200, floor=0.0, which=(999,)) == ()
    assert metrics["wait_p999_seconds"].value == pytest.approx(998, abs=1)


def test_where_hardly_any_replication_saw_an_event_a_cluster_more_is_the_least_error():
    few, more = [1e-9] * 7 + [0.0] * 43, [1e-9] * 8 + [0.0] * 42
    assert estimate_mean(few, floor=0.01).standard_error == pytest.approx(0.1)
    assert estimate_mean(more, floor=0.01).standard_error == pytest.approx(0.01)

"""What the labs draw over time: the curves of a run against what is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from errors import UserError
from simulation.model import SimulatedCurve
from simulation.runner import Run, run_named


def run(name: str, **knobs: str) -> Run:
    return run_named(name, knobs, 1)


def find_curve(result: Run, name: str) -> SimulatedCurve:
    return next(curve for curve in result.outcome.series.curves if curve.name == name)


def read_curve(result: Run, name: str, begin: float = 0.0, end: float = np.inf) -> np.ndarray:
    """The values of a curve from one moment to another, bins that lie across an edge left out."""
    x = np.array(result.outcome.series.x)
    width = x[1] - x[0] if len(x) > 1 else 0.0
    inside = (x - width / 2 >= begin - 1e-6) & (x + width / 2 <= end + 1e-6)
    return np.array(find_curve(result, name).values)[inside]


def average(result: Run, name: str, begin: float = 0.0, end: float = np.inf) -> float:
    return float(read_curve(result, name, begin, end).mean())


def measure(result: Run, name: str) -> float:
    return result.outcome.metrics[name].value


def test_waiting_room_the_curve_lies_at_the_closed_form() -> None:
    result = run("mmc", requests="40000")
    assert average(result, "wait_seconds") == pytest.approx(result.closed_form.values["wait_seconds"], rel=0.2)
    assert "growth_per_second" not in run("mmc", arrival_rate="10.2/s", requests="2000").closed_form.values
    assert run("mmc", arrival_rate="12/s", requests="2000").closed_form.values == {"growth_per_second": 2.0}


def test_waiting_room_waits_too_rare_to_be_counted_are_left_out() -> None:
    result = run("mmc", wait_threshold="20s", requests="5000")
    assert "wait_beyond_threshold_probability" not in result.outcome.metrics
    assert "too rare" in result.outcome.notes[0]


def test_bounded_queue_turns_away_as_many_as_the_closed_form_says() -> None:
    result = run("mmck", requests="20000")
    assert average(result, "blocking_probability") == pytest.approx(
        result.closed_form.values["blocking_probability"], rel=0.15
    )


@pytest.mark.parametrize(("chance", "threshold"), [("80%", "5"), ("30%", "3")])
def test_breaker_lets_through_in_the_failure_what_the_closed_form_says(chance: str, threshold: str) -> None:
    result = run(
        "circuit_breaker",
        failure_probability=chance,
        failure_threshold=threshold,
        arrival_rate="20/s",
        open_duration="1s",
        outage_duration="5min",
        requests="2000",
    )
    passed = average(result, "passed_per_second", 300, 600)
    assert passed == pytest.approx(20 * result.closed_form.values["passed_share"], rel=0.1)
    failing = average(result, "failing_calls_per_second", 300, 600)
    assert failing == pytest.approx(result.closed_form.values["failing_calls_per_second"], rel=0.1)
    assert average(result, "rejected_per_second", 300, 600) == pytest.approx(20 - passed, rel=0.05)


def test_breaker_is_closed_before_and_after_the_failure() -> None:
    result = run("circuit_breaker", failure_probability="1", outage_duration="1min", requests="2000")
    for begin, end in ((0, 60), (135, 180)):  # it opens for 10 s at a time, and three probes must succeed
        assert average(result, "passed_per_second", begin, end) == pytest.approx(100, rel=0.05)
        assert average(result, "failing_calls_per_second", begin, end) == 0
        assert average(result, "rejected_per_second", begin, end) == 0
    assert average(result, "rejected_per_second", 63, 120) > 95


def test_retries_multiply_the_load_while_the_bottom_fails() -> None:
    result = run("retries", failure_probability="1", requests="2000")
    for begin, end, attempts, answers, failed in ((0, 20, 100, 100, 0), (20, 80, 400, 0, 1), (80, 120, 100, 100, 0)):
        assert average(result, "attempts_per_second", begin, end) == pytest.approx(attempts, rel=0.08)
        assert average(result, "goodput_per_second", begin, end) == pytest.approx(answers, rel=0.08)
        assert average(result, "failed_share", begin, end) == failed


def test_a_budget_keeps_no_more_tokens_than_its_burst() -> None:
    result = run("retries", failure_probability="1", retry_budget="10%", budget_burst="10", requests="2000")
    assert average(result, "attempts_per_second", 20, 22) < 130  # 2,000 good calls would have left 200 tokens
    assert average(result, "attempts_per_second", 24, 80) == pytest.approx(100, rel=0.08)


def test_pools_in_a_surge_more_arrives_and_queries_slow_down() -> None:
    surge = {"surge_start": "20s", "surge_duration": "20s", "requests": "3000"}
    loaded = run("pools", arrival_rate="100/s", surge_factor="3", **surge)
    assert average(loaded, "arrivals_per_second", 0, 20) == pytest.approx(100, rel=0.1)
    assert average(loaded, "arrivals_per_second", 20, 40) == pytest.approx(300, rel=0.1)
    assert average(loaded, "arrivals_per_second", 40, 60) == pytest.approx(100, rel=0.1)
    slow = run("pools", arrival_rate="100/s", surge_query_time="80ms", **surge)
    assert average(slow, "busy_threads", 0, 20) == pytest.approx(2.5, rel=0.3)
    assert average(slow, "busy_threads", 22, 40) == pytest.approx(8.8, rel=0.3)
    assert {curve.provenance for curve in slow.outcome.series.curves} == {"simulated"}


def test_pools_the_curves_tell_queue_tail_and_failures_apart() -> None:
    calm = run("pools", arrival_rate="150/s", requests="3000")
    assert average(calm, "response_p99_seconds") > 3 * measure(calm, "response_seconds")
    assert average(calm, "waiting_for_connection") < 0.3
    assert average(calm, "waiting_for_thread") == 0
    assert average(calm, "busy_threads") == pytest.approx(3.75, rel=0.3)
    refusing = run("pools", arrival_rate="600/s", connection_timeout="0s", requests="3000")
    lost = refusing.closed_form.values["timeout_probability"]
    assert average(refusing, "throughput_per_second") == pytest.approx(600 * (1 - lost), rel=0.05)
    assert average(refusing, "failure_share") == pytest.approx(lost, rel=0.1)


def test_pools_a_full_accept_queue_turns_requests_away() -> None:
    knobs = {"arrival_rate": "600/s", "threads": "20", "requests": "20000"}
    short, long = run("pools", accept_queue="5", **knobs), run("pools", **knobs)
    assert measure(short, "rejection_probability") == pytest.approx(1 / 3, abs=0.05)
    assert measure(long, "rejection_probability") == 0
    assert measure(short, "response_seconds") < measure(long, "response_seconds")


def test_pools_where_threads_run_out_the_closed_form_is_not_told() -> None:
    result = run("pools", threads="12", requests="2000")
    assert "busy_threads" not in result.closed_form.values
    assert "there are 12: the threads are a second queue" in result.closed_form.limits[0]
    assert (
        "no steady state"
        in run("pools", arrival_rate="500/s", connection_timeout="off", requests="2000").closed_form.limits[0]
    )


def test_pools_the_closed_form_stands_beside_its_curve() -> None:
    calm = run("pools", arrival_rate="150/s", requests="3000")
    names = {curve.name for curve in calm.outcome.series.curves if curve.provenance == "closed_form"}
    assert names == {
        "response_p99_seconds_closed_form",
        "busy_threads_closed_form",
        "throughput_per_second_closed_form",
    }
    for name in names:
        assert set(find_curve(calm, name).values) == {calm.closed_form.values[name.removesuffix("_closed_form")]}


def test_partitions_a_backlog_that_hardly_drains_is_refused() -> None:
    with pytest.raises(UserError, match="would hardly drain"):
        run("partitions", drain_rate="2000.00001/s")
    with pytest.raises(UserError, match="would hardly drain"):
        run("partitions", drain_rate="2000.5/s")
    assert measure(run("partitions", drain_rate="2020/s"), "drain_seconds") > 1000


def test_partitions_the_backlog_fills_and_drains_as_water_does() -> None:
    result = run("partitions")
    fluid, backlog = find_curve(result, "backlog_closed_form").values, find_curve(result, "backlog").values
    x = result.outcome.series.x
    assert max(fluid) == pytest.approx(60_000, rel=0.05)
    for moment, expected in ((5, 0), (25, 30_000), (100, 30_000), (180, 0)):
        place = int(np.argmin(np.abs(np.array(x) - moment)))
        assert fluid[place] == pytest.approx(expected, abs=2500)
        assert backlog[place] == pytest.approx(fluid[place], abs=1500)
    assert average(result, "consumed_per_second", 12, 38) == 0
    assert average(result, "consumed_per_second", 42, 150) == pytest.approx(2500, rel=0.02)
    hot, other = find_curve(result, "hot_backlog").values, find_curve(result, "other_backlog").values
    assert np.array(hot) + np.array(other) == pytest.approx(np.array(backlog), rel=1e-4, abs=0.1)


def test_cache_the_load_of_the_origin_lies_at_the_closed_form() -> None:
    result = run("cache", arrival_rate="20/s", ttl="5s", requests="50000")
    assert average(result, "origin_per_second") == pytest.approx(
        result.closed_form.values["origin_per_second"], rel=0.1
    )


def test_saga_the_parked_ones_pile_up_until_they_are_repaired() -> None:
    often = {
        "failure_probability": "5%",
        "compensation_failure_probability": "30%",
        "compensation_retries": "0",
        "requests": "5000",
    }
    growing = run("saga", **often)
    last = find_curve(growing, "stuck_closed_form").values[-1]
    assert last == pytest.approx(600 * growing.closed_form.values["stuck_per_second"], rel=1e-3)
    assert find_curve(growing, "stuck").values[-1] == pytest.approx(last, rel=0.05)
    failing = 40 * (1 - growing.closed_form.values["committed_probability"])
    assert average(growing, "failed_per_second") == pytest.approx(failing, rel=0.05)
    repaired = run("saga", repair_start="300s", repair_rate="30/s", **often)
    stuck = read_curve(repaired, "stuck")
    assert stuck[28] == pytest.approx(last / 2, rel=0.1)
    assert stuck[-1] == 0
    assert "stuck_closed_form" not in {curve.name for curve in repaired.outcome.series.curves}


def test_saga_more_fail_while_degraded() -> None:
    result = run("saga", degraded_start="200s", degraded_duration="100s", requests="5000")
    calm, worse = average(result, "failed_per_second", 0, 200), average(result, "failed_per_second", 200, 300)
    assert worse > 8 * calm
    assert average(result, "failed_per_second", 300, 600) == pytest.approx(calm, rel=0.2)


def test_idempotency_repeats_come_in_their_stretch_alone() -> None:
    result = run(
        "idempotency",
        repeats_start="100s",
        repeats_duration="100s",
        retry_delay="1s",
        retry_delay_law="constant",
        duration="600s",
        requests="5000",
    )
    assert average(result, "repeats_per_second", 0, 100) == 0
    assert average(result, "repeats_per_second", 110, 200) > 0
    assert average(result, "repeats_per_second", 210, 600) == 0


def test_quorum_the_curve_is_the_availability() -> None:
    result = run("quorum", node_availability="90%", requests="50000")
    assert average(result, "availability") == pytest.approx(result.closed_form.values["availability"], abs=0.01)
    rare = run("quorum", node_availability="99.99%", requests="5000")
    assert "outage_seconds" not in rare.outcome.metrics


def test_tail_the_share_of_slower_requests_follows_the_closed_form() -> None:
    result = run("tail_at_scale", fan_out="20", requests="20000")
    seen, known = (np.array(find_curve(result, name).values) for name in ("slower_share", "slower_share_closed_form"))
    assert np.abs(seen - known).max() < 0.02
    assert seen[0] > 0.99 > seen[-1] + 0.9
    assert (np.array(find_curve(result, "leaf_slower_share").values) <= known + 1e-9).all()
    assert "response_p999_seconds is left out: too few observations lie beyond it." in result.outcome.notes
    assert "response_p999_seconds" in run("tail_at_scale", fan_out="1", requests="200000").outcome.metrics


def test_scalability_the_line_is_what_nothing_shared_would_bring() -> None:
    result = run("usl", service_time="20ms", requests="5000")
    x = np.array(result.outcome.series.x)
    assert np.array(find_curve(result, "linear").values) == pytest.approx(50 * x)
    assert find_curve(result, "throughput_per_second").values[0] == pytest.approx(50, rel=0.15)


@pytest.mark.parametrize(("rate", "state"), [("150/s", "stable"), ("375/s", "vulnerable"), ("1100/s", "overloaded")])
def test_metastable_the_state_is_named_by_the_load(rate: str, state: str) -> None:
    result = run("metastable", arrival_rate=rate, trigger_duration="0s", watch_duration="20s", runs="2")
    assert f"the system is {state}" in result.closed_form.limits[0]
    assert result.closed_form.values["vulnerable_from_per_second"] == 200


def test_metastable_the_queue_at_its_longest_and_the_time_below_half() -> None:
    dent = run("metastable", max_retries="0", watch_duration="60s", runs="3")
    assert measure(dent, "peak_queue") == pytest.approx(1750, rel=0.15)  # 375 arrive and 200 are done, for ten seconds
    assert measure(dent, "recovered_share") == 1
    assert 5 < measure(dent, "down_seconds") < 25
    down = run("metastable", trigger_duration="15s", runs="2")
    assert measure(down, "down_seconds") > 40
    assert measure(down, "wasted_share") > 0.6
    calm = run("metastable", trigger_duration="0s", watch_duration="20s", runs="2")
    assert measure(calm, "wasted_share") == 0
    assert measure(calm, "goodput_after_per_second") == pytest.approx(375, rel=0.1)


def test_load_balancing_looking_at_all_beats_chance_and_not_one_shared_queue() -> None:
    knobs = {"servers": "10", "arrival_rate": "8/s", "requests": "20000"}
    chance, least = (
        run("load_balancing", policy="random", **knobs),
        run("load_balancing", policy="least_outstanding", **knobs),
    )
    bound = least.closed_form.values["pooled_response_seconds"]
    assert 0.95 * bound < measure(least, "response_seconds") < 0.5 * measure(chance, "response_seconds")
    with pytest.raises(UserError, match="utilization would be 1:"):
        run("load_balancing", servers="10", arrival_rate="10/s")


def test_one_client_alone_writes_once() -> None:
    result = run("backoff", clients="1")
    assert result.closed_form.values == {"calls": 1.0, "calls_per_client": 1.0}
    assert (measure(result, "calls"), measure(result, "calls_per_client")) == (1.0, 1.0)
    assert run("backoff", clients="2").closed_form.values == {}

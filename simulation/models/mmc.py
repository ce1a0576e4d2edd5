"""A waiting room with several servers (M/M/c), as one queue or as one queue a server."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from deck.estimates.erlang import erlang_c
from simulation import knobs
from simulation.estimators import (
    Floats,
    add_percentiles,
    band,
    bin_means,
    count_in_bins,
    estimate_mean,
    estimate_share,
    level,
    middles,
)
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values
from simulation.queueing import check_empty_start, compute_response_tail, find_percentiles
from simulation.waiting import draw_free_times, simulate_waits

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_REPLICATIONS = 100
"""More than other models have: near saturation a replication is hardly more than its first state."""
_FEWEST_REPLICATIONS = 8
"""Long waits come in clusters: a share is told only if so many replications saw one."""
_WARM_UP = {"steady": 0.1, "empty": 0.4}
"""The share of each replication that is left out. From empty the queue needs far longer to forget its start."""


def _compute_load(values: Values) -> float:
    return values.number("arrival_rate") * values.number("service_time") / values.count("servers")


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    if _compute_load(values) >= 1:
        return _simulate_growth(values, rng)
    rate, service = values.number("arrival_rate"), values.number("service_time")
    servers, n = values.count("servers"), values.count("requests") // _REPLICATIONS
    separate = values.text("queues") == "separate"
    if values.text("start") == "empty":
        # Fewer and longer replications: each leaves out its own warm-up.
        n *= 2
        check_empty_start(_compute_load(values), 1.0, n * _WARM_UP["empty"] / (servers if separate else 1))
    skip = int(n * _WARM_UP[values.text("start")])
    edges = np.linspace(0, n / rate, _BINS + 1)
    waits, responses, rows = [], [], []
    replications = _REPLICATIONS // 2 if values.text("start") == "empty" else _REPLICATIONS
    for _ in range(replications):
        arrivals = np.cumsum(rng.exponential(1 / rate, n))
        services = rng.exponential(service, n)
        wait = (
            _simulate_separate_waits(values, rng, arrivals, services)
            if separate
            else _simulate_shared_waits(values, rng, arrivals, services)
        )
        rows.append(bin_means(arrivals, wait, edges))
        waits.append(wait[skip:])
        responses.append(wait[skip:] + services[skip:])
    sample_count = float(n - skip)
    floor = service / servers / (sample_count * replications)
    threshold = values.number("wait_threshold")
    mean_wait = estimate_mean([float(wait.mean()) for wait in waits], floor=floor)
    metrics: dict[str, SimulatedValue] = {
        "wait_seconds": mean_wait,
        "response_seconds": estimate_mean([float(response.mean()) for response in responses], floor=floor),
        "wait_probability": estimate_share([float((wait > 0).sum()) for wait in waits], [sample_count] * replications),
        "queue_length": SimulatedValue(value=mean_wait.value * rate, standard_error=mean_wait.standard_error * rate),
        "utilization": estimate_mean(
            [
                float((response - wait).sum()) / servers * rate / sample_count
                for wait, response in zip(waits, responses, strict=True)
            ]
        ),
    }
    beyond = [float((wait > threshold).sum()) for wait in waits]
    notes: tuple[str, ...] = ()
    if sum(count > 0 for count in beyond) >= _FEWEST_REPLICATIONS:
        metrics["wait_beyond_threshold_probability"] = estimate_share(beyond, [sample_count] * replications)
    else:
        notes = ("Waits beyond the threshold are too rare to be counted in this many requests.",)
    notes += add_percentiles(metrics, "wait", waits, floor=floor) + add_percentiles(
        metrics, "response", responses, floor=floor
    )
    metrics["in_system"] = SimulatedValue(
        value=metrics["response_seconds"].value * rate, standard_error=metrics["response_seconds"].standard_error * rate
    )
    closed_form = _compute_closed_form(values).values["wait_seconds"]
    series = CurveSet(
        x=middles(edges),
        curves=(
            band("wait_seconds", "Mean wait", "s", rows),
            level("wait_seconds_closed_form", "Closed form", "s", closed_form, _BINS),
        ),
    )
    left_out = f"The first {_WARM_UP[values.text('start')]:.0%} of each of {replications} replications are left out as warm-up."
    return SimulationOutcome(metrics=metrics, series=series, notes=(*notes, left_out))


def _simulate_shared_waits(values: Values, rng: Generator, arrivals: Floats, services: Floats) -> Floats:
    servers = values.count("servers")
    if values.text("start") == "steady":
        free = draw_free_times(rng, servers, values.number("arrival_rate"), values.number("service_time"))
    else:
        free = [0.0] * servers
    return simulate_waits(arrivals, services, free)


def _simulate_separate_waits(values: Values, rng: Generator, arrivals: Floats, services: Floats) -> Floats:
    """Give each customer a server by chance, where it waits even if another is idle."""
    servers, rate = values.count("servers"), values.number("arrival_rate") / values.count("servers")
    waits = np.zeros(arrivals.size)
    assignments = rng.integers(0, servers, arrivals.size)
    for server in range(servers):
        mine = np.flatnonzero(assignments == server)
        is_steady = values.text("start") == "steady"
        free = draw_free_times(rng, 1, rate, values.number("service_time")) if is_steady else [0.0]
        waits[mine] = simulate_waits(arrivals[mine], services[mine], free)
    return waits


def _simulate_growth(values: Values, rng: Generator) -> SimulationOutcome:
    """Simulate an overloaded room: nothing settles, so only the growth of the crowd is measured, after the first half."""
    rate, service, servers = values.number("arrival_rate"), values.number("service_time"), values.count("servers")
    n = values.count("requests") // _REPLICATIONS
    horizon = n / rate
    edges = np.linspace(0, horizon, _BINS + 1)
    growth, rows = [], []
    for _ in range(_REPLICATIONS):
        # Six standard deviations more than fit on average: arrivals must not end before the horizon.
        arrivals = np.cumsum(rng.exponential(1 / rate, n + int(6 * math.sqrt(n)) + 10))
        services = rng.exponential(service, arrivals.size)
        departures = arrivals + services + simulate_waits(arrivals, services, [0.0] * servers)
        inside = np.cumsum(count_in_bins(arrivals, edges)) - np.cumsum(count_in_bins(departures, edges))
        rows.append(inside)
        growth.append(float(inside[-1] - inside[_BINS // 2 - 1]) / (horizon / 2))
    curves = (band("in_system", "In the system", "count", rows),)
    return SimulationOutcome(
        metrics={"growth_per_second": estimate_mean(growth)},
        series=CurveSet(x=middles(edges), curves=curves),
        notes=("More arrives than can be served: there is no long-run wait, only growth.",),
    )


def _compute_closed_form(values: Values) -> ClosedForm:
    rate, service, servers = values.number("arrival_rate"), values.number("service_time"), values.count("servers")
    rho = _compute_load(values)
    if rho >= 1:
        # Just above 1 the servers are idle now and then, and a replication ends before the growth has settled.
        metrics = {"growth_per_second": rate - servers / service} if rho >= 1.05 else {}
        return ClosedForm(values=metrics, limits=("Erlang's formula holds below a utilization of 1 only.",))
    c, lam = (1, rate / servers) if values.text("queues") == "separate" else (servers, rate)
    waiting = erlang_c(c, lam * service)
    drain = c / service - lam
    wait = waiting / drain
    metrics = {
        "wait_seconds": wait,
        "response_seconds": wait + service,
        "wait_probability": waiting,
        "wait_beyond_threshold_probability": waiting * math.exp(-drain * values.number("wait_threshold")),
        "queue_length": rate * wait,
        "in_system": rate * (wait + service),
        "utilization": rho,
    }
    metrics |= find_percentiles("wait", lambda t: waiting * math.exp(-drain * t), service)
    metrics |= find_percentiles("response", lambda t: compute_response_tail(c, lam, service, t), service)
    return ClosedForm(
        values=metrics,
        limits=("Holds for random arrivals, exponential service and patience without end; the long-run state.",),
    )


MODEL = Model(
    name="mmc",
    aliases=("mm1", "waiting_room", "m_m_c", "m_m_1", "queue"),
    title="Waiting room: one queue or many (M/M/c)",
    question="Ten servers need 1 s for each request and 8 arrive in a second. How long does one wait before it is served?",
    goal="Keep the p99 of the wait under twice the service time with as few servers as you can.",
    knobs=(
        knobs.arrival_rate(8.0),
        knobs.service_time(1.0),
        knobs.servers(10),
        knobs.choice(
            "queues",
            "Queues",
            "shared",
            ("shared", "separate"),
            aliases=("pooling",),
            help="shared: one queue for all servers; separate: each server has its own queue, joined by chance.",
        ),
        knobs.duration(
            "wait_threshold", "Wait that counts as too long", 1.0, high=3600.0, step=0.1, aliases=("threshold",)
        ),
        knobs.requests(150_000),
        knobs.start(),
    ),
    metrics=(
        Metric(name="wait_seconds", label="Mean wait", unit="s"),
        Metric(name="wait_p50_seconds", label="Wait, p50", unit="s"),
        Metric(name="wait_p95_seconds", label="Wait, p95", unit="s"),
        Metric(name="wait_p99_seconds", label="Wait, p99", unit="s"),
        Metric(name="response_seconds", label="Mean response time", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="wait_probability", label="Share that waits", unit="ratio"),
        Metric(name="wait_beyond_threshold_probability", label="Share that waits too long", unit="ratio"),
        Metric(name="queue_length", label="Waiting, on average", unit="count"),
        Metric(name="in_system", label="Waiting or served, on average", unit="count"),
        Metric(name="utilization", label="Utilization", unit="ratio"),
        Metric(name="growth_per_second", label="Growth of the crowd", unit="/s"),
    ),
    notice=(
        "The wait does not grow with utilization, it explodes: from 80 % to 90 % it doubles and more.",
        "One shared queue is far better than one queue a server: nobody waits while a server is idle.",
        "The same utilization is harmless with 100 servers and painful with one.",
    ),
    source="A. K. Erlang, 1917 (Erlang C); Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, section 2.3",
    answer_metric="wait_seconds",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: 2.0 * values.count("requests"),
)

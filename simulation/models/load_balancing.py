"""Load balancing: random, round robin, fewest outstanding requests, or the better of a few choices."""

from __future__ import annotations

import math
from heapq import heappop, heappush

import numpy as np
from numpy.random import Generator

from deck.estimates.erlang import erlang_c
from errors import UserError
from simulation import knobs
from simulation.estimators import Floats, add_percentiles, band, bin_means, estimate_mean, level, middles
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulationOutcome, Values

# Independent runs behind each mean and its band: the requests are shared out among them.
_RUNS = 10
# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# The share of a run that is left out: it begins with the queues of infinitely many servers, not quite those of so many.
_WARM_UP = 0.2
_DEEP = 1e-12
"""Tails of queue lengths below this are zero."""
_LEVELS = 40
"""Queue lengths that the correction for few servers looks at; with two choices the tails are nothing far sooner."""
_NEAR = 0.03
"""The limit of many servers is told as the closed form where the correction for this number of servers is at most so large."""


def _compute_load(values: Values) -> float:
    rho = values.number("arrival_rate") * values.number("service_time") / values.count("servers")
    if rho >= 1:
        raise UserError(f"The utilization would be {rho:.3g}: lower arrival_rate or add servers until it is below 1.")
    return rho


def _count_choices(values: Values) -> int:
    """Return how many servers a request looks at: 1 for random, all for least outstanding."""
    policy, servers = values.text("policy"), values.count("servers")
    return {"random": 1, "round_robin": 1, "least_outstanding": servers}.get(
        policy, min(servers, values.count("choices"))
    )


def _find_round_robin_root(rho: float, servers: int) -> float:
    """Return σ of GI/M/1 with Erlang arrivals: each server sees every `servers`-th request."""
    low, high = 0.0, 1.0 - 1e-12
    for _ in range(200):
        sigma = (low + high) / 2
        # Laplace transform of the gaps between arrivals at one server, at (1 - σ) service rates.
        transform = (servers * rho / (servers * rho + 1 - sigma)) ** servers
        low, high = (sigma, high) if transform > sigma else (low, sigma)
    return (low + high) / 2


def _compute_limit_tails(rho: float, choices: int) -> list[float]:
    """Return P(length >= k) for k = 1, 2, … with infinitely many servers: rho^((d^k - 1) / (d - 1))."""
    tails, exponent = [], 1.0
    while exponent * math.log(rho) > math.log(_DEEP):
        tails.append(rho**exponent)
        exponent = exponent * choices + 1
    return tails


def _correct_for_servers(rho: float, choices: int, servers: int) -> float:
    """Return how many more requests a server holds, on average, with finitely many servers than with infinitely many.

    The refined mean-field approximation: V / servers, with V from the Lyapunov equation of the drift f(x)_k = rho (x_(k-1)^d
    - x_k^d) - (x_k - x_(k+1)). Source: N. Gast, B. Van Houdt, A Refined Mean Field Approximation, SIGMETRICS 2018; at rho =
    .9 and d = 2 they print 2.3931 in simulation for 100 servers, 2.3527 in the limit.
    """
    tails = np.array(_compute_limit_tails(rho, choices)[:_LEVELS])
    size, before, after = tails.size, np.concatenate(([1.0], tails[:-1])), np.append(tails[1:], 0.0)
    gain = rho * choices * np.concatenate(([0.0], tails[:-1])) ** (choices - 1)
    loss = rho * choices * tails ** (choices - 1)
    jacobian = np.diag(-loss - 1.0) + np.diag(gain[1:], -1) + np.diag(np.ones(size - 1), 1)
    noise = np.diag(rho * (before**choices - tails**choices) + (tails - after))
    eye = np.eye(size)
    lyapunov = np.kron(jacobian, eye) + np.kron(eye, jacobian)
    spread = np.diag(np.linalg.solve(lyapunov, -noise.ravel()).reshape(size, size))
    bend = rho * choices * (choices - 1) * tails ** (choices - 2) * spread
    bent = np.concatenate(([0.0], bend[:-1])) - bend
    return float(np.linalg.solve(jacobian, -bent / 2).sum()) / servers


def _draw_lengths(values: Values, rng: Generator, rho: float) -> list[int]:
    """Return queue lengths at the start: P(length >= k) from the limit of many servers, a fair start for any number."""
    choices, policy = _count_choices(values), values.text("policy")
    if policy == "round_robin":
        ratio = _find_round_robin_root(rho, values.count("servers"))
        tails = [rho * ratio ** (k - 1) for k in range(1, 5000)]
    elif choices == 1:
        tails = [rho**k for k in range(1, 5000)]
    else:
        tails = _compute_limit_tails(rho, choices)
    table = np.array([tail for tail in tails if tail > _DEEP])
    return np.searchsorted(-table, -rng.random(values.count("servers"))).tolist()  # type: ignore[no-any-return]


def _run_once(values: Values, rng: Generator, n: int) -> tuple[Floats, Floats]:
    """Return the moments of arrival and the response times of `n` requests."""
    servers, service, rate = values.count("servers"), values.number("service_time"), values.number("arrival_rate")
    policy, choices = values.text("policy"), _count_choices(values)
    lengths, free, leaving = [0] * servers, [0.0] * servers, []
    for server, length in enumerate(_draw_lengths(values, rng, _compute_load(values))):
        for need in rng.exponential(service, length).tolist():
            free[server] += need
            leaving.append((free[server], server))
        lengths[server] = length
    leaving.sort()
    arrivals = np.cumsum(rng.exponential(1 / rate, n))
    responses = [0.0] * n
    least = policy == "least_outstanding"
    looks = rng.integers(0, servers, (n, 1 if least else choices)).tolist()
    turn = int(rng.integers(0, servers))
    for place, (arrival, need, look) in enumerate(
        zip(arrivals.tolist(), rng.exponential(service, n).tolist(), looks, strict=True)
    ):
        while leaving and leaving[0][0] <= arrival:
            lengths[heappop(leaving)[1]] -= 1
        if least:
            # A random start makes ties fall evenly.
            fewest = min(lengths)
            server = look[0]
            while lengths[server] != fewest:
                server = server + 1 if server + 1 < servers else 0
        elif policy == "round_robin":
            server = turn = turn + 1 if turn + 1 < servers else 0
        else:
            server = look[0]
            for other in look[1:]:
                if lengths[other] < lengths[server]:
                    server = other
        begin = free[server] if free[server] > arrival else arrival
        end = begin + need
        free[server] = end
        lengths[server] += 1
        heappush(leaving, (end, server))
        responses[place] = end - arrival
    return arrivals, np.array(responses)


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    rho = _compute_load(values)
    n = values.count("requests") // _RUNS
    skip = int(n * _WARM_UP)
    rate, service = values.number("arrival_rate"), values.number("service_time")
    edges = np.linspace(0, n / rate, _BINS + 1)
    samples, rows = [], []
    for _ in range(_RUNS):
        arrivals, responses = _run_once(values, rng, n)
        samples.append(responses[skip:])
        rows.append(bin_means(arrivals, responses, edges))
    floor = service / n
    means = [float(responses.mean()) for responses in samples]
    metrics = {
        "response_seconds": estimate_mean(means, floor=floor),
        "wait_seconds": estimate_mean([mean - service for mean in means], floor=floor),
        "in_system_per_server": estimate_mean([mean * rho / service for mean in means], floor=1 / n),
    }
    notes = add_percentiles(metrics, "response", samples, floor=floor)
    curves = [band("response_seconds", "Mean response time", "s", rows)]
    closed_form = _compute_closed_form(values).values.get("response_seconds")
    if closed_form is not None:
        curves.append(level("response_seconds_closed_form", "Closed form", "s", closed_form, _BINS))
    note = f"The first {_WARM_UP:.0%} of each of {_RUNS} runs are left out as warm-up."
    return SimulationOutcome(
        metrics=metrics, series=CurveSet(x=middles(edges), curves=tuple(curves)), notes=(*notes, note)
    )


def _compute_closed_form(values: Values) -> ClosedForm:
    rho, service, servers = _compute_load(values), values.number("service_time"), values.count("servers")
    policy, choices = values.text("policy"), _count_choices(values)
    if policy == "least_outstanding" and servers > 1:
        pooled = service + erlang_c(servers, rho * servers) * service / (servers * (1 - rho))
        return ClosedForm(
            values={"pooled_response_seconds": pooled},
            limits=("No simple closed form. It cannot beat one shared queue (M/M/c), which is the bound shown.",),
        )
    if policy == "round_robin":
        response = service / (1 - _find_round_robin_root(rho, servers))
        limit = "Exact: each server is a queue with Erlang arrivals (GI/M/1)."
    elif choices == 1:
        response = service / (1 - rho)
        limit = "Exact: each server is an M/M/1 queue."
    else:
        total, exponent = 0.0, 1.0
        while (tail := rho ** (exponent - 1)) > _DEEP:
            total += tail
            exponent = exponent * choices + 1
        response = service * total
        share = _correct_for_servers(rho, choices, servers) / (total * rho)
        if share > _NEAR:
            return ClosedForm(
                values={"many_servers_response_seconds": response},
                limits=(
                    f"The value shown is the limit of many servers. With {servers} the truth is higher, by about "
                    f"{share:.0%} in the first approximation: too far off to be compared.",
                ),
            )
        limit = f"The limit of many servers; with {servers} the truth is higher by about {share:.2%}."
    return ClosedForm(
        values={
            "response_seconds": response,
            "wait_seconds": response - service,
            "in_system_per_server": response * rho / service,
        },
        limits=(limit, "Holds for random arrivals and exponential service."),
    )


MODEL = Model(
    name="load_balancing",
    aliases=("supermarket", "power_of_two_choices", "two_choices", "load_balancer"),
    title="Load balancing and the power of two choices",
    question=(
        "Servers are 90 % busy with work of 1 s, and each request goes to the better of two. How long is the "
        "mean response time?"
    ),
    goal="Get under 3 service times at 95 % utilization while looking at as few servers as you can.",
    knobs=(
        knobs.arrival_rate(450.0, step=10.0),
        knobs.service_time(1.0),
        knobs.servers(500, high=2000),
        knobs.choice(
            "policy",
            "Policy",
            "choices",
            ("random", "round_robin", "choices", "least_outstanding"),
            aliases=("balancing",),
            help="choices: look at a few servers at random and take the one with the fewest requests.",
        ),
        knobs.count("choices", "Servers looked at", 2, low=1, high=20, aliases=("d",)),
        knobs.requests(80_000),
    ),
    metrics=(
        Metric(name="response_seconds", label="Mean response time", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="wait_seconds", label="Mean wait", unit="s"),
        Metric(name="in_system_per_server", label="Requests a server holds, on average", unit="number"),
        Metric(name="pooled_response_seconds", label="One shared queue", unit="s"),
    ),
    notice=(
        "The second choice brings almost everything; the third hardly more.",
        "Round robin evens out the arrivals and not the work: it halves the wait at best.",
        "The busier the servers, the more a choice is worth: at 99 % it is 100 against 5.4 service times.",
    ),
    source="M. Mitzenmacher, “The Power of Two Choices in Randomized Load Balancing”, 1996/2001; N. Vvedenskaya et al., 1996",
    answer_metric="response_seconds",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        2.0
        * values.count("requests")
        * (max(1.0, values.count("servers") / 50) if values.text("policy") == "least_outstanding" else 1.0)
    ),
)

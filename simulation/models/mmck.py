"""A bounded queue that turns requests away when it is full (M/M/c/K): load shedding."""

from __future__ import annotations

from heapq import heapify, heappop, heappush, heapreplace

import numpy as np
from numpy.random import Generator

from errors import UserError
from simulation import knobs
from simulation.estimators import (
    REPLICATIONS,
    Floats,
    add_percentiles,
    band,
    bin_means,
    estimate_mean,
    estimate_ratio,
    estimate_share,
    level,
    middles,
)
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values
from simulation.queueing import compute_state_probabilities

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
_WARM_UP = {"steady": 0.1, "empty": 0.4}


def _draw_state(values: Values, rng: Generator) -> tuple[list[float], list[float]]:
    """Return the servers' free times and the departures of those inside, drawn from the long-run law."""
    service, servers, capacity = values.number("service_time"), values.count("servers"), values.count("capacity")
    law = compute_state_probabilities(servers, values.number("arrival_rate") * service, capacity)
    inside = int(rng.choice(capacity + 1, p=np.array(law) / sum(law)))
    free = [0.0] * servers
    leaving = []
    for need in rng.exponential(service, inside).tolist():
        end = free[0] + need
        heapreplace(free, end)
        leaving.append(end)
    heapify(leaving)
    return free, leaving


def _replicate(arrivals: Floats, services: Floats, capacity: int, free: list[float], leaving: list[float]) -> Floats:
    """Return each request's wait; `nan` where it was turned away."""
    waits = [float("nan")] * arrivals.size
    for place, (arrival, service) in enumerate(zip(arrivals.tolist(), services.tolist(), strict=True)):
        while leaving and leaving[0] <= arrival:
            heappop(leaving)
        if len(leaving) >= capacity:
            continue
        begin = free[0] if free[0] > arrival else arrival
        heapreplace(free, begin + service)
        heappush(leaving, begin + service)
        waits[place] = begin - arrival
    return np.array(waits)


def _check(values: Values) -> None:
    if values.count("capacity") < values.count("servers"):
        raise UserError(
            f"capacity counts those being served too: it must be at least servers ({values.count('servers')}), "
            f"not {values.count('capacity')}."
        )


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    _check(values)
    rate, service, servers = values.number("arrival_rate"), values.number("service_time"), values.count("servers")
    n, start = values.count("requests") // REPLICATIONS, values.text("start")
    skip = int(n * _WARM_UP[start])
    edges = np.linspace(0, n / rate, _BINS + 1)
    waits, responses, shed_rows = [], [], []
    blocked, offered, spans, waited, responded = [], [], [], [], []
    for _ in range(REPLICATIONS):
        arrivals, services = np.cumsum(rng.exponential(1 / rate, n)), rng.exponential(service, n)
        free, leaving = _draw_state(values, rng) if start == "steady" else ([0.0] * servers, [])
        all_waits = _replicate(arrivals, services, values.count("capacity"), free, leaving)
        shed_rows.append(bin_means(arrivals, np.isnan(all_waits).astype(float), edges))
        wait = all_waits[skip:]
        is_admitted = ~np.isnan(wait)
        waits.append(wait[is_admitted])
        responses.append(wait[is_admitted] + services[skip:][is_admitted])
        blocked.append(float((~is_admitted).sum()))
        offered.append(float(n - skip))
        # Arrivals are Poisson, so that n - skip of them take (n - skip) / rate seconds: dividing by the mean is exact.
        spans.append(float(n - skip) / rate)
        waited.append(float(waits[-1].sum()))
        responded.append(float(responses[-1].sum()))
    total = float(sum(offered))
    floor = service / servers / total
    admitted_counts = [o - b for o, b in zip(offered, blocked, strict=True)]
    turned_away = estimate_share(blocked, offered)
    metrics = {
        "blocking_probability": turned_away,
        # What is not turned away is answered, so both are known equally well: also where no request was turned away.
        "throughput_per_second": SimulatedValue(
            value=rate * (1 - turned_away.value), standard_error=rate * turned_away.standard_error
        ),
        "wait_seconds": estimate_ratio(waited, admitted_counts, floor=floor),
        "response_seconds": estimate_ratio(responded, admitted_counts, floor=floor),
        "queue_length": estimate_ratio(waited, spans, floor=rate * floor),
        "in_system": estimate_ratio(responded, spans, floor=rate * floor),
        "utilization": estimate_mean(
            [(r - w) / s / servers for r, w, s in zip(responded, waited, spans, strict=True)], floor=1 / total
        ),
    }
    notes = add_percentiles(metrics, "response", responses, floor=floor)
    closed_form = _compute_closed_form(values).values["blocking_probability"]
    curves = (
        band("blocking_probability", "Turned away", "ratio", shed_rows),
        level("blocking_probability_closed_form", "Closed form", "ratio", closed_form, _BINS),
    )
    note = f"The first {_WARM_UP[start]:.0%} of each of {REPLICATIONS} replications are left out as warm-up."
    return SimulationOutcome(metrics=metrics, series=CurveSet(x=middles(edges), curves=curves), notes=(*notes, note))


def _compute_closed_form(values: Values) -> ClosedForm:
    _check(values)
    rate, service, servers = values.number("arrival_rate"), values.number("service_time"), values.count("servers")
    law = compute_state_probabilities(servers, rate * service, values.count("capacity"))
    throughput = rate * (1 - law[-1])
    inside = sum(k * p for k, p in enumerate(law))
    queue = sum((k - servers) * p for k, p in enumerate(law) if k > servers)
    return ClosedForm(
        values={
            "blocking_probability": law[-1],
            "throughput_per_second": throughput,
            "wait_seconds": queue / throughput,
            "response_seconds": inside / throughput,
            "queue_length": queue,
            "in_system": inside,
            "utilization": throughput * service / servers,
        },
        limits=(
            "Holds for random arrivals and exponential service, at any load. Requests turned away do not come back.",
        ),
    )


MODEL = Model(
    name="mmck",
    aliases=("load_shedding", "bounded_queue", "m_m_c_k", "erlang_b"),
    title="Bounded queue with load shedding (M/M/c/K)",
    question="Ten servers take 1 s a request, 12 arrive in a second, and 30 fit inside. What share is turned away?",
    goal="Keep the p99 of those who get in under 3 s while turning away as few as you can.",
    knobs=(
        knobs.arrival_rate(12.0),
        knobs.service_time(1.0),
        knobs.servers(10),
        knobs.count(
            "capacity",
            "Places inside",
            30,
            low=1,
            high=5000,
            aliases=("k", "system_capacity", "queue_limit"),
            help="How many may be inside at once, those being served included.",
        ),
        knobs.requests(100_000),
        knobs.start(),
    ),
    metrics=(
        Metric(name="blocking_probability", label="Turned away", unit="ratio"),
        Metric(name="throughput_per_second", label="Answered", unit="/s"),
        Metric(name="wait_seconds", label="Mean wait of those let in", unit="s"),
        Metric(name="response_seconds", label="Mean response time of those let in", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="queue_length", label="Waiting, on average", unit="count"),
        Metric(name="in_system", label="Inside, on average", unit="count"),
        Metric(name="utilization", label="Utilization", unit="ratio"),
    ),
    notice=(
        "Past saturation a longer queue answers hardly more requests; it only makes every one of them late.",
        "Below saturation the last few places are almost never used.",
        "With capacity = servers there is no queue at all: that is Erlang's loss formula.",
    ),
    source="Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, section 2.5; A. K. Erlang, 1917 (Erlang B)",
    answer_metric="blocking_probability",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: 2.0 * values.count("requests"),
)

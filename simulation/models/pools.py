"""A thread pool in front of a connection pool: requests hold a thread while they wait for a connection, up to a time-out."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from heapq import heapreplace

import numpy as np
from numpy.random import Generator

from simulation import knobs
from simulation.estimators import (
    REPLICATIONS,
    Floats,
    add_percentiles,
    bin_means,
    count_in_bins,
    estimate_mean,
    estimate_ratio,
    estimate_share,
    level,
    line,
    middles,
)
from simulation.model import ClosedForm, CurveSet, Metric, Model, SimulatedValue, SimulationOutcome, Values
from simulation.queueing import compute_response_tail, find_percentiles
from simulation.waiting import draw_free_times, solve_impatient_queue

# Points of a curve: enough to show a bend on a phone, few enough that each is a mean of many events.
_BINS = 60
# The share of a run that is left out: threads begin free, and connections too where no long-run law is known to draw them from.
_WARM_UP = 0.2
# The closed form of the response's tail holds for a queue that nobody leaves: with more time-outs than this,
# percentiles are left out.
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, kw_only=True)
class _RequestTimes:
    """What happened to each request; `nan` where a stage was not reached."""

    arrivals: Floats
    thread_wait: Floats
    connection_wait: Floats
    response: Floats
    is_timed_out: Floats
    is_rejected: Floats


def _walk(values: Values, arrivals: Floats, queries: Floats, free: list[float]) -> _RequestTimes:
    """Send the requests through both pools in order of arrival, which is the order of both queues."""
    threads = [0.0] * values.count("threads")
    work, patience = values.number("work_time"), values.number("connection_timeout")
    limit = values.number("accept_queue")
    waiting: deque[float] = deque()
    nan = math.nan
    begins, waits, ends = [nan] * arrivals.size, [nan] * arrivals.size, [nan] * arrivals.size
    timed_out = []
    for place, (arrival, query) in enumerate(zip(arrivals.tolist(), queries.tolist(), strict=True)):
        while waiting and waiting[0] <= arrival:
            waiting.popleft()
        begin = threads[0]  # heaps of the moments at which threads and connections become free: the soonest comes first
        if begin > arrival:
            if len(waiting) >= limit:
                continue
            waiting.append(begin)
        else:
            begin = arrival
        connected = free[0] if free[0] > begin else begin
        if connected - begin > patience:
            timed_out.append(place)
            wait, end = patience, begin + patience
        else:
            heapreplace(free, connected + query)
            wait, end = connected - begin, connected + query + work
        begins[place], waits[place], ends[place] = begin, wait, end
        heapreplace(threads, end)
    started, is_timed_out = np.array(begins), np.zeros(arrivals.size)
    is_timed_out[timed_out] = 1.0
    return _RequestTimes(
        arrivals=arrivals,
        thread_wait=started - arrivals,
        connection_wait=np.array(waits),
        response=np.array(ends) - arrivals,
        is_timed_out=is_timed_out,
        is_rejected=np.isnan(started).astype(float),
    )


def _draw_first_free(values: Values, rng: Generator) -> list[float]:
    """Return when each connection becomes free at the start of a replication."""
    rate, query, connections = values.number("arrival_rate"), values.number("query_time"), values.count("connections")
    patience = values.number("connection_timeout")
    if "busy_threads" not in _compute_closed_form(values).values:
        # No long-run law to draw from: the pools start empty and fill during the warm-up.
        return [0.0] * connections
    return draw_free_times(rng, connections, rate, query, patience)


def _simulate(values: Values, rng: Generator) -> SimulationOutcome:
    rate, query = values.number("arrival_rate"), values.number("query_time")
    n = values.count("requests") // REPLICATIONS
    skip = int(n * _WARM_UP)
    span = (n - skip) / rate
    paths = []
    for _ in range(REPLICATIONS):
        arrivals = np.cumsum(rng.exponential(1 / rate, n))
        paths.append(_walk(values, arrivals, rng.exponential(query, n), _draw_first_free(values, rng)))
    sample_counts = [float(n - skip)] * REPLICATIONS
    floor = query / values.count("connections") / (n - skip) / REPLICATIONS
    waits = [_drop_missing(path.connection_wait[skip:]) for path in paths]
    responses = [_drop_missing(path.response[skip:]) for path in paths]
    reached = [float(wait.size) for wait in waits]
    timed_out = [float(path.is_timed_out[skip:].sum()) for path in paths]
    count = _count_by_fate if "busy_threads" in _compute_closed_form(values).values else _count_by_time
    answered, served, busy = np.array([count(path, skip, values) for path in paths]).T
    metrics: dict[str, SimulatedValue] = {
        "connection_wait_seconds": estimate_ratio([float(wait.sum()) for wait in waits], reached, floor=floor),
        "response_seconds": estimate_ratio([float(response.sum()) for response in responses], reached, floor=floor),
        "timeout_probability": estimate_share(timed_out, sample_counts),
        "rejection_probability": estimate_share(
            [float(path.is_rejected[skip:].sum()) for path in paths], sample_counts
        ),
        "throughput_per_second": estimate_mean(answered, floor=1 / span / REPLICATIONS),
        "busy_threads": estimate_mean(busy, floor=rate * floor),
        "busy_connections": estimate_mean(served, floor=rate * floor),
    }
    notes = list(add_percentiles(metrics, "connection_wait", waits, floor=floor))
    notes += add_percentiles(metrics, "response", responses, floor=floor)
    notes.append(f"The first {_WARM_UP:.0%} of each of {REPLICATIONS} replications are left out as warm-up.")
    return SimulationOutcome(metrics=metrics, series=_simulate_series(values, rng), notes=tuple(notes))


def _count_by_fate(path: _RequestTimes, skip: int, values: Values) -> tuple[float, float, float]:
    """Return answers a second, busy connections and busy threads from what becomes of each arrival (Little's law)."""
    rate, count = values.number("arrival_rate"), float(path.arrivals.size - skip)
    fine = (path.is_timed_out == 0) & (path.is_rejected == 0)
    fine[:skip] = False
    thread_seconds = float(np.nansum((path.response - path.thread_wait)[skip:]))
    queried = path.response - path.thread_wait - path.connection_wait - values.number("work_time")
    served = float(queried[fine].sum())
    return rate * float(fine.sum()) / count, rate * served / count, rate * thread_seconds / count


def _count_by_time(path: _RequestTimes, skip: int, values: Values) -> tuple[float, float, float]:
    """Return the same between the first and the last arrival that count: a queue that grows takes in more than it gives out."""
    begin, end = path.arrivals[skip], path.arrivals[-1]
    started = path.arrivals + path.thread_wait
    ended = path.arrivals + path.response
    fine = (path.is_timed_out == 0) & (path.is_rejected == 0)
    connected = (started + path.connection_wait)[fine]
    answers = float(((ended[fine] > begin) & (ended[fine] <= end)).sum())
    length = float(end - begin)
    return (
        answers / length,
        _sum_overlap(connected, ended[fine] - values.number("work_time"), begin, end) / length,
        _sum_overlap(started, ended, begin, end) / length,
    )


def _sum_overlap(begins: Floats, ends: Floats, low: float, high: float) -> float:
    """Return how much of the spans lies between low and high, in all."""
    overlap = np.minimum(ends, high) - np.maximum(begins, low)
    return float(overlap[overlap > 0].sum())


def _drop_missing(values: Floats) -> Floats:
    present_values: Floats = values[~np.isnan(values)]
    return present_values


def _simulate_series(values: Values, rng: Generator) -> CurveSet:
    """Simulate one stretch of time from a calm start, with a surge if one is set."""
    rate, length = values.number("arrival_rate"), values.number("duration")
    edges = np.linspace(0, length, _BINS + 1)
    begin, end = values.number("surge_start"), values.number("surge_start") + values.number("surge_duration")
    factor = values.number("surge_factor")
    pieces = [(0.0, min(begin, length), rate), (begin, min(end, length), rate * factor), (end, length, rate)]
    arrivals = np.concatenate(
        [np.sort(rng.uniform(low, high, rng.poisson(pace * (high - low)))) for low, high, pace in pieces if high > low]
    )
    slow = values.number("surge_query_time")
    in_surge = (arrivals >= begin) & (arrivals < end)
    means = np.where(in_surge & (slow > 0), slow, values.number("query_time"))
    queries = rng.exponential(1.0, arrivals.size) * means
    path = _walk(values, arrivals, queries, [0.0] * values.count("connections"))
    has_response = ~np.isnan(path.response)
    started = arrivals[has_response] + path.thread_wait[has_response]
    connected = started + path.connection_wait[has_response]
    ended = arrivals[has_response] + path.response[has_response]
    fine = path.is_timed_out[has_response] == 0
    width = length / _BINS
    failed = bin_means(arrivals, path.is_timed_out + path.is_rejected, edges)
    curves = (
        line("response_p99_seconds", "Response time, p99", "s", _bin_p99(ended, path.response[has_response], edges)),
        line("busy_threads", "Busy threads", "count", _count_occupancy(started, ended, edges)),
        line(
            "waiting_for_connection", "Waiting for a connection", "count", _count_occupancy(started, connected, edges)
        ),
        line(
            "waiting_for_thread",
            "Waiting for a thread",
            "count",
            _count_occupancy(arrivals[has_response], started, edges),
        ),
        line("arrivals_per_second", "Arriving", "/s", count_in_bins(arrivals, edges) / width),
        line("throughput_per_second", "Answered", "/s", count_in_bins(ended[fine], edges) / width),
        line("failure_share", "Timed out or rejected", "ratio", np.nan_to_num(failed)),
    )
    closed_form = _compute_closed_form(values).values
    # The closed form is that of the load without a surge: beside one it would be taken for what the curve should be.
    is_calm = values.number("surge_duration") == 0 or (values.number("surge_factor") == 1 and slow == 0)
    levels = tuple(
        level(f"{curve.name}_closed_form", "Closed form", curve.unit, closed_form[curve.name], _BINS)
        for curve in curves
        if is_calm and curve.name in closed_form
    )
    return CurveSet(x=middles(edges), curves=(*curves, *levels))


def _bin_p99(times: Floats, values: Floats, edges: Floats) -> Floats:
    """Return the 99th percentile of those that end in each bin; an empty bin repeats the one before."""
    places = np.searchsorted(edges, times, side="right") - 1
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(edges.size))
    result = np.zeros(edges.size - 1)
    for bin_ in range(edges.size - 1):
        inside = values[order[bounds[bin_] : bounds[bin_ + 1]]]
        result[bin_] = np.quantile(inside, 0.99) if inside.size else (result[bin_ - 1] if bin_ else 0.0)
    return result


def _count_occupancy(begins: Floats, ends: Floats, edges: Floats) -> Floats:
    """Return how many are inside at the middle of each bin."""
    at = (edges[1:] + edges[:-1]) / 2
    return (np.searchsorted(np.sort(begins), at) - np.searchsorted(np.sort(ends), at)).astype(float)


def _compute_closed_form(values: Values) -> ClosedForm:
    rate, query, connections = values.number("arrival_rate"), values.number("query_time"), values.count("connections")
    patience, work, threads = values.number("connection_timeout"), values.number("work_time"), values.count("threads")
    by_connections, by_threads = connections / query, threads / (query + work)
    most = min(by_connections, by_threads)
    # What counts of a replication must last many times as long as a thread is held, or hardly any answer falls into it.
    measured_time = (1 - _WARM_UP) * (values.count("requests") // REPLICATIONS) / rate
    is_clear = (
        max(by_connections, by_threads) > 2 * most and threads > connections and measured_time > 20 * (query + work)
    )
    if rate * query >= connections and not math.isfinite(patience):
        return ClosedForm(
            values={"throughput_per_second": most} if rate > 1.2 * most and is_clear else {},
            limits=(
                f"More arrives than {connections} connections can serve ({connections / query:,.4g}/s): no steady state.",
            ),
        )
    _nobody, timeout_share, wait = solve_impatient_queue(connections, rate, query, patience)
    busy = rate * (wait + (1 - timeout_share) * (query + work))
    # A little over six standard deviations of a Poisson number of requests inside: then threads never run out.
    if threads < busy + 6 * math.sqrt(busy) + 6:
        return ClosedForm(
            values={"throughput_per_second": most} if rate > 1.2 * most and is_clear else {},
            limits=(
                f"About {busy:,.0f} threads would be held at once and there are {threads}: the threads are a second queue, "
                "and M/M/c with time-outs no longer describes it.",
            ),
        )
    metrics = {
        "connection_wait_seconds": wait,
        "response_seconds": wait + (1 - timeout_share) * (query + work),
        "timeout_probability": timeout_share,
        "rejection_probability": 0.0,
        "throughput_per_second": rate * (1 - timeout_share),
        "busy_threads": busy,
        "busy_connections": rate * (1 - timeout_share) * query,
    }
    if timeout_share < _NEGLIGIBLE:
        metrics |= find_percentiles(
            "response", lambda t: compute_response_tail(connections, rate, query, max(t - work, 0.0)), query + work
        )
    return ClosedForm(
        values=metrics, limits=("Holds while threads never run out, for random arrivals and exponential query times.",)
    )


MODEL = Model(
    name="pools",
    aliases=("thread_pool", "connection_pool", "hikari"),
    title="Thread pool against connection pool",
    question="200 threads, 10 connections, 25 ms a query: what is p99 at 300 requests/s?",
    goal="Keep p99 under 500 ms at 380 requests/s with as few connections as you can.",
    knobs=(
        knobs.arrival_rate(300.0, step=10.0),
        knobs.count("threads", "Request threads", 200, low=1, high=10_000, aliases=("thread_pool", "max_threads")),
        knobs.count(
            "connections",
            "Database connections",
            10,
            low=1,
            high=1000,
            aliases=("servers", "pool_size", "connection_pool", "c"),
        ),
        knobs.duration(
            "query_time",
            "Time a query holds its connection",
            0.025,
            low=1e-6,
            high=600.0,
            step=0.005,
            aliases=("service_time", "service"),
            help="Mean of an exponential distribution.",
        ),
        knobs.duration("work_time", "Work after the query, thread held", 0.0, high=600.0, step=0.005),
        knobs.duration(
            "connection_timeout",
            "Wait for a connection, at most",
            30.0,
            low=0.0,
            high=3600.0,
            step=0.5,
            can_be_off=True,
            aliases=("timeout", "acquire_timeout"),
        ),
        knobs.count(
            "accept_queue", "Places in the accept queue", 10_000, high=1_000_000, step=100, aliases=("backlog",)
        ),
        knobs.duration("duration", "Length of the curves", 60.0, low=1.0, high=7200.0, step=60.0),
        knobs.duration("surge_start", "A surge begins at", 0.0, high=7200.0, step=30.0),
        knobs.duration("surge_duration", "and lasts", 0.0, high=7200.0, step=30.0),
        knobs.share("surge_factor", "Load in the surge, by normal load", 1.0, high=20.0),
        knobs.duration("surge_query_time", "Query time in the surge (0: as usual)", 0.0, high=600.0, step=0.005),
        knobs.requests(60_000),
    ),
    metrics=(
        Metric(name="response_seconds", label="Mean response time", unit="s"),
        Metric(name="response_p50_seconds", label="Response time, p50", unit="s"),
        Metric(name="response_p95_seconds", label="Response time, p95", unit="s"),
        Metric(name="response_p99_seconds", label="Response time, p99", unit="s"),
        Metric(name="connection_wait_seconds", label="Mean wait for a connection", unit="s"),
        Metric(name="connection_wait_p50_seconds", label="Wait for a connection, p50", unit="s"),
        Metric(name="connection_wait_p95_seconds", label="Wait for a connection, p95", unit="s"),
        Metric(name="connection_wait_p99_seconds", label="Wait for a connection, p99", unit="s"),
        Metric(name="timeout_probability", label="Timed out", unit="ratio"),
        Metric(name="rejection_probability", label="Rejected at the door", unit="ratio"),
        Metric(name="throughput_per_second", label="Answered", unit="/s"),
        Metric(name="busy_threads", label="Busy threads, on average", unit="count"),
        Metric(name="busy_connections", label="Busy connections, on average", unit="count"),
    ),
    notice=(
        "Connections divided by query time is all there is: 10 by 25 ms is 400 a second, whatever the threads.",
        "More threads do not answer more requests; they move the queue to where nobody looks.",
        "A short time-out turns a slow failure into a fast one and keeps the threads free.",
    ),
    source="A. K. Erlang, 1917; S. Zeltyn, A. Mandelbaum, 2005 (M/M/n+G), for customers that give up",
    answer_metric="response_p99_seconds",
    simulate=_simulate,
    closed_form=_compute_closed_form,
    count_events=lambda values: (
        3.0 * values.count("requests")
        + 3.0 * values.number("arrival_rate") * values.number("duration") * max(1.0, values.number("surge_factor"))
    ),
)

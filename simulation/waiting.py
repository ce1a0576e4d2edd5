"""The multi-server queue that several models simulate: first come, first served, with exponential service.

A customer takes the server that is free first (Kiefer and Wolfowitz 1955), so that a heap of the servers' free times is the whole
state and one pass over the arrivals is enough.
"""

from __future__ import annotations

import math
from heapq import heapify, heapreplace

import numpy as np
from numpy.random import Generator

from deck.estimates.erlang import erlang_b
from simulation.estimators import Floats

_NEVER = 1e-200
"""A chance below this is zero; its inverse would overflow."""


def solve_impatient_queue(
    servers: int, arrival_rate: float, service_time: float, patience: float
) -> tuple[float, float, float]:
    """Return P(nobody waits), P(time-out) and the mean wait of M/M/c + D: customers give up after `patience` seconds.

    Time-outs count with their whole patience in the mean wait. `patience` may be infinite where the load is below 1.
    Source: S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers: many-server asymptotics of the M/M/n+G queue"
    (2005), section 3, with H(x) = min(x, patience).
    """
    blocking = erlang_b(servers - 1, arrival_rate * service_time)
    if blocking < _NEVER:
        return 1.0, 0.0, 0.0
    epsilon = 1 / blocking
    capacity = servers / service_time
    theta = capacity - arrival_rate
    # Everything is divided by e^(-theta * patience) where that is the larger part, so that an overloaded queue does not overflow.
    swing = -theta * patience if math.isfinite(patience) else -math.inf
    scale = math.exp(-max(swing, 0.0))
    edge = math.exp(min(swing, 0.0)) if math.isfinite(patience) else 0.0
    # At a load of 1 theta is nothing, and the formulas have a limit instead of a value.
    if abs(theta) * min(patience, 1e9) < 1e-9 and math.isfinite(patience):
        before, moment = patience * scale, patience**2 / 2 * scale
    else:
        before = (scale - edge) / theta
        at_edge = patience * edge if math.isfinite(patience) else 0.0
        moment = before / theta - at_edge / theta
    beyond = edge / capacity
    total = epsilon * scale + arrival_rate * (before + beyond)
    timeout_wait = patience * beyond if math.isfinite(patience) else 0.0
    return (
        epsilon * scale / total,
        arrival_rate * beyond / total,
        arrival_rate * (moment + timeout_wait) / total,
    )


def draw_free_times(
    rng: Generator, servers: int, arrival_rate: float, service_time: float, patience: float = math.inf
) -> list[float]:
    """Return when each server becomes free, drawn from the long-run law of M/M/c + D, as a heap."""
    nobody_waits, _timeout, _mean = solve_impatient_queue(servers, arrival_rate, service_time, patience)
    if rng.random() < nobody_waits:
        # Fewer than c are inside, k of them with weight a^k / k!.
        logs = np.concatenate([[0.0], np.cumsum(np.log(arrival_rate * service_time / np.arange(1, servers)))])
        weights = np.exp(logs - logs.max())
        busy = int(rng.choice(servers, p=weights / weights.sum()))
        free = [*rng.exponential(service_time, busy).tolist(), *([0.0] * (servers - busy))]
    else:
        first = _draw_wait(rng, servers / service_time, arrival_rate, patience)
        free = [first, *(first + rng.exponential(service_time, servers - 1)).tolist()]
    heapify(free)
    return free


def _draw_wait(rng: Generator, capacity: float, arrival_rate: float, patience: float) -> float:
    """Draw the wait that an arrival would meet, given that it is positive: density exp(min(x, patience)*rate - capacity*x)."""
    theta = capacity - arrival_rate
    if not math.isfinite(patience):
        return float(rng.exponential(1 / theta))
    swing = -theta * patience
    scale, edge = math.exp(-max(swing, 0.0)), math.exp(min(swing, 0.0))
    before = patience * scale if abs(swing) < 1e-9 else (scale - edge) / theta
    beyond = edge / capacity
    u = rng.random() * (before + beyond)
    if u >= before:
        return patience + float(rng.exponential(1 / capacity))
    if abs(swing) < 1e-9:
        return float(u / scale)
    return (
        -math.log1p(-u * theta / scale) / theta
        if theta > 0
        else patience + math.log((before - u) * -theta + scale) / -theta
    )


def simulate_waits(arrivals: Floats, services: Floats, free: list[float]) -> Floats:
    """Return how long each customer waits. `free` is a heap of the servers' free times and is used up."""
    waits = [0.0] * arrivals.size
    for place, (arrival, service) in enumerate(zip(arrivals.tolist(), services.tolist(), strict=True)):
        begin = free[0]
        if begin <= arrival:
            heapreplace(free, arrival + service)
        else:
            waits[place] = begin - arrival
            heapreplace(free, begin + service)
    return np.array(waits)

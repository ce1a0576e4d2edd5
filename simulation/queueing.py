"""Textbook formulas for queues that several models share.

Sources: A. K. Erlang (1917); D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, *Fundamentals of Queueing Theory*, chapters
2 and 5. `a` is the offered load in servers (arrival rate by service rate), `rho` the load of one server.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from deck.estimates.erlang import erlang_c
from errors import UserError


def compute_state_probabilities(servers: int, a: float, capacity: int) -> list[float]:
    """Return the probabilities of 0 … capacity customers in M/M/c/K, in a form that does not overflow."""
    logs = [0.0]
    for k in range(1, capacity + 1):
        logs.append(logs[-1] + math.log(a / min(k, servers)))
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def find_root(function: Callable[[float], float], high: float) -> float:
    """Return the x at which a falling function crosses zero, by doubling and then halving; 0 if it starts below."""
    if function(0.0) <= 0:
        return 0.0
    low = 0.0
    while function(high) > 0:
        low, high = high, high * 2
    for _ in range(100):  # twice as many halvings as a float has binary digits
        middle = (low + high) / 2
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def check_empty_start(rho: float, cv2: float, warm_up: float) -> None:
    """Refuse to begin with nobody there when the warm-up is too short to forget it.

    A queue forgets its start in about ρ (1 + c²)/2 / (1 − √ρ)² arrivals; twice that is left out at least.

    :param warm_up: arrivals that are left out of each replication
    :raises UserError: with the number that is needed
    """
    needed = 2 * rho * (1 + cv2) / 2 / (1 - math.sqrt(rho)) ** 2
    if warm_up < needed:
        raise UserError(
            f"From an empty start a queue at a utilization of {rho:.3g} needs {needed:,.0f} requests to forget it, and "
            f"{warm_up:,.0f} are left out of each replication: choose start steady, or simulate more requests."
        )


def find_percentiles(name: str, tail: Callable[[float], float], scale: float) -> dict[str, float]:
    """Return "NAME_p50_seconds", "…_p95_…" and "…_p99_…" from P(more than t); `scale` is a first guess in seconds."""
    percentiles = {}
    for percent in (50, 95, 99):
        beyond = 1 - percent / 100
        percentiles[f"{name}_p{percent}_seconds"] = find_root(_subtract_share(tail, beyond), scale)
    return percentiles


def _subtract_share(tail: Callable[[float], float], share: float) -> Callable[[float], float]:
    return lambda t: tail(t) - share


def compute_response_tail(servers: int, arrival_rate: float, service_time: float, t: float) -> float:
    """Return P(response > t) in M/M/c: waiting and service together."""
    mu = 1 / service_time
    c_wait = erlang_c(servers, arrival_rate * service_time)
    drain = servers * mu - arrival_rate
    if math.isclose(drain, mu, rel_tol=1e-9):  # the limit of the formula below, which would divide by nothing
        return math.exp(-mu * t) * (1 + c_wait * mu * t)
    # The wait is 0 with probability 1 - C, else exponential with rate `drain`; the service is exponential with rate mu.
    both = (drain * math.exp(-mu * t) - mu * math.exp(-drain * t)) / (drain - mu)
    return (1 - c_wait) * math.exp(-mu * t) + c_wait * both

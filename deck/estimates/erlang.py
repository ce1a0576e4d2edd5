"""Erlang's formulas: for the estimates of a deck, and for the lab models that are held to them.

Source: A. K. Erlang, 1917; the recursion is the usual one that does not overflow (Gross, Shortle, Thompson, Harris, Fundamentals
of Queueing Theory, section 2.5).
"""

from __future__ import annotations

MOST_SERVERS = 100_000
"""The recursion takes a step a server: this many take some milliseconds."""


def erlang_b(servers: float, load: float) -> float:
    """Return the share of arrivals that a system without a waiting room turns away.

    :param load: arrival rate times holding time, in servers
    :raises ValueError: for a fraction of a server or a negative number. No server turns all away: 1
    """
    if servers != int(servers) or not 0 <= servers <= MOST_SERVERS or load < 0:
        raise ValueError(f"erlang_b({servers:g}, {load:g})")
    blocking = 1.0
    for k in range(1, int(servers) + 1):
        blocking = load * blocking / (k + load * blocking)
    return blocking


def erlang_c(servers: float, load: float) -> float:
    """Return the share of arrivals that wait in M/M/c.

    :raises ValueError: when the load is not below the number of servers, or as for `erlang_b`
    """
    if load >= servers:
        raise ValueError(f"erlang_c({servers:g}, {load:g})")
    blocking = erlang_b(servers, load)
    return blocking / (1 - load / servers * (1 - blocking))

"""Knobs that several models share, under the field's usual names."""

from __future__ import annotations

from simulation.model import Knob


def arrival_rate(default: float, *, high: float = 100_000.0, low: float = 0.001, step: float = 1.0) -> Knob:
    """Return the knob for the offered load, λ."""
    return Knob(
        name="arrival_rate",
        label="Arrival rate",
        unit="/s",
        default=default,
        low=low,
        high=high,
        step=step,
        aliases=("rate", "lambda", "arrivals"),
        help="Requests offered in a second, at random moments (Poisson).",
    )


def service_time(default: float, *, label: str = "Service time", high: float = 3600.0) -> Knob:
    """Return the knob for the mean service time, 1/μ."""
    return Knob(
        name="service_time",
        label=label,
        unit="s",
        default=default,
        low=1e-6,
        high=high,
        step=0.005,
        aliases=("service", "mean_service_time"),
        help="What one request needs of a server, on average.",
    )


def servers(default: int, *, high: int = 1000, label: str = "Servers") -> Knob:
    """Return the knob for the number of servers, c."""
    return Knob(
        name="servers",
        label=label,
        unit="count",
        default=default,
        low=1,
        high=high,
        step=1,
        aliases=("c", "workers"),
        help="How many requests can be worked on at once.",
    )


def requests(default: int, *, label: str = "Simulated requests") -> Knob:
    """Return the knob for the size of the sample. More requests make smaller standard errors and longer runs."""
    return Knob(
        name="requests",
        label=label,
        unit="count",
        default=default,
        low=1000,
        high=20_000_000,
        step=10_000,
        aliases=("customers", "samples"),
        help="The size of the sample: more make the numbers surer and the run longer.",
    )


def start(default: str = "steady") -> Knob:
    """Return the knob for the state in which each replication begins."""
    return Knob(
        name="start",
        label="Start",
        unit="choice",
        default=default,
        choices=("steady", "empty"),
        help="steady: from a draw of the long-run state; empty: nobody there, the first part is left out as warm-up.",
    )


def share(
    name: str,
    label: str,
    default: float,
    *,
    low: float = 0.0,
    high: float = 1.0,
    help: str = "",
    aliases: tuple[str, ...] = (),
) -> Knob:
    """Return a knob for a probability or a share."""
    return Knob(
        name=name, label=label, unit="ratio", default=default, low=low, high=high, step=0.01, help=help, aliases=aliases
    )


def duration(
    name: str,
    label: str,
    default: float,
    *,
    low: float = 0.0,
    high: float = 86_400.0,
    step: float = 1.0,
    help: str = "",
    aliases: tuple[str, ...] = (),
    can_be_off: bool = False,
) -> Knob:
    """Return a knob for a time in seconds."""
    return Knob(
        name=name,
        label=label,
        unit="s",
        default=default,
        low=low,
        high=high,
        step=step,
        help=help,
        aliases=aliases,
        can_be_off=can_be_off,
    )


def count(
    name: str,
    label: str,
    default: int,
    *,
    low: int = 0,
    high: int = 1000,
    step: int = 1,
    help: str = "",
    aliases: tuple[str, ...] = (),
) -> Knob:
    """Return a knob for a whole number."""
    return Knob(
        name=name, label=label, unit="count", default=default, low=low, high=high, step=step, help=help, aliases=aliases
    )


def choice(
    name: str, label: str, default: str, choices: tuple[str, ...], *, help: str = "", aliases: tuple[str, ...] = ()
) -> Knob:
    """Return a knob that offers words."""
    return Knob(name=name, label=label, unit="choice", default=default, choices=choices, help=help, aliases=aliases)

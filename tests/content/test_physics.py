"""The curves of each incident against the laws that its text states: conservation, capacity, Little's law.

A row that breaks a law is named by its incident, its minute and the law, so that an author can mend the number or the story.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest

from deck.model import Incident
from tests.content.library import NAMES, read

Row = dict[str, float]  # the values of one minute, by the name of the curve; "minute" among them
Law = Callable[[Row], bool]
Step = Callable[[Row, Row, float], bool]  # a row, the next one, and the minutes between them


class Laws(NamedTuple):
    """What must hold in each row, and from each row to the next."""

    rows: dict[str, Law]
    steps: dict[str, Step]


def near(value: float, expected: float, tolerance: float) -> bool:
    """Return whether a value is what a law gives, rounding of the table granted."""
    return abs(value - expected) <= tolerance


def _storm() -> Laws:
    return Laws(
        rows={
            "10 connections held 40 ms answer at most 250 a second": lambda r: r["answered"] <= 10 / 0.040,
            "at most 200 threads are busy": lambda r: r["busy threads"] <= 200,
            "who waits for one of 10 connections is a busy thread": lambda r: (
                r["waiting for a connection"] <= max(0, r["busy threads"] - 10)
            ),
            "Little: requests in progress are rate times time": lambda r: (
                r["busy threads"] <= r["answered"] * r["p99 latency"] / 1000
            ),
        },
        steps={},
    )


def _debit() -> Laws:
    def minute_apart(check: Step) -> Step:
        return lambda a, b, dt: dt != 1 or check(a, b, dt)

    return Laws(
        rows={},
        steps={
            "the ledger posts the attempts of the minute before": minute_apart(
                lambda a, b, _: b["ledger postings"] == a["debit attempts"]
            ),
            "attempts are new payments and one repeat for each lost acknowledgement": minute_apart(
                lambda a, b, _: b["debit attempts"] == b["new payments"] + a["acknowledgements lost"]
            ),
        },
    )


def _leak() -> Laws:
    return Laws(
        rows={"8 pods have 20 connections each": lambda r: r["borrowed connections"] <= 8 * 20},
        steps={
            "five connections leak each minute": lambda a, b, dt: (
                not (a["minute"] >= 4 and b["minute"] <= 24)
                or near(b["borrowed connections"] - a["borrowed connections"], 5 * dt, 2)
            )
        },
    )


def _certificate() -> Laws:
    def open_share(r: Row) -> float:
        return math.exp(-r["minute"] / 12)  # a connection lives twelve minutes on average

    def before_mitigation(law: Law) -> Law:
        return lambda r: r["minute"] > 21 or law(r)

    return Laws(
        rows={
            "two nodes of six lose their requests as connections end": before_mitigation(
                lambda r: near(r["API requests"], 600 + 300 * open_share(r), 2)
            ),
            "14,400 clients are cut off as their connections end": before_mitigation(
                lambda r: near(r["clients cut off"], 14400 * (1 - open_share(r)), 2)
            ),
            "first tries, and one more every two minutes, fail": before_mitigation(
                lambda r: (
                    r["minute"] == 0 or near(r["failed handshakes"], 20 * open_share(r) + r["clients cut off"] / 120, 1)
                )
            ),
        },
        steps={
            "after the drain each client is back within two minutes": lambda a, b, dt: (
                a["minute"] < 22 or near(b["clients cut off"], max(0, a["clients cut off"] - 6049 * dt), 1)
            )
        },
    )


def _throttle() -> Laws:
    return Laws(
        rows={
            "the partner accepts about 50 calls a minute": lambda r: (
                not 2 <= r["minute"] <= 12 or 40 <= r["calls to the partner"] * (1 - r["answers with 429"] / 100) <= 65
            )
        },
        steps={
            "what waits grows by arrivals less what is accepted": lambda a, b, dt: (
                b["waiting in the queue"] - a["waiting in the queue"] <= (b["payments arriving"] - 50) * dt
            )
        },
    )


def _stale() -> Laws:
    return Laws(
        rows={
            "twenty pods share the traffic evenly": lambda r: near(
                r["answers by the old rule"], r["pods with the old rule"] / 20 * 100, 0.1
            ),
            "who hears the message has the new rule": lambda r: (
                r["minute"] == 0 or r["subscribers on the channel"] == 20 - r["pods with the old rule"]
            ),
        },
        steps={},
    )


def _amplification() -> Laws:
    return Laws(
        rows={
            "three layers of four attempts make at most 64": lambda r: (
                r["attempts at the ledger"] <= 64 * r["payments admitted"]
            ),
            "with one layer left there are at most 4": lambda r: (
                r["minute"] < 14 or r["attempts at the ledger"] <= 4 * r["payments admitted"]
            ),
        },
        steps={},
    )


def _rebalance() -> Laws:
    def committed(a: Row, b: Row) -> float:
        return b["committed"] if a["minute"] == 0 else a["committed"]  # the release is at minute 0

    return Laws(
        rows={
            "one thread in each pod does one call at a time": lambda r: (
                r["model latency p99"] < 100 or r["committed"] <= r["pods"] / (r["model latency p99"] / 1000) + 1
            )
        },
        steps={
            "lag grows by 1,200 a second less what is committed": lambda a, b, dt: near(
                b["consumer lag"], max(500, a["consumer lag"] + (1200 - committed(a, b)) * 60 * dt), 1500
            )
        },
    )


def _poison() -> Laws:
    def partition(a: Row, b: Row, dt: float) -> bool:
        stuck = a["lag of partition 7"] + 10 * 60 * dt
        draining = max(20, a["lag of partition 7"] - (60 - 10) * 60 * dt)
        idle = a["lag of partition 7"]
        return any(near(b["lag of partition 7"], expected, 30) for expected in (stuck, draining, idle))

    return Laws(rows={}, steps={"ten a second arrive, none or 60 are processed": partition})


def _hot() -> Laws:
    def partition(a: Row, b: Row, dt: float) -> bool:
        if a["minute"] == 0:
            return b["lag of partition 11"] <= 1300 * 60 * dt  # the sale is still ramping up
        net = 1600 - 300 if b["minute"] <= 18 else 100 - 300 if b["minute"] <= 22 else 100 - 8 * 300
        return near(b["lag of partition 11"], max(40, a["lag of partition 11"] + net * 60 * dt), 1500)

    return Laws(rows={}, steps={"1,600 arrive and 300 are processed, then 100, then eight workers": partition})


def _skew() -> Laws:
    return Laws(
        rows={"one node of twelve takes a twelfth of the retries": lambda r: r["double captures"] <= r["retries"] / 12},
        steps={},
    )


def _saga() -> Laws:
    return Laws(
        rows={},
        steps={
            "each rejection parks one compensation until the flag": lambda a, b, dt: (
                b["minute"] > 64
                or near(
                    b["parked compensations"] - a["parked compensations"],
                    (12 if b["minute"] <= 40 else 432) * dt,
                    1,
                )
            ),
            "no more than 1,200 a minute are driven again": lambda a, b, dt: (
                a["parked compensations"] - b["parked compensations"] <= 1200 * dt
            ),
        },
    )


def _plan() -> Laws:
    def capacity(r: Row) -> float:
        return 200 / (r["check mean"] / 1000)  # connections over hold time

    return Laws(
        rows={
            "200 connections over hold time bound what is served": lambda r: near(
                r["calls served"], min(r["calls offered"], capacity(r)), 1
            ),
            "a payment needs its check": lambda r: near(
                r["payment success"], 99.7 * r["calls served"] / r["calls offered"], 0.3
            ),
            "every thread waits when more is offered than served": lambda r: (
                (r["waiting for a connection"] == 10 * (110 - 20)) == (r["calls offered"] > r["calls served"])
            ),
            "memory carries at most 50 GB a second": lambda r: r["pages per call"] * r["calls served"] * 8192 <= 50e9,
        },
        steps={},
    )


def _account() -> Laws:
    return Laws(
        rows={
            "nobody sends more than is offered": lambda r: r["sent"] <= r["offered"],
            "what is not sent is refused, 1,200 a payment": lambda r: near(
                r["refused"], (r["offered"] - r["sent"]) * 1e6 / 1200 / 60, 1
            ),
        },
        steps={
            "the account changes by what comes in less what goes out": lambda a, b, dt: (
                b["minute"] == 270  # the sponsor's line brings 25 million
                or near(b["account"], max(0, a["account"] + (a["incoming"] - a["sent"]) * dt / 60), 0.3)
            )
        },
    )


def _rescan() -> Laws:
    def in_flight(r: Row) -> float:
        return (r["payments"] + r["rescan"]) * r["mean response"] / 1000

    return Laws(
        rows={
            "192 workers of 60 ms check at most 3,200 names a second": lambda r: (
                r["payments"] + r["rescan"] <= 192 / 0.060
            ),
            "busy workers are rate times 60 ms": lambda r: near(
                r["busy workers"], min(192, (r["payments"] + r["rescan"]) * 0.060), 1
            ),
            "the rescan has 0, 40, 300 or 600 requests in flight": lambda r: any(
                near(r["rescan"] * r["mean response"] / 1000, n, 2) for n in (0, 40, 300, 600)
            ),
            "nobody is in flight without a worker or a queue": lambda r: in_flight(r) >= r["busy workers"] - 1,
        },
        steps={},
    )


def _slot() -> Laws:
    return Laws(
        rows={
            "the disk holds what was there and the log": lambda r: near(r["disk used"], 560 + r["log retained"], 1),
            "nothing exceeds the disk": lambda r: r["disk used"] <= r["disk size"],
        },
        steps={
            "the log grows by what is written less what is read": lambda a, b, dt: near(
                b["log retained"],
                max(0, a["log retained"] + (a["log written"] - a["log read"]) * dt * 60 / 1000),
                1.5,
            )
        },
    )


def _statuses() -> Laws:
    return Laws(
        rows={"the clearing settles 97 of 100": lambda r: near(r["settled at the clearing"], 0.97 * r["orders"], 1)},
        steps={
            "an order is open until its status comes": lambda a, b, dt: (
                b["minute"] > 14
                or a["minute"] < 3
                or a["outcomes open"] + min(a["orders"], b["orders"]) * dt - 1
                <= b["outcomes open"]
                <= a["outcomes open"] + max(a["orders"], b["orders"]) * dt + 1
            ),
            "statuses close what was open": lambda a, b, dt: (
                a["minute"] < 41
                or near(b["outcomes open"], max(0, a["outcomes open"] - a["statuses received"] * dt), 1)
                or a["outcomes open"] == 0
            ),
        },
    )


def _region() -> Laws:
    return Laws(
        rows={
            "lag is backlog over the rate of writing": lambda r: (
                r["log written"] == 0 or near(r["lag"], r["backlog"] / r["log written"], 0.5)
            ),
            "18 MB of log carry 1,500 payments": lambda r: near(r["payments"], r["log written"] / 18 * 1500, 1),
        },
        steps={
            "the backlog grows by what is written less what is copied": lambda a, b, dt: (
                b["minute"] > 8
                or near(b["backlog"], a["backlog"] + (a["log written"] - a["replicated"]) * dt * 60, 1)
                or b["minute"] == 8
            )
        },
    )


def _approvals() -> Laws:
    return Laws(
        rows={
            "the channel sends 6,000 a minute until the app fetches": lambda r: (
                r["challenges sent"] == min(r["challenges requested"], 6000)
                if r["minute"] < 26
                else r["challenges sent"] == r["challenges requested"]
            ),
            "time in the queue is its length over the rate": lambda r: near(
                r["time in the queue"], r["waiting in the queue"] / 6000, 0.1
            ),
            "nine in ten approve what arrives within five minutes": lambda r: near(
                r["approved in time"], 0.9 * r["challenges sent"] if r["time in the queue"] < 5 else 0, 1
            ),
        },
        steps={
            "the queue grows by requests less what is sent": lambda a, b, dt: (
                b["minute"] == 26  # the switch empties it
                or near(
                    b["waiting in the queue"],
                    a["waiting in the queue"] + (a["challenges requested"] - a["challenges sent"]) * dt,
                    1,
                )
            ),
            "two in three ask again after five minutes in vain": lambda a, b, dt: (
                not 10 <= a["minute"] <= 20
                or dt != 5
                or near(
                    b["challenges requested"],
                    3000 + (9000 if b["minute"] < 20 else 0) + a["challenges requested"] * 2 / 3,
                    1,
                )
            ),
        },
    )


def _key() -> Laws:
    def refused(r: Row) -> float:
        """Return the share of attempts at modules that are free after 0.5 ms instead of 4."""
        bad, good = r["modules without the key"], r["modules in use"] - r["modules without the key"]
        return bad / 0.5 / (bad / 0.5 + good / 4)

    return Laws(
        rows={
            "equal numbers in flight: attempts go by how soon a module is free": lambda r: near(
                r["attempts there"], 100 * refused(r), 0.1
            ),
            "what is refused is tried once more": lambda r: near(r["attempts"], r["payments"] * (1 + refused(r)), 1),
            "a payment fails when both attempts do": lambda r: near(r["payments failed"], 100 * refused(r) ** 2, 0.1),
            "a module does 1,000 a second": lambda r: (
                r["payments"] <= 1000 * (r["modules in use"] - r["modules without the key"])
            ),
        },
        steps={},
    )


def _residency() -> Laws:
    return Laws(
        rows={
            "a payment leaves five records of 2 kB": lambda r: (
                r["held in Frankfurt"] == 0
                or near(r["payments concerned"], r["held in Frankfurt"] * 1e6 / 10 / 1000, 1)
            ),
        },
        steps={
            "what is held abroad grows by what is sent": lambda a, b, dt: (
                b["minute"] == 420  # all copies are deleted
                or near(b["held in Frankfurt"], a["held in Frankfurt"] + a["sent to Frankfurt"] * dt * 60 / 1000, 0.01)
            ),
            "4 MB a second are buffered, then drain at a net 8": lambda a, b, dt: near(
                b["buffered in Mumbai"],
                max(0, a["buffered in Mumbai"] + {110: 4, 180: -8}.get(int(a["minute"]), 0) * dt * 60 / 1000),
                0.01,
            ),
        },
    )


def _evacuation() -> Laws:
    return Laws(
        rows={
            "a cell serves its 100, the receiving one up to 150": lambda r: (
                r["served"]
                == 100 * (r["cells serving"] - (r["load on the receiving cell"] > 0))
                + min(150, r["load on the receiving cell"])
            ),
            "1,000 are offered": lambda r: r["served"] + r["not served"] == 1000,
            "the receiving cell has its own tenants and those of all cells before it": lambda r: (
                r["load on the receiving cell"] in (0, 100 * (11 - r["cells serving"]))
            ),
        },
        steps={},
    )


def _cohort() -> Laws:
    return Laws(
        rows={
            "the card channel makes 30 % of the postings": lambda r: (
                r["posted in the wrong core"] == (0.3 * r["postings of the cohort"] if r["minute"] < 264 else 0)
            )
        },
        steps={
            "what goes to the other core is missing in the leading one": lambda a, b, dt: (
                b["minute"] == 264  # the old core leads again, and has them all
                or near(
                    b["missing in the leading core"],
                    a["missing in the leading core"] + a["posted in the wrong core"] * dt,
                    1,
                )
            )
        },
    )


def _pumping() -> Laws:
    def messages(r: Row) -> float:
        return r["honest requests"] + r["pumped requests"]

    return Laws(
        rows={
            "4 cents for an honest message, 22 for a pumped one": lambda r: near(
                r["cost"], 0.04 * r["honest requests"] + 0.22 * r["pumped requests"], 0.5
            ),
            "85 % of the honest codes are entered, and no other": lambda r: near(
                r["codes entered"], 85 * r["honest requests"] / messages(r), 0.1
            ),
        },
        steps={
            "what is spent adds up": lambda a, b, dt: near(b["spent"], a["spent"] + a["cost"] * dt / 60, 1),
        },
    )


def _repairs() -> Laws:
    def served(r: Row) -> float:
        west = r["offered"] * r["share to West"] / 100
        return min(west, r["West can serve"]) + min(r["offered"] - west, r["East can serve"])

    return Laws(
        rows={
            "each site serves its share, up to what it can": lambda r: near(r["served"], served(r), 0.5),
            "the rest fails": lambda r: near(r["failed"], 100 * (1 - r["served"] / r["offered"]), 0.1),
        },
        steps={},
    )


def _feature() -> Laws:
    return Laws(
        rows={
            "the held share is held over all": lambda r: near(r["held share"], 100 * r["held"] / r["transfers"], 0.01),
            "ten analysts decide at most eight a minute": lambda r: r["decided by analysts"] <= 8,
        },
        steps={
            "what waits grows by what is held less what is decided": lambda a, b, dt: (
                b["minute"] == 76  # the new scores release all but 200
                or near(
                    b["waiting for an analyst"],
                    max(0, a["waiting for an analyst"] + (a["held"] - a["decided by analysts"]) * dt),
                    1,
                )
            )
        },
    )


def _report() -> Laws:
    return Laws(
        rows={},
        steps={
            "a refund closes a break": lambda a, b, dt: (
                b["minute"] in (30, 290)  # the two runs of the match
                or near(b["open breaks"], a["open breaks"] - a["refunds"] * dt, 1)
            ),
            "a refund is 74 euros": lambda a, b, dt: near(b["refunded"], a["refunded"] + a["refunds"] * dt * 0.074, 1),
            "the match leaves what is not in the report": lambda a, b, _: (
                b["minute"] != 30 or b["open breaks"] - a["open breaks"] == 1000 * (1900 - b["records loaded"])
            ),
            "refunded payments are in the complete report too": lambda a, b, _: (
                b["minute"] != 290 or near(b["open breaks"], 310 + a["refunded"] / 0.074, 1)
            ),
        },
    )


def _recalls() -> Laws:
    decay = math.log(2) / 0.5  # per hour: half is gone after thirty minutes

    def held(minute: float) -> float:
        """Return what 12 recalls an hour of 2,000 euros leave in the accounts, in thousands."""
        return 24 / decay * (1 - math.exp(-decay * min(minute, 330) / 60))

    return Laws(
        rows={
            "30 % go to a system that refuses them all, 5 % of the others are unknown": lambda r: (
                not 0 < r["minute"] < 345 or near(r["answered as not found"], 30 + 70 * 0.05, 0.1)
            ),
            "12 an hour are misrouted until the refusals stop": lambda r: near(
                r["misrouted so far"], 0.3 * 40 * min(r["minute"], 330) / 60, 0.5
            ),
            "half of what is there is gone after thirty minutes": lambda r: near(
                r["still in those accounts"], held(r["minute"]), 0.1
            ),
            "what is asked for is there or lost": lambda r: near(
                r["still in those accounts"] + r["lost from them"], 2 * r["misrouted so far"], 0.1
            ),
        },
        steps={},
    )


def _leaders() -> Laws:
    return Laws(
        rows={
            "a payment is 90 euros": lambda r: near(r["outflow"], (r["sent by A"] + r["sent by B"]) * 0.090, 0.1),
            "a gateway sends at most 1,200 a minute": lambda r: max(r["sent by A"], r["sent by B"]) <= 1200,
        },
        steps={
            "what both send is sent twice": lambda a, b, dt: near(
                b["orders sent twice"], a["orders sent twice"] + min(a["sent by A"], a["sent by B"]) * dt, 1
            )
        },
    )


def _silence() -> Laws:
    return Laws(
        rows={
            "burn rate is the error ratio over the budget of 0.1%": lambda r: near(
                r["burn rate"], r["order errors"] / 0.1, 0.1
            )
        },
        steps={},
    )


def _ports() -> Laws:
    ports, held = 60999 - 32768 + 1, 60

    def is_exhausted(r: Row) -> bool:
        return r["sockets in TIME_WAIT"] == ports

    return Laws(
        rows={
            "no more sockets than local ports": lambda r: r["sockets in TIME_WAIT"] <= ports,
            "ports over the time they are held bound the calls that succeed": lambda r: (
                not is_exhausted(r) or near(900 * (1 - r["calls failed"] / 100), ports / held, 10)
            ),
            "calls that fail fail three times": lambda r: (
                not is_exhausted(r) or near((1 - ports / held / r["attempts"]) ** 3 * 100, r["calls failed"], 2)
            ),
        },
        steps={},
    )


def _policy() -> Laws:
    return Laws(
        rows={"twelve consumers manage 50 a second each": lambda r: r["consumed"] <= 12 * 50},
        steps={
            "the backlog grows by 400 a second less what is consumed": lambda a, b, dt: near(
                b["backlog"], max(0, a["backlog"] + (400 - max(a["consumed"], b["consumed"])) * 60 * dt), 25_000
            )
        },
    )


def _label() -> Laws:
    return Laws(
        rows={"a million series take 5 GB": lambda r: near(r["Prometheus memory"], 5 * r["active series"], 1)},
        steps={
            "150,000 series are added each minute": lambda a, b, dt: (
                b["minute"] > 42 or near(b["active series"] - a["active series"], 0.15 * dt, 0.05)
            )
        },
    )


LAWS: dict[str, Laws] = {
    "inc-503-storm": _storm(),
    "inc-double-debit": _debit(),
    "inc-leak-failover": _leak(),
    "inc-cert-edge": _certificate(),
    "inc-throttle-meltdown": _throttle(),
    "inc-stale-config": _stale(),
    "inc-retry-amplification": _amplification(),
    "inc-rebalance-storm": _rebalance(),
    "inc-poison-message": _poison(),
    "inc-hot-partition": _hot(),
    "inc-clock-skew": _skew(),
    "inc-saga-compensation": _saga(),
    "inc-plan-regression": _plan(),
    "inc-dry-account": _account(),
    "inc-rescan": _rescan(),
    "inc-slot-disk": _slot(),
    "inc-lost-statuses": _statuses(),
    "inc-region-lag": _region(),
    "inc-late-approvals": _approvals(),
    "inc-hsm-key": _key(),
    "inc-residency": _residency(),
    "inc-cell-evacuation": _evacuation(),
    "inc-cohort-cache": _cohort(),
    "inc-sms-pumping": _pumping(),
    "inc-two-repairs": _repairs(),
    "inc-feature-zero": _feature(),
    "inc-cut-report": _report(),
    "inc-recall-route": _recalls(),
    "inc-two-leaders": _leaders(),
    "inc-silence": _silence(),
    "inc-label": _label(),
    "inc-ports": _ports(),
    "inc-policy": _policy(),
}

INCIDENTS = [incident for name in NAMES for incident in read(name).incidents]


def _rows(incident: Incident) -> list[Row]:
    """Return the table of an incident's signals, one dict a minute."""
    minutes = sorted({minute for series in incident.series for minute, _ in series.points})
    return [
        {"minute": minute} | {s.name: dict(s.points)[minute] for s in incident.series if minute in dict(s.points)}
        for minute in minutes
    ]


def _broken(incident: Incident) -> Iterator[str]:
    """Name each row that breaks a law of its incident."""
    laws, rows = LAWS[incident.id], _rows(incident)
    for law, holds in laws.rows.items():
        yield from (f"minute {row['minute']:g}: {law}: {row}" for row in rows if not holds(row))
    for law, follows in laws.steps.items():
        for a, b in pairwise(rows):
            if not follows(a, b, b["minute"] - a["minute"]):
                yield f"minute {a['minute']:g} to {b['minute']:g}: {law}: {a} {b}"


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.id)
def test_signals_obey_the_stated_laws(incident: Incident) -> None:
    assert list(_broken(incident)) == []


def test_every_incident_states_laws() -> None:
    assert {incident.id for incident in INCIDENTS} - set(LAWS) == set()


def test_a_broken_row_is_named() -> None:
    incident = next(i for i in INCIDENTS if i.id == "inc-plan-regression")
    rows = [row | {"calls served": 800.0} for row in _rows(incident) if row["minute"] == 5]
    law = "200 connections over hold time bound what is served"
    assert [row["minute"] for row in rows if not LAWS[incident.id].rows[law](row)] == [5]

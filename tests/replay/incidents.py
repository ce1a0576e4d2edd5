"""Incidents built by hand for the tests of this room."""

from __future__ import annotations

from datetime import datetime

from deck.model import Choice, CounterQuestion, Decision, Deck, Event, EventRole, Incident, Meta, Series, Signal

ROLE: dict[str, EventRole] = {
    "T": "trigger",
    "S": "symptom",
    "F": "false signal",
    "D": "diagnosis",
    "M": "mitigation",
    "R": "recovery",
    "L": "lesson",
}


def event(
    minute: float | None,
    text: str,
    role: str = "S",
    *,
    at: str = "",
    details: tuple[str, ...] = (),
    signals: tuple[Signal, ...] = (),
    end: float | None = None,
    wall: datetime | None = None,
    inferred: bool = False,
) -> Event:
    return Event(
        at=at or f"{minute}",
        minute=minute,
        text=text,
        details=details,
        line=1,
        last=1,
        end_minute=end,
        wall=wall,
        role=ROLE[role],
        role_inferred=inferred,
        signals=signals,
    )


def incident(
    *events: Event,
    id: str = "inc",
    title: str = "An incident",
    series: tuple[Series, ...] = (),
    decisions: tuple[Decision, ...] = (),
    lessons: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
) -> Incident:
    return Incident(
        id=id,
        title=title,
        section="s",
        events=events,
        lessons=lessons,
        line=1,
        last=1,
        series=series,
        decisions=decisions,
        topics=topics,
    )


def change(name: str, start: float | None, end: float, unit: str = "ms") -> Signal:
    return Signal(name, unit, "change" if start is not None else "level", start, end, None, "", f"{start} → {end}")


def ratio(name: str, part: float, whole: float) -> Signal:
    return Signal(name, "", "ratio", None, part, whole, "", f"{part:g}/{whole:g}")


def bound(name: str, limit: float, unit: str = "/min") -> Signal:
    return Signal(name, unit, "bound", None, limit, None, "≤", f"≤ {limit:g}{unit}")


def decision(after: int, id: str = "dec-1", right: int = 1) -> Decision:
    options = ("Double the pool", "Compare threads with connections, then shed load", "Restart everything")
    choices = tuple(
        Choice(text, n == right, "This ended it." if n == right else "The queue only moves.", 1)
        for n, text in enumerate(options)
    )
    return Decision(id, "They say the *database* is slow. What do you do?", choices, after, 1, 1)


def storm() -> Incident:
    """Nine events in a quarter of an hour, three fenced series, one decision of its own."""
    minutes = (0.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
    values = {
        ("p99 latency", "ms"): (120, 900, 1400, 2100, 2600, 2900, 2700, 800, 130),
        ("busy threads", ""): (40, 120, 180, 200, 200, 200, 200, 140, 60),
        ("errors", "%"): (0, 0, 0.4, 3, 18, 26, 25, 6, 0.1),
    }
    return incident(
        event(0, "Traffic doubles once the batch window closes", "T"),
        event(2, "Latency leaves its band", signals=(change("latency", 120, 900),)),
        event(4, "Waiting for a connection takes longer than the query"),
        event(5, "All `200` request threads are busy"),
        event(6, "First **503** answers; collections get longer"),
        event(8, "The room blames the database", "F"),
        event(10, "Someone counts: two hundred threads share ten connections", "D"),
        event(12, "Load is shed at the edge", "M", details=("exports are off", "the limiter goes to 600 a second")),
        event(15, "Latency is normal again", "R"),
        id="inc-storm",
        title="The storm",
        series=tuple(
            Series(name, unit, tuple(zip(minutes, told, strict=True)), "illustrative", 1)
            for (name, unit), told in values.items()
        ),
        decisions=(decision(5),),
        lessons=("Size the pool from the database.", "Alarm on waiting time."),
        topics=("pools",),
    )


def echo() -> Incident:
    """Seven events, no decision of its own, one long quiet stretch, no series."""
    return incident(
        event(0, "A debit goes to the ledger", "T"),
        event(1, "The ledger commits", "S", inferred=True),
        event(2, "The answer is lost on the way back"),
        event(3, "The client tries again by itself"),
        event(4, "A second debit is committed"),
        event(6, "Root cause: the retry carried no idempotency key", "D"),
        event(20, "Mitigation #1: duplicates are reversed by hand", "M"),
        id="inc-echo",
        title="The echo",
    )


def questions() -> tuple[CounterQuestion, ...]:
    return (
        CounterQuestion(
            "cq-1",
            "pools",
            "Pools",
            "",
            "What do you tell the CFO when every thread is busy?",
            "calm",
            "Numbers first.",
            1,
            1,
        ),
        CounterQuestion("cq-2", "pools", "Pools", "", "Why not enlarge the connection pool?", "capacity", "", 2, 2),
        CounterQuestion("cq-3", "cache", "Caches", "", "Which cache served it?", "layers", "", 3, 3),
    )


def deck() -> Deck:
    return Deck(Meta(), "Hand-made", (), (storm(), echo(), *questions()))

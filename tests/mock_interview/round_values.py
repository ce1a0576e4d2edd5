"""A small deck with one of everything, its plan, and turns to put on record."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from deck import parse
from deck.model import Deck
from mock_interview.model import InterviewQuestion, PointMark, RoundPlan, RoundTurn, TurnRole
from mock_interview.plan import build_plan
from services.interview.material import load_material

DECK = """---
title: Pools
level: staff
---

# Pools

## Connection pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** Threads wait while the processor idles.

**Key points:**

- [ ] threads outnumber connections
- [ ] waiting is invisible on processor graphs
- [ ] shed load before resizing

**Counter-questions:**

- *"How do you size the pool?"* {#cq-size}
  → testing whether connections are counted with Little's law

  **Answer:** Arrival rate times hold time.

  **Key points:**

  - [ ] rate times hold time
- *"What would you shed first when load is too high?"* {#cq-shed}
  → testing whether shedding load is a decision of the business

  **Answer:** What nobody waits for.

  **Key points:**

  - [ ] shed what nobody waits for

## Retries {#retries}

**Question:** When does a retry make an outage worse? {#q-retry}

**Answer:** When every layer retries.

**Key points:**

- [ ] layers multiply attempts
- [ ] a budget bounds them

## Caches {#caches}

**Question:** What is a stampede? {#q-stampede}

**Answer:** Many rebuilds of one key at once.

**Key points:**

- [ ] one expired key, many rebuilds

**Estimate:** {rate: 100..900 by 100 requests/s} arrive and each holds a connection for {hold: 10..50 ms}. How many are busy? {#est-busy}

**Answer:** {rate * hold} (± 10 %)

**Story:** Tell me about an outage that your own decision caused. {#story-own}

- [ ] your decision
- [ ] a number for the result

### Design: A limiter {#design-limiter}

**Brief:** A partner takes fifty calls a minute.

**Step Requirements (5 minutes):** Say what is promised.

**Model answer:** Fifty a minute.

**Step Failure (5 minutes):** Say what breaks.

**Model answer:** The counter.

**Rubric:**

- **Senior:** asks who else calls
- **Staff:** says what happens to call fifty-one

### Incident: The slow pool {#inc-pool}

- **00:00** – A deploy goes out.
- **00:08** – Requests time out.

**Decision:** What do you do first? {#dec-first}

- [ ] Restart everything → the queue comes back
- [x] Turn off half of the traffic → the rest can finish

- **00:20** – It is over.
"""


@cache
def load_deck() -> Deck:
    deck = parse(DECK)
    assert [p for p in deck.problems if p.severity == "error"] == []
    return deck


@cache
def make_plan(minutes: int = 45, seed: int = 1, **more: object) -> RoundPlan:
    return build_plan([load_material("pools", load_deck(), seed, "staff")], minutes=minutes, seed=seed, **more)  # type: ignore[arg-type]


def answer(
    plan: RoundPlan,
    part: int,
    said: list[bool | None],
    *,
    number: int = 1,
    role: TurnRole = "main",
    question: InterviewQuestion | None = None,
    **more: object,
) -> RoundTurn:
    asked = question or plan.parts[part].question
    points = [*asked.key_points, *(f"point {n}" for n in range(len(said)))][: len(said)]
    marks = tuple(PointMark(point, one) for point, one in zip(points, said, strict=True))
    turn = RoundTurn(number=number, part=part, role=role, question=asked, marks=marks, seconds=30.0, answered=True)
    return replace(turn, **more)  # type: ignore[arg-type]


def find_part(plan: RoundPlan, kind: str) -> int:
    return next(n for n, part in enumerate(plan.parts) if part.kind == kind)


def find_question_part(plan: RoundPlan, question: str) -> int:
    return next(n for n, part in enumerate(plan.parts) if part.question.id == question)

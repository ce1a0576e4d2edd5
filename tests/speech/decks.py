"""A small deck for the ear, parsed from markdown: every kind of episode can be made from it."""

from __future__ import annotations

from functools import cache

import deck as reader
from deck.model import Deck

QUESTIONS = "\n\n".join(
    f"""**Question:** Why does pool number {n} matter? {{#q-{n}}}

**Answer:** Threads wait for connections that nobody returns. Measure the wait for {n} minutes before you resize it.

**Key points:**

- [ ] the wait is invisible to graphs of the processor"""
    for n in range(1, 31)
)
TEXT = f"""---
title: Pools for the ear
language: en
pronunciations:
  Hikari: hee kah ree
---

## Runtime {{#runtime}}

Most outages are a queue somewhere. Hikari holds it.

```java
record Pool(int size) {{}}
```

> *Interviewer:* "How did you notice?"
>
> *Candidate:* "The wait rose while the processor idled."

### Thread pools {{#pools}}

{QUESTIONS}

**Counter-questions:**

- *"Why not simply enlarge it?"* {{#cq-enlarge}}
  → testing respect for a finite resource

### Rate limits {{#limits}}

#### How would you build a limiter? {{#limiter}}

**ELI8:**
You have fifty marbles a minute.

**Architect view:**

- one shared bucket, P95/P99 under 120ms

## Drawings {{#drawings}}

**Spoken summary:**
> Producers write into the log.

```mermaid
flowchart LR
  producer --> log
```

## Incidents {{#incidents}}

### Incident 1: The storm {{#storm}}

**00:00** – Traffic doubles

**00:05** – Threads reach 200/200

**Decision:** What do you do? {{#dec}}

- [ ] Enlarge the pool
  → the queue moves
- [x] Shed load
  → this ended it

**00:20** – Latency is back at 120ms

**Post-mortem lessons:**

- Align the pools.

## Spoken revision (6–8 minutes) {{#spoken}}

### Part 1: Thread pools (4–5 minutes) {{#spoken-pools}}

Threads must fit the pool.

### Final summary (2–3 minutes) {{#spoken-end}}

Design for failure.
"""


@cache
def pools() -> Deck:
    """The deck."""
    return reader.parse(TEXT)

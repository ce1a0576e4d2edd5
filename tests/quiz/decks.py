"""Small decks for the tests of the question kinds, made from text."""

from __future__ import annotations

from functools import cache

import deck
from deck.model import Deck

TEXT = """---
title: Pools and limits
synonyms:
  - [circuit breaker, breaker]
  - [p99, 99th percentile, tail latency]
---

# Pools and limits

## Runtime {#runtime}

### Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** A hundred and ninety threads wait for a **connection** while the processor idles. The wait hides in `HikariPool`
until 30 seconds have passed, and then everything fails at once.

- [ ] threads outnumber connections
- [ ] waiting is invisible to processor graphs
- [ ] shed load before you resize

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge}
  → testing whether you see the database as a finite resource

  **Answer:** Because the queue moves into the database.

  - [ ] the database has a knee

### Breakers {#breakers}

**Question:** What does a 429 mean to a breaker? {#q-429}

- [ ] A failure like any other
  → it would open on a healthy service
- [x] Nothing, it is throttling
  → slow down

**Question:** When do you open it? {#q-open}

**Answer:** When the 99th percentile doubles for a minute.

- [ ] tail latency and error rate decide together
- [ ] a minimum number of calls

**Counter-questions:**

- *"Who closes it again?"* {#cq-close}
  → testing ownership after the alarm is silent

## Delivery {#delivery}

### Queues {#queues}

**Question:** What do you put before the consumer? {#q-queue}

**Answer:** A bounded buffer.

- [ ] bounded length with a rejection policy
- [ ] age of the oldest message is alarmed

**Counter-questions:**

- *"What if it is full?"* {#cq-full}
  → testing how you say no under pressure

### Keys {#keys}

**Question:** What makes a retry safe? {#q-retry}

**Answer:** A key.

- [ ] idempotency key stored in the same transaction
- [ ] expiry longer than the longest retry

**Counter-questions:**

- *"How long do you keep the key?"* {#cq-keep}
  → testing arithmetic about retention windows

## Incidents {#incidents}

### Incident: The export {#inc-export}

**Topics:** pools

**00:00** – *Trigger:* Month-end export begins with ten workers

**00:04** – *Symptom:* Every checkout waits for a connection

**00:09** – *Diagnosis:* Somebody compares busy threads with the pool

**00:12** – *Mitigation:* The export is stopped by its owner

**00:20** – *Recovery:* Checkouts are fast again

### Incident: The storm {#inc-storm}

**00:00** – *Trigger:* A partner answers slowly after a deployment

**00:03** – *Symptom:* Retries multiply through three layers

**00:07** – *Diagnosis:* A trace shows nine attempts for one payment

**00:11** – *Mitigation:* Clients are cut to one attempt

**00:19** – *Recovery:* The partner's queue has drained
"""


@cache
def pools() -> Deck:
    """A deck with one of everything that the kinds need."""
    return deck.parse(TEXT)

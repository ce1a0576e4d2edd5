"""One deck with every kind of block that a page to print writes in its own way."""

from __future__ import annotations

TEXT = """---
title: "Pools & <queues>"
language: de-AT
tags: [payments, "two words"]
description: What a pool is *for*.
---

A word before all.

## Pools {#pools}

**Question:** Why wait? {#q-wait}

**ELI8:** Like a door.

**Architect view:** All *are* busy. ![Pool](a.png) ![Gone](b.png)

**Key points:**

- [ ] threads outnumber connections
- [ ] order

**Common wrong answers:**

- It is broken
  → it is only full

**Counter-questions:**

- *"And twice?"* {#cq-twice}
  → testing the limit

  **Answer:** The same.

- *"And half?"* {#cq-half}

**Director insight:** Ask for the number first.

**Rule of thumb:** Fewer than you think.

**Pitfall:** Guessing.

### Deep {#deep}

**Question:** Which one? {#q-which}

- [x] the reader → it has no lock
- [ ] the writer

**Story:** Tell me. {#story}

- [ ] a number

## Storms {#storms}

### Incident: The storm

On a *Monday*.

- **00:05** – Latency rises.
  - p99 = 3 s
- **00:10** – The pool is full.

**Post-mortem lessons:**

- Bound the pool.
- Watch its queue.
"""

"""What this process counts of its own work, for `/metrics`: Prometheus' client library keeps the numbers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

# A registry of our own: the library's global one also tells of the interpreter and whatever else registers there.
REGISTRY = CollectorRegistry(auto_describe=True)

# Seconds. The budget of a grade is a few milliseconds; the upper ones show a slow disk.
_GRADE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)

GRADES = Counter("rehearsal_grades", "Answers that were committed, cramming included.", registry=REGISTRY)
GRADE_SECONDS = Histogram(
    "rehearsal_grade_seconds",
    "Seconds for a grade: read, schedule, commit, next card.",
    buckets=_GRADE_BUCKETS,
    registry=REGISTRY,
)
EPISODES = Counter("rehearsal_episodes", "Episodes that ended, by how.", ["outcome"], registry=REGISTRY)

"""Percentiles of what was timed, as every benchmark reports them."""

from __future__ import annotations


def compute_percentile(times: list[float], part: float) -> float:
    """Return the value below which `part` of the times lie, not a number when nothing was timed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] if times else float("nan")

"""Rounds over time: where each dimension is going, how fast one speaks, and how well one knows oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Direction = Literal["up", "down", "level", "unknown"]
_RECENT = 2  # rounds that are held against those before them
_NOTICED = 0.5  # points on a scale of four; less is chance


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A finished round: scores by dimension's key, `pace` in words a minute, `calibration` from -1 to 1."""

    key: str
    finished: datetime
    minutes: int
    evidence: Mapping[str, int | None]
    own: Mapping[str, int]
    pace: float | None
    calibration: float | None


@dataclass(frozen=True, slots=True)
class DimensionTrend:
    """A dimension over the rounds, the oldest first. `gap` is the mean of one's own score less the evidence's (None: unknown)."""

    key: str
    scores: tuple[int | None, ...]
    direction: Direction
    gap: float | None


def list_trends(results: Sequence[RoundResult], keys: Sequence[str]) -> tuple[DimensionTrend, ...]:
    """Return the trend of each dimension over rounds that stand in order of time."""
    trends = []
    for key in keys:
        scores = tuple(result.evidence.get(key) for result in results)
        gaps = [r.own[key] - score for r in results if key in r.own and (score := r.evidence.get(key)) is not None]
        trends.append(
            DimensionTrend(
                key=key,
                scores=scores,
                direction=_find_direction([score for score in scores if score is not None]),
                gap=sum(gaps) / len(gaps) if gaps else None,
            )
        )
    return tuple(trends)


def _find_direction(scores: Sequence[int]) -> Direction:
    recent, before = scores[-_RECENT:], scores[:-_RECENT]
    # After the second round there is something to say already: it against the first.
    if len(scores) == _RECENT:
        recent, before = scores[1:], scores[:1]
    if not before:
        return "unknown"
    change = sum(recent) / len(recent) - sum(before) / len(before)
    return "up" if change >= _NOTICED else "down" if change <= -_NOTICED else "level"

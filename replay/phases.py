"""The four phases of a response, and how long it took to detect, to diagnose and to recover.

Measured from the incident's first event: detection is the first symptom, false signal, diagnosis or mitigation;
diagnosis the first event of that role; mitigation begins with the diagnosis or the first mitigation, whichever comes
first; recovery is the first recovery event that no further symptom follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from deck.model import EventRole
from replay.model import Moment, PhaseName, ResponsePhase, Times

DETECTION_ROLES: tuple[EventRole, ...] = ("symptom", "false signal", "diagnosis", "mitigation")


def measure_times(moments: Sequence[Moment]) -> Times:
    """Return minutes from the first moment; None for what the incident does not tell."""
    return Times(
        detect=_measure_since_start(moments, _find_first(moments, DETECTION_ROLES)),
        diagnose=_measure_since_start(moments, _find_first(moments, ("diagnosis",))),
        recover=_measure_since_start(moments, find_recovery(moments)),
    )


def find_recovery(moments: Sequence[Moment]) -> Moment | None:
    """Return the first recovery after the last symptom; None where there is none."""
    trouble = max((m.index for m in moments if m.role in ("symptom", "false signal", "trigger")), default=-1)
    return next((m for m in moments if m.role == "recovery" and m.index > trouble), None)


def find_phases(moments: Sequence[Moment], end: float) -> tuple[ResponsePhase, ...]:
    """Return the phases in order, each once, those of no length left out; empty where there are no events."""
    if not moments:
        return ()
    starts: list[tuple[PhaseName, Moment | None]] = [
        ("detecting", moments[0]),
        ("diagnosing", _find_first(moments, DETECTION_ROLES)),
        ("mitigating", _find_first(moments, ("diagnosis", "mitigation"))),
        ("recovered", find_recovery(moments)),
    ]
    phase_starts: list[tuple[PhaseName, float]] = []
    for name, moment in starts:
        # A phase that would begin before the one before it was never a phase of its own.
        if moment is None or (phase_starts and moment.second < phase_starts[-1][1]):
            continue
        if phase_starts and moment.second == phase_starts[-1][1]:
            phase_starts.pop()
        phase_starts.append((name, moment.second))
    ends = [second for _, second in phase_starts[1:]] + [end]
    return tuple(ResponsePhase(name, second, until) for (name, second), until in zip(phase_starts, ends, strict=True))


def _find_first(moments: Sequence[Moment], roles: Sequence[EventRole]) -> Moment | None:
    return next((moment for moment in moments if moment.role in roles), None)


def _measure_since_start(moments: Sequence[Moment], moment: Moment | None) -> float | None:
    return None if moment is None else moment.minute - moments[0].minute

"""The phases of a response, and how long each took."""

from __future__ import annotations

import pytest

from replay.model import Times
from replay.phases import find_phases, find_recovery, measure_times
from replay.track import build_track
from tests.replay.incidents import event, incident


def lay_out(roles: str, first: float = 0.0) -> tuple:
    """Moments a minute apart with these roles, a letter each."""
    return build_track(incident(*(event(first + n, f"e{n}", role) for n, role in enumerate(roles)))).moments


@pytest.mark.parametrize(
    ("roles", "times"),
    [
        ("TSDMR", (1, 2, 4)),
        ("TTFMR", (2, None, 4)),
        ("TDR", (1, 1, 2)),
        ("TMR", (1, None, 2)),
        ("TSRSR", (1, None, 4)),
        ("TRF", (2, None, None)),
        ("RT", (None, None, None)),
        ("R", (None, None, 0)),
        ("TSRR", (1, None, 2)),
        ("TSRL", (1, None, 2)),
        ("TL", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_times_count_from_the_first_event(roles: str, times: tuple[float | None, ...]) -> None:
    assert measure_times(lay_out(roles, 7)) == Times(*times)


@pytest.mark.parametrize(
    ("roles", "phases"),
    [
        ("TSDMR", [("detecting", 0), ("diagnosing", 1), ("mitigating", 2), ("recovered", 4)]),
        ("TSMDR", [("detecting", 0), ("diagnosing", 1), ("mitigating", 2), ("recovered", 4)]),
        ("TFSS", [("detecting", 0), ("diagnosing", 1)]),
        ("SDR", [("diagnosing", 0), ("mitigating", 1), ("recovered", 2)]),
        ("TDR", [("detecting", 0), ("mitigating", 1), ("recovered", 2)]),
        ("TRM", [("detecting", 0), ("mitigating", 2)]),
        ("TT", [("detecting", 0)]),
        ("R", [("recovered", 0)]),
        ("", []),
    ],
)
def test_phases_follow_each_other_without_a_gap(roles: str, phases: list[tuple[str, int]]) -> None:
    moments = lay_out(roles)
    result = find_phases(moments, 99.0)
    assert [(phase.name, phase.second) for phase in result] == [(name, moments[at].second) for name, at in phases]
    assert [phase.end_second for phase in result] == [*(phase.second for phase in result[1:]), 99.0][: len(result)]


def test_recovery_is_the_first_that_no_symptom_follows() -> None:
    moments = lay_out("TSRSRR")
    recovery = find_recovery(moments)
    assert recovery is not None and recovery.index == 4
    assert find_recovery(lay_out("TRS")) is None

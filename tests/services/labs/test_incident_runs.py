import pytest

import deck
from errors import UserError
from services.labs import incident_runs
from simulation.runner import run

TEXT = """### Incident: The backlog {#inc-x}

```signals illustrative
minute, lag (records), consumed (1/min), wait (ms)
0, 0, 120000, 5
1, 60000, 0, 5
2, 0, 120000, 5
```

```lab partitions
arrival_rate: 1000/s
partitions: 1
consumers: 1
consumer_rate: 2000/s
stall_start: 0s
stall_duration: 1min
duration: 2min
turn: consumer_rate
compare: lag = backlog within 10 %
compare: consumed = consumed_per_second within 200 %
```

**00:00** – *Trigger:* Consumers stop

**00:02** – *Recovery:* The backlog is gone
"""


@pytest.fixture
def incident():
    return deck.parse(TEXT).incidents[0]


def test_told_and_simulated_curves_are_in_the_units_of_the_deck(incident):
    lab = incident_runs.find_lab(incident)
    model, values = incident_runs.resolve_lab(lab)
    shown = incident_runs.compare_run(incident, lab, run(model, values, 1))
    lag, consumed = shown.curves
    assert lag.is_near
    assert max(lag.simulated) == pytest.approx(60_000, rel=0.03)
    assert max(consumed.simulated) == pytest.approx(120_000, rel=0.05)
    assert lag.minutes == (0.0, 1.0, 2.0)
    assert lag.simulated_minutes[-1] < 2


def test_a_turned_knob_changes_the_run_and_is_checked(incident):
    lab = incident_runs.find_lab(incident)
    _model, values = incident_runs.resolve_lab(lab, {"consumer_rate": 4000.0})
    assert values.number("consumer_rate") == 4000
    assert values.number("stall_duration") == 60
    with pytest.raises(UserError, match="consumer_rate must be between"):
        incident_runs.resolve_lab(lab, {"consumer_rate": -1.0})


@pytest.mark.parametrize(
    ("unit", "base", "scale"),
    [("ms", "s", 0.001), ("s", "s", 1), ("1/min", "/s", 1 / 60), ("%", "ratio", 0.01), ("records", "count", 1), ("", "count", 1), ("ms", "count", None), ("records", "s", None), ("s", "/s", None)],
)  # fmt: skip
def test_units_are_brought_together_or_refused(unit, base, scale):
    assert incident_runs.find_scale(unit, base) == scale


def test_a_lab_of_an_unknown_model_is_none():
    text = TEXT.replace("lab partitions", "lab partition")
    assert incident_runs.find_lab(deck.parse(text).incidents[0]) is None

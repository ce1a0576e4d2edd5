from dataclasses import replace

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


@pytest.mark.parametrize(
    ("unit", "base", "scale"),
    [("µs", "s", 1e-6), ("us", "s", 1e-6), (" min ", "s", 60), ("minutes", "s", 60), ("h", "s", 3600), ("seconds", "s", 1), ("rps", "/s", 1), ("req/s", "/s", 1), ("/min", "/s", 1 / 60), ("1/h", "/s", 1 / 3600), ("", "ratio", 1), ("share", "ratio", 1), ("", "s", None), ("%", "number", None), ("threads", "number", 1)],
)  # fmt: skip
def test_every_unit_of_a_deck_has_its_size(unit, base, scale):
    assert incident_runs.find_scale(unit, base) == scale


def make_result(run_values, x):
    """A run of the partitions whose backlog takes these values at these seconds."""
    model, values = incident_runs.resolve_lab(incident_runs.find_lab(deck.parse(TEXT).incidents[0]))
    made = run(model, values, incident_runs.SEED)
    curves = tuple(
        replace(curve, values=tuple(run_values)) for curve in made.outcome.series.curves if curve.name == "backlog"
    )
    return replace(made, outcome=replace(made.outcome, series=replace(made.outcome.series, x=tuple(x), curves=curves)))


def compare(run_values, x, stated="0, 0, 1\n1, 60000, 1\n2, 0, 1\n", tolerance="10 %"):
    head, _, rest = TEXT.partition("0, 0, 120000, 5")
    text = (
        head.replace(", consumed (1/min), wait (ms)", ", other (1/min)")
        + stated
        + rest.partition("2, 0, 120000, 5\n")[2]
    )
    one = deck.parse(text.replace("within 10 %", f"within {tolerance}")).incidents[0]
    (told,) = incident_runs.compare_run(one, incident_runs.find_lab(one), make_result(run_values, x)).curves
    return told


def test_the_largest_distance_counts_as_a_share_of_the_largest_value():
    told = compare([3000, 57000, 12000], [0, 60, 120])
    assert (told.deviation, told.farthest, told.is_near) == (pytest.approx(0.2), 2.0, False)
    assert told.simulated_minutes == (0.0, 1.0, 2.0) and told.simulated == (3000, 57000, 12000)
    assert compare([0, 54000, 0], [0, 60, 120]).is_near  # a tenth, to the dot
    assert compare([6000, 60000, 0], [0, 60, 120]).farthest == 0.0


def test_only_what_the_run_covers_is_compared():
    told = compare([0, 60000], [0, 60])  # the run ends after a minute; the deck goes on to the second
    assert (told.deviation, told.farthest) == (0.0, 0.0)
    nothing = compare([0, 0], [600, 660])
    assert nothing.deviation == float("inf") and not nothing.is_near
    flat = compare([0, 0, 0], [0, 60, 120], "0, 0, 1\n1, 0, 1\n2, 0, 1\n")
    assert flat.deviation == float("inf")


def test_the_first_lab_that_can_be_run_is_the_incidents():
    text = TEXT.replace("```lab partitions", "```lab partition\n```\n\n```lab partitions", 1)
    assert incident_runs.find_lab(deck.parse(text).incidents[0]).model == "partitions"


def test_what_is_turned_comes_before_what_the_deck_says_by_whatever_name():
    lab = incident_runs.find_lab(deck.parse(TEXT.replace("consumer_rate: 2000/s", "service_rate: 2000/s")).incidents[0])
    settings = incident_runs.read_settings(lab)
    assert (settings["arrival_rate"], settings["consumer_rate"]) == ("1000/s", "2000/s")
    _model, values = incident_runs.resolve_lab(lab, {"consumer_rate": 4000.0})
    assert values.number("consumer_rate") == 4000

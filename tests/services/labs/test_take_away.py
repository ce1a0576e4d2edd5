import json
import math
import re
from dataclasses import replace

import pytest

from errors import UserError
from services.labs import take_away
from simulation.model import Knob
from simulation.runner import find_model, resolve
from simulation.table import MODELS

SMALL = {"requests": "2000"}


def export(name, knob, given=SMALL):
    model = find_model(name)
    return take_away.export_grid(model, resolve(model, given), knob, 1).decode()


def read_runs(page):
    return json.loads(re.search(r'id="runs">(.*?)</script>', page, re.S)[1])


def test_a_file_holds_the_runs_of_a_grid_around_the_own_values():
    page = export("mmck", "servers")
    found = read_runs(page)
    assert [run["value"] for run in found] == ["5", "7", "8", "10", "12", "13", "16", "20"]
    assert [run["isOwn"] for run in found].count(True) == 1
    assert found[3]["isOwn"]
    assert found[0]["curves"][0]["label"] == "Turned away"
    assert len({tuple(run["curves"][0]["values"]) for run in found}) > 5


def test_the_file_needs_no_network_and_says_its_source():
    page = export("mmc", "arrival_rate")
    assert "http:" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in page
    assert "default-src 'none'" in page
    assert "A. K. Erlang" in page
    assert len(page) < 300_000


def test_values_that_cannot_be_run_are_left_out():
    found = read_runs(export("mg1", "arrival_rate"))
    assert all(float(run["value"].split("/")[0].replace("min", "")) < 60 for run in found)
    assert 0 < len(found) < 8


def test_words_make_a_grid_too():
    assert [run["value"] for run in read_runs(export("backoff", "backoff", {"clients": "5"}))] == [
        "none", "exponential", "equal jitter", "full jitter", "decorrelated jitter",
    ]  # fmt: skip


def test_an_unknown_knob_is_refused():
    with pytest.raises(UserError, match="no knob wheels"):
        export("mmc", "wheels")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_each_knob_has_a_grid_within_its_range(model):
    for knob in take_away.list_grid_knobs(model):
        grid = take_away.choose_grid(knob, knob.default)
        assert len(grid) >= 2
        if not knob.choices:
            assert all(knob.low <= value <= knob.high or knob.can_be_off for value in grid)


def make_knob(**values):
    knob = Knob(name="k", label="K", unit="number", default=1.0, low=0.5, high=100.0, step=0.5)
    return replace(knob, **values)


@pytest.mark.parametrize(
    ("knob", "value", "grid"),
    [
        ({}, 10.0, (5.0, 7.0, 8.5, 10.0, 11.5, 13.0, 16.0, 20.0)),
        ({}, 80.0, (40.0, 56.0, 68.0, 80.0, 92.0, 100.0)),  # not beyond what is safe
        ({"low": 8.0}, 10.0, (8.0, 8.5, 10.0, 11.5, 13.0, 16.0, 20.0)),
        ({"unit": "count"}, 10.0, (5.0, 7.0, 8.0, 10.0, 12.0, 13.0, 16.0, 20.0)),
        ({"low": 0.0}, 0.0, (0.0, 0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6, 2.0)),
        ({"can_be_off": True}, math.inf, (12.5, 17.5, 21.25, 25.0, 28.75, 32.5, 40.0, 50.0, math.inf)),
    ],
)
def test_a_grid_lies_around_its_value_in_order(knob, value, grid):
    assert take_away.choose_grid(make_knob(**knob), value) == pytest.approx(grid)


def test_a_knob_that_is_off_says_so_and_the_seed_and_the_other_knobs_are_told():
    page = export("pools", "connection_timeout", {**SMALL, "connection_timeout": "off", "connections": "7"})
    found = read_runs(page)
    assert [run["value"] for run in found if run["isOwn"]] == ["off"]
    assert (
        "connections 7" in page and "connection_timeout" not in page.partition("The other knobs:")[2].partition("</")[0]
    )
    metrics = found[-1]["metrics"]
    assert all(" ± " in row[1] for row in metrics)
    assert {name for run in found for name in (curve["name"] for curve in run["curves"])} <= set(found[0]["all"])


def test_text_that_could_end_the_page_does_not():
    model = find_model("mmc")
    odd = replace(model, question="Is a < b & c?", title="</title>", notice=("</script>",))
    page = take_away.export_grid(odd, resolve(model, SMALL), "servers", 5).decode()
    assert "Is a &lt; b &amp; c?" in page and "&lt;/title&gt;" in page and "&lt;/script&gt;" in page
    assert any(row[2] for row in read_runs(page)[0]["metrics"])  # what the formula says
    assert not {"requests", "start", "runs"} & {knob.name for knob in take_away.list_grid_knobs(model)}

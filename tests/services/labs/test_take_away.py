import json
import re

import pytest

from errors import UserError
from services.labs import take_away
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

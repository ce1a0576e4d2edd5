"""The labs' page, run without a browser: question, prediction, run, knobs, and the list of misses."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from services.labs import predictions
from services.workspace import ROOT, Workspace
from simulation.runner import find_model
from simulation.table import MODELS
from ui.labs import knobs

DECK = "# Numbers\n\n**Question:** What is one? {#q1}\n\n**Answer:** One.\n"
PREDICTED = {"s": "1s", "/s": "1/s", "ratio": "10%", "count": "10", "number": "10"}


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "numbers.md").write_text(DECK, encoding="utf-8")
    sync_decks()
    return workspace


def open_page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=120)
    app.run()
    app.query_params.from_dict(query) if hasattr(app.query_params, "from_dict") else app.query_params.update(query)
    app.switch_page("../pages/labs.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def predict(app: AppTest, text: str) -> AppTest:
    app.text_input[0].set_value(text)
    app.button[0].click()
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(
        one.value for kind in (app.markdown, app.caption, app.warning, app.success, app.error) for one in kind
    )


def test_the_list_asks_every_question(ws: Workspace) -> None:
    app = open_page()
    assert not app.exception
    told = words(app)
    assert all(model.question in told for model in MODELS)


def test_nothing_runs_before_a_prediction(ws: Workspace) -> None:
    app = open_page(lab="pools")
    assert not app.exception
    assert not app.number_input
    assert not app.get("plotly_chart")
    app = predict(app, "soon")
    assert "Your prediction takes a time such as 25ms" in words(app)
    assert not app.number_input


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_lab_runs_after_a_prediction(ws: Workspace, model) -> None:
    app = predict(open_page(lab=model.name), PREDICTED[predictions.find_metric(model).unit])
    assert not app.exception
    told = words(app)
    assert "You predicted" in told
    assert model.source in told
    assert "| Simulated ± standard error |" in told
    # Over time in the replay's player, over anything else as a chart.
    players = [node for node in app.get("bidi_component") if node.key.startswith("lab-chart")]
    assert len(app.get("plotly_chart")) + len(players) == 1


def test_a_miss_is_kept_and_a_hit_is_not(ws: Workspace) -> None:
    predict(open_page(lab="pools"), "5s")
    assert [miss.model for miss in predictions.list_misses(ws, 1, "numbers")] == ["pools"]
    predict(open_page(lab="quorum"), "99.97%")
    assert [miss.model for miss in predictions.list_misses(ws, 1, "numbers")] == ["pools"]
    app = open_page()
    assert "You predicted: 5 s" in words(app)


def test_a_turned_knob_is_in_the_address_and_the_run_before_is_shown(ws: Workspace) -> None:
    app = predict(open_page(lab="mmck"), "5%")
    field = next(one for one in app.number_input if one.label == "Servers")
    app = field.set_value(12).run()
    assert not app.exception
    assert app.query_params["knobs"] in ("servers:12", ["servers:12"])
    assert "Previous run |" in words(app)


def test_an_address_with_knobs_is_followed(ws: Workspace) -> None:
    app = predict(open_page(lab="pools", knobs="connections:8,query_time:30ms,nonsense:1,threads:many"), "60ms")
    values = {one.label: one.value for one in app.number_input}
    assert values["Database connections"] == 8
    assert values["Time a query holds its connection (ms)"] == 30
    assert values["Request threads"] == 200


def test_values_that_do_not_go_together_are_told_and_the_knobs_stay(ws: Workspace) -> None:
    app = predict(open_page(lab="mg1"), "10s")
    field = next(one for one in app.number_input if one.label.startswith("Arrival rate"))
    app = field.set_value(2.0).run()
    assert "The utilization would be 2" in words(app)
    assert app.number_input


def test_an_unknown_lab_leads_to_the_list(ws: Workspace) -> None:
    app = open_page(lab="pool")
    assert "There is no such lab. Choose one below." in words(app)
    assert len(app.get("page_link")) >= len(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_an_address_comes_back_as_it_went(model) -> None:
    values = {}
    for knob in model.knobs:
        values[knob.name] = knob.choices[-1] if knob.choices else knob.high
    assert knobs.read_knobs(model, knobs.write_knobs(model, values)) == {
        name: value for name, value in values.items() if value != model.knob(name).default
    }
    assert find_model(model.name) is model

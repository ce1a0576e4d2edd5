"""Incidents: the list with what there is to see, one incident with its ways on, and decisions that were missed."""

from __future__ import annotations

from datetime import UTC, datetime

from services.library import catalog
from services.replays import replays
from services.workspace import Workspace
from tests.pages.conftest import Visit, list_links, press, read_texts


def test_the_list_says_how_long_it_takes_and_what_was_decided(visit: Visit, ws: Workspace) -> None:
    app = visit("incidents")
    told = read_texts(app)
    assert "Not watched yet" in told and "2 events" in told and "1 decision" in told and "lasted 31" in told
    assert "min to watch" in told and "Decisions to practise" not in told
    deck = catalog.load_deck(ws, "pools")
    now = datetime.now(UTC)
    replays.save_decision(ws, 1, "pools", deck, {"incident": "inc-broker", "stop": "dec-lag", "choice": 0}, now)
    replays.save_missed_decision(ws, 1, "pools", deck, {"incident": "inc-broker", "stop": "dec-lag", "choice": 0}, now)
    app = visit("incidents")
    told = read_texts(app)
    assert "0 of 1 decisions right" in told and "Decisions to practise" in told
    assert "You chose: Add twelve partitions" in told and "**Better:** Pause the batch consumers" in told
    links = list_links(app)
    again = next(query for label, query in links.items() if label.startswith("Decide again at"))
    assert "incident=inc-broker" in again and "t=" in again
    assert "question=" in links["Practise this"]
    press(app, "I know it now")
    assert "Decisions to practise" not in read_texts(app)


def test_an_incident_leads_to_practice_a_group_and_its_topic(visit: Visit) -> None:
    app = visit("incidents", incident="inc-broker", t="12")
    assert app.title[0].value == "The slow broker"
    links = list_links(app)
    assert (
        "incident=inc-broker" in links["Practise this incident"]
        and "incident=inc-broker" in links["Run it with a group"]
    )
    assert "topic=queues" in links["Queues"]
    assert "Measure the lag" not in read_texts(app)  # the lessons tell how it ends
    for name in ("nonsense", "1e12"):
        assert not visit("incidents", incident="inc-broker", t=name).error


def test_an_incident_that_is_gone_leads_to_the_list(visit: Visit) -> None:
    app = visit("incidents", incident="inc-renamed")
    assert "not in the deck" in app.error[0].value and app.title[0].value == "Incidents"

"""What a learner takes along, whole: the cards of the day with what each grade does, incidents, addresses to store."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.assets import load_asset
from services.learners import learners, settings
from services.library import catalog
from services.offline import day_cards, incident_page, pack
from services.practice import own_cards, practice
from services.practice.context import Learner
from services.replays import replays
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # what is read here is read on both databases elsewhere

WHO = Learner(1, "UTC", "s")
TEXT = """---
title: Pools
language: de
---

## Pools {#pools}

**Question:** Why *wait*? {#q-wait}

**Answer:** All are busy.

**Question:** Which one? {#q-which}

- [x] the reader → it has no lock
- [ ] the writer

"""
INCIDENTS = "".join(
    f"## Incident: Storm {n} {{#inc-{n}}}\n\n**00:00** – Load </script> rises.\n\n"
    f"**00:05** – *Symptom:* Lag.\n\n**Decision:** What first? {{#dec-{n}}}\n\n- [x] Pause\n- [ ] Add\n\n"
    "**00:09** – *Mitigation:* Paused.\n\n"
    for n in range(5)
)


@pytest.fixture
def house(workspace: Workspace, now: datetime) -> Workspace:
    catalog.add_deck(workspace, "pools.md", (TEXT + INCIDENTS).encode(), now)
    return workspace


def test_a_pack_says_whose_it_is_and_how_long_it_holds(house: Workspace, now: datetime) -> None:
    made = pack.make_pack(house, 1, "Europe/Berlin", now)
    assert (made["format"], made["learner"], made["name"], made["zone"], made["chosen"]) == (
        1,
        1,
        "",
        "Europe/Berlin",
        "pools",
    )
    assert made["session"].startswith("offline-") and len(made["session"]) == len("offline-") + 32
    assert made["made_at"] == now.isoformat()
    assert datetime.fromisoformat(made["ends_at"]) == datetime.fromisoformat("2026-03-03T04:00:00+01:00")
    assert (made["learn_ahead"], made["decks_left_out"]) == (20 * 60, 0)
    learners.add_learner(house, 1, "Ada", now)
    assert pack.make_pack(house, 1, "UTC", now)["name"] == learners.list_names(house)[1]
    assert json.loads(json.dumps(made)) == made


def test_the_cards_of_a_pack_have_both_sides_and_all_grades(house: Workspace, now: datetime) -> None:
    own_cards.change_own_card(house, WHO, "pools", "q-wait", now, note="Mine.")
    made = pack.make_pack(house, 1, "UTC", now)
    (packed,) = made["decks"]
    assert (packed["id"], packed["title"], packed["lang"], packed["dir"]) == ("pools", "Pools", "de", "ltr")
    cards = {card["id"]: card for card in packed["cards"]}
    wait, which = cards["q-wait"], cards["q-which"]
    assert wait["question"] == [["p", {}, "Why ", ["em", {}, "wait"], "?"]]
    note = ["p", {}, ["strong", {}, "Your note:"], " Mine."]
    assert wait["answer"] == [["p", {}, "All are busy."], note]
    assert (wait["options"], wait["right"], wait["follows"], wait["due_at"], wait["state"]) == ([], [], "", "", "new")
    assert [which["options"][place] for place in which["right"]] == [["the reader"]]
    previews = wait["previews"]
    assert next(iter(previews)) == "new" and all(len(grades) == 4 for grades in previews.values())
    again, _, good, easy = previews["new"]
    assert again["wait"] == 60 and again["state"] == "learning-0"
    assert good["wait"] == 600 and good["state"] == "learning-1"
    assert easy["wait"] is None and easy["state"] == "" and not easy["label"].startswith("about")
    assert all(grade["label"].startswith("about ") for grade in previews["learning-1"] if grade["wait"] is None)
    shown = practice.load_card(house, WHO, "pools", "q-wait", now)
    practice.grade_card(house, WHO, shown, Rating.AGAIN, now, "k" * 16)
    later = pack.make_pack(house, 1, "UTC", now + timedelta(seconds=5))["decks"][0]["cards"]
    card = next(card for card in later if card["id"] == "q-wait")
    assert card["state"] == "learning-0" and card["due_at"] == (now + timedelta(minutes=1)).isoformat()


def test_the_incidents_watched_last_come_along_first(house: Workspace, now: datetime) -> None:
    made = pack.make_pack(house, 1, "UTC", now)
    assert [incident["id"] for incident in made["incidents"]] == ["inc-0", "inc-1", "inc-2"]
    deck = catalog.load_deck(house, "pools")
    for minutes, number in enumerate((4, 1, 4, 3)):
        decision = {"incident": f"inc-{number}", "stop": f"dec-{number}", "choice": 0}
        replays.save_decision(house, 1, "pools", deck, decision, now + timedelta(minutes=minutes))
    made = pack.make_pack(house, 1, "UTC", now)
    assert [incident["id"] for incident in made["incidents"]] == ["inc-3", "inc-4", "inc-1"]
    first = made["incidents"][0]
    assert (first["deck"], first["address"]) == ("pools", "/offline/incident/pools/inc-3")
    assert first["title"].endswith("Storm 3")
    assert made["assets"] == [
        load_asset("plotly.min.js").address,
        load_asset("offline-incident.js").address,
        *(incident["address"] for incident in made["incidents"]),
    ]


def test_a_zone_is_the_chosen_one_else_the_browsers_else_utc(house: Workspace) -> None:
    assert pack.load_zone(house, 1, "Asia/Tokyo") == "Asia/Tokyo"
    assert [pack.load_zone(house, 1, zone) for zone in ("", "Nowhere/Land", "../x")] == ["UTC"] * 3
    settings.save_settings(house, 1, zone="Europe/Berlin")
    assert pack.load_zone(house, 1, "Asia/Tokyo") == "Europe/Berlin"


def test_what_is_beyond_the_bound_is_counted(house: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.add_deck(house, "other.md", TEXT.replace("title: Pools", "title: Other").encode(), now)
    for deck_id in ("pools", "other"):
        shown = practice.load_next_card(house, WHO, deck_id, now).shown
        assert shown is not None
        practice.grade_card(house, WHO, shown, Rating.GOOD, now, f"{deck_id}-{'k' * 16}")
    assert pack.make_pack(house, 1, "UTC", now)["decks_left_out"] == 0
    monkeypatch.setattr(pack, "MAX_DECKS", 1)
    made = pack.make_pack(house, 1, "UTC", now)
    assert ([deck["id"] for deck in made["decks"]], made["decks_left_out"]) == ([made["chosen"]], 1)


def test_no_more_cards_than_a_phone_has_room_for(
    house: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = day_cards.list_day_cards(house, WHO, "pools", now)
    assert len(everything) > 3 and everything == day_cards.list_day_cards(house, WHO, "pools", now)  # leaves no trace
    monkeypatch.setattr(day_cards, "MAX_CARDS", 3)
    few = day_cards.list_day_cards(house, WHO, "pools", now)
    assert [card.shown.card.id for card in few] == [card.shown.card.id for card in everything[:3]]


def test_an_incidents_page_is_whole_and_ends_no_script(house: Workspace, now: datetime) -> None:
    page = incident_page.render_incident_page(house, 1, "pools", "inc-0")
    assert '<h1 lang="de" dir="ltr">Incident: Storm 0</h1>' in page and "<title>Incident: Storm 0</title>" in page
    script = load_asset("offline-incident.js").address
    assert f'src="../../..{script}"' in page
    assert page.count("</script>") == page.count("<script") and "\\u003c/script>" in page
    start = page.index('{"track"')
    data, _ = json.JSONDecoder().raw_decode(page[start:])
    assert (data["start"], data["link"], data["kept"]) == (None, "#", None)
    assert data["plotly"] == f"../../..{load_asset('plotly.min.js').address}"
    assert data["track"]["title"].endswith("Storm 0")
    with pytest.raises(UserError, match="no such incident"):
        incident_page.render_incident_page(house, 1, "pools", "inc-9")

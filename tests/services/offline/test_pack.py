"""What a learner takes along, whole: the cards of the day with what each grade does, incidents, addresses to store."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from errors import UserError
from exchange.importers.images import Picture
from quiz.scheduler import Rating
from services.assets import load_asset
from services.learners import learners, settings
from services.library import catalog, images
from services.listening import episodes, voices
from services.offline import day_cards, incident_page, pack
from services.practice import own_cards, practice
from services.practice.context import Learner
from services.replays import replays
from services.workspace import Workspace
from speech.model import Voices
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures
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
    assert all(
        grade["label"].startswith("about ") == (grade["wait"] is None) for grade in previews["learning-1"]
    )  # what comes back on the same day is known to the minute
    assert (wait["reason"], wait["heading"]) == ("new", "Pools")
    fresh = practice.load_card(house, WHO, "pools", "q-wait", now)
    assert wait["token"] == fresh.token
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


def test_a_follow_up_says_what_it_follows_and_a_form_that_is_off_is_not_packed(
    workspace: Workspace, now: datetime
) -> None:
    text = (
        TEXT.replace("All are busy.", 'All are busy.\n\n**Counter-questions:**\n\n- *"And twice?"* {#cq-twice}\n')
        + INCIDENTS
    )
    catalog.add_deck(workspace, "pools.md", text.encode(), now)
    settings.save_settings(workspace, 1, kinds=["recall", "decision"])
    (packed,) = pack.make_pack(workspace, 1, "UTC", now)["decks"]
    cards = {card["id"]: card for card in packed["cards"]}
    assert (cards["cq-twice"]["reason"], cards["cq-twice"]["follows"]) == ("follow-up", "q-wait")
    assert {card["follows"] for card in packed["cards"]} == {"", "q-wait"}
    assert "q-which" not in cards


def test_pictures_come_along_and_those_that_are_lost_do_not(workspace: Workspace, now: datetime) -> None:
    picture = Picture(f"{'a' * 32}.png", b"\x89PNG\r\n\x1a\n", 1)
    images.save_images(workspace, [picture])
    text = TEXT.replace("All are busy.", f"![Pool]({picture.address}) and ![lost](pictures/{'b' * 32}.png)")
    catalog.add_deck(workspace, "pools.md", text.encode(), now)
    made = pack.make_pack(workspace, 1, "UTC", now)
    answer = json.dumps(next(card for card in made["decks"][0]["cards"] if card["id"] == "q-wait")["answer"])
    assert f'"src": "../pictures/{picture.address}"' in answer and "bbb" not in answer
    assert made["assets"].count(f"/pictures/{picture.address}") == 1


def test_a_day_that_is_nearly_over_brings_no_cards_of_the_next(house: Workspace, now: datetime) -> None:
    settings.save_settings(house, 1, new_per_day=2)
    evening = now.replace(hour=3, minute=55)
    assert len(day_cards.list_day_cards(house, WHO, "pools", evening)) == 2


def test_an_incidents_page_keeps_markup_in_its_title_and_the_direction_of_its_language(
    workspace: Workspace, now: datetime
) -> None:
    text = TEXT.replace("language: de", "language: ar") + INCIDENTS.replace("Storm 0", "A < B & C")
    catalog.add_deck(workspace, "pools.md", text.encode(), now)
    page = incident_page.render_incident_page(workspace, 1, "pools", "inc-0")
    assert "<title>Incident: A &lt; B &amp; C</title>" in page
    assert '<h1 lang="ar" dir="rtl">' in page
    address = pack.make_pack(workspace, 1, "UTC", now)["incidents"][0]
    assert address["title"] == "A < B & C"


def test_the_ride_is_begun_when_it_is_asked_for_and_addressed_when_it_is_there(house: Workspace, now: datetime) -> None:
    voices.save_voices(house, 1, Voices(engine="silent", rate=320))
    settings.save_settings(house, 1, commutes={"pools": {"minutes": 2}})
    begun = pack.prepare_commute(house, 1, "pools", "UTC", now)
    assert begun is not None and begun.address == "" and begun.title.endswith("2 Minuten") and begun.seconds > 5
    name = settings.load_settings(house, 1)["commutes"]["pools"]["name"]
    job = episodes.find_job(house, name)
    assert job is not None and job.wait(60).phase == "done"
    finished = pack.prepare_commute(house, 1, "pools", "UTC", now + timedelta(minutes=1))
    made = episodes.find_finished(house, name)
    assert finished is not None and made is not None
    assert (finished.address, finished.seconds) == (f"/audio/{name}.mp3", made.timeline.seconds)
    catalog.add_deck(house, "prose.md", b"# Prose\n\n## Topic\n\nNothing is asked.\n", now)
    assert pack.prepare_commute(house, 1, "prose", "UTC", now) is None


def test_a_deck_of_somebody_elses_is_not_taken_along(private_deck: PrivateDeck) -> None:
    ws, stranger, now = private_deck.ws, private_deck.stranger, private_deck.now
    assert [deck["id"] for deck in pack.make_pack(ws, stranger, "UTC", now)["decks"]] == ["d"]
    private_deck.check_hidden(
        [
            lambda: pack.prepare_commute(ws, stranger, "own", "UTC", now),
            lambda: incident_page.render_incident_page(ws, stranger, "own", "storm"),
            lambda: day_cards.list_day_cards(ws, Learner(stranger, "UTC", "s"), "own", now),
        ]
    )
    assert incident_page.render_incident_page(ws, private_deck.owner, "own", "storm")

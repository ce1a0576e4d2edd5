"""The card browser: filters of the address, what is changed for many cards at once, one card's numbers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from streamlit.testing.v1 import AppTest

from quiz.scheduler import Rating
from services.learners import settings
from services.practice import card_browser, practice
from services.practice.context import Learner
from services.workspace import Workspace
from tests.pages.conftest import Visit, press, read_texts

WHO = Learner(1, "UTC", "test")


def list_questions(app) -> list[str]:
    return list(app.dataframe[0].value["Question"])


def test_the_address_filters_by_state_and_topic(visit: Visit, ws: Workspace) -> None:
    app = visit("cards", topic="queues")
    listed = list_questions(app)
    assert "What does a queue hide?" in listed and not any("pool of ten" in prompt for prompt in listed)
    assert app.dataframe[0].value["Topic"].isin(["Queues", "Incident: The slow broker", "The slow broker"]).all()
    next(field for field in app.text_input if field.label == "Find").set_value("hide").run()
    assert list_questions(app) == ["What does a queue hide?"]
    now = datetime.now(UTC)
    card_browser.suspend_cards(ws, WHO, "pools", ["q-ten"], now, "k")
    suspended = visit("cards", state="suspended")
    assert list_questions(suspended) == ["Why is a pool of ten dangerous?"]
    assert list(suspended.dataframe[0].value["State"]) == ["New, Suspended"]
    assert "No cards match these filters" in read_texts(visit("cards", state="leech"))


def test_the_listed_cards_are_practised_and_only_selected_ones_are_changed(visit: Visit, ws: Workspace) -> None:
    app = visit("cards", topic="pools")
    count = len(list_questions(app))
    assert f"{count} cards listed. Select some in the table, or use all." in read_texts(app)
    assert all(button.disabled for button in app.button if button.label in {"Suspend", "Unsuspend, unbury"})
    press(app, f"Practise {count} cards")
    state = app.session_state["practice"]
    assert state.round == "filtered" and len(state.round_queue) == count
    queue = list(state.round_queue)
    # The address names the cards: after a reload, in a session that knows nothing yet, the round is there again.
    named = app.query_params["cards"]
    reloaded = visit("practice", cards=named[0] if isinstance(named, list) else named).session_state["practice"]
    assert (reloaded.round, reloaded.round_queue) == ("filtered", queue)


def click_with_rows(app: AppTest, rows: list[int], label: str = "") -> None:
    """Select rows of the table as the browser does, and click a button in the same run; AppTest has no call for it."""
    if label:
        next(button for button in app.button if button.label == label).click()
    states = app._tree.get_widget_states()
    states.widgets.add(
        id=app.dataframe[0].proto.id, string_value=json.dumps({"selection": {"rows": rows, "columns": [], "cells": []}})
    )
    app._run(states)
    assert not app.exception, app.exception


def test_selected_rows_are_the_cards_that_are_changed(visit: Visit, ws: Workspace) -> None:
    app = visit("cards")
    questions = list_questions(app)
    ids = [card.id for card in card_browser.list_cards(ws, WHO, "pools", datetime.now(UTC))]
    click_with_rows(app, [0, 2])
    assert "2 cards selected" in [caption.value for caption in app.caption]
    assert not any(button.disabled for button in app.button if button.label in {"Suspend", "Unsuspend, unbury"})
    assert not any(caption.value.startswith("Reviews") for caption in app.caption)  # the numbers of one card only
    click_with_rows(app, [0, 2], "Suspend")
    assert [message.value for message in app.success] == ["2 cards suspended."]
    listed = card_browser.list_cards(ws, WHO, "pools", datetime.now(UTC))
    assert [card.id for card in listed if "suspended" in card.states] == [ids[0], ids[2]]
    click_with_rows(app, [2], "Unsuspend, unbury")
    assert [message.value for message in app.success] == ["1 card back in practice."]
    listed = card_browser.list_cards(ws, WHO, "pools", datetime.now(UTC))
    assert [card.id for card in listed if "suspended" in card.states] == [ids[0]]
    click_with_rows(app, [1])
    assert f"**{questions[1]}**" in [element.value for element in app.markdown]
    assert any(caption.value.startswith("Reviews 0") for caption in app.caption)
    click_with_rows(app, [1, 2], "Practise 1 card")
    state = app.session_state["practice"]
    assert state.round == "filtered" and [ref.card for ref in state.round_queue] == [ids[1], ids[2]]


def test_rows_beyond_a_list_that_became_shorter_are_forgotten(visit: Visit, ws: Workspace) -> None:
    app = visit("cards")
    count = len(list_questions(app))
    click_with_rows(app, [0, count - 1, count, count + 5])
    assert "2 cards selected" in [caption.value for caption in app.caption]


def test_one_selected_card_shows_its_numbers_and_its_newest_grade_first(visit: Visit, ws: Workspace) -> None:
    visit("topics")
    for hour, rating in ((9, Rating.AGAIN), (11, Rating.GOOD)):
        now = datetime(2026, 3, 2, hour, tzinfo=UTC)
        shown = practice.load_card(ws, WHO, "pools", "q-ten", now)
        practice.grade_card(ws, WHO, shown, rating, now, f"key-{hour}")

    def draw_info() -> None:
        import runpy

        from services.practice import card_browser
        from services.practice.context import Learner
        from ui import navigation, session

        page = runpy.run_path(str(navigation.ROOT / "pages" / "cards.py"))
        learner = Learner(1, "UTC", "test")
        cards = card_browser.list_cards(session.get_workspace(), learner, "pools", session.get_now())
        for card in cards:
            if card.id in ("q-ten", "q-queue"):
                page["show_card_info"](card, learner)

    app = AppTest.from_function(draw_info, default_timeout=60)
    app.run()
    assert not app.exception, app.exception
    told = [element.value for element in app.markdown if element.value.startswith("- ")]
    assert told == ["- 2 Mar 2026, 11:00: Good", "- 2 Mar 2026, 09:00: Again"]
    facts = next(caption.value for caption in app.caption if caption.value.startswith("Reviews 2"))
    assert "Lapses" in facts and "Due " in facts and "Stability " in facts and "Retrievability " in facts
    assert "Reviews 0 · Lapses 0" in [caption.value for caption in app.caption]
    assert "Not answered yet" in [caption.value for caption in app.caption]
    table = app.dataframe[0].value
    row = table[table["Question"] == "Why is a pool of ten dangerous?"].iloc[0]
    assert row["Reviews"] == 2 and 1 < row["Recall"] <= 100 and 1 <= row["Difficulty"] <= 10  # per cent; one to ten


def test_a_card_is_due_on_the_day_of_the_learner_s_zone(visit: Visit, ws: Workspace) -> None:
    visit("topics")
    settings.change_settings(ws, 1, {"zone": "Asia/Tokyo"}, "UTC")
    who, noon = Learner(1, "Asia/Tokyo", "test"), datetime(2026, 3, 2, 3, tzinfo=UTC)
    shown = practice.load_card(ws, who, "pools", "q-ten", noon)
    practice.grade_card(ws, who, shown, Rating.EASY, noon, "key")
    due = next(card.due for card in card_browser.list_cards(ws, who, "pools", noon) if card.id == "q-ten")
    assert due is not None
    day = due.astimezone(ZoneInfo("Asia/Tokyo")).date()
    assert day != due.date()  # the study day begins at 19:00 of the day before in UTC
    table = visit("cards").dataframe[0].value
    row = table[table["Question"] == "Why is a pool of ten dangerous?"].iloc[0]
    assert row["Due"] == f"{day.day} {day:%b %Y}"

"""Progress and the ways of asking, on the real app."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz.scheduler import Rating
from services.library.content_sync import sync_content
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from tests.browser.conftest import announced, fill_new_field, settled, wait_for_keys
from tests.quiz.decks import TEXT
from ui import date_format

Goto = Callable[..., None]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "pools.md").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def practised(tmp_path: Path, content: Path) -> Path:
    """A data folder with a month of practice in it."""
    ws = Workspace(data=tmp_path / "practised", content=content)
    ws.data.mkdir()
    start = datetime.now(UTC) - timedelta(days=30)
    sync_content(ws, start)
    who = Learner(1, "UTC", "before")
    for day in (0, 1, 2, 9, 10, 20, 29):
        now = start + timedelta(days=day)
        for turn in range(12):
            shown = practice.load_next_card(ws, who, "pools", now).shown
            if shown is None:
                break
            rating = Rating.AGAIN if (day + turn) % 5 == 0 else Rating.EASY
            now += timedelta(seconds=20)
            practice.grade_card(ws, who, shown, rating, now, f"{day}-{turn}", confidence=(25, 95)[turn % 2])
    return ws.data


def suggested(page: Page, name: str) -> None:
    expect(page.get_by_role("button", name=name)).to_have_attribute("kind", "primary")


def test_nothing_yet_says_what_to_do(page: Page, goto: Goto, serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/progress", base=server.url)
    expect(page.get_by_text("No answers yet")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    page.get_by_role("link", name="Start practising").click()
    expect(page.get_by_role("heading", name="Practice")).to_be_visible()


def test_an_interview_gives_a_number_a_curve_and_what_to_give_up(
    page: Page, goto: Goto, serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/progress", base=server.url)
    page.get_by_role("button", name="The interview").click()
    day = datetime.now(UTC).date() + timedelta(days=2)
    page.get_by_role("spinbutton", name="When is it?").first.click()
    page.keyboard.type(day.strftime("%d%m%Y"))
    page.get_by_label("Minutes a day").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Expected recall on the day")).to_be_visible()
    expect(page.get_by_text("Time is short.")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    page.get_by_text("Data table").click()
    expect(page.get_by_role("cell", name=date_format.format_day(day))).to_be_visible()
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    kept = dict(connection.execute("SELECT name, value FROM preferences WHERE name LIKE 'interview%'"))
    connection.close()
    assert kept == {"interview": f'"{day.isoformat()}"', "interview_minutes": "5"}


@pytest.mark.parametrize(
    ("view", "heads"),
    [
        ("readiness", ("By chapter", "Weakest topics")),
        ("work", ("Forecast", "Calendar", "True retention", "Time spent")),
        ("memory", ("Stability", "Difficulty", "Calibration", "FSRS parameters")),
    ],
)
def test_each_view_has_its_charts_and_their_numbers(
    page: Page, goto: Goto, serve_app, content: Path, practised: Path, view: str, heads: tuple[str, ...]
) -> None:
    server = serve_app(data=practised, content=content)
    page.set_viewport_size({"width": 390, "height": 844})
    goto(page, f"/progress?view={view}", base=server.url)
    for head in heads:
        expect(page.get_by_role("heading", name=head, exact=True)).to_be_visible()
    charts = {"readiness": 1, "work": 4, "memory": 3}[view]
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(charts)
    expect(page.get_by_text("Data table")).to_have_count(charts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_option_is_chosen_with_its_number_and_the_grade_is_suggested(
    page: Page, goto: Goto, serve_app, content: Path
) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-429", base=server.url)
    wait_for_keys(page)
    right = page.get_by_role("button", name="Nothing, it is throttling")
    expect(right).to_be_visible()
    number = right.inner_text().strip()[0]
    page.keyboard.press(number)
    expect(page.get_by_text("(your choice)")).to_be_visible()
    expect(page.get_by_text("it would open on a healthy service")).to_be_visible()
    suggested(page, "Good")


def test_a_typed_answer_is_scored_in_the_learners_words(page: Page, goto: Goto, serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    page.get_by_role("button", name="Type the answer").click()
    answer = "Threads outnumber the conections, so I *shed* load before I resize."
    fill_new_field(page, page.get_by_label("Your answer"), answer)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("2 of 3 points said")).to_be_visible()
    expect(page.get_by_text("conections", exact=False).first).to_be_visible()
    suggested(page, "Good")
    page.keyboard.press("3")
    expect(page.get_by_text("1 card answered")).to_be_visible()
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    ((points,),) = connection.execute("SELECT points FROM log").fetchall()
    connection.close()
    assert [touched for _, touched in json.loads(points)].count(1) == 2
    # Taken back and answered again: what was written before the answer could be seen still counts.
    page.keyboard.press("u")
    announced(page, "Undone.")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Again")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("1 card answered")).to_be_visible()
    connection = sqlite3.connect(server.data / "rehearsal.sqlite3")
    assert connection.execute("SELECT points FROM log WHERE event = 'grade'").fetchall() == [(points,)] * 2
    connection.close()


def test_a_timeline_is_put_in_order(page: Page, goto: Goto, serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=inc-export~order", base=server.url)
    moments = page.locator("[class*=st-key-moment-] button")
    expect(moments).to_have_count(5)
    for left, text in ((4, "Month-end export"), (3, "Every checkout"), (2, "Somebody compares"), (0, "stopped by")):
        moments.filter(has_text=text).click()
        expect(moments).to_have_count(left)
    suggested(page, "Good")


def test_a_way_of_asking_is_turned_on_and_kept(page: Page, goto: Goto, serve_app, content: Path) -> None:
    server = serve_app(content=content)
    goto(page, "/practice?question=q-ten", base=server.url)
    page.get_by_role("button", name="Card types").click()
    page.locator(".st-key-way-gap label").click()
    expect(page.locator(".st-key-way-gap input")).to_be_checked()
    page.keyboard.press("Escape")
    # A question that was met before is asked in one of its forms: this one's turn comes within a few grades.
    field = page.get_by_label("What goes in the gap?")
    question = page.get_by_role("heading", name="Why is a pool of ten behind two hundred threads dangerous?")
    for _ in range(8):
        page.get_by_role("button", name="Show the answer").click()
        page.get_by_role("button", name="Good").click()
        expect(question).to_have_count(0)
        goto(page, "/practice?question=q-ten~gap", base=server.url)  # a link from when a gap was a card of its own
        expect(question).to_be_visible()
        settled(page)
        if field.count():
            break
    field.fill("nonsense")
    field.press("Enter")
    expect(page.get_by_text("You wrote: nonsense")).to_be_visible()
    suggested(page, "Again")

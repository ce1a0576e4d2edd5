"""Listening in a real browser: made, played while it grows, the transcript follows, keys, resuming, the drill graded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from services.listening import episode_files, episodes
from services.workspace import Workspace
from tests.browser.conftest import stop_the_clock, wait_for
from tests.conftest import Server, serve
from tests.speech.decks import TEXT

SCRIPT = "/listen?deck=pools&kind=script&ref=spoken-pools"
COMMUTE = "/listen?deck=pools&kind=commute&minutes=5"
DRILL = "/listen?deck=pools&kind=drill&ref=limits"
LONG = "# Long\n\n## A long topic {#long}\n\n" + "\n\n".join(
    f"Queue number {n} waits behind a pool that nobody measured, and the latency of its callers climbs."
    for n in range(2500)
)
# The player stands in a shadow root: `audio` runs an expression on its audio element, `a`.
FIND = """() => {
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.tagName === "AUDIO") return node;
      const found = node.shadowRoot && look(node.shadowRoot);
      if (found) return found;
    }
  };
  const a = look(document);
  return a && (EXPRESSION);
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real app on a small deck for the ear, and on one that has nothing to hear."""
    folder = tmp_path_factory.mktemp("room")
    content = folder / "content"
    content.mkdir()
    (content / "pools.md").write_text(TEXT, "utf-8")
    (content / "long.md").write_text(LONG, "utf-8")
    (content / "bare.md").write_text("# Bare\n", "utf-8")
    with serve(folder / "data", content) as server:
        yield server


def audio(page: Page, expression: str) -> Any:
    return page.evaluate(FIND.replace("EXPRESSION", expression))


def until(page: Page, condition: str) -> None:
    """Wait until an expression on the audio element is true."""
    page.wait_for_function(FIND.replace("EXPRESSION", condition))


def made(page: Page, goto, room: Server, address: str) -> None:
    """Open an episode; make it when it is not there yet; stop playing."""
    goto(page, address, room.url)
    start = page.get_by_role("button", name="Create and play")
    play = page.get_by_role("button", name="Play", exact=True)
    expect(start.or_(play).first).to_be_visible()
    if start.is_visible():
        start.click()
    expect(page.get_by_text("Download:")).to_be_visible()
    until(page, "a.src.includes('/audio/') && a.readyState >= 1 && a.textTracks[0].cues")
    audio(page, "a.pause()")
    expect(play).to_be_visible()


def test_a_script_part_becomes_an_mp3_that_plays_and_can_be_downloaded(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "a.currentTime > 0.5 && !a.paused")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="MP3").click()
    assert download.value.suggested_filename.endswith(".mp3")


def test_what_was_asked_for_plays_by_itself_though_it_is_made_in_no_time(page: Page, goto, room: Server) -> None:
    goto(page, "/listen?deck=pools&kind=incident&ref=storm", room.url)
    page.get_by_role("button", name="Create and play").click()
    expect(page.get_by_text("Download:")).to_be_visible()
    until(page, "a.src.includes('/audio/') && !a.paused && a.currentTime > 0.3")


def test_the_browser_agrees_with_the_model_on_duration_chapters_and_cues(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    name = audio(page, "a.src").rpartition("/")[2].removesuffix(".mp3")
    model = episode_files.find_episode(Workspace(room.data, room.data), name)
    assert model is not None
    assert audio(page, "a.duration") == pytest.approx(model.timeline.seconds, abs=0.05)
    cues = audio(page, "[...a.textTracks[0].cues].map(c => [c.startTime, c.endTime, c.text])")
    assert len(cues) == len(model.timeline.cues)
    for (start, end, _), cue in zip(cues, model.timeline.cues, strict=True):
        assert (start, end) == (pytest.approx(cue.start, abs=0.001), pytest.approx(cue.end, abs=0.001))
    listed = page.get_by_role("list", name="Chapters").get_by_role("button")
    assert listed.count() == len(model.timeline.marks)


def test_what_was_added_to_keep_the_promise_is_shown(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    assert 240 <= audio(page, "a.duration") <= 300.1
    page.get_by_text("questions were added to reach the promised length").click()
    expect(page.get_by_role("listitem").filter(has_text="Why does pool number 1 matter?").first).to_be_visible()


def test_the_transcript_follows_and_can_be_clicked(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    cues = page.get_by_role("list", name="Transcript")
    target = cues.get_by_role("button").nth(7)
    target.click()
    expect(target).to_have_attribute("aria-current", "true")
    assert audio(page, "a.currentTime") > 5
    audio(page, "a.currentTime = a.textTracks[0].cues[20].startTime + 0.05")
    current = cues.locator("[aria-current=true]")
    expect(current).to_have_count(1)
    expect(cues.get_by_role("button").nth(20)).to_have_attribute("aria-current", "true")
    expect(current).to_be_in_viewport()


def test_keys_and_buttons_move_as_in_players_people_know(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    audio(page, "a.currentTime = 70")
    page.get_by_role("button", name="Back 15 seconds").click()
    until(page, "Math.abs(a.currentTime - 55) < 0.5")
    page.mouse.click(1200, 400)  # beside everything: the focus is nobody's
    page.keyboard.press("ArrowRight")
    until(page, "Math.abs(a.currentTime - 70) < 0.5")
    page.keyboard.press(" ")
    until(page, "!a.paused")
    page.keyboard.press("k")
    until(page, "a.paused")
    page.keyboard.press("]")
    until(page, "a.currentTime > 75")
    page.keyboard.press(">")
    until(page, "a.playbackRate === 1.25")
    page.get_by_label("Speed", exact=True).first.select_option("2.5")
    until(page, "a.playbackRate === 2.5")
    page.keyboard.press("<")
    audio(page, "a.playbackRate = 1")
    page.get_by_label("Speed", exact=True).first.select_option("1")


def test_it_resumes_where_one_stopped_also_in_another_visit(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    page.get_by_role("button", name="Play", exact=True).click()
    audio(page, "a.currentTime = 83")
    until(page, "a.currentTime > 83.2")
    page.get_by_role("button", name="Pause", exact=True).click()
    until(page, "a.paused")
    # Nothing on the screen tells that the server knows.
    name = audio(page, "a.src").rpartition("/")[2].removesuffix(".mp3")
    ws = Workspace(room.data, room.data)
    wait_for(page, lambda: episodes.load_position(ws, 1, name) > 83)
    page.evaluate("() => localStorage.clear()")
    goto(page, SCRIPT, room.url)
    until(page, "a.readyState >= 1 && a.currentTime > 82 && a.currentTime < 100")


def test_the_sleep_timer_fades_out_and_stops_when_its_time_has_come(page: Page, goto, room: Server) -> None:
    page.clock.install()
    made(page, goto, room, SCRIPT)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "!a.paused")
    stop_the_clock(page)  # the sound goes on; the minutes pass when the test says so
    sleep = page.get_by_label("Sleep timer")
    sleep.select_option("5")
    page.clock.fast_forward("04:50")
    expect(page.get_by_text("stops in 0:")).to_be_visible()
    assert audio(page, "!a.paused && a.volume === 1")
    page.clock.fast_forward(6_000)  # four seconds before its time
    until(page, "a.volume < 0.6 && a.volume > 0 && !a.paused")
    sleep.select_option("0")
    until(page, "a.volume === 1 && !a.paused")
    sleep.select_option("5")
    page.clock.fast_forward("05:01")
    until(page, "a.paused && a.volume === 1")
    expect(sleep).to_have_value("0")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_sleep_timer_waits_for_the_end_of_the_chapter_that_is_heard(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    marks = page.get_by_role("list", name="Chapters").get_by_role("button")
    page.get_by_label("Sleep timer").select_option("chapter")
    marks.nth(2).click()  # elsewhere: it is the end of this one now
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, "!a.paused && a.volume === 1")
    page.get_by_role("button", name="Next chapter").click()
    start = audio(page, "a.currentTime")
    page.get_by_role("button", name="Back 15 seconds").click()
    audio(page, f"a.currentTime = {start} - 2")
    until(page, "a.paused")
    assert -1 < audio(page, "a.currentTime") - start < 5  # a page that is held up notices the end a little later
    expect(page.get_by_label("Sleep timer")).to_have_value("0")


def test_a_drill_is_graded_afterwards(page: Page, goto, room: Server) -> None:
    made(page, goto, room, DRILL)
    audio(page, "a.currentTime = a.duration - 4")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("What did you know? (1 left)")).to_be_visible()
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_text("What did you know?", exact=True)).to_be_visible()
    with sqlite3.connect(room.data / "rehearsal.sqlite3") as database:
        rows = database.execute(
            "SELECT l.rating FROM log l JOIN cards c ON c.id = l.card WHERE l.event = 'grade' AND c.name = 'limiter'"
        ).fetchall()
    assert rows == [(3,)]


def test_what_was_heard_and_not_graded_is_asked_for_in_the_next_visit(page: Page, goto, room: Server) -> None:
    made(page, goto, room, COMMUTE)
    ends = page.get_by_role("list", name="Chapters").get_by_role("button")
    for chapter in (1, 2):
        ends.nth(chapter).click()
        start = audio(page, "a.currentTime")
        audio(page, f"a.currentTime = {start} - 1")
        audio(page, "void a.play()")
        until(page, f"!a.seeking && a.currentTime > {start} + 0.3")  # into the next chapter
        audio(page, "a.pause()")
    expect(page.get_by_text("What did you know? (2 left)")).to_be_visible()
    player = audio(page, "a.src")
    page.get_by_role("button", name="Good", exact=True).last.click()
    expect(
        page.get_by_text("What did you know? (1 left)")
    ).to_be_visible()  # the commute is the same, though less is due
    assert audio(page, "a.src") == player
    expect(page.get_by_role("button", name="Choose again from what is due now")).to_be_visible()
    goto(page, COMMUTE, room.url)
    expect(page.get_by_text("What did you know? (1 left)")).to_be_visible()
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_text("What did you know?", exact=True)).to_be_visible()
    goto(page, COMMUTE, room.url)
    until(page, "a.readyState >= 1 && a.textTracks[0].cues")
    expect(page.get_by_text("What did you know?")).to_have_count(0)
    page.get_by_role("button", name="Choose again from what is due now").click()
    expect(page.get_by_role("button", name="Create and play")).to_be_visible()


def test_the_player_is_loaded_before_the_button_is_pressed_and_not_seen(page: Page, goto, room: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    goto(page, "/listen?deck=pools&kind=topic&ref=limits", room.url)
    expect(page.get_by_role("button", name="Create and play")).to_be_visible()
    until(page, "a.src === ''")
    assert any("listen" in url and ".js" in url for url in asked)
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    asked.clear()
    page.get_by_role("button", name="Create and play").click()
    until(page, "!a.paused && a.currentTime > 0.1")
    assert not [url for url in asked if "/vendor/listen/" in url]


def test_making_survives_a_reload_plays_meanwhile_and_can_be_cancelled(page: Page, goto, room: Server) -> None:
    address = "/listen?deck=long&kind=topic&ref=long"
    goto(page, address, room.url)
    page.get_by_role("button", name="Create and play").click()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    until(page, "a.src.includes('/listen/live/')")
    goto(page, address, room.url)  # the page goes, the making does not
    expect(cancel).to_be_visible()
    until(page, "a.readyState >= 2")  # there is sound to play already
    cancel.click()
    expect(page.get_by_role("button", name="Create and play")).to_be_visible()
    expect(page.get_by_text("Download:")).to_have_count(0)


def test_the_lock_screen_names_what_is_asked(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    audio(page, "a.currentTime = 1")
    page.wait_for_function("() => navigator.mediaSession.metadata.title === 'Part 1: Thread pools'")
    chapter = page.get_by_role("list", name="Chapters").get_by_role("button").nth(2)
    chapter.click()
    title = chapter.locator("span").inner_text()
    page.wait_for_function("(title) => navigator.mediaSession.metadata.title === title", arg=title)
    assert page.evaluate("() => navigator.mediaSession.metadata.album") == "Part 1: Thread pools"


def test_the_feed_has_an_address_that_can_be_revoked(page: Page, goto, room: Server) -> None:
    made(page, goto, room, SCRIPT)
    page.get_by_text("Podcast feed").click()
    page.get_by_role("button", name="Create my feed address").click()
    address = page.locator("code").filter(has_text="/feed/1-").inner_text()
    assert page.request.get(address).status == 200
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    assert page.request.get(address).status == 404


def test_a_sample_of_the_voice_can_be_heard(page: Page, goto, room: Server) -> None:
    goto(page, SCRIPT, room.url)
    page.get_by_text("Voice settings").click()
    page.get_by_role("button", name="Listen to a sample").click()
    expect(page.get_by_test_id("stAudio")).to_be_visible(timeout=60_000)  # it may have to start the engine


def test_a_deck_with_nothing_to_hear_says_what_to_do(page: Page, goto, room: Server) -> None:
    goto(page, "/listen?deck=bare", room.url)
    expect(page.get_by_text("Nothing to listen to in this deck yet")).to_be_visible()


def test_a_phone_has_room_and_a_reader_finds_its_way(page: Page, goto, room: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    made(page, goto, room, SCRIPT)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, context="[data-testid=stMain]")  # the sidebar is the house's
    serious = [
        (v["id"], [node["html"][:200] for node in v["nodes"]])
        for v in found.response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert serious == []

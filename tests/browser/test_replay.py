"""The replay in a real browser: its own controls drive the clock, and the tests wait for what the screen shows."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, expect

from replay import payload, track
from tests.browser.conftest import settled
from tests.conftest import Server, serve
from tests.replay.incidents import decision, event, incident

HERE = Path(__file__).parent
STORM = "/incidents?deck=replay&incident=inc-storm"
PLACE = "input => Number(input.value)"


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real app on a deck of two incidents, and one of 120 minutes with five series."""
    folder = tmp_path_factory.mktemp("theatre")
    content = folder / "content"
    content.mkdir()
    (content / "replay.md").write_text((HERE / "replay_deck.md").read_text("utf-8"), "utf-8")
    (content / "long.md").write_text(long_deck(), "utf-8")
    (content / "bare.md").write_text("# Nothing happened\n\n## A topic\n\nIt was quiet.\n", "utf-8")
    (content / "hostile.md").write_text(hostile_deck(), "utf-8")
    with serve(folder / "data", content) as server:
        yield server


def long_deck() -> str:
    rows = [f"{m}, {100 + m * 7}, {m % 200}, {m / 10}, {m * 3}, {2000 - m}" for m in range(121)]
    events = [
        f"**{m // 60:02d}:{m % 60:02d}** – *Symptom:* The queue is {m} deep and growing\n" for m in range(0, 121, 10)
    ]
    head = "minute, p99 latency (ms), busy threads, errors (%), requests (1/s), free memory (MB)"
    return "\n".join(
        ("# Long", "", "## Incident: Two hours {#inc-long}", "", "```signals", head, *rows, "```", "", *events)
    )


def hostile_deck() -> str:
    evil = '<img src=x onerror="window.pwned = 1"><script>window.pwned = 1</script> [go](javascript:window.pwned=1)'
    events = [
        f"**00:0{minute}** – *{role}:* {evil}\n\n- {evil}\n" for minute, role in enumerate(("Trigger", "Recovery"))
    ]
    return "\n".join(
        ("# Hostile", "", f"## Incident: {evil} {{#inc-evil}}", "", *events, "**Post-mortem:**", "", f"- {evil}")
    )


@pytest.fixture
def storm(page: Page, goto, theatre: Server) -> Locator:
    """The player with the storm in it, drawn."""
    return opened(page, goto, theatre, STORM)


def opened(page: Page, goto, theatre: Server, path: str) -> Locator:
    goto(page, path, base=theatre.url)
    player = page.locator(".player[data-ready=true]")
    expect(player).to_be_visible()
    return player


def clock(player: Locator) -> Locator:
    return player.locator(".time")


def scrubber(player: Locator) -> Locator:
    return player.get_by_role("slider", name="Position in the incident")


def place(player: Locator) -> float:
    return float(scrubber(player).evaluate(PLACE))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def no_stops(player: Locator) -> None:
    player.get_by_role("button", name="Decisions").click()


def to_decision(page: Page, player: Locator) -> Locator:
    press(page, "End")
    stop = player.locator(".stop")
    expect(stop).to_be_visible()
    return stop


def test_it_plays_and_pauses_without_a_word_to_the_server(page: Page, goto, theatre: Server) -> None:
    sent: list[object] = []

    def keep(frame: str | bytes) -> None:
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    player = opened(page, goto, theatre, STORM)
    page.wait_for_load_state("networkidle")  # what the page loads late has come
    before = len(sent)

    def keep_request(request: Request) -> None:
        if request.resource_type != "font":  # the weight of a letter that is drawn for the first time
            sent.append(request.url)

    page.on("request", keep_request)
    press(page, "Space")
    expect(player).to_have_attribute("data-state", "playing")
    expect(clock(player)).not_to_have_text("00:00")
    press(page, "Space")
    expect(player).to_have_attribute("data-state", "paused")
    held = place(player)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert place(player) == held > 0
    assert len(sent) == before


def test_the_payload_is_small(page: Page, goto, theatre: Server) -> None:
    received: list[int] = []

    def keep(frame: str | bytes) -> None:
        raw = frame if isinstance(frame, bytes) else frame.encode()
        if b"rehearsal_player" in raw:
            received.append(len(raw))

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    opened(page, goto, theatre, "/incidents?deck=long&incident=inc-long")
    assert received and max(received) <= 10_000


def test_the_large_button_begins_and_leaves(storm: Locator) -> None:
    starter = storm.locator(".starter")
    starter.click()
    expect(starter).to_be_hidden()
    expect(storm).to_have_attribute("data-state", "playing")


def test_values_bear_their_units_as_people_say_them(storm: Locator) -> None:
    expect(storm.locator(".series")).to_have_text(["p99 latency120 ms", "busy threads40", "errors0%"])


def test_scrubbing_moves_the_clock_the_event_and_the_curves(page: Page, storm: Locator) -> None:
    no_stops(storm)
    shown = "el => el.querySelector('clipPath.plotclip rect').getAttribute('width')"
    before = float(storm.evaluate(shown))
    ends = float(scrubber(storm).get_attribute("max") or 0)
    scrubber(storm).fill(str(round(ends - 0.5, 2)))
    expect(storm.locator(".phase")).to_have_text("Recovered")
    expect(storm.locator(".words")).to_have_text("Latency is normal again")
    assert float(storm.evaluate(shown)) > before
    scrubber(storm).fill("0")
    expect(clock(storm)).to_have_text("00:00")
    expect(storm.locator(".words")).to_have_text("Traffic doubles once the batch window closes")


def test_at_eightfold_speed_it_reaches_its_end(page: Page, storm: Locator) -> None:
    no_stops(storm)
    storm.get_by_label("Speed").select_option("8")
    storm.get_by_role("button", name="Play", exact=True).click()
    expect(storm.locator(".end")).to_be_visible()
    expect(storm.locator(".end")).to_contain_text("recovered after 15 min")
    expect(storm.locator(".end")).to_contain_text("Size the pool from the database.")


def test_a_decision_comes_before_what_the_team_did(page: Page, storm: Locator, theatre: Server) -> None:
    stop = to_decision(page, storm)
    expect(clock(storm)).to_have_text("00:08")
    expect(stop).not_to_contain_text("What the team did")
    commit = stop.get_by_role("button", name="Commit")
    expect(commit).to_be_disabled()
    stop.get_by_label("Double the pool").check()
    commit.click()
    expect(stop).to_contain_text("Not this time.")
    expect(stop).to_contain_text("What the team did at 00:10: Two hundred threads share ten connections")
    expect(stop).to_contain_text("2 min passed before that step; 7 min from here to recovery.")
    stop.get_by_role("button", name="Save as a practice card").click()
    expect(stop.get_by_role("button", name="Saved as a card")).to_be_disabled()
    stop.get_by_role("button", name="Continue").click()
    expect(storm).to_have_attribute("data-state", "playing")
    press(page, "End")
    expect(storm.locator(".end h2")).to_have_text("You were right in 0 of 1 decision")
    expect(storm.locator(".path")).to_contain_text("Double the pool")
    with sqlite3.connect(theatre.data / "rehearsal.sqlite3") as database:
        assert ("dec-storm", 8.0, "Double the pool") in database.execute(
            "SELECT stop, minute, chosen FROM misses"
        ).fetchall()
        assert ("dec-storm", 0) in database.execute("SELECT stop, correct FROM choices").fetchall()
    page.get_by_role("link", name="All incidents").click()
    kept = page.get_by_text("00:08 · They say the database is slow. What do you do?")
    expect(kept).to_be_visible()
    settled(page)  # a link that is pressed while its page is still being drawn may be replaced under the finger
    # Going to a link in a row that unfolds does not scroll within the row: the link would slide away from under the finger.
    unfold = """node => {
      const row = node.closest("details");
      row.querySelector("summary").click();
      row.querySelector("a").scrollIntoView();
      return row.scrollTop;
    }"""
    assert kept.evaluate(unfold) == 0
    expect(page.get_by_text("Better: Compare threads with connections, then shed load")).to_be_visible()
    page.get_by_role("link", name="Decide again at 00:08").click()
    again = page.locator(".player[data-ready=true]")
    expect(clock(again)).to_have_text("00:08")
    press(page, ".")
    expect(again.locator(".stop")).to_be_visible()


def test_nothing_goes_past_a_decision_but_skipping(page: Page, storm: Locator) -> None:
    stop = to_decision(page, storm)
    held = place(storm)
    press(page, "ArrowRight", "Space")
    assert place(storm) == held
    expect(storm.get_by_role("status")).to_have_text("Choose first: 1 – 3, or s to skip.")
    press(page, "ArrowLeft")
    expect(stop).to_have_count(0)
    stop = to_decision(page, storm)
    stop.get_by_role("button", name="Skip").click()
    expect(stop).to_contain_text("Skipped.")


def test_options_come_from_other_incidents_where_the_deck_has_none(page: Page, goto, theatre: Server) -> None:
    player = opened(page, goto, theatre, "/incidents?deck=replay&incident=inc-echo")
    stop = to_decision(page, player)
    expect(stop.locator("h2")).to_have_text("It is 00:03. What is really going on?")
    expect(stop.get_by_role("radio")).to_have_count(3)
    expect(stop).to_contain_text("The options are steps from this incident and others.")
    wrong = stop.locator("label").filter(has_not_text="idempotency key").first
    wrong.click()
    press(page, "Enter")
    stop.get_by_role("button", name="Save as a practice card").click()
    expect(stop.get_by_role("button", name="Saved as a card")).to_be_disabled()
    goto(page, "/practice?deck=replay", base=theatre.url)
    card = page.locator(".st-key-practice-card")
    expect(card).to_contain_text("Decision you saved · Incident 2: The echo")
    expect(card).to_contain_text("What is really going on?")
    page.get_by_role("button", name="Show the answer").click()
    expect(card.get_by_role("link", name="Watch the replay")).to_have_attribute(
        "href", re.compile(r"incident=inc-echo&t=3")
    )


def test_a_deep_link_opens_at_its_minute(page: Page, goto, theatre: Server) -> None:
    player = opened(page, goto, theatre, STORM + "&t=10")
    expect(clock(player)).to_have_text("00:10")
    expect(player.locator(".words")).to_have_text("Two hundred threads share ten connections")
    expect(player).to_have_attribute("data-state", "paused")
    expect(player.locator(".stop")).to_have_count(0)


def test_a_link_to_a_moment_shows_it_without_scrolling(page: Page, goto, theatre: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    player = opened(page, goto, theatre, STORM + "&t=5")
    expect(clock(player)).to_be_in_viewport()
    expect(player.locator(".words")).to_be_in_viewport()


def test_the_link_to_a_moment_is_copied(page: Page, storm: Locator, theatre: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, ".", ".")
    expect(clock(storm)).to_have_text("00:05")
    storm.get_by_role("button", name="Copy a link to this moment").click()
    expect(storm.get_by_role("status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == theatre.url + STORM + "&t=5"


def test_a_rerun_and_a_theme_change_keep_the_node_and_the_place(page: Page, storm: Locator) -> None:
    storm.evaluate("node => { node.dataset.mark = 'mine'; }")
    press(page, ".", ".")
    expect(clock(storm)).to_have_text("00:05")
    here = place(storm)
    light = storm.evaluate("node => getComputedStyle(node).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(storm).not_to_have_css("background-color", light)
    to_decision(page, storm).get_by_label("Restart everything").check()
    press(page, "Enter")  # commits, and the page's fragment runs again
    expect(storm.locator(".verdict")).to_be_visible()
    press(page, "0")
    storm.get_by_role("button", name="Continue").click()
    press(page, "Space", "Home", ".", ".")
    expect(storm).to_have_attribute("data-mark", "mine")
    assert place(storm) == here
    expect(page.locator(".player")).to_have_count(1)


def test_new_data_moves_the_player_without_losing_the_place(page: Page, storm: Locator) -> None:
    old = incident(event(0, "one", "T"), event(5, "two"), event(9, "three", "R"), title="Draft")
    new = incident(event(0, "one", "T"), event(2, "in between"), event(5, "two, reworded"), event(9, "three", "R"))
    other = incident(event(0, "something else"), event(3, "the end"), id="other", decisions=(decision(0),))
    page.evaluate(
        """async ([data, script]) => {
          const { default: mount } = await import(script);
          window.host = document.body.appendChild(document.createElement("div"));
          host.attachShadow({ mode: "open" });
          window.give = (data) => mount({ data, parentElement: host.shadowRoot, setTriggerValue: () => {} });
          window.leave = give(data);
        }""",
        [
            {"track": payload.pack_track(track.build_track(old)), "start": 5, "plotly": "", "kept": []},
            "/vendor/replay.js",
        ],
    )
    draft = page.get_by_role("region", name="Replay: Draft")
    expect(draft.locator(".words")).to_have_text("two")
    draft.evaluate("node => { node.dataset.mark = 'mine'; }")
    page.evaluate(
        "data => { give(data); }", {"track": payload.pack_track(track.build_track(new)), "start": 5, "kept": []}
    )
    mine = page.locator("[data-mark=mine]")
    expect(mine.locator(".words")).to_have_text("two, reworded")
    expect(clock(mine)).to_have_text("00:05")
    page.evaluate(
        "data => { give(data); }", {"track": payload.pack_track(track.build_track(other)), "start": None, "kept": None}
    )
    expect(mine.locator(".words")).to_have_text("something else")
    mine.focus()
    press(page, "End", "1", "Enter")
    expect(mine.locator(".verdict")).to_contain_text("Not this time.")
    expect(mine.get_by_role("button", name="Save as a practice card")).to_have_count(0)  # an author's preview
    page.evaluate("() => { leave(); }")  # an overtaken run of the page: the player stays
    expect(mine.locator(".verdict")).to_contain_text("Not this time.")
    page.evaluate(
        "() => { const player = host.shadowRoot.querySelector('.player'); host.remove(); leave(); window.left = player; }"
    )
    page.wait_for_function("() => !left.isConnected && !left.parentNode")


def test_another_incident_starts_at_its_beginning_and_the_first_is_found_where_it_was_left(
    page: Page, storm: Locator
) -> None:
    press(page, ".", ".")
    page.get_by_role("link", name="All incidents").click()
    page.get_by_role("link", name="The echo").click()
    echo = page.locator(".player[aria-label='Replay: The echo'][data-ready=true]")
    expect(clock(echo)).to_have_text("00:00")
    page.get_by_role("link", name="All incidents").click()
    page.get_by_role("link", name="The storm").click()
    again = page.locator(".player[aria-label='Replay: The storm'][data-ready=true]")
    expect(clock(again)).to_have_text("00:05")


def test_every_key_does_what_it_says(page: Page, storm: Locator) -> None:
    no_stops(storm)
    press(page, ".")
    expect(clock(storm)).to_have_text("00:02")
    press(page, ",")
    expect(clock(storm)).to_have_text("00:00")
    press(page, "End")
    expect(storm.locator(".end")).to_be_visible()
    press(page, "Home", "]")
    expect(clock(storm)).to_have_text("00:02")
    press(page, "[")
    expect(clock(storm)).to_have_text("00:00")
    press(page, "ArrowRight")
    assert place(storm) == pytest.approx(5)
    press(page, "ArrowLeft")
    assert place(storm) == 0
    press(page, "5")
    assert place(storm) == pytest.approx(float(scrubber(storm).get_attribute("max") or 0) / 2, abs=0.02)
    press(page, ">")
    expect(storm.get_by_label("Speed")).to_have_value("2")
    press(page, "<", "<")
    expect(storm.get_by_label("Speed")).to_have_value("0.5")
    press(page, "?")
    expect(storm.locator(".help")).to_be_visible()
    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement === null")


def test_keys_pressed_on_the_page_itself_are_the_players(page: Page, storm: Locator) -> None:
    page.get_by_role("heading", name="The storm").click()
    press(page, ".", ".")
    expect(clock(storm)).to_have_text("00:05")
    page.get_by_role("link", name="All incidents").focus()
    press(page, ",")
    expect(clock(storm)).to_have_text("00:05")


def test_it_can_be_used_by_keyboard_alone(page: Page, storm: Locator) -> None:
    storm.get_by_role("button", name="Play", exact=True).focus()
    press(page, "Enter")
    expect(storm).to_have_attribute("data-state", "playing")
    press(page, "Enter")
    stop = to_decision(page, storm)
    expect(stop.locator("h2")).to_be_focused()
    press(page, "2")
    expect(stop.get_by_role("radio").nth(1)).to_be_checked()
    press(page, "Enter")
    expect(stop).to_contain_text("That is the right call.")
    expect(stop.locator("h2")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(stop).to_have_count(0)


def test_a_decision_is_taken_and_left_by_the_keys_it_names(page: Page, storm: Locator) -> None:
    stop = to_decision(page, storm)
    press(page, "Space")
    expect(stop).to_contain_text("Choose first: 1 – ")
    press(page, "1", "Space")
    expect(stop).to_contain_text("Not this time.")
    press(page, "k")
    expect(stop.get_by_role("button", name="Saved as a card")).to_be_disabled()
    press(page, "Space")
    expect(stop).to_have_count(0)
    expect(storm).to_have_attribute("data-state", "playing")


def test_a_decision_is_skipped_by_a_key(page: Page, storm: Locator) -> None:
    stop = to_decision(page, storm)
    press(page, "s")
    expect(stop).to_contain_text("Skipped.")
    storm.get_by_role("button", name="Play", exact=True).click()
    expect(stop).to_have_count(0)


def test_the_role_of_an_event_is_not_told_before_its_decision(page: Page, storm: Locator) -> None:
    stop = to_decision(page, storm)
    expect(stop.locator(".badge")).to_have_count(0)
    stop.get_by_role("button", name="Skip").click()
    expect(stop.locator(".badge")).to_have_count(1)


def test_events_are_announced_when_asked(page: Page, storm: Locator) -> None:
    status = storm.get_by_role("status")
    press(page, ".")
    expect(status).to_have_text("")
    storm.get_by_role("button", name="Announce").click()
    press(page, ".")
    expect(status).to_have_text("00:05. Symptom. All 200 request threads are busy ")


def test_reduced_motion_steps_from_event_to_event(browser: Browser, goto, theatre: Server) -> None:
    context = browser.new_context(reduced_motion="reduce", timezone_id="UTC")
    page = context.new_page()
    player = opened(page, goto, theatre, STORM)
    storied = player.evaluate("node => [...node.querySelectorAll('.marks i:not(.decision):not(.break)')].length")
    assert storied == 7
    player.evaluate(
        """node => {
          node.seen = new Set();
          const head = node.querySelector('.playhead');
          new MutationObserver(() => node.seen.add(head.style.transform)).observe(head, { attributes: true });
        }"""
    )
    player.get_by_label("Speed").select_option("8")
    press(page, "Space")
    expect(player.locator(".stop")).to_be_visible()
    # Four events before the decision, and the decision itself: sliding would leave hundreds of places.
    assert player.evaluate("node => node.seen.size") <= 5
    context.close()


def test_the_chair_asks_in_the_middle_of_things(page: Page, storm: Locator) -> None:
    storm.get_by_role("button", name="Director's chair").click()
    press(page, "End")
    ask = storm.locator(".ask")
    expect(ask).to_contain_text("asks: What do you tell the CFO when every thread is busy?")
    expect(ask).not_to_contain_text("calm under pressure")
    ask.get_by_role("button", name="I have said my answer").click()
    expect(ask).to_contain_text("calm under pressure")
    expect(ask).to_contain_text("How many callers fail")
    ask.get_by_role("button", name="I had that").click()
    expect(ask).to_have_count(0)


def test_a_phone_has_room_for_all_of_it(browser: Browser, goto, theatre: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, timezone_id="UTC")
    page = context.new_page()
    player = opened(page, goto, theatre, STORM)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert player.evaluate("node => node.scrollWidth <= node.clientWidth")
    small = "nodes => nodes.filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 43).length"
    assert player.locator(".controls button, .dock button").evaluate_all(small) == 0
    whole = "nodes => nodes.every(n => n.scrollWidth <= n.clientWidth)"
    assert player.locator(".series, .series .name").evaluate_all(whole)
    player.get_by_role("button", name="Event forward").tap()
    expect(clock(player)).to_have_text("00:02")
    context.close()


def test_the_table_tells_the_same_story_and_leads_to_its_moments(page: Page, storm: Locator) -> None:
    no_stops(storm)
    storm.locator("summary").click()
    table = storm.get_by_role("table", name="The storm")
    expect(table.get_by_role("row")).to_have_count(8)
    expect(table).to_contain_text("False signal")
    expect(table).to_contain_text("p99 latency: ≈ ")
    table.get_by_role("button", name="Go to 00:12").click()
    expect(clock(storm)).to_have_text("00:12")
    expect(storm.locator(".words")).to_have_text("Load is shed at the edge")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, storm: Locator, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    storm.locator("summary").click()
    to_decision(page, storm)
    found = Axe().run(page, context=".stBidiComponent").response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_the_downloaded_file_plays_without_a_network(
    page: Page, storm: Locator, browser: Browser, tmp_path: Path
) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download replay").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "inc-storm-replay.html"
    context = browser.new_context(offline=True)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.goto(path.as_uri())
    player = tab.locator(".player[data-ready=true]")
    expect(player).to_be_visible()
    press(tab, "]")
    expect(clock(player)).to_have_text("00:02")
    stop = to_decision(tab, player)
    press(tab, "2", "Enter")
    expect(stop).to_contain_text("That is the right call.")
    expect(stop.get_by_role("button", name="Save as a practice card")).to_have_count(0)
    tab.goto("about:blank")
    tab.goto(path.as_uri() + "#t=10")
    expect(clock(tab.locator(".player[data-ready=true]"))).to_have_text("00:10")
    assert complaints == []
    context.close()


def test_printing_opens_a_page_with_the_story(page: Page, storm: Locator) -> None:
    page.context.add_init_script("window.print = () => { document.title = 'printed ' + document.title; }")
    with page.context.expect_page() as waiting:
        storm.get_by_role("button", name="Print").click()
    paper = waiting.value
    expect(paper.get_by_role("heading", name="The storm")).to_be_visible()
    expect(paper.locator("tbody tr")).to_have_count(7)
    expect(paper.locator("img")).to_be_visible()


def test_the_shelf_lists_incidents_and_says_when_there_are_none(page: Page, goto, theatre: Server) -> None:
    goto(page, "/incidents?deck=replay", base=theatre.url)
    expect(page.get_by_role("link", name="The storm")).to_be_visible()
    expect(page.get_by_text("7 events · 3 curves · 1 decision · lasted 15 min")).to_be_visible()
    goto(page, "/incidents?deck=replay&incident=gone", base=theatre.url)
    expect(page.get_by_text("This incident is not in the deck.")).to_be_visible()
    goto(page, "/incidents?deck=bare", base=theatre.url)
    expect(page.get_by_text("No incidents in this deck")).to_be_visible()


def test_no_text_of_a_deck_becomes_markup(page: Page, goto, theatre: Server) -> None:
    player = opened(page, goto, theatre, "/incidents?deck=hostile&incident=inc-evil")
    player.locator("summary").click()
    expect(player.locator(".words")).to_contain_text("<img src=x onerror=")
    press(page, "End")
    expect(player.locator(".end")).to_contain_text("<script>")
    assert player.locator("img, script, a").count() == 0
    assert page.evaluate("window.pwned") is None

"""A tab that goes on in another process: a second run of the app, which knows the first by the name of its session alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from quiz.scheduler import Rating
from services.connections import connect
from services.interview import rounds
from services.library import content_sync
from services.practice import practice, scored_tests
from services.practice.context import Learner
from services.tabletop import rooms
from services.workspace import ROOT, Workspace
from ui import session
from ui.practice import practice_session
from ui.practice.practice_session import CardRef, PracticeSession

FORMER = "session-of-another-process"
NUMBERS = "# Numbers\n" + "".join(
    f"\n**Question:** What is {n}? {{#q{n}}}\n\n**Answer:** It is {n}.\n" for n in range(1, 5)
)
HOUSE = """# House

**Question:** What is a house? {#house}

**Answer:** A house.

## Design: A shortener {#d-short}

**Brief:** Short links.

**Step Requirements (5 minutes):** Say what counts.

**Model answer:** Links.

**Step Storage (4 minutes):** Say where they are.

**Model answer:** In a table.

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* A consumer group of forty joins.

**Decision:** The lag grows. What do you do first? {#dec-lag}

- [ ] Add twelve partitions to the topic at once
- [x] Pause the batch consumers and measure again

**00:09** – *Mitigation:* The batch consumers are paused.
"""


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    headers = {"Sec-WebSocket-Protocol": f"streamlit, PLACEHOLDER_AUTH_TOKEN, {FORMER}"}
    monkeypatch.setattr(ContextProxy, "headers", property(lambda _: headers))
    (workspace.content / "numbers.md").write_text(NUMBERS, encoding="utf-8")
    (workspace.content / "house.md").write_text(HOUSE, encoding="utf-8")
    content_sync.sync_content(workspace, datetime.now(UTC))
    return workspace


def open_page(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.session_state["deck"] = "numbers" if page == "practice" else "house"
    return run_page(app, page, query)


def run_page(app: AppTest, page: str, query: dict[str, str]) -> AppTest:
    app.query_params.update(query)
    app.switch_page(f"../pages/{page}.py")
    app.run()
    assert not app.exception
    return app


def lose_process(ws: Workspace, page: str, **query: str) -> AppTest:
    """Return the same address in a process that knows nothing; what was kept has the name of the former session."""
    with connect(ws) as connection:
        connection.execute("DELETE FROM open_tabs WHERE tab = ?", (FORMER,))
        connection.execute("UPDATE open_tabs SET tab = ?", (FORMER,))
    return run_page(AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60), page, query)


def get_state(app: AppTest) -> PracticeSession:
    state: PracticeSession = app.session_state["practice"]
    return state


def press(app: AppTest, beginning: str) -> AppTest:
    next(button for button in app.button if (button.key or "").startswith(beginning)).click()
    app.run()
    assert not app.exception
    return app


def describe(app: AppTest) -> dict[str, Any]:
    return practice_session.describe_session(get_state(app))


def list_words(app: AppTest) -> str:
    return "\n".join(
        one.value for kind in (app.title, app.header, app.subheader, app.markdown, app.caption) for one in kind
    )


def begin_round(kind: str, minutes: int = 0) -> AppTest:
    """Begin a round as its form does: the form is drawn once a browser has opened it, which no `AppTest` can."""
    app = open_page("practice")
    state, cards = get_state(app), [CardRef("numbers", f"q{n}") for n in (3, 1, 2)]
    if kind == "filtered":
        state.round_title = "Chosen"
    state.round, state.round_queue = kind, cards  # type: ignore[assignment]
    if kind == "test":
        state.test = practice_session.ScoredTest(datetime.now(UTC), len(cards), timedelta(minutes=minutes))
    state.show_card(None)
    state.token = ""
    return app.run()


@pytest.mark.parametrize("kind", ["cram", "filtered", "test"])
def test_a_round_goes_on_at_its_card_under_its_token(ws: Workspace, kind: str) -> None:
    app = press(press(begin_round(kind), "reveal-"), "grade-3-")
    press(app, "reveal-")
    before = describe(app)
    assert (before["round"], before["card"][1], before["revealed"]) == (kind, "q1", True)
    app = lose_process(ws, "practice")
    assert describe(app) == before
    app = press(app, "grade-3-")
    assert get_state(app).round_queue == [CardRef("numbers", "q2")]
    assert get_state(app).answered_count == 2
    app = press(press(app, "reveal-"), "grade-1-" if kind == "test" else "grade-3-")
    assert get_state(app).shown_card is None
    if kind == "test":
        [score] = scored_tests.list_results(ws, 1, "numbers")
        assert (score.right, score.questions) == (2, 3)
    after = describe(app)
    end = lose_process(ws, "practice")
    assert describe(end)["test"] == after["test"]
    assert len(scored_tests.list_results(ws, 1, "numbers")) == (kind == "test")


def test_a_card_that_was_graded_as_the_process_went_is_not_asked_again(ws: Workspace) -> None:
    app = press(begin_round("filtered"), "reveal-")
    state = get_state(app)
    assert state.shown_card is not None
    practice.answer_card(ws, state.learner, state.shown_card, Rating.GOOD, datetime.now(UTC), state.token)
    app = lose_process(ws, "practice")
    assert [card.card for card in get_state(app).round_queue] == ["q1", "q2"]
    assert describe(app)["card"][1] == "q1"


def test_a_test_whose_time_ran_out_meanwhile_is_over_and_scored_once(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(press(begin_round("test", minutes=5), "reveal-"), "grade-3-")
    late = datetime.now(UTC) + timedelta(minutes=6)
    monkeypatch.setattr(session, "get_now", lambda: late)
    for _ in range(2):  # the second process is lost before it has kept that the test is over
        with connect(ws) as connection:
            kept = connection.execute("SELECT content FROM open_tabs WHERE tab <> ?", (FORMER,)).fetchone()
        app = lose_process(ws, "practice")
        test = get_state(app).test
        assert test is not None
        assert test.result is not None
        assert (test.result.right, test.result.seconds, test.previous) == (1, 300, None)
        assert get_state(app).shown_card is None
        assert "1 of 3 recalled" in list_words(app)
        with connect(ws) as connection:
            connection.execute("UPDATE open_tabs SET content = ?", tuple(kept))
    assert len(scored_tests.list_results(ws, 1, "numbers")) == 1


def test_the_queue_of_all_decks_goes_on(ws: Workspace) -> None:
    who, now = Learner(1, "UTC", "s"), datetime.now(UTC)
    shown = practice.load_next_card(ws, who, "house", now).shown
    assert shown is not None
    practice.answer_card(ws, who, shown, Rating.EASY, now, "k1")
    before = describe(press(open_page("practice", decks="all"), "reveal-"))
    assert set(before["decks"]) == {"numbers", "house"}
    assert describe(lose_process(ws, "practice", decks="all")) == before


def test_a_design_stands_at_its_step(ws: Workspace) -> None:
    app = press(open_page("design", exercise="d-short"), "reveal:d-short:0")
    before = list_words(app)
    assert "Storage" in before
    assert list_words(lose_process(ws, "design", exercise="d-short")) == before


def test_a_prediction_in_a_lab_stands(ws: Workspace) -> None:
    app = open_page("labs", lab="pools")
    app.text_input[0].set_value("60ms")
    app.button[0].click().run()
    assert "You predicted" in "\n".join(one.value for one in (*app.warning, *app.success))
    app = lose_process(ws, "labs", lab="pools")
    assert "You predicted 60 ms" in "\n".join(one.value for one in (*app.warning, *app.success))
    assert app.number_input


def test_a_mock_interview_stands_at_its_question(ws: Workspace) -> None:
    now = datetime.now(UTC)
    request = rounds.RoundRequest(decks=("numbers",), minutes=20, seed=4)
    here = rounds.start_round(ws, Learner(1, "UTC", "s"), request, "k1", now)
    assert here.current is not None
    open_page("interview", round=here.key)
    given = rounds.AnswerGiven(text="It is three.", seconds=40.0)
    rounds.answer_question(ws, 1, here.key, here.current.number, given, "a1")
    former = list_words(open_page("interview", round=here.key))
    assert list_words(lose_process(ws, "interview", round=here.key)) == former


@pytest.mark.parametrize("name", ["mentor", "player"])
def test_a_seat_at_a_table_top_is_in_its_address(ws: Workspace, name: str) -> None:
    now = datetime.now(UTC)
    code, mentor = rooms.open_room(ws, "house", "inc-broker", now, vote_seconds=30)
    seat = mentor if name == "mentor" else rooms.join_room(ws, code, 1, "Ada", now)
    former = list_words(open_page("tabletop", room=code, seat=seat))
    assert "The slow broker" in former
    assert list_words(lose_process(ws, "tabletop", room=code, seat=seat)) == former


def test_another_browser_gets_nothing_of_it(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = describe(press(begin_round("cram"), "reveal-"))
    with connect(ws) as connection:
        connection.execute("UPDATE open_tabs SET tab = 'the other one'")
    after = describe(open_page("practice"))
    assert (after["round"], after["revealed"]) == ("", False)
    assert after["token"] != before["token"]

"""Design rounds, stories and estimates on their pages, run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from services.practice import own_texts
from services.workspace import ROOT, Workspace

DECK = """---
title: Rounds
---

## Pools {#pools}

**Estimate:** A service takes {rate: 200..2000 by 50 /s} and holds a connection for {hold: 20..400 ms}. How many are busy? {#est-busy}

**Answer:** {rate * hold} connections (± 10 %)

Little's law: {rate} × {hold} = {rate * hold}.

**Story:** Tell me about a decision of your own. {#story-own}

- [ ] a number

**Question:** How large should the pool be? {#q-size}

**Answer:** As the database can bear.

**Common wrong answers:**

- As large as the thread pool
  → the queue moves into the database

### Design: A limiter {#design-limiter}

**Brief:** Fifty calls a minute.

**Clarifying questions:**

- Fixed or rolling? → the window

**Step Requirements (5 minutes):** Say what counts.

**Model answer:** One budget for all pods.

**Step Failure (4 minutes):** Say what breaks.

**Model answer:** The store.

**Rubric:**

- **Senior:** keeps the count outside; names the race
- **Staff:** says what fails
"""


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks: Callable[[], None]) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "rounds.md").write_text(DECK, encoding="utf-8")
    sync_decks()
    return workspace


def visit(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page(f"../pages/{page}.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    shown = (*app.title, *app.header, *app.subheader, *app.markdown, *app.caption)
    return "\n".join(element.value for element in shown)


def press(app: AppTest, begins: str) -> AppTest:
    next(button for button in app.button if (button.key or "").startswith(begins)).click()
    app.run()
    assert not app.exception
    return app


def test_a_design_round_reveals_one_step_after_the_other(ws: Workspace) -> None:
    app = visit("design", exercise="design-limiter")
    assert "Fifty calls" in texts(app)
    assert "One budget" not in texts(app)
    assert "2. Failure" not in texts(app)
    press(app, "reveal:design-limiter:0")
    assert "One budget" in texts(app)
    assert "2. Failure" in texts(app)
    assert "The store." not in texts(app)
    press(app, "reveal:design-limiter:1")
    assert "The store." in texts(app)
    assert "Senior" in texts(app)
    press(app, "again:")
    assert "One budget" not in texts(app)


def test_notes_and_ticks_of_a_design_round_are_kept(ws: Workspace) -> None:
    app = visit("design", exercise="design-limiter")
    next(area for area in app.text_area if area.label == "Your notes").set_value("one bucket").run()
    press(press(app, "reveal:design-limiter:0"), "reveal:design-limiter:1")
    app.checkbox[0].check().run()
    kept = own_texts.load_texts(ws, 1, "rounds", "design-limiter")
    assert kept["step:Requirements:0"] == "one bucket"
    assert own_texts.split_ticks(kept) == {"keeps the count outside"}
    again = press(
        press(visit("design", exercise="design-limiter"), "reveal:design-limiter:0"), "reveal:design-limiter:1"
    )
    assert [box.value for box in again.checkbox] == [True, False, False]
    assert "begun" in texts(visit("design"))


def test_a_story_is_kept_and_checked(ws: Workspace) -> None:
    app = visit("stories", story="story-own")
    app.text_area[2].set_value("We decided that we would stop, and our team told the board.").run()
    assert not app.exception
    assert "They want to know what you did" in texts(app)
    assert "Result is still empty" in texts(app)
    assert own_texts.load_texts(ws, 1, "rounds", "story-own")["action"].startswith("We decided")
    assert visit("stories", story="story-own").text_area[2].value.startswith("We decided")


@pytest.mark.parametrize(("page", "query"), [("design", {"exercise": "gone"}), ("stories", {"story": "gone"})])
def test_what_is_gone_is_said_above_the_list(ws: Workspace, page: str, query: dict[str, str]) -> None:
    app = visit(page, **query)
    assert app.warning
    assert app.title[0].value in ("Design", "Stories")


@pytest.mark.parametrize("page", ["design", "stories"])
def test_a_deck_without_any_says_how_to_write_one(ws: Workspace, page: str) -> None:
    path: Path = ws.content / "rounds.md"
    path.write_text("## Pools\n\n**Question:** Why?\n\n**Answer:** So.\n", encoding="utf-8")
    app = visit(page)
    assert f"**{'Brief' if page == 'design' else 'Story'}:**" in texts(app)


def test_a_topic_shows_all_three_with_numbers_filled_in(ws: Workspace) -> None:
    app = visit("topics", topic="pools")
    shown = texts(app)
    assert "A service takes" in shown
    assert "{rate" not in shown
    assert "Tell me about a decision" in shown
    assert "Fifty calls" in shown


def test_wrong_answers_stand_below_the_answer_with_their_reasons(ws: Workspace) -> None:
    shown = texts(visit("topics", topic="pools"))
    assert "**Common wrong answers**" in shown
    assert "the queue moves into the database" in shown


def test_an_estimate_is_practised_and_judged_with_its_unit(ws: Workspace) -> None:
    app = visit("practice", question="est-busy")
    field = next(field for field in app.text_input if field.label == "Your estimate in connections")
    field.set_value("1 GB").run()
    press(app, "reveal-")
    assert "cannot be given in connections" in texts(app)
    assert "Little's law" in texts(app)

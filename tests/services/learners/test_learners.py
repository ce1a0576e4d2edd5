"""Learners by the names they chose, and who sits at a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from errors import UserError
from quiz.scheduler import Rating
from server.middleware.origins import OwnOriginsOnly
from server.routes import learner_cookie
from services.learners import learners, settings
from services.library import analytics, publishing
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = {"Sec-Fetch-Site": "same-origin"}
TEXT = "## Pools\n\n**Question:** Why ten? {#q-ten}\n\n**Answer:** Because.\n"


def answer(ws: Workspace, learner: int, rating: Rating) -> None:
    who = Learner(learner, "UTC", f"s{learner}")
    shown = practice.load_next_card(ws, who, "d", NOW).shown
    assert shown is not None
    practice.grade_card(ws, who, shown, rating, NOW + timedelta(seconds=9), f"key {learner}")


def test_each_has_a_history_of_their_own_under_the_name_they_chose(workspace: Workspace) -> None:
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=NOW)
    settings.save_settings(workspace, 1, name="Grace")
    second = learners.add_learner(workspace, 1, "  Ada   Lovelace ", NOW)
    answer(workspace, 1, Rating.GOOD)
    answer(workspace, second, Rating.AGAIN)
    found = learners.list_learners(workspace, 1)
    assert [(p.name, p.answers, p.decks) for p in found] == [("Grace", 1, 1), ("Ada Lovelace", 1, 1)]
    assert {p.name: p.failure_rate for p in analytics.list_learner_activity(workspace, 1, "d")} == {
        "Grace": 0.0,
        "Ada Lovelace": 1.0,
    }
    learners.rename_learner(workspace, 1, second, "Countess")
    assert settings.load_settings(workspace, second)["name"] == "Countess"
    assert {p.name for p in analytics.list_learner_activity(workspace, 1, "d")} == {"Grace", "Countess"}
    settings.save_settings(workspace, 1, name=None)
    assert learners.list_names(workspace)[1] == "Learner"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "learner", "\u200b\u202e", "Lea\u200brner", "\uff2cearner"])
def test_a_name_that_cannot_be_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(UserError) as caught:
        learners.add_learner(workspace, 1, name, NOW)
    assert caught.value.remedy
    assert len(learners.list_names(workspace)) == 1


def test_a_name_turns_nothing_that_stands_beside_it(workspace: Workspace) -> None:
    number = learners.add_learner(workspace, 1, "\u202eAda\u2066 <b>*x*</b>\x1b[31m\ud800", NOW)
    assert learners.list_names(workspace)[number] == "Ada <b>*x*</b>[31m"
    joined = "\U0001f469\u200d\U0001f4bb"  # one sign of two: the joiner stays
    number = learners.add_learner(workspace, 1, joined, NOW)
    assert learners.list_names(workspace)[number] == joined


def test_who_may_not_author_sees_nobody(workspace: Workspace) -> None:
    for call in (lambda: learners.list_learners(workspace, 0), lambda: learners.rename_learner(workspace, 0, 1, "x")):
        with pytest.raises(UserError, match="mentors"):
            call()


def test_a_browser_learns_as_whoever_it_was_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    second = learners.add_learner(workspace, 1, "Ada", NOW)
    app = Starlette(routes=learner_cookie.routes, middleware=[Middleware(OwnOriginsOnly)])
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    said = client.post(f"/as/{second}", headers=HERE)
    assert (said.status_code, said.headers["location"]) == (303, "/")
    cookie = said.headers["set-cookie"]
    assert cookie.startswith(f"{learners.COOKIE}={second};")
    assert "HttpOnly" in cookie
    for number in ("99", "0", "-1", "x", "1.5", "9" * 20, "9" * 5000, "\u0661"):
        refused = client.post(f"/as/{number}", headers=HERE)
        assert (refused.status_code, "set-cookie" in refused.headers) == (404, False), number[:20]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({}, 403),
        ({"Origin": "http://localhost"}, 303),
    ],
)
def test_nobody_is_made_another_learner_from_elsewhere(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    learners.add_learner(workspace, 1, "Ada", NOW)
    app = Starlette(routes=learner_cookie.routes, middleware=[Middleware(OwnOriginsOnly)])
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    said = client.post("/as/2", headers=headers)
    assert (said.status_code, "set-cookie" in said.headers) == (status, status == 303)
    assert "set-cookie" not in client.get("/as/2", headers=HERE).headers  # a link, in a deck or in a mail

"""Choosing who learns at this browser."""

from __future__ import annotations

from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.routes import learner_cookie
from services.learners import learners
from services.workspace import Workspace


def test_a_learner_who_is_there_is_chosen_for_a_year_and_no_other(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    ada = learners.add_learner(workspace, 1, "Ada", now)
    client = TestClient(Starlette(routes=learner_cookie.routes), follow_redirects=False)
    answer = client.post(f"/as/{ada}")
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (303, "/", "no-store")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{learners.COOKIE}={ada};")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=31536000" in cookie
    for nobody in ("99", "0", "-1", "x"):
        refused = client.post(f"/as/{nobody}")
        assert refused.status_code == 404 and "set-cookie" not in refused.headers
    assert client.get(f"/as/{ada}").status_code == 405

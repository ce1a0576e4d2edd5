"""A device that practises offline without a log-in: what its token opens, what it does not, and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette

from server.routes import tabletop
from services.learners import access_tokens, learners, login_sessions
from services.library import catalog
from services.tabletop import rooms
from services.workspace import Workspace
from tests.conftest import run_async
from tests.server.login.conftest import Browser
from tests.server.login.providers import HostileProvider

TEXT = b"""## Pools

**Question:** Why is a pool of ten dangerous?

**Answer:** Because threads wait for it.

### Incident: The night {#night}

**00:00** \xe2\x80\x93 A deployment doubles the pool.

**Decision:** What first?

- [ ] Add servers
- [x] Roll back

**00:05** \xe2\x80\x93 The database refuses connections.
"""


@pytest.fixture
def learner(browser: Browser, workspace: Workspace) -> int:
    """Whoever is logged in at the browser."""
    catalog.add_deck(workspace, "pools.md", TEXT, datetime.now(UTC))
    browser.log_in()
    return max(learners.list_names(workspace))


@pytest.fixture
def device(app: Starlette, hostile: HostileProvider) -> Browser:
    """Another browser, in which nobody logged in."""
    return Browser(app, hostile)


def connect_device(device: Browser, workspace: Workspace, learner: int) -> str:
    secret = access_tokens.create_token(workspace, learner, "offline", "Phone <b>", datetime.now(UTC))
    assert "Phone &lt;b&gt;" in device.client.get(f"/offline/connect/{secret}").text
    assert device.client.cookies.get("rehearsal-offline") is None  # a link alone connects nothing
    answer = device.post(f"/offline/connect/{secret}")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://localhost:8501/offline/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    return secret


def test_a_connected_device_saves_cards_and_opens_nothing_else(
    device: Browser, workspace: Workspace, learner: int
) -> None:
    assert device.post("/offline/pack").status_code == 401
    connect_device(device, workspace, learner)
    pack = device.client.post("/offline/pack", json={"zone": "UTC"}, headers={"origin": device.address})
    assert pack.status_code == 200
    assert device.client.get("/offline/").status_code == 200
    for path in (
        "/practice",
        "/settings",
        "/offline/../settings",
        "/listen/grades",
        "/tabletop/ABCD/events",
        "/_stcore/stream",
    ):
        assert device.client.get(path).status_code == 401
    assert device.client.get("/practice", headers={"accept": "text/html"}).status_code == 303


@pytest.mark.parametrize("end", ["revoked", "disabled", "logged out"])
def test_it_ends_with_the_rights_of_its_person(
    device: Browser, workspace: Workspace, learner: int, browser: Browser, end: str
) -> None:
    secret = connect_device(device, workspace, learner)
    if end == "revoked":
        (token,) = access_tokens.list_tokens(workspace, learner)
        access_tokens.revoke_token(workspace, learner, token.number)
    elif end == "logged out":
        browser.post("/logout", everywhere="yes")
        assert device.client.get("/offline/").status_code == 200  # unless it is asked for
        browser.log_in()
        browser.post("/logout", everywhere="yes", tokens="yes")
    else:
        from services.connections import connect
        from store.tables.learners import accounts

        with connect(workspace) as connection:
            accounts.set_disabled(connection, learner, 1)
    assert device.client.get("/offline/").status_code == 401
    assert device.post("/offline/pack").status_code == 401
    assert device.client.get(f"/offline/connect/{secret}").status_code == 404


def test_another_page_connects_nothing(device: Browser, workspace: Workspace, learner: int) -> None:
    secret = access_tokens.create_token(workspace, learner, "offline", "Phone", datetime.now(UTC))
    answer = device.client.post(f"/offline/connect/{secret}", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403 and not device.client.cookies
    feed = access_tokens.create_token(workspace, learner, "feed", "Phone", datetime.now(UTC))
    assert device.post(f"/offline/connect/{feed}").status_code == 404


def test_the_stream_of_a_table_top_ends_with_its_session(
    browser: Browser, workspace: Workspace, learner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabletop, "SESSION_SECONDS", 0.0)
    code, seat = rooms.open_room(workspace, "pools", "night", datetime.now(UTC))
    cookies = {"rehearsal-session": browser.session}

    async def is_disconnected() -> bool:
        return False

    async def watch() -> None:
        stream = tabletop._stream_room(SimpleNamespace(cookies=cookies, is_disconnected=is_disconnected), code, seat)
        assert (await anext(stream)).startswith("retry")
        assert (await anext(stream)).startswith("data")
        login_sessions.log_out_everywhere(workspace, learner)
        assert [event async for event in stream] == []

    run_async(watch())

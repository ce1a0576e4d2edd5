"""The whole way with a real provider and the real app: in, along, out, and who may stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from services.roles import Role
from tests.conftest import Server
from tests.server.login.providers import SECRET, RealProvider, serve_provider

PAGE = {"Accept": "text/html"}
# As many groups as a large company's directory gives: about eight kilobytes of claims.
GROUPS = [f"/departments/engineering/platform/team-{number:03d}" for number in range(200)]


@pytest.fixture
def provider() -> Iterator[RealProvider]:
    with serve_provider() as running:
        yield running


def log_in(server: Server, provider: RealProvider, person: dict[str, object]) -> requests.Session:
    """A browser in which this person is logged in."""
    browser = requests.Session()
    answer = browser.get(f"{server.url}/practice?deck=a", headers=PAGE, allow_redirects=False, timeout=20)
    begun = browser.get(answer.headers["location"], allow_redirects=False, timeout=20)
    callback = provider.log_in_at(browser, begun.headers["location"], person)
    answer = browser.get(callback, allow_redirects=False, timeout=20)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{server.url}/practice?deck=a"), answer.text
    return browser


def open_socket(server: Server, cookie: str) -> ClientConnection:
    headers = {"Cookie": cookie} if cookie else {}
    return connect(
        f"{server.url.replace('http', 'ws')}/_stcore/stream",
        origin=server.url,
        additional_headers=headers,
        subprotocols=["streamlit"],
    )


def test_in_along_and_out(serve_app: Callable[..., Server], provider: RealProvider) -> None:
    server = serve_app(
        env={
            "REHEARSAL_OIDC_ISSUER": provider.issuer,
            "REHEARSAL_OIDC_CLIENT_ID": "rehearsal",
            "REHEARSAL_OIDC_CLIENT_SECRET": SECRET,
            "REHEARSAL_OIDC_ROLE_CLAIM": "groups",
            "REHEARSAL_OIDC_MENTORS": GROUPS[-1],
            "REHEARSAL_OIDC_ADMINISTRATORS": "nobody-yet",
        }
    )
    provider.register(server.url)
    with pytest.raises(InvalidStatus), open_socket(server, ""):
        pass
    alice = log_in(server, provider, {"sub": "alice", "name": "Alice", "groups": GROUPS})
    cookie = f"rehearsal-session={alice.cookies['rehearsal-session']}"
    assert alice.get(f"{server.url}/_stcore/health", timeout=20).status_code == 200
    assert "Alice" in alice.get(f"{server.url}/logout", timeout=20).text
    with sqlite3.connect(
        server.data / "rehearsal.sqlite3"
    ) as database:  # the last of two hundred groups made her a mentor
        assert database.execute("SELECT role FROM accounts WHERE subject = 'alice'").fetchall() == [(Role.MENTOR,)]

    if provider.rotate():
        provider.register(server.url)
    log_in(server, provider, {"sub": "bob", "name": "Bob", "groups": []})

    with open_socket(server, cookie) as socket:
        out = alice.post(
            f"{server.url}/logout", data={"everywhere": "yes"}, headers={"Origin": server.url}, allow_redirects=False
        )
        assert out.status_code == 303 and out.headers["location"].startswith(provider.issuer)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=60)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
    assert alice.get(urljoin(server.url, "/_stcore/health"), timeout=20).status_code == 401
    with pytest.raises(InvalidStatus), open_socket(server, cookie):
        pass

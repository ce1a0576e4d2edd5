"""What must not log anybody in, and what must not be reached without having logged in."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.websockets import WebSocketDisconnect

from server.login import guard
from server.login.targets import choose_target
from services.learners import accounts, login_sessions
from services.workspace import Workspace
from store.connection import session
from tests.conftest import run_async
from tests.server.login.conftest import Browser
from tests.server.login.providers import HostileProvider

TIMES = {"exp", "iat", "nbf"}


def encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(_header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{encode({'alg': 'none'})}.{encode(claims)}."


def test_an_honest_answer_logs_in(browser: Browser, workspace: Workspace) -> None:
    answer = browser.log_in("/practice?deck=a")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://localhost:8501/practice?deck=a")
    assert browser.is_logged_in()
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("rehearsal-session="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    with session(workspace.database) as connection:
        kept = b"".join(row[0] for row in connection.execute("SELECT id_hash FROM login_sessions"))
    assert browser.session is not None and browser.session.encode() not in kept


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": -3600},  # seconds from now
        {"exp": None},
        {"iat": -86400, "exp": 86400},
        {"iat": 3600, "exp": 7200},
        {"nbf": 3600},
        {"aud": "somebody else"},
        {"aud": ["somebody else", "another"]},
        {"aud": ["rehearsal", "another"]},  # several audiences, and not said for whom
        {"aud": ["rehearsal", "another"], "azp": "another"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"at_hash": "of another token"},
    ],
    ids=str,
)
def test_claims_of_another_log_in_are_refused(browser: Browser, hostile: HostileProvider, claims: dict) -> None:
    now = int(time.time())
    hostile.claims = {name: now + value if name in TIMES and value else value for name, value in claims.items()}
    assert browser.log_in().status_code == 403
    assert browser.session is None and not browser.is_logged_in()


@pytest.mark.parametrize("seconds", [-45, 45])
def test_clocks_may_differ_by_less_than_a_minute(browser: Browser, hostile: HostileProvider, seconds: int) -> None:
    now = int(time.time())
    hostile.claims = {"iat": now + seconds, "exp": now + min(seconds, 0) + 1}
    assert browser.log_in().status_code == 303


FORGERIES: dict[str, Callable[[HostileProvider], Callable[[dict, dict], str]]] = {
    "no signature": lambda _: unsigned,
    "another key": lambda _: lambda header, claims: jwt.encode(header, claims, RSAKey.generate_key(2048)),
    # The public key, which everybody knows, taken for the secret of an HMAC.
    "public key as a secret": lambda provider: (
        lambda header, claims: jwt.encode(
            {**header, "alg": "HS256"},
            claims,
            OctKey.import_key(json.dumps(provider.key.as_dict(private=False)).encode()),
            algorithms=["HS256"],
        )
    ),
    "client secret as a key": lambda _: (
        lambda header, claims: jwt.encode(
            {**header, "alg": "HS256"},
            claims,
            OctKey.import_key("a secret of forty letters, for tests only"),
            ["HS256"],
        )
    ),
    "signature cut off": lambda provider: (
        lambda header, claims: jwt.encode(header, claims, provider.key).rpartition(".")[0] + "."
    ),
    "claims exchanged": lambda provider: (
        lambda header, claims: ".".join(
            [
                *jwt.encode(header, claims, provider.key).split(".")[:1],
                encode({**claims, "sub": "admin"}),
                jwt.encode(header, claims, provider.key).split(".")[2],
            ]
        )
    ),
    "key in the header": lambda _: sign_with_own_key,
    "no token": lambda _: lambda _header, _claims: "nothing of the kind",
    "a list": lambda _: lambda header, _claims: f"{encode(header)}.{encode([])}.",
}


def sign_with_own_key(header: dict[str, Any], claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({**header, "jwk": key.as_dict(private=False), "kid": "mine"}, claims, key)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_refused(browser: Browser, hostile: HostileProvider, forgery: str) -> None:
    hostile.sign = FORGERIES[forgery](hostile)
    assert browser.log_in().status_code == 403
    assert browser.session is None


def test_an_unknown_key_is_asked_for_once(browser: Browser, hostile: HostileProvider) -> None:
    assert browser.log_in().status_code == 303
    before, old = hostile.key_requests, hostile.key
    hostile.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
    assert browser.log_in().status_code == 303
    assert hostile.key_requests == before + 1
    hostile.sign = lambda header, claims: jwt.encode({**header, "kid": "first"}, claims, old)
    assert browser.log_in().status_code == 403  # a key that was taken back


def test_a_state_that_was_swapped_is_refused(app: Starlette, hostile: HostileProvider) -> None:
    mine, theirs = Browser(app, hostile), Browser(app, hostile)
    with mine.client, theirs.client:
        my_attempt, their_attempt = mine.begin(), theirs.begin()
        hostile.nonce = my_attempt.nonce
        swapped = mine.client.get("/login/callback", params={"code": "a code", "state": their_attempt.state})
        assert swapped.status_code == 403
        # Log-in forced upon somebody: the attacker's own answer, opened in the victim's browser.
        forced = theirs.client.get("/login/callback", params={"code": "a code", "state": my_attempt.state})
        assert forced.status_code == 403 and theirs.session is None
        assert theirs.client.get("/login/callback", params={"code": "a code"}).status_code == 403
        assert mine.finish(my_attempt).status_code == 303


def test_an_answer_counts_once(browser: Browser) -> None:
    attempt = browser.begin()
    kept = dict(browser.client.cookies)
    assert browser.finish(attempt).status_code == 303
    for name, value in kept.items():
        browser.client.cookies.set(name, value)
    assert browser.finish(attempt).status_code == 403


def test_a_cookie_that_was_changed_is_refused(browser: Browser) -> None:
    attempt = browser.begin()
    name, value = next(iter(browser.client.cookies.items()))
    browser.client.cookies.clear()
    browser.client.cookies.set(name, ("A" if value[0] != "A" else "B") + value[1:])
    assert browser.finish(attempt).status_code == 403


def test_the_answer_of_another_provider_is_refused(browser: Browser, hostile: HostileProvider) -> None:
    assert browser.finish(browser.begin(), iss="https://elsewhere.example").status_code == 403
    hostile.metadata = {"authorization_response_iss_parameter_supported": True}
    from server.login import provider

    provider.get_provider.cache_clear()
    assert browser.finish(browser.begin()).status_code == 403
    assert browser.finish(browser.begin(), iss=hostile.issuer).status_code == 303


def test_a_refusal_of_the_provider_is_told(browser: Browser) -> None:
    attempt = browser.begin()
    answer = browser.client.get("/login/callback", params={"error": "access_denied", "state": attempt.state})
    assert answer.status_code == 403 and "did not log you in" in answer.text


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://elsewhere.example"}, "issuer is not the one"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "not encrypted"),
        ({"authorization_endpoint": None}, "where to log in"),
    ],
)
def test_a_provider_that_lies_about_itself_is_not_used(
    browser: Browser, hostile: HostileProvider, metadata: dict, words: str
) -> None:
    hostile.metadata = metadata
    answer = browser.client.get("/login")
    assert answer.status_code == 502 and words in answer.text


def test_two_people_at_once_are_refused(browser: Browser, hostile: HostileProvider) -> None:
    from server.login import provider

    hostile.info = {"sub": "somebody else", "name": "Somebody"}
    provider.get_provider.cache_clear()
    assert browser.log_in().status_code == 403


def test_a_session_that_was_planted_is_not_taken(browser: Browser, workspace: Workspace) -> None:
    browser.client.cookies.set("rehearsal-session", "planted", domain="localhost.local", path="/")
    assert not browser.is_logged_in()
    browser.log_in()
    assert browser.session != "planted" and browser.is_logged_in()
    former = browser.session
    browser.log_in()  # again, as somebody else perhaps: the former session ends
    assert browser.session != former
    browser.client.cookies.clear()
    browser.client.cookies.set("rehearsal-session", former or "")
    assert not browser.is_logged_in()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "//[",  # `urlsplit` raises ValueError for a bracket that is not closed
        "/\t/[",
        "javascript:alert(1)",
        "practice",
        "",
        "/login?next=/",
        "/logout",
        "/\u202eevil",
        "/" + "a" * 5000,
    ],
)
def test_a_log_in_leads_nowhere_else(browser: Browser, target: str) -> None:
    assert choose_target(target) == "/"
    assert browser.log_in(target).headers["location"] == "http://localhost:8501/"


@pytest.mark.parametrize(
    "path",
    [
        "/practice",
        "/",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/upload_file/a/b",
        "/media/x.png",
        "/component/x/index.html",
        "/audio/x.mp3",
        "/pictures/x.png",
        "/listen/live/x",
        "/login/other",
        "/static/../audio/x.mp3",
        "/feed/../audio/x.mp3",
        "/static/%2e%2e/audio/x.mp3",
    ],
)
def test_nothing_is_answered_without_a_session(browser: Browser, path: str) -> None:
    for method in ("GET", "POST", "PUT"):
        answer = browser.client.request(method, path, headers={"origin": "http://localhost:8501"})
        assert answer.status_code == 401, (method, answer.text)
    page = browser.client.get(path, headers={"accept": "text/html"})
    assert page.status_code in (303, 401) and "hello" not in page.text
    with pytest.raises(WebSocketDisconnect), browser.client.websocket_connect("ws://localhost:8501/_stcore/stream"):
        pass


def test_nobody_chooses_who_they_are(browser: Browser) -> None:
    browser.log_in()
    assert browser.post("/as/1").status_code == 404


def test_grades_are_taken_for_whoever_is_logged_in(browser: Browser) -> None:
    browser.log_in()
    browser.client.cookies.set("rehearsal-learner", "1")  # the name of a learner is no key where people log in
    own = {"origin": browser.address}
    answer = browser.client.post("/listen/grades", json={"learner": 1, "operations": []}, headers=own)
    assert answer.status_code == 409
    answer = browser.client.post("/listen/grades", json={"learner": 2, "operations": []}, headers=own)
    assert answer.status_code == 200


def test_a_websocket_ends_with_its_session(app: Starlette, hostile: HostileProvider, workspace: Workspace) -> None:
    first, second = Browser(app, hostile), Browser(app, hostile)
    with first.client:
        first.log_in()
        with first.client.websocket_connect("ws://localhost:8501/_stcore/stream") as socket:
            socket.send_text("still here")
            assert socket.receive_text() == "still here"
            with second.client:
                second.log_in()
                second.post("/logout", everywhere="yes")
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_text()
            assert ended.value.code == 4401
        assert not first.is_logged_in()


def test_a_websocket_is_looked_at_within_the_second_that_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    living, waited, wait = {b"one", b"other"}, list[float](), asyncio.sleep

    async def note_wait(seconds: float) -> None:
        waited.append(seconds)
        await wait(0)

    async def revoke_one() -> None:
        monkeypatch.setattr(guard.asyncio, "sleep", note_wait)
        monkeypatch.setattr(login_sessions, "list_living", lambda _ws, sessions, _now: sessions & living)
        watch, one, other = guard.SessionWatch(), asyncio.Event(), asyncio.Event()
        watch.add(b"one", one.set)
        number = watch.add(b"other", other.set)
        while len(waited) < 3:
            await wait(0)
        assert not one.is_set()
        living.remove(b"one")
        before = len(waited)
        await one.wait()
        assert sum(waited[before:]) < 1 and not other.is_set()
        watch.remove(number)

    run_async(revoke_one())


def test_a_request_of_another_page_logs_nobody_out(browser: Browser) -> None:
    browser.log_in()
    assert browser.client.post("/logout", headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.client.post("/logout").status_code == 403
    assert "Log out" in browser.client.get("/logout").text
    assert browser.is_logged_in()
    assert browser.post("/logout").headers["location"] == "http://localhost:8501/login/goodbye"
    assert not browser.is_logged_in()


def test_no_request_reads_its_session_in_the_event_loop(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    find, reads = login_sessions.find_logged_in, []

    def find_in_thread(*arguments: Any) -> login_sessions.LoggedIn | None:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        reads.append(arguments)
        return find(*arguments)

    monkeypatch.setattr(login_sessions, "find_logged_in", find_in_thread)
    browser.log_in()
    assert browser.is_logged_in()
    assert browser.client.get("/logout").status_code == 200
    assert browser.post("/logout").status_code == 303
    assert not browser.is_logged_in()
    assert len(reads) == 4


def test_same_subject_elsewhere_is_another_person(
    workspace: Workspace, app: Starlette, now: Any, hostile: HostileProvider
) -> None:
    one = accounts.Identity(issuer="https://a.example", subject="7", name="Ada", email="ada@example.org", role=None)
    two = accounts.Identity(issuer="https://b.example", subject="7", name="Ada", email="ada@example.org", role=None)
    ids = [login_sessions.log_in(workspace, who, state, "", now) for who, state in ((one, "x"), (two, "y"))]
    found = [login_sessions.find_logged_in(workspace, session_id, now) for session_id in ids]
    assert found[0] and found[1] and found[0].learner != found[1].learner


def test_cookies_over_https_belong_to_this_host(
    app: Starlette, hostile: HostileProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_URL", "https://learn.example.org/team")
    # Behind a proxy that ends TLS: the app itself is spoken to in http.
    browser = Browser(app, hostile, "http://learn.example.org")
    attempt = Browser.begin(browser)
    assert attempt.query["redirect_uri"] == "https://learn.example.org/team/login/callback"
    assert attempt.query["code_challenge_method"] == "S256"
    pending = next(iter(browser.client.cookies.jar))
    assert pending.secure and pending.has_nonstandard_attr("HttpOnly")
    # A browser would send it over https only; so does this one from here on.
    https = Browser(app, hostile, "https://learn.example.org")
    https.client.cookies = browser.client.cookies
    answer = https.finish(attempt)
    assert answer.headers["location"] == "https://learn.example.org/team/practice"
    cookie = next(line for line in answer.headers.get_list("set-cookie") if "rehearsal-session" in line)
    assert cookie.startswith("__Host-rehearsal-session=") and "Secure" in cookie and "Path=/;" in cookie
    # A plain cookie, which a neighbouring host could have set, is no session.
    value = https.session or ""
    https.client.cookies.clear()
    https.client.cookies.set("rehearsal-session", value)
    assert not https.is_logged_in()

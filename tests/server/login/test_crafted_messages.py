"""What a program in place of a browser may send over the websocket: other people's widgets, pages that are not offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from exchange.importers.images import Picture
from quiz.scheduler import Rating
from services.access import PAGES, ROUTES, may_open
from services.classes import classes, membership, sharing
from services.connections import connect as open_database
from services.learners import access_tokens, accounts, login_sessions
from services.library import drafts, images, publishing, suggestions
from services.practice import own_cards
from services.practice.context import Learner
from services.roles import Role
from services.workspace import Workspace
from tests.conftest import Server
from tests.services.classes.conftest import ISSUER, TEXT, School

LOGIN = {"REHEARSAL_OIDC_ISSUER": ISSUER, "REHEARSAL_OIDC_CLIENT_ID": "r", "REHEARSAL_OIDC_CLIENT_SECRET": "s"}
PICTURE = "0123456789abcdef0123456789abcdef.png"
MARK = "zebrafinch"  # in what is private to Ann, and nowhere else
ADMINS_MARK = "kingfisher"  # in the name of somebody whom only administrators and their own class see
# What a widget sends, by the kind of its element; everything else is a value in text.
BOOLEANS = {"checkbox", "expandable", "popover", "tab_container"}
TRIGGERS = {"button", "download_button", "menu_button"}
SHARED = {"learners", "classes", "class_decks", "class_invitations", "versions", "decks"}
VALUES = ("admin", "2", "3", "Administrator")


@dataclass
class Tab:
    """A websocket as one person. `widgets` are (id, kind) of everything that was drawn, `received` every byte that came."""

    socket: ClientConnection
    widgets: dict[str, str] = field(default_factory=dict)
    received: bytearray = field(default_factory=bytearray)

    def run(self, page: str, query: str = "", widgets: Iterable[tuple[str, str, Any]] = ()) -> None:
        """Run a page with these states of widgets (id, kind, value), and read until it is done."""
        message = BackMsg()
        request = message.rerun_script
        request.page_name, request.query_string = page, query
        request.context_info.timezone = "UTC"
        for name, kind, value in widgets:
            state = request.widget_states.widgets.add()
            state.id = name
            if kind in TRIGGERS:
                state.trigger_value = True
            elif kind in BOOLEANS:
                state.bool_value = True
            else:
                state.string_value = str(value)
        self.socket.send(message.SerializeToString())
        while True:
            data = self.socket.recv(timeout=60)
            assert isinstance(data, bytes)
            self.received += data
            answer = ForwardMsg()
            answer.ParseFromString(data)
            if answer.WhichOneof("type") == "script_finished":
                return
            self._note(answer)

    def _note(self, message: ForwardMsg) -> None:
        part = message.delta.WhichOneof("type") if message.WhichOneof("type") == "delta" else None
        for holder in (getattr(message.delta, part),) if part in ("new_element", "add_block") else ():
            kind = holder.WhichOneof("type")
            name = getattr(getattr(holder, kind), "id", "") if kind else ""
            if name:
                self.widgets[name] = str(kind)


@contextmanager
def open_tab(server: Server, secret: str) -> Iterator[Tab]:
    with connect(
        f"{server.url.replace('http', 'ws')}/_stcore/stream",
        origin=server.url,
        additional_headers={"Cookie": f"rehearsal-session={secret}"},
        subprotocols=["streamlit"],
        max_size=None,
    ) as socket:
        yield Tab(socket)


@dataclass
class Town(School):
    """Two learners, two mentors and an administrator, each with something of their own, and the app before them."""

    secrets: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def admit(self, name: str, role: Role) -> None:
        who = accounts.Identity(issuer=ISSUER, subject=name, name=name, email=f"{name}@{ADMINS_MARK}.test", role=role)
        self.secrets[name] = login_sessions.log_in(self.ws, who, name, "", self.now)
        here = login_sessions.find_logged_in(self.ws, self.secrets[name], self.now)
        assert here is not None
        self.people[name] = here.learner

    def list_rows(self, *, without: str) -> dict[str, list[str]]:
        """Every row of people and of what they share, but for one person's own."""
        number, found = self.people[without], {}
        with open_database(self.ws) as connection:
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
            for (table,) in tables:
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                whose = [f"coalesce({name}, 0) <> {number}" for name in ("learner", "viewer") if name in columns]
                if whose:
                    sql = f"SELECT * FROM {table} WHERE {' AND '.join(whose)}"
                elif table in SHARED:
                    sql = f"SELECT * FROM {table}"
                else:
                    continue
                found[table] = sorted(str(tuple(row)) for row in connection.execute(sql))
        return found


@pytest.fixture
def town(serve_app: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC) - timedelta(hours=1)
    made = Town(Workspace(tmp_path / "served", tmp_path / "content"), now)
    made.ws.content.mkdir()
    for name, role in (
        ("Root", Role.ADMINISTRATOR),
        ("Mona", Role.MENTOR),
        ("Max", Role.MENTOR),
        ("Ann", Role.LEARNER),
        ("Bo", Role.LEARNER),
    ):
        made.admit(name, role)
    ws, people = made.ws, made.people
    publishing.publish_text(ws, people["Root"], "d", TEXT, base=0, now=now)
    for mentor, learner in (("Mona", "Ann"), ("Max", "Bo")):
        number = classes.make_class(ws, people[mentor], f"Class of {mentor}", now)
        classes.assign_deck(ws, people[mentor], number, "d", None, now)
        token = membership.make_invitation(ws, people[mentor], number, days=7, uses=50, now=now)
        membership.join_class(ws, people[learner], token, now)
        made.answer(people[learner], Rating.AGAIN)
        if learner == "Ann":
            own_cards.change_own_card(ws, Learner(people["Ann"], "UTC", "s"), "d", "q-ten", now, note=MARK)
            sharing.share_item(ws, people["Ann"], number, "note", "d", "q-ten", now)
    place = suggestions.load_place(ws, people["Ann"], "d", "q-size")
    text = place.text.replace("measured", f"measured by a {MARK}")
    suggestions.suggest_change(ws, people["Ann"], "d", place, text, MARK, "k", now)
    access_tokens.create_token(ws, people["Ann"], "feed", f"Phone {MARK}", now)
    drafts.save_draft(ws, people["Mona"], drafts.Draft("d", 1, f"Draft {MARK}", "t"))
    images.save_images(ws, [Picture(name=PICTURE, data=b"\x89PNG" + MARK.encode(), pixels=1)])
    private = f"{TEXT}\n![{MARK}](pictures/{PICTURE})\n"
    publishing.publish_text(ws, people["Mona"], "private", private, base=0, now=now, private=True)
    return made


def collect(server: Server, town: Town, name: str, role: Role) -> dict[str, dict[str, str]]:
    """Open every page that somebody may open; return what widgets each has, by page."""
    found = {}
    for page in PAGES:
        if may_open(page, role):
            with open_tab(server, town.secrets[name]) as tab:
                for query in (
                    ("deck=d", "deck=d&view=suggestions", "deck=d&view=people") if page in VIEWS else ("deck=d",)
                ):
                    tab.run(page, query)
                found[page] = tab.widgets
    return found


VIEWS = {"author", "admin", "classes"}
# What is answered, and holds nothing of anybody else: one's own pack, the room that is not there, whether the server lives, and
# the empty page that Streamlit gives for every address that is no route's.
ANSWERED = {
    *("GET /healthz", "GET /readyz", "GET /login/goodbye", "GET /static/{path:path}"),
    *("GET /offline/", "POST /offline/", "POST /offline/pack"),
    *("GET /as/{learner}", "GET /listen/grades", "GET /tabletop/{code}/events", "GET /tabletop/{code}/{action}"),
}


def ask_every_route(server: Server, town: Town, secret: str) -> Iterator[tuple[str, requests.Response]]:
    """Ask for every address of the server with names and numbers of other people's things in it; yield what came."""
    ann = town.people["Ann"]
    names = {
        "deck": "private",
        "incident": "storm",
        "file": "storm.mp3",
        "key": f"{ann}-{'0' * 43}",
        "secret": f"{ann}-{'0' * 43}",
        "learner": str(ann),
        "path": f"pictures/{PICTURE}",
        "name": "private-incident-storm-0",
        "code": "AAAA",
        "action": "vote",
    }
    body = {"learner": ann, "operations": [], "learner_id": ann, "deck": "private"}
    for path in ROUTES:
        address = re.sub(r"\{(\w+)(:path)?\}", lambda part: names[part[1]], path)
        for method in ("GET", "POST"):
            if path in ("/logout", "/login") or (method == "GET" and path == "/login/callback"):
                continue  # they end or begin the attacker's own session, and take no name
            query = {"learner": str(ann), "deck": "private", "incident": "storm"}
            head = {"Origin": server.url, "Cookie": f"rehearsal-session={secret}; rehearsal-learner={ann}"}
            with requests.request(
                method, server.url + address, params=query, json=body, headers=head, timeout=60, allow_redirects=False
            ) as answer:
                yield f"{method} {path}", answer


def test_other_peoples_widgets_and_pages_change_and_show_nothing_of_theirs(
    serve_app: Callable[..., Server], town: Town, tmp_path: Path
) -> None:
    server = serve_app(content=tmp_path / "content", env=LOGIN)
    pages = {
        who: collect(server, town, who, role)
        for who, role in (("Root", Role.ADMINISTRATOR), ("Mona", Role.MENTOR), ("Ann", Role.LEARNER))
    }
    assert sum(map(len, pages["Root"].values())) > 100 and len(pages["Root"]["admin"]) > 10
    for attacker, victims in (("Bo", ("Root", "Mona", "Ann")), ("Max", ("Root", "Mona"))):
        before = town.list_rows(without=attacker)
        assert any(MARK in row for rows in before.values() for row in rows)
        with open_tab(server, town.secrets[attacker]) as tab:
            tab.socket.send(BackMsg(debug_shutdown_runtime=True).SerializeToString())  # what goes on is the proof
            for page in PAGES if attacker == "Bo" else ("classes", "admin"):
                stolen = [item for who in victims for item in pages[who].get(page, {}).items()]
                tab.run(page, "deck=d")
                for value in VALUES if page in VIEWS else VALUES[:1]:
                    tab.run(page, "deck=d", [(name, kind, value) for name, kind in stolen])
        after = town.list_rows(without=attacker)
        for table, rows in before.items():
            # What anybody may add, such as a class of one's own, takes nothing from what was there.
            left = [row for row in after[table] if row in rows] if table in SHARED else after[table]
            assert left == rows, f"{attacker} changed {table}"
        assert len(tab.received) > 10_000
        assert MARK.encode() not in tab.received and ADMINS_MARK.encode() not in tab.received
    before, answered = town.list_rows(without="Bo"), set()
    for asked, answer in ask_every_route(server, town, town.secrets["Bo"]):
        assert MARK.encode() not in answer.content and ADMINS_MARK.encode() not in answer.content, asked
        assert answer.status_code < 500, asked
        if answer.status_code < 400:
            answered.add(asked)
    assert answered == ANSWERED, "; ".join(sorted(answered ^ ANSWERED))
    assert town.list_rows(without="Bo") == before

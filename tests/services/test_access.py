"""The table of who may do what is whole, and what it says is so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime

import pytest

from app import app
from errors import UserError
from services.access import PAGES, ROUTES, SERVICES, Access, may_open
from services.learners import access_tokens, accounts, learners, login_sessions
from services.library import analytics, publishing, suggestion_queue
from services.listening import feeds
from services.operations import health, storage
from services.roles import Role
from services.workspace import ROOT, Workspace
from ui.navigation import SCREENS

GUARDS = {
    Access.MENTOR: "require_mentor",
    Access.ADMINISTRATOR: "require_administrator",
    Access.CLASS_MENTOR: "require_class_mentor",
    Access.CLASS_MANAGER: "require_class_manager",
}


def list_functions() -> Iterator[tuple[str, ast.FunctionDef, ast.Module]]:
    """Every public function of the services, with the module it is in."""
    for path in sorted((ROOT / "services").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "services").with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield module, node, tree


FUNCTIONS = list(list_functions())


def called_names(function: ast.AST) -> set[str]:
    return {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


def test_every_function_of_the_services_is_in_the_table_once() -> None:
    there = {f"{module}.{function.name}" for module, function, _ in FUNCTIONS if module != "access"}
    rows = [f"{module}.{name}" for module, who in SERVICES.items() for names in who.values() for name in names.split()]
    assert sorted(rows) == sorted(there), "Add it to SERVICES in services/access.py: who may call it?"


def test_every_page_and_route_is_in_the_table() -> None:
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")} | {screen.name for screen in SCREENS} | {"home"}
    assert pages == PAGES.keys()
    routes = {route.path for route in app._user_routes}
    assert routes <= ROUTES.keys(), "Add it to ROUTES in services/access.py: who may ask for it?"
    assert ROUTES.keys() - routes == {"/static/{path:path}"}


def find_access(module: str, function: str) -> Access | None:
    return next((who for who, names in SERVICES.get(module, {}).items() if function in names.split()), None)


@pytest.mark.parametrize("who", GUARDS)
def test_what_is_a_mentors_asks_for_the_role(who: Access) -> None:
    for module, function, tree in FUNCTIONS:
        if find_access(module, function.name) is who:
            helpers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
            called, waiting = called_names(function), called_names(function) & helpers.keys()
            while waiting:
                inner = called_names(helpers[waiting.pop()]) - called
                called |= inner
                waiting |= inner & helpers.keys()
            assert GUARDS[who] in called, f"{module}.{function.name} does not ask for the role"


def test_what_is_somebodys_own_takes_whose_it_is() -> None:
    for module, function, _ in FUNCTIONS:
        parameters = [*function.args.args, *function.args.kwonlyargs]
        if find_access(module, function.name) is Access.OWN:
            assert any(
                p.arg in ("learner", "who", "owner") or "Learner" in ast.unparse(p.annotation or ast.Constant(""))
                for p in parameters
            ), f"{module}.{function.name}: whose?"
        if find_access(module, function.name) is Access.SHARED:
            assert not any(p.arg == "learner" for p in parameters), f"{module}.{function.name} is about one learner"


def test_only_the_session_says_who_somebody_is() -> None:
    """What a widget or an address holds never becomes a learner's number."""
    for path in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        if path == ROOT / "ui" / "session.py":
            continue
        text = path.read_text(encoding="utf-8")
        for word in ("context.cookies", "from_environment", "parse_learner_id", 'session_state["seat"]'):
            assert word not in text, f"{path.relative_to(ROOT)} reads {word}"


def test_what_belongs_to_the_pages_of_mentors_is_called_from_there_only() -> None:
    allowed = {ROOT / "pages" / "add.py", ROOT / "pages" / "author.py", ROOT / "ui" / "deck_import.py"}
    names = {name for who in SERVICES.values() for name in who.get(Access.MENTOR_PAGES, "").split()}
    for path in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        if path not in allowed and ROOT / "ui" / "author" not in path.parents:
            assert not names & called_names(ast.parse(path.read_text(encoding="utf-8"))), path


def test_a_page_that_is_not_in_the_table_is_nobodys() -> None:
    assert not may_open("of tomorrow", Role.ADMINISTRATOR)
    assert [may_open("author", role) for role in Role] == [False, True, True]
    assert [may_open("admin", role) for role in Role] == [False, False, True]


@pytest.fixture
def learner(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody who logs in and is a learner; an administrator came first."""
    for name, value in {"ISSUER": "https://login.example.org", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    for subject in ("first", "second"):
        who = accounts.Identity(issuer="https://login.example.org", subject=subject, name=subject, email="", role=None)
        here = login_sessions.find_logged_in(workspace, login_sessions.log_in(workspace, who, subject, "", now), now)
    assert here is not None and here.role == Role.LEARNER
    return here.learner


def test_a_learner_is_refused_what_is_a_mentors(workspace: Workspace, learner: int, now: datetime) -> None:
    (workspace.content / "d.md").write_text(
        "## S\n\n**Question:** Why?\n\n**Answer:** Because it is so, and no other way.\n"
    )
    from services.library import content_sync

    content_sync.sync_content(workspace, now)
    for attempt in (
        lambda: analytics.measure_questions(workspace, learner, "d"),
        lambda: analytics.list_learner_activity(workspace, learner, "d"),
        lambda: suggestion_queue.list_queue(workspace, learner, "d"),
        lambda: suggestion_queue.count_waiting(workspace, learner),
        lambda: suggestion_queue.review_entry(workspace, learner, "d", "edit-1"),
        lambda: suggestion_queue.accept_entry(workspace, learner, "d", "edit-1", version=1, now=now),
        lambda: suggestion_queue.decline_entry(workspace, learner, "d", "edit-1", "No.", now),
        lambda: suggestion_queue.join_entries(workspace, learner, "d", ["edit-1"]),
        lambda: publishing.publish_text(workspace, learner, "d", "## T\n", base=1, now=now),
        lambda: publishing.roll_back(workspace, learner, "d", 1, now, "me"),
        lambda: learners.list_learners(workspace, learner),
        lambda: learners.add_learner(workspace, learner, "Eve", now),
        lambda: learners.rename_learner(workspace, learner, learners.FIRST_LEARNER, "Eve"),
        lambda: accounts.list_accounts(workspace, learner),
        lambda: accounts.change_role(workspace, learner, learner, Role.ADMINISTRATOR),
        lambda: accounts.claim_learner(workspace, learner, learners.FIRST_LEARNER),
        lambda: login_sessions.log_out_other(workspace, learner, learners.FIRST_LEARNER),
        lambda: login_sessions.list_all_sessions(workspace, learner, now),
        lambda: login_sessions.end_any_session(workspace, learner, "00", now),
        lambda: accounts.disable_account(workspace, learner, learners.FIRST_LEARNER, now),
        lambda: accounts.enable_account(workspace, learner, learner),
        lambda: access_tokens.list_all_tokens(workspace, learner),
        lambda: access_tokens.revoke_any_token(workspace, learner, 1),
        lambda: storage.measure_storage(workspace, learner),
        lambda: storage.clear_storage(workspace, learner, "episodes", now),
        lambda: health.inspect_health(workspace, learner, now),
    ):
        with pytest.raises(UserError, match="Only"):
            attempt()


def test_a_feed_belongs_to_somebody_who_logs_in(workspace: Workspace, learner: int, now: datetime) -> None:
    theirs, nobodys = (feeds.subscribe(workspace, number, now) for number in (learner, learners.FIRST_LEARNER))
    assert feeds.find_subscription(workspace, theirs.key, now) is not None
    assert feeds.find_subscription(workspace, nobodys.key, now) is None
    assert feeds.find_subscription(workspace, f"{learners.FIRST_LEARNER}-{theirs.token}", now) is None
    (token,) = access_tokens.list_tokens(workspace, learner)
    access_tokens.revoke_token(workspace, learner, token.number)
    assert feeds.find_subscription(workspace, theirs.key, now) is None

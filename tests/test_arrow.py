"""Imports run one way, and what is pure stays pure. A broken arrow is named with its file and line."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each room and what it may import besides `errors` and `files`. `store` keeps texts, ids and numbers: it knows no deck.
PEERS = {"store", "objects", "speech", "replay", "simulation", "mock_interview", "quiz", "exchange"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "files": set(),
    "deck": set(),
    "quiz": {"deck"},
    "replay": {"deck"},
    "simulation": {"deck"},
    "mock_interview": {"deck"},
    "speech": {"deck"},
    "exchange": {"deck"},
    "store": set(),
    "objects": set(),
    "services": PEERS | {"deck"},
    "commands": PEERS | {"deck", "services"},
    "ui": (PEERS - {"store", "objects"}) | {"deck", "services"},
    "pages": (PEERS - {"store", "objects"}) | {"deck", "services", "ui"},
    "server": (PEERS - {"store", "objects"}) | {"deck", "services"},
}
# Within a folder imports run from left to right. A tier holds folders, or modules of the folder itself; what is not
# named stands to the left of all that is.
TIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "deck": (
        ("editing",),
        ("blocks", "repair", "notations"),
        ("versioning",),
        ("timeline",),
        ("markdown",),
        ("estimates", "model", "languages"),
    ),
    "quiz": (("exercises",), ("answers",), ("fsrs",)),
    "speech": (("publish",), ("engines",), ("audio",), ("script",), ("text",)),
    "exchange": (("importers",), ("export",)),
    "store": (("queue",), ("tables",)),
    "store.tables": (("classes",), ("library",), ("practice",), ("learners",)),
    "server": (("routes", "login"), ("streamlit_runtime",), ("middleware",)),
    "services": (
        ("own_data",),
        ("operations", "offline", "interview"),
        ("listening",),
        ("practice",),
        ("learners",),
        ("classes", "labs", "search", "tabletop"),
        ("replays",),
        ("library",),
    ),
    "ui": (
        ("admin", "author", "classes", "exercises", "interview", "labs", "listen", "progress", "search"),
        ("practice",),
        ("account", "components"),
        ("deck_text",),
    ),
}
# A reader takes in a list of about this many names. `pages` stays flat: a page's file bears the name of its address.
MOST_MODULES = 19
UNCOUNTED = {"__init__", "__main__"}
# Rooms in which these packages have no business; folders and files that talk to the world are the exception.
WORLDLY = {"streamlit", "sqlite3", "sqlite_utils", "plotly"}
FORBIDDEN: dict[str, set[str]] = {
    "deck": WORLDLY,
    "quiz": WORLDLY,
    "replay": WORLDLY,
    "simulation": WORLDLY,
    "mock_interview": WORLDLY,
    "speech": WORLDLY,
    "exchange": WORLDLY,
    "store": {"streamlit", "plotly"},
    "objects": WORLDLY,
    "services": {"streamlit"},
    "commands": {"streamlit", "plotly"},
    "server": {"plotly", "sqlite_utils"},
    "ui": {"sqlite3", "sqlite_utils"},
    "pages": {"sqlite3", "sqlite_utils"},
}
# An Anki package holds a database, read in memory.
IMPURE = ("exchange/importers/apkg.py",)
CLOCKLESS = ("deck", "quiz", "replay", "simulation", "mock_interview", "exchange")
# `python -m ROOM` is a doorway to `commands`, where rooms meet; nothing imports it.
DOORWAYS = "__main__.py"
CLOCK = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
CLOCKS = {"datetime", "date", "time", "dt"}


def violations(root: Path) -> list[str]:
    """Every broken rule below a folder, as `path:line: what`."""
    return [
        f"{path.relative_to(root)}:{line}: {what}"
        for room in ROOMS
        for path in sorted((root / room).rglob("*.py"))
        if "node_modules" not in path.parts
        for line, what in broken(room, path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    ]


def broken(room: str, name: str, source: str) -> Iterator[tuple[int, str]]:
    """The broken rules of one file."""
    tree = ast.parse(source, name)
    pure = not name.startswith(IMPURE)
    allowed = ROOMS[room] | {room, "errors", "files"} | ({"commands"} if name.endswith(DOORWAYS) else set())
    for line, package in imported(tree):
        if package in ROOMS and package not in allowed:
            yield line, f"{room} must not import {package}"
        if package in FORBIDDEN.get(room, set()) and pure:
            yield line, f"{room} must not import {package}"
    if room in CLOCKLESS and pure:
        yield from ((line, f"{room} must not read the clock") for line in clock_readings(tree))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Top-level packages that are imported, with their lines; also those for typing only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.partition(".")[0]


def clock_readings(tree: ast.AST) -> Iterator[int]:
    """Lines that ask what time it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            owner = node.func.value
            said = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            if said in CLOCKS:
                yield node.lineno


def test_the_arrow_holds() -> None:
    found = violations(ROOT)
    assert not found, "\n" + "\n".join(found)


def test_every_room_is_where_the_arrow_expects_it() -> None:
    assert all(
        (ROOT / room).is_dir() or (ROOT / f"{room}.py").is_file()
        for room in ROOMS.keys() - {"simulation", "mock_interview"}
    )


@pytest.mark.parametrize(
    ("room", "source", "expected"),
    [
        ("deck", "import quiz", "deck/x.py:1: deck must not import quiz"),
        ("store", "\nfrom deck.model import Deck", "store/x.py:2: store must not import deck"),
        ("quiz", "def f():\n    import streamlit as st", "quiz/x.py:2: quiz must not import streamlit"),
        ("services", "from ui import session", "services/x.py:1: services must not import ui"),
        ("deck", "from datetime import datetime\ndatetime.now()", "deck/x.py:2: deck must not read the clock"),
        ("replay", "import datetime as dt\n\ndt.date.today()", "replay/x.py:3: replay must not read the clock"),
    ],
)
def test_a_broken_arrow_is_named_with_file_and_line(tmp_path: Path, room: str, source: str, expected: str) -> None:
    (tmp_path / room).mkdir()
    (tmp_path / room / "x.py").write_text(source)
    assert violations(tmp_path) == [expected]


def test_what_is_allowed_is_not_reported(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "x.py").write_text(
        "import streamlit\nfrom deck.model import Deck\nfrom . import y\nimport json\n"
    )
    assert violations(tmp_path) == []


def module_names(root: Path) -> dict[str, Path]:
    """Return the dotted name and the file of every module of the rooms."""
    found = {}
    for room in ROOMS:
        for path in [root / f"{room}.py", *sorted((root / room).rglob("*.py"))]:
            if path.is_file():
                parts = path.relative_to(root).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def module_graph(root: Path) -> dict[str, dict[str, int]]:
    """Return for every module the modules it imports, each with its first line, late imports included."""
    modules = module_names(root)
    graph: dict[str, dict[str, int]] = {name: {} for name in modules}
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                full = [f"{node.module}.{alias.name}" for alias in node.names]
                targets = [target if target in modules else node.module for target in full]
            elif isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            for target in targets:
                if target in modules and target != name:
                    graph[name].setdefault(target, node.lineno)  # type: ignore[attr-defined]
    return graph


def tier(folder: str, name: str) -> int:
    """Return how far to the left a module below a folder stands: 0 is leftmost."""
    part = name.removeprefix(f"{folder}.").partition(".")[0]
    return next((n for n, names in enumerate(TIERS[folder], 1) if part in names), 0)


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {name: set(targets) for name, targets in module_graph(ROOT).items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("folder", sorted(TIERS))
def test_within_a_folder_imports_run_one_way(folder: str) -> None:
    against = [
        f"{name} imports {target} (line {line})"
        for name, targets in module_graph(ROOT).items()
        for target, line in targets.items()
        if name.startswith(f"{folder}.") and target.startswith(f"{folder}.")
        if tier(folder, name) > tier(folder, target) > 0
    ]
    assert not against, "\n" + "\n".join(against)


@pytest.mark.parametrize("folder", sorted(TIERS))
def test_the_tiers_name_folders_and_modules_that_exist(folder: str) -> None:
    below = ROOT / folder.replace(".", "/")
    named = [part for names in TIERS[folder] for part in names]
    assert [part for part in named if not ((below / part).is_dir() or (below / f"{part}.py").is_file())] == []


def test_no_folder_has_more_modules_than_one_can_take_in() -> None:
    folders = {
        path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts
    }
    counts = {
        folder.relative_to(ROOT).as_posix(): sum(path.stem not in UNCOUNTED for path in folder.glob("*.py"))
        for folder in folders
    }
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES and folder != "pages"} == {}

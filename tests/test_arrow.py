"""Imports run one way, and what is pure stays pure. A broken arrow is named with its file and line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each room and what it may import. `store` keeps texts, ids and numbers: it knows no deck.
ROOMS: dict[str, set[str]] = {
    "deck": set(),
    "quiz": {"deck"},
    "replay": {"deck"},
    "speech": {"deck"},
    "exchange": {"deck"},
    "store": set(),
    "services": {"store", "speech", "replay", "quiz", "exchange", "deck"},
    "ui": {"services", "speech", "replay", "quiz", "exchange", "deck"},
    "pages": {"ui", "services", "speech", "replay", "quiz", "exchange", "deck"},
    "server": {"services", "speech", "replay", "deck"},
}
# Rooms in which these packages have no business; folders and files that talk to the world are the exception.
WORLDLY = {"streamlit", "sqlite3", "sqlite_utils", "plotly"}
FORBIDDEN: dict[str, set[str]] = {
    "deck": WORLDLY,
    "quiz": WORLDLY,
    "replay": WORLDLY,
    "speech": WORLDLY,
    "exchange": WORLDLY,
    "store": {"streamlit", "plotly"},
    "services": {"streamlit"},
    "server": {"plotly", "sqlite_utils"},
    "ui": {"sqlite3", "sqlite_utils"},
    "pages": {"sqlite3", "sqlite_utils"},
}
IMPURE = ("replay/player/",)
CLOCKLESS = ("deck", "quiz", "replay", "exchange")
# `python -m deck export` is a door at which rooms meet; nothing imports it.
DOORS: dict[str, set[str]] = {"commands/export.py": {"exchange"}}
CLOCK = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
CLOCKS = {"datetime", "date", "time", "dt"}


def violations(root: Path) -> list[str]:
    """Every broken rule below a folder, as `path:line: what`."""
    return [
        f"{path.relative_to(root)}:{line}: {what}"
        for room in ROOMS
        for path in sorted((root / room).rglob("*.py"))
        for line, what in broken(room, path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    ]


def broken(room: str, name: str, source: str) -> Iterator[tuple[int, str]]:
    """The broken rules of one file."""
    tree = ast.parse(source, name)
    pure = not name.startswith(IMPURE)
    for line, package in imported(tree):
        if package in ROOMS and package != room and package not in ROOMS[room] | DOORS.get(name, set()):
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
    assert all((ROOT / room).is_dir() for room in ROOMS)


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

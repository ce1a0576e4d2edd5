"""Every test of a service that keeps something runs on both databases."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.workspace import Workspace
from tests import databases

# What a test, or a fixture it asks for, is written with when it opens a database.
_SIGNS = ("Workspace(", "workspace", "run_app", "AppTest")
_NAME = re.compile(r"[A-Za-z_]\w*")  # whatever may be the name of a helper


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test twice when it, or a fixture of its, makes a workspace."""
    if "engine" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("engines")
    engines: tuple[str, ...] = mark.args if mark else databases.ENGINES
    if not _makes_workspace(metafunc):
        engines = ("sqlite",)
    metafunc.parametrize("engine", engines, indirect=True)


def _makes_workspace(metafunc: pytest.Metafunc) -> bool:
    functions: list[Callable[..., Any]] = [metafunc.function]
    for name in metafunc.fixturenames:
        if name == "workspace":
            return True
        if name != "engine":  # every test has it; it makes none itself
            definitions = metafunc.definition._fixtureinfo.name2fixturedefs.get(name, ())
            functions += [definition.func for definition in definitions]
    return any(sign in source for function in functions for source in _read_sources(function) for sign in _SIGNS)


@cache
def _read_sources(function: Callable[..., Any]) -> frozenset[str]:
    """Return the source of a function, and of the functions and classes of the tests that it names, and so on."""
    found: set[str] = set()
    waiting: list[Any] = [inspect.unwrap(function)]
    while waiting:
        named = waiting.pop()
        source = inspect.getsource(named)
        if source not in found:
            found.add(source)
            module = sys.modules[named.__module__]
            others = (inspect.unwrap(getattr(module, name, None)) for name in _NAME.findall(source))
            waiting += [
                one
                for one in others
                if (inspect.isfunction(one) or inspect.isclass(one)) and one.__module__.startswith("tests.")
            ]
    return frozenset(found)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database that workspaces of the test are on: a file in their data folder, or a PostgreSQL database each."""
    chosen = str(getattr(request, "param", "sqlite"))
    if chosen == "sqlite":
        yield chosen
        return
    with ExitStack() as lent:
        addresses: dict[Path, str] = {}

        def choose_database(ws: Workspace) -> None:
            if not ws.address and ws.data not in addresses:
                addresses[ws.data] = lent.enter_context(databases.lend_database())
            object.__setattr__(ws, "database", ws.address or addresses[ws.data])

        monkeypatch.setattr(Workspace, "__post_init__", choose_database)
        yield chosen

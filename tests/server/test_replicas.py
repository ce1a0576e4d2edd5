"""Three replicas on PostgreSQL behind nginx, as compose.scale.yaml has them, on loopback: killed one after another under load."""

from __future__ import annotations

import asyncio
import itertools
import re
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.topology import replicas
from benchmarks.topology.tabs import Tab
from services.workspace import Workspace
from store import connection
from tests.conftest import Server, free_port, run_async, serve
from tests.databases import Server as DatabaseServer

REPLICAS = 3
TABS = 12
KILLS = 5
PAUSE_SECONDS = 0.4  # between two actions of a tab
BACK_SECONDS = 30.0  # of a machine that does much else; `benchmarks/scale.py` says how long it takes on a quiet one
TEST_SECONDS = 300.0
NEW_PER_DAY = 400  # nobody may run out of cards, however long a restart takes


def test_a_rolling_kill_loses_no_grade_doubles_none_and_moves_nobody(tmp_path: Path) -> None:
    if replicas.find_nginx() is None:
        pytest.skip("nginx is not installed")
    content = tmp_path / "content"
    replicas.write_deck(content, NEW_PER_DAY)
    database = DatabaseServer()
    try:
        address = database.get_address("postgres")
        workspace = Workspace(data=tmp_path / "own", content=content, address=address)
        workspace.data.mkdir()
        people = replicas.prepare_learners(workspace, TABS, NEW_PER_DAY, datetime.now(UTC))
        ports = [free_port() for _ in range(REPLICAS)]
        env = {"REHEARSAL_DATABASE": address}

        def start(number: int) -> contextmanager[Server]:  # type: ignore[type-arg,valid-type]
            return serve(tmp_path / f"replica-{number}", content, env, ports[number], is_replica=True)

        with ExitStack() as stack:
            running = [stack.enter_context(start(number)) for number in range(REPLICAS)]
            proxy = free_port()
            stack.enter_context(replicas.run_nginx(tmp_path, ports, proxy))

            def kill_and_restart(number: int) -> None:
                running[number].kill()
                running[number] = stack.enter_context(start(number))

            async def practise() -> list[Tab]:
                tabs = [Tab(port=proxy, learner=who) for who in people]
                over = asyncio.Event()

                async def visit(tab: Tab) -> None:
                    await tab.open()
                    while not over.is_set():
                        await tab.act()
                        await tab.stay(PAUSE_SECONDS)
                    await tab.close()

                # A tab or a restart that fails ends the others, and so the test.
                async with asyncio.timeout(TEST_SECONDS), asyncio.TaskGroup() as group:
                    for tab in tabs:
                        group.create_task(visit(tab))
                    for kill in range(KILLS):
                        before = sum(len(tab.graded) for tab in tabs)
                        while sum(len(tab.graded) for tab in tabs) < before + TABS:
                            await asyncio.sleep(0.05)
                        await asyncio.to_thread(kill_and_restart, kill % REPLICAS)
                    over.set()
                return tabs

            tabs = run_async(practise())
        with connection.session(address) as opened:
            rows = opened.execute("SELECT key, learner, card FROM log WHERE event = 'grade' ORDER BY id").fetchall()
        keys = [row[0] for row in rows]
        assert sum(len(tab.absences) for tab in tabs) >= KILLS  # somebody was there each time
        assert {token for tab in tabs for token in tab.graded} <= set(keys)
        assert set(keys) <= {token for tab in tabs for token in tab.pressed}
        assert len({(row[1], row[2]) for row in rows}) == len(rows)  # Easy: no card comes twice
        assert [tab.moved for tab in tabs if tab.moved] == []
        assert max(itertools.chain.from_iterable(tab.absences for tab in tabs)) < BACK_SECONDS
        assert all(re.fullmatch(r"[0-9a-f]{32}", tab.cookies["rehearsal_replica"]) for tab in tabs)
    finally:
        database.remove()

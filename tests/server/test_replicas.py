"""Three replicas on PostgreSQL behind nginx, as compose.scale.yaml has them, on loopback, under load: killed, told to stop, and without
their database for a while.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import signal
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.scale import CRASH
from benchmarks.topology import replicas
from benchmarks.topology.tabs import Tab, TabError
from services.workspace import Workspace
from store import connection
from tests.conftest import Server, free_port, run_async, serve
from tests.databases import Server as DatabaseServer

REPLICAS = 3
TABS = 12
KILLS = 2
STOPS = 2
PAUSE_SECONDS = 0.4  # between two actions of a tab
BACK_SECONDS = 30.0  # of a machine that does much else; `benchmarks/scale.py` says how long it takes on a quiet one
TEST_SECONDS = 300.0
NEW_PER_DAY = 400  # nobody may run out of cards, however long a restart takes


def test_whatever_ends_no_grade_is_lost_none_doubled_and_nobody_moved(tmp_path: Path) -> None:
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

            def stop_and_restart(number: int) -> None:
                os.kill(running[number].process.pid, signal.SIGTERM)
                running[number].process.wait(timeout=60)
                running[number] = stack.enter_context(start(number))

            async def send_and_fetch(tab: Tab) -> None:
                """An upload and what `/media` serves have to reach the process of the tab's websocket: the cookie sees to that."""
                await tab.open()
                first, *direct = await tab.upload("settings", "export.json", b"{}", ports)
                assert first == 204 and sorted(direct) == [204, 400, 400]
                got, *others = await tab.download("settings", "Everything (JSON)", ports)
                assert got.json()["format"] and sorted(one.status_code for one in others) == [200, 404, 404]
                await tab.close()

            async def practise() -> list[Tab]:
                tabs = [Tab(port=proxy, learner=who) for who in people]
                over = asyncio.Event()
                is_away = False
                await send_and_fetch(tabs[0])

                async def visit(tab: Tab) -> None:
                    await tab.open()
                    while not over.is_set():
                        try:
                            await tab.act()
                        except TabError:
                            if not (is_away and tab.alerts):
                                raise
                            await tab.reload()  # a sentence took the place of the card
                        await tab.stay(PAUSE_SECONDS)
                    await tab.close()

                async def wait_for_grades() -> None:
                    """Wait until everybody has graded once more."""
                    before = [len(tab.graded) for tab in tabs]
                    while any(len(tab.graded) == count for tab, count in zip(tabs, before, strict=True)):
                        await asyncio.sleep(0.05)

                # A tab or a restart that fails ends the others, and so the test.
                async with asyncio.timeout(TEST_SECONDS), asyncio.TaskGroup() as group:
                    for tab in tabs:
                        group.create_task(visit(tab))
                    for turn in range(KILLS + STOPS):
                        await wait_for_grades()
                        end = kill_and_restart if turn < KILLS else stop_and_restart
                        await asyncio.to_thread(end, turn % REPLICAS)
                    await wait_for_grades()
                    assert [tab.alerts for tab in tabs if tab.alerts] == []
                    is_away = True
                    await asyncio.to_thread(database.stop)
                    while not all(tab.alerts for tab in tabs):
                        await asyncio.sleep(0.05)
                    await asyncio.to_thread(database.start)
                    await wait_for_grades()
                    over.set()
                return tabs

            tabs = run_async(practise())
        with connection.session(address) as opened:
            rows = opened.execute("SELECT key, learner, card FROM log WHERE event = 'grade' ORDER BY id").fetchall()
        keys = [row[0] for row in rows]
        sentences = {text.partition("\n")[0] for tab in tabs for text in tab.alerts}
        assert not [text for text in sentences if CRASH in text or "atabase" not in text], sentences
        assert [tab.exceptions for tab in tabs if tab.exceptions] == []
        assert sum(len(tab.absences) for tab in tabs) >= KILLS + STOPS  # somebody was there each time
        assert {token for tab in tabs for token in tab.graded} <= set(keys)
        assert set(keys) <= {token for tab in tabs for token in tab.pressed}
        assert len({(row[1], row[2]) for row in rows}) == len(rows)  # Easy: no card comes twice
        assert [tab.moved for tab in tabs if tab.moved] == []
        assert max(itertools.chain.from_iterable(tab.absences for tab in tabs)) < BACK_SECONDS
        assert all(re.fullmatch(r"[0-9a-f]{32}", tab.cookies["rehearsal_replica"]) for tab in tabs)
    finally:
        database.remove()

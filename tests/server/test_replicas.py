"""Three replicas on PostgreSQL behind nginx, as compose.scale.yaml has them, on loopback: killed one after another under load."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.tabs import Tab
from services.learners import learners, settings
from services.library.content_sync import sync_content
from services.workspace import ROOT, Workspace
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
TEXT = "# Numbers\n" + "".join(
    f"\n**Question:** What is number {n}?\n\n**Answer:** It is {n}.\n" for n in range(NEW_PER_DAY)
)


@contextmanager
def run_nginx(folder: Path, replicas: list[int], port: int) -> Iterator[None]:
    """Run the proxy of `deploy/nginx.conf` with other addresses."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for number, replica in enumerate(replicas, start=1):
        text = text.replace(f"replica-{number}:8501", f"127.0.0.1:{replica}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace(
        "worker_processes auto", "worker_processes 1"
    )
    paths = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n" + text.replace(
        "http {\n", f"http {{\n{paths}", 1
    )
    if os.geteuid() == 0:
        text = "user root;\n" + text
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_a_rolling_kill_loses_no_grade_doubles_none_and_moves_nobody(tmp_path: Path) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    content = tmp_path / "content"
    content.mkdir()
    (content / "numbers.md").write_text(TEXT, encoding="utf-8")
    database = DatabaseServer()
    try:
        address = database.get_address("postgres")
        workspace = Workspace(data=tmp_path / "own", content=content, address=address)
        workspace.data.mkdir()
        now = datetime.now(UTC)
        sync_content(workspace, now)
        people = [learners.FIRST_LEARNER] + [
            learners.add_learner(workspace, learners.FIRST_LEARNER, f"Person {n}", now) for n in range(1, TABS)
        ]
        for who in people:
            settings.save_settings(workspace, who, new_per_day=NEW_PER_DAY)
        ports = [free_port() for _ in range(REPLICAS)]
        env = {"REHEARSAL_DATABASE": address}

        def start(number: int) -> contextmanager[Server]:  # type: ignore[type-arg,valid-type]
            return serve(tmp_path / f"replica-{number}", content, env, ports[number], is_replica=True)

        with ExitStack() as stack:
            running = [stack.enter_context(start(number)) for number in range(REPLICAS)]
            proxy = free_port()
            stack.enter_context(run_nginx(tmp_path, ports, proxy))

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

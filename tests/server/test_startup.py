"""How a process begins: with settings that can be used, its decks read, the day's backup made."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from server import startup
from services.library import catalog
from services.operations import health
from services.workspace import Workspace


def test_a_setting_that_cannot_be_used_ends_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    startup.require_usable_settings()
    monkeypatch.setenv("REHEARSAL_URL", "no address")
    with pytest.raises(SystemExit) as ended:
        startup.require_usable_settings()
    assert ended.value.code == 2 and "REHEARSAL_URL" in capsys.readouterr().err


def test_the_decks_are_read_and_the_day_has_its_backup_before_anybody_comes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workspace.data / "new"
    monkeypatch.setenv("REHEARSAL_DATA", str(data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text("**Question:** Why ten?\n\n**Answer:** Because.\n")
    startup.prepare_workspace()
    startup.prepare_workspace()  # a second start on the same day finds all as it is
    prepared = Workspace(data=data, content=workspace.content)
    assert [deck.id for deck in catalog.list_decks(prepared)] == ["pools"]
    assert not health.check_readiness(prepared).failures
    assert list(data.rglob("rehearsal-20*.sqlite3"))


def test_a_server_in_another_thread_leaves_the_signals_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    loop = asyncio.new_event_loop()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(startup.stop_work_on_signal, loop).result()  # raises nothing
    loop.close()
    assert signal.getsignal(signal.SIGTERM) is before

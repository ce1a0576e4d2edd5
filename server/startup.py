"""What happens once when the server starts: folders, decks, warm imports, and a frozen heap."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from starlette.concurrency import run_in_threadpool

from errors import UserError
from server import draining, logs
from server.streamlit_runtime import message_batches, reconnecting, session_messages, websocket_writes
from services.configuration import get_configuration, load_configuration
from services.learners import access_tokens
from services.library import content_sync
from services.listening import episode_files, episode_jobs, feeds, readings
from services.operations import maintenance
from services.own_data import local_traces
from services.workspace import from_environment

# Together about a second and a half: better now than in the first visitor's first click.
WARM_IMPORTS = ("pandas", "plotly.graph_objects", "sqlite_utils", "fsrs", "rapidfuzz.fuzz")
FORGET_SECONDS = 60.0  # after which another replica's disk holds nothing of somebody who was erased
# A study day begins at night: half an hour later its commutes are made, and the day's backup.
AHEAD_SECONDS = 1800.0
LOGGER = logging.getLogger("rehearsal")
# The event loop holds its tasks weakly: one that nobody else holds may vanish before it has run.
_tasks: set[asyncio.Task[None]] = set()
STOP_SECONDS = 8.0  # of the ten that a service manager waits


def require_usable_settings() -> None:
    """End the process with a sentence when a setting cannot be used: better than to start somewhere else."""
    try:
        load_configuration()
    except UserError as error:
        sys.stderr.write(f"{error} {error.remedy}\n")
        raise SystemExit(2) from None


def prepare_workspace() -> None:
    """Open the workspace and take in the decks that ship with it. Blocks for a second or two."""
    for module in WARM_IMPORTS:
        import_module(module)
    workspace = from_environment()
    workspace.data.mkdir(parents=True, exist_ok=True)
    if isinstance(workspace.database, Path):
        maintenance.back_up_daily(workspace, datetime.now(UTC))
        maintenance.fold_logs(workspace)
    else:  # beside the start: a server's database may be large, and other replicas look after it too
        maintenance.start_daily_backup(workspace, datetime.now(UTC))
    local_traces.forget_erased_quietly(workspace, datetime.now(UTC))
    access_tokens.adopt_earlier_tokens(workspace, datetime.now(UTC))
    if get_configuration().objects and isinstance(workspace.database, Path):
        # Beside the start: a store that is away must not delay it.
        threading.Thread(
            target=maintenance.look_after_objects, args=(workspace, datetime.now(UTC)), name="objects", daemon=True
        ).start()
    if content_sync.count_waiting_bytes(workspace) > content_sync.MAX_INLINE_BYTES:
        content_sync.sync_in_background(workspace)  # /readyz says when it is done
    else:
        content_sync.sync_content(workspace, datetime.now(UTC))
    LOGGER.info("started data=%s content=%s", workspace.data, workspace.content)


def stop_work() -> None:
    """Cancel the episodes that are being made: a service manager waits ten seconds, an episode may take minutes."""
    readings.stop_all()
    stopped = episode_jobs.stop_all(STOP_SECONDS)
    if stopped:
        LOGGER.info("stopped episodes=%d: what was spoken is kept, and the next attempt continues from there", stopped)


def stop_work_on_signal(loop: asyncio.AbstractEventLoop) -> None:
    """Have SIGTERM and SIGINT give up the episodes at once, let the pages end that run, then do what they did before.

    The server first lets every request end that is under way; one that waits for an episode would keep it for minutes. A
    second signal does not wait.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # Python gives signals to the main thread only; a server inside a test has none

    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _make_handler(before, loop))


def _make_handler(
    before: Callable[[int, FrameType | None], Any], loop: asyncio.AbstractEventLoop
) -> Callable[[int, FrameType | None], None]:
    async def drain(number: int) -> None:
        LOGGER.info(
            "stopping on %s: no new tabs are accepted, and running pages are finished", signal.Signals(number).name
        )
        if not await draining.wait_until_idle(draining.DRAIN_SECONDS):
            LOGGER.info("stopping while pages run: they are finished, and their tabs continue elsewhere")
        before(number, None)

    def handle(number: int, frame: FrameType | None) -> None:
        if draining.is_draining():
            before(number, frame)
            return
        draining.begin_draining()
        # Beside the event loop, which is about to do the same when the last request has ended.
        threading.Thread(target=stop_work, name="stop-work", daemon=True).start()
        loop.call_soon_threadsafe(lambda: _tasks.add(loop.create_task(drain(number))))

    return handle


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any] | None]:
    """Prepare, then hide what is alive from the garbage collector: its passes no longer cost a rerun 100 ms."""
    # At the start and not at the import: by now Streamlit and uvicorn have set up their own logging, which this replaces.
    logs.configure_logging(as_json=get_configuration().json_logs)
    session_messages.cache_settings()
    message_batches.hold_messages()
    message_batches.send_in_groups()
    websocket_writes.group_writes()
    reconnecting.welcome_lost_tabs()
    await run_in_threadpool(prepare_workspace)
    gc.collect()
    gc.freeze()
    draining.end_draining()
    # After uvicorn has installed its handlers: ours go on to them.
    stop_work_on_signal(asyncio.get_running_loop())
    tasks = (asyncio.create_task(_work_ahead()), asyncio.create_task(_forget_erased()))
    try:
        yield None
    finally:
        for task in tasks:
            task.cancel()
        # The connections are closed. What was pressed on them last is still committed: the tab finds it done elsewhere.
        await asyncio.gather(draining.wait_until_idle(draining.FINISH_SECONDS), run_in_threadpool(stop_work))
        LOGGER.info("stopped")


async def _work_ahead() -> None:
    """Make each day's backup, and each study day's commutes before anybody asks for them."""
    while True:
        await asyncio.sleep(AHEAD_SECONDS)
        try:
            maintenance.start_daily_backup(from_environment(), datetime.now(UTC))
            await run_in_threadpool(episode_files.publish_waiting, from_environment())
            await run_in_threadpool(feeds.render_all_ahead, from_environment(), datetime.now(UTC))
        except Exception:
            LOGGER.exception("the day's backup or commutes could not be made in advance")


async def _forget_erased() -> None:
    """Remove from this disk what another replica erased."""
    while True:
        await asyncio.sleep(FORGET_SECONDS)
        await run_in_threadpool(local_traces.forget_erased_quietly, from_environment(), datetime.now(UTC))

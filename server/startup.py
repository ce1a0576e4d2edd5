"""What happens once when the server starts: folders, decks, warm imports, and a frozen heap."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from starlette.concurrency import run_in_threadpool

from server import logs
from services import maintenance
from services.library.content_sync import sync_content
from services.listening import feeds
from services.workspace import from_environment

# Together about a second and a half: better now than in the first visitor's first click.
WARM_IMPORTS = ("pandas", "plotly.graph_objects", "sqlite_utils", "fsrs", "rapidfuzz.fuzz")
AHEAD_SECONDS = 1800.0  # a study day begins at night: half an hour later its commutes are made
LOGGER = logging.getLogger("rehearsal")


def prepare_workspace() -> None:
    """Open the workspace and take in the decks that ship with it. Blocks for a second or two."""
    for module in WARM_IMPORTS:
        import_module(module)
    workspace = from_environment()
    workspace.data.mkdir(parents=True, exist_ok=True)
    maintenance.back_up_daily(workspace, datetime.now(UTC))
    sync_content(workspace, datetime.now(UTC))
    LOGGER.info("started data=%s content=%s", workspace.data, workspace.content)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any] | None]:
    """Prepare, then hide what is alive from the garbage collector: its passes no longer cost a rerun 100 ms."""
    logs.configure_logging()
    await run_in_threadpool(prepare_workspace)
    gc.collect()
    gc.freeze()
    ahead = asyncio.create_task(_render_commutes())
    try:
        yield None
    finally:
        ahead.cancel()


async def _render_commutes() -> None:
    """Make each study day's commutes before anybody asks for them."""
    while True:
        await asyncio.sleep(AHEAD_SECONDS)
        try:
            await run_in_threadpool(feeds.render_all_ahead, from_environment(), datetime.now(UTC))
        except Exception:
            LOGGER.exception("the commutes could not be made ahead")

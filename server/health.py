"""`/healthz`: whether this instance can do its work."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.workspace import from_environment


def _can_open_database(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=1)
    except (OSError, sqlite3.Error):
        return False
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


async def check_health(_request: Request) -> JSONResponse:
    """Answer 200 `{"status": "ok"}`, or 503 when the database cannot be opened."""
    healthy = await run_in_threadpool(_can_open_database, from_environment().database)
    return JSONResponse(
        {"status": "ok" if healthy else "database unavailable"},
        status_code=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
    )


routes = [Route("/healthz", check_health)]

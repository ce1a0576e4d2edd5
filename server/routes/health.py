"""`/healthz`: whether this process is alive. `/readyz`: whether it can do everything it is there for.

Both answer JSON: `{"status": "ok" | "degraded" | "unavailable", "reasons": [sentences]}`; 503 when unavailable.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from server import draining
from services.operations import health
from services.operations.health import Health
from services.workspace import Workspace, from_environment


async def _answer(check: Callable[[Workspace], Health]) -> JSONResponse:
    report = await run_in_threadpool(check, from_environment())
    content: dict[str, object] = {"status": report.status}
    if report.failures or report.warnings:
        content["reasons"] = [*report.failures, *report.warnings]
    return JSONResponse(content, status_code=503 if report.failures else 200, headers={"Cache-Control": "no-store"})


async def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the process works, `degraded` with the reasons when a deck cannot be read."""
    return await _answer(health.check_life)


async def readyz(_request: Request) -> JSONResponse:
    """Answer 200 when the database can be written and the decks were read, and this process is not about to stop."""
    if draining.is_draining():
        content = {"status": "unavailable", "reasons": [draining.SENTENCE]}
        return JSONResponse(content, status_code=503, headers={"Cache-Control": "no-store"})
    return await _answer(health.check_readiness)


routes = [Route("/healthz", healthz), Route("/readyz", readyz)]

"""`/metrics` in Prometheus' text form, on with `REHEARSAL_METRICS=on` and not there otherwise.

It holds numbers only: no names, no addresses with keys in them, nothing of what anybody learns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prometheus_client import Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.middleware.request_observer import RequestObserver
from services.configuration import get_configuration
from services.instruments import REGISTRY
from services.listening import episode_jobs
from services.operations import health
from services.workspace import from_environment

# The first part of an address is the label; what is not named here is a page, so that labels stay few.
_ROUTE = re.compile(
    r"/(_stcore|static|media|component|shipped|pictures|vendor|audio|feed|listen|tabletop(?=/)|healthz|readyz|metrics)\b"
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
# Seconds, up to an episode that is made while its listener waits.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)

REQUESTS = Counter("rehearsal_http_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "rehearsal_http_request_seconds",
    "Seconds until an answer was complete.",
    ["route"],
    buckets=_BUCKETS,
    registry=REGISTRY,
)
SESSIONS = Gauge("rehearsal_sessions", "Open browser tabs (websockets).", registry=REGISTRY)


class _State(Collector):
    """What is looked up when it is asked for: sizes and queues."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the database's size and the episodes that wait or are made."""
        size = health.measure_database(from_environment())
        yield GaugeMetricFamily("rehearsal_database_bytes", "Size of the database with its log.", value=size)
        waiting, making = episode_jobs.count_busy()
        queue = GaugeMetricFamily("rehearsal_episode_queue", "Episodes that wait, and that are made.", labels=["phase"])
        queue.add_metric(["waiting"], waiting)
        queue.add_metric(["making"], making)
        yield queue


REGISTRY.register(_State())


def get_route_label(path: str) -> str:
    """Return the label of an address: its first part where that is one of ours, else `page`."""
    match = _ROUTE.match(path)
    return match[1] if match else "page"


class RequestMetrics(RequestObserver):
    """Count requests and open websockets, and time the answers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; count a websocket for as long as it is open."""
        if scope["type"] == "websocket":
            with SESSIONS.track_inprogress():
                await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request by its method, route and status, and its duration by its route."""
        route = get_route_label(scope["path"])
        # Whoever makes up methods must not make up labels: each one is a series that is kept for good.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        REQUESTS.labels(method, route, str(status)).inc()
        REQUEST_SECONDS.labels(route).observe(seconds)


async def metrics(_request: Request) -> Response:
    """Answer with every number; 404 unless the setting is on."""
    if not get_configuration().metrics:
        return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})
    body = await run_in_threadpool(generate_latest, REGISTRY)
    return Response(body, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})


routes = [Route("/metrics", metrics)]

"""Logs: one line for each event, on stderr, whichever library writes it; as JSON with `REHEARSAL_LOG_FORMAT=json`."""

from __future__ import annotations

import json
import logging
import re
import sys
import time

from starlette.types import Scope

from errors import UserError
from server.middleware.request_observer import RequestObserver

LOGGER = logging.getLogger("rehearsal")
# What answers without being an event: the browser's own fetches, and who asks every few seconds whether we live.
_QUIET_PATHS = re.compile(
    r"^/(?:static|media|component|shipped|pictures|vendor)/|^/(?:healthz|readyz|metrics|favicon\.png)$|/_stcore/"
)
# The address of a feed or of an offline device is its key: it must not be readable in a log.
_SECRET = re.compile(r"^(/feed/|/offline/connect/)[^/]+")


class OneLineFormatter(logging.Formatter):
    """`2026-03-02T12:00:00Z WARNING rehearsal what happened`, a trace folded into the same line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        return " | ".join(line.rstrip() for line in super().format(record).splitlines() if line.strip())


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC), level, logger, message, and the trace where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        event = {
            "time": f"{seconds}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


class ErrorsForPeople(logging.Filter):
    """Keep the traces of errors that a page shows out of the log: they are not crashes.

    `ui.messages.show_error` writes a line for what a page could not do. A download that could not be made has no page; what
    Streamlit logs of it becomes such a line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written; it may be made shorter."""
        error = record.exc_info[1] if record.exc_info and record.name.startswith("streamlit") else None
        if isinstance(error, UserError):
            return False
        if error is not None and isinstance(error.__cause__, UserError):
            record.name, record.levelno, record.levelname = LOGGER.name, logging.WARNING, "WARNING"
            record.msg, record.args = "a download could not be made: %s", (error.__cause__,)
            record.exc_info = record.exc_text = None
        return True


def configure_logging(*, as_json: bool = False) -> None:
    """Send every logger's events to one handler on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if as_json else OneLineFormatter())
    handler.addFilter(ErrorsForPeople())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Streamlit and uvicorn have set up handlers of their own: their lines would be written twice, once in another form.
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # `RequestLog` says what uvicorn's access log would, with secrets left out; that a socket opened is no event.
    for chatty in ("uvicorn.access", "uvicorn.error", "httpx", "watchdog", "fsevents", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class RequestLog(RequestObserver):
    """One line for each request that fails, and for each file or feed that is fetched."""

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Log an answer's status and duration, unless it is one of many that went well."""
        quiet = _QUIET_PATHS.search(scope["path"])
        if not quiet or (status >= 400 and "/_stcore/" not in scope["path"]) or status >= 500:
            # Escaped: an address may hold a line break or a terminal's control characters.
            path = _SECRET.sub(r"\1…", scope["path"]).encode("unicode_escape").decode("ascii")
            LOGGER.info("%s %s %d %.0fms", scope["method"], path, status, seconds * 1000)

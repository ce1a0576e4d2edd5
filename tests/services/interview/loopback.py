"""A model's server on this machine that replies as told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = "application/json") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serve_reply(reply: Reply, prefix: str, timeout: str = "5") -> Iterator[tuple[dict[str, str], list[bytes]]]:
    """The environment that names the server, and the bodies that it got."""
    seen: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers["Content-Length"])))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                reply(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # seconds until it sees its end
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        yield (
            {
                f"{prefix}URL": url,
                f"{prefix}MODEL": "tiny",
                f"{prefix}TIMEOUT": timeout,
            },
            seen,
        )
    finally:
        server.shutdown()
        server.server_close()

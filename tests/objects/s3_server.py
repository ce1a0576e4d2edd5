"""A real S3 server on this machine (moto), and a line to it that can be slow, broken or refused."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.conftest import START_SECONDS, free_port

BUCKET = "rehearsal"
REFUSALS = {
    403: "<Error><Code>InvalidAccessKeyId</Code><Message>no such key</Message></Error>",
    503: "<Error><Code>SlowDown</Code><Message>reduce your request rate</Message></Error>",
    507: "<Error><Code>QuotaExceeded</Code><Message>the bucket is full</Message></Error>",
}


@contextmanager
def serve_s3() -> Iterator[str]:
    """Run a server with one bucket; its address."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(urllib.request.Request(f"{url}/{BUCKET}", method="PUT"), timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None and time.monotonic() < deadline, "moto did not start"
                time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait(timeout=20)


@dataclass
class Line:
    """A line to the server: `status` is what it answers instead ("0": it passes on), `delay` in seconds is how long it waits first.

    `requests` counts what came by method; `refuse` limits a refusal to one method.
    """

    url: str
    status: int = 0
    delay: float = 0.0
    refuse: str = ""
    requests: dict[str, int] | None = None


@contextmanager
def open_line(target: str) -> Iterator[Line]:
    """Listen on a port of its own and pass requests on."""
    upstream = urlsplit(target).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            assert line.requests is not None
            line.requests[self.command] = line.requests.get(self.command, 0) + 1
            if line.delay:
                time.sleep(line.delay)
            with contextlib.suppress(OSError):
                if line.status and line.refuse in ("", self.command):
                    self.reply(line.status, {"Content-Type": "application/xml"}, REFUSALS[line.status].encode())
                    return
                ours = http.client.HTTPConnection(upstream, timeout=30)
                ours.request(self.command, self.path, body, dict(self.headers))
                answer = ours.getresponse()
                content = answer.read()
                kept = {
                    k: v
                    for k, v in answer.getheaders()
                    if k.lower() not in ("transfer-encoding", "connection", "date", "server")
                }
                self.reply(answer.status, kept, content)
                ours.close()

        def reply(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() != "content-length" or self.command == "HEAD":
                    self.send_header(name, value)
            if self.command != "HEAD":
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line = Line(f"http://127.0.0.1:{server.server_address[1]}", requests={})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()

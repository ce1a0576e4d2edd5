"""A page of another site, and one on a name that was bound to this machine, get nothing out of the app."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from scripts import chromium

TRY_SOCKET = """url => new Promise(done => {
  const socket = new WebSocket(url, ["streamlit"]);
  socket.onopen = () => done("open");
  socket.onclose = () => done("closed");
})"""
TRY_FETCH = """async ([url, method]) => {
  try { return String((await fetch(url, { method })).status); } catch (error) { return "refused"; }
}"""


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the library's name
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>another server</title>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def other_server() -> Iterator[str]:
    """Another server on this machine, as a developer has them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_page_of_another_local_server_gets_nothing(page: Page, app_server: str, other_server: str) -> None:
    socket = app_server.replace("http://", "ws://") + "/_stcore/stream"
    page.goto(other_server)
    assert page.evaluate(TRY_SOCKET, socket) == "closed"
    for path, method in (
        ("/_stcore/health", "GET"),
        ("/healthz", "GET"),
        ("/as/1", "POST"),
        ("/_stcore/upload_file/x/y", "PUT"),
    ):
        assert page.evaluate(TRY_FETCH, [app_server + path, method]) == "refused", path
    page.goto(app_server + "/healthz")
    assert page.evaluate(TRY_SOCKET, socket) == "open"


def test_a_name_that_is_bound_to_this_machine_gets_nothing(browser: Browser, app_server: str) -> None:
    port = urlsplit(app_server).port
    executable = chromium.find_browser()
    rebound = browser.browser_type.launch(
        executable_path=str(executable),
        args=[*chromium.FLAGS, "--host-resolver-rules=MAP rebound.example 127.0.0.1"],
    )
    try:
        page = rebound.new_page()
        answer = page.goto(f"http://rebound.example:{port}/today")
        assert answer is not None and answer.status == 421
        assert page.evaluate(TRY_SOCKET, f"ws://rebound.example:{port}/_stcore/stream") == "closed"
        assert page.evaluate(TRY_FETCH, [f"http://rebound.example:{port}/healthz", "GET"]) == "421"
    finally:
        rebound.close()

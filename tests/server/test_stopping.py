"""Two whole servers on one folder from its first moment to SIGTERM while an episode is made."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.listening import feeds
from services.workspace import Workspace
from tests.conftest import START_SECONDS, Server, serve

# One episode of a few seconds, and questions that take minutes to speak.
TEXT = "# Talk\n\n## Spoken intro\n\n### Part 1: Hello (1 minute)\n\nHello and welcome.\n\n## Questions\n" + "".join(
    f"\n**Question:** What did server {n} say to its queue of {n + 7} jobs?\n\n**Answer:** It took {n} of them, one by one.\n"
    for n in range(400)
)


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return bytes(answer.read())


def fetch_or_lose(address: str) -> str:
    """Fetch what may be cut off when the server stops."""
    try:
        return str(len(fetch(address)))
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError) as error:
        return type(error).__name__


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_servers_begin_and_end_on_one_folder(tmp_path: Path) -> None:
    data, content = tmp_path / "data", tmp_path / "content"
    content.mkdir()
    (content / "talk.md").write_text(TEXT, encoding="utf-8")
    with ExitStack() as stack, ThreadPoolExecutor(6) as threads:
        # Both make and migrate the database, and both take in the decks.
        starting = [threads.submit(stack.enter_context, serve(data, content, is_cold=True)) for _ in range(2)]
        servers: list[Server] = [one.result() for one in starting]
        feed = feeds.subscribe(Workspace(data, content), 1, datetime.now(UTC))
        xml = [
            one.decode() for one in threads.map(fetch, (f"{server.url}/feed/{feed.key}/talk.xml" for server in servers))
        ]
        enclosures = [re.findall(r'<enclosure[^>]* url="http://[^/]*([^"]+)"', text) for text in xml]
        lengths = [int(length) for length in re.findall(r'<enclosure[^>]* length="(\d+)"', xml[0])]
        assert enclosures[0] == enclosures[1]
        short = enclosures[0][lengths.index(min(lengths))]
        long = enclosures[0][lengths.index(max(lengths))]
        # Both make the same episode at once.
        first, second = threads.map(fetch, (server.url + short for server in servers))
        assert first == second != b""
        # Both are told to end while they make one that takes minutes.
        waiting = [threads.submit(fetch_or_lose, server.url + long) for server in servers]
        making = data / "audio" / "making"
        until = time.monotonic() + START_SECONDS
        while len(list(making.glob("*.frames"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(list(making.glob("*.frames"))) == 2
        for server in servers:
            os.kill(server.process.pid, signal.SIGTERM)
        for server in servers:
            server.process.wait(timeout=START_SECONDS)
        for server, one in zip(servers, waiting, strict=True):
            assert "stopped episodes=1: what was spoken is kept" in server.log.read_text()
            assert one.result(timeout=10) == "503"
    assert list(making.glob("*.frames")) == []
    assert list((data / "audio" / "clips").rglob("*"))

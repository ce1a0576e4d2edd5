"""What N people cost: real sessions over the websocket on Today and Practice, podcast clients beside them, against an empty
page in the same run.

`python benchmarks/load.py [--sessions 100] [--seconds 60] [--every 10]`. Every session opens the app as a browser does,
then does one action each ten seconds: it opens Practice, reveals, grades, and now and then looks at Today. One listener
for ten sessions polls the feed (with its entity tag, as podcast clients do) and reads pieces of an episode. The empty page
is a server of its own with a title and a button; it is loaded first, with as many sessions and no listeners. Prints one
JSON line a measure: {"name", "app", "empty", "ratio"}; times in ms, CPU in ms of the server's processes an action. Exit
status 1 when a ratio is above its budget (`BUDGETS`), which a busy machine can cause by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks.practice import compute_percentile  # noqa: E402

EMPTY = """
import streamlit as st
st.title("Empty")
@st.fragment
def part():
    st.button("Press", key="press")
part()
"""
EMPTY_APP = "import streamlit as st\nfrom pathlib import Path\napp = st.App(Path(__file__).with_name('page.py'))\n"
# How many times the empty page a measure may take: the CPU of an action, its 95th percentile, the first page.
BUDGETS = {"rerun: cpu": 3.0, "grade: cpu": 3.0, "action: p95": 3.0, "first page: median": 1.5}
CPU_ACTIONS = {"rerun": 200, "grade": 60}  # as many as one day has cards
TICKS = os.sysconf("SC_CLK_TCK")
ANSWER_SECONDS = 60.0  # an action that takes longer counts as failed


@dataclass
class Server:
    """A running server: its port and the processes whose CPU counts."""

    port: int
    process: subprocess.Popen[bytes]

    def read_cpu_seconds(self) -> float:
        """Return the CPU time of the server and all it started, so far.

        The processes' own clocks count nanoseconds; only children that have ended are counted in ticks, of 10 ms.
        """
        total = 0.0
        for pid in _list_family(self.process.pid):
            with suppress(OSError, IndexError):
                total += time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)
                ended = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[13:15]
                total += sum(map(int, ended)) / TICKS
        return total


def _list_family(pid: int) -> list[int]:
    pids = [pid]
    for parent in pids:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
    return pids


@contextmanager
def start_server(script: Path, folder: Path, data: Path) -> Iterator[Server]:
    """Run `streamlit run SCRIPT` on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "REHEARSAL_DATA": str(data), "PYTHONPATH": str(ROOT)}
    environment.pop("REHEARSAL_URL", None)
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        for _ in range(600):
            with suppress(OSError):
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.1)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


@dataclass
class Session:
    """One browser tab: the connection, and the buttons on its page by the key that Python gave them."""

    port: int
    connection: websockets.ClientConnection
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    cache: dict[str, ForwardMsg] = field(default_factory=dict)

    async def run(self, *, page: str = "", press: str = "") -> float:
        """Rerun the script (press a button, when its key begins so) and return the milliseconds until it has finished."""
        message = BackMsg()
        request = message.rerun_script
        request.page_name = page
        request.query_string = ""
        request.context_info.timezone = "UTC"
        request.context_info.url = f"http://localhost:{self.port}/{page}"
        if press:
            key = next((key for key in self.buttons if key.startswith(press)), None)
            if key is None:
                raise LookupError(press)
            identity, fragment = self.buttons[key]
            request.fragment_id = fragment
            state = request.widget_states.widgets.add()
            state.id = identity
            state.trigger_value = True
        else:
            self.buttons.clear()
        started = time.perf_counter()
        await self.connection.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(await self.connection.recv())  # type: ignore[arg-type]
                kind = answer.WhichOneof("type")
                if kind == "ref_hash":
                    answer = self.cache.get(answer.ref_hash, answer)
                elif answer.metadata.cacheable:
                    self.cache[answer.hash] = answer
                if kind == "delta":
                    self._note(answer)
                elif kind == "script_finished":
                    return (time.perf_counter() - started) * 1000

    def _note(self, message: ForwardMsg) -> None:
        delta = message.delta
        if delta.WhichOneof("type") == "new_element" and delta.new_element.WhichOneof("type") == "button":
            identity = delta.new_element.button.id
            key = identity.split("-", 2)[-1]  # $$ID-<hash>-<key>
            self.buttons[key] = (identity, delta.fragment_id)


async def open_session(port: int) -> Session:
    """Connect as a browser on the same machine does."""
    connection = await websockets.connect(
        f"ws://localhost:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=f"http://localhost:{port}",  # type: ignore[arg-type]
        max_size=None,
        proxy=None,
        ping_interval=None,
    )
    return Session(port, connection)


@dataclass
class LoadFigures:
    """Milliseconds of what was done, and the server's CPU meanwhile."""

    first: list[float] = field(default_factory=list)
    actions: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0
    cpu_seconds: float = 0.0

    @property
    def every_action(self) -> list[float]:
        """Return the times of all actions together."""
        return [took for kind in self.actions.values() for took in kind]


async def act_as_visitor(session: Session, pages: tuple[str, ...]) -> tuple[str, float]:
    """Do the next thing a learner does: grade what is revealed, else reveal, else go to Practice or Today."""
    for press, kind in (("grade-3-", "grade"), ("reveal-", "reveal"), ("press", "grade")):
        if any(key.startswith(press) for key in session.buttons) and random.random() < 0.85:
            return kind, await session.run(press=press)
    return "rerun", await session.run(page=random.choice(pages))


async def listen(port: int, path: str, audio: str, until: float, every: float) -> None:
    """Poll the feed and read pieces of an episode, as a podcast client does."""
    tag = ""

    def fetch(address: str, headers: dict[str, str]) -> tuple[int, str]:
        request = urllib.request.Request(f"http://localhost:{port}{address}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                answer.read()
                return answer.status, answer.headers.get("ETag", "")
        except urllib.error.HTTPError as error:
            return error.code, ""

    while time.monotonic() < until:
        with suppress(OSError):
            _, response_headers = await asyncio.to_thread(fetch, path, {"If-None-Match": tag} if tag else {})
            tag = response_headers or tag
            if audio:
                start = random.randrange(0, 200_000)
                await asyncio.to_thread(fetch, audio, {"Range": f"bytes={start}-{start + 65_535}"})
        await asyncio.sleep(every * random.uniform(0.8, 1.2))


async def load(
    server: Server, options: argparse.Namespace, pages: tuple[str, ...], feed: tuple[str, str] | None
) -> LoadFigures:
    """Open the sessions, let them act for `--seconds`, and return what was measured."""
    measured = LoadFigures()
    if feed is not None:
        # The first poll of a new version of a deck plans all its episodes, once: `benchmarks/overview.py` measures that.
        await asyncio.to_thread(
            lambda: urllib.request.urlopen(f"http://localhost:{server.port}{feed[0]}", timeout=ANSWER_SECONDS).read()
        )
    # Modules, caches and the first parse of the decks are paid once, and not by the first visitor who is measured.
    warm = await open_session(server.port)
    for page in pages * 2:
        await warm.run(page=page)
    sessions: list[Session] = []

    async def begin(delay: float) -> None:
        await asyncio.sleep(delay)
        started = time.perf_counter()
        try:
            session = await open_session(server.port)
            await session.run(page=pages[0])
        except (OSError, TimeoutError, websockets.WebSocketException):
            measured.failed += 1
            return
        measured.first.append((time.perf_counter() - started) * 1000)
        sessions.append(session)

    arrival = options.every / max(1, options.sessions)  # everybody within one round
    await asyncio.gather(*(begin(n * arrival) for n in range(options.sessions)))
    until = time.monotonic() + options.seconds
    before = server.read_cpu_seconds()

    async def visit(session: Session) -> None:
        await asyncio.sleep(random.uniform(0, options.every))
        while time.monotonic() < until:
            started = time.monotonic()
            try:
                kind, took = await act_as_visitor(session, pages)
            except (OSError, TimeoutError, LookupError, websockets.WebSocketException):
                measured.failed += 1
                return
            measured.actions.setdefault(kind, []).append(took)
            await asyncio.sleep(max(0.0, options.every - (time.monotonic() - started)))

    listeners = (
        []
        if feed is None
        else [
            listen(server.port, feed[0], feed[1], until, options.every) for _ in range(max(1, options.sessions // 10))
        ]
    )
    await asyncio.gather(*map(visit, sessions), *listeners)
    measured.cpu_seconds = server.read_cpu_seconds() - before
    return measured


async def measure_cpu(server: Server, kind: str, pages: tuple[str, ...], count: int) -> float:
    """Return the server's CPU milliseconds for one action of a kind, from one session that does nothing else."""
    session = await open_session(server.port)
    await session.run(page=pages[-1])
    cpu_seconds, action_count = 0.0, 0
    while action_count < count:
        if kind == "rerun":
            before = server.read_cpu_seconds()
            for _ in range(count):
                await session.run(page=pages[-1])
            return (server.read_cpu_seconds() - before) / count * 1000
        before = server.read_cpu_seconds()
        for _ in range(10):
            press = next(
                (p for p in ("grade-3-", "reveal-", "press") if any(k.startswith(p) for k in session.buttons)), None
            )
            if press is None:
                await session.run(page=pages[-1])
            else:
                await session.run(press=press)
            action_count += 1
        cpu_seconds += server.read_cpu_seconds() - before
    return cpu_seconds / action_count * 1000


def prepare_feed(data: Path) -> tuple[str, str]:
    """Give the first learner a feed and return its address and that of its first episode."""
    from services.library import catalog, content_sync
    from services.listening import feeds
    from services.workspace import Workspace

    workspace = Workspace(data, ROOT / "content")
    now = datetime.now(UTC)
    content_sync.sync_content(workspace, now)
    deck = catalog.list_decks(workspace)[0].id
    key = feeds.subscribe(workspace, 1, now).key
    return f"/feed/{key}/{deck}.xml", ""


LOGIN_CHECK_MS = 1.0


def measure_login_check(data: Path, sessions: int = 1000, requests: int = 2000) -> float:
    """Return the median ms that the log-in adds to a request: the guard in front of an app that does nothing, with
    `sessions` people logged in, less what it takes where nobody logs in.
    """
    from server.login.guard import RequireLogin
    from services.configuration import forget_configuration
    from services.learners import accounts, login_sessions
    from services.workspace import Workspace

    async def do_nothing(_scope: object, _receive: object, _send: object) -> None:
        return

    async def run(cookies: list[str]) -> float:
        guard, times = RequireLogin(do_nothing), []
        for number in range(requests):
            headers = [(b"host", b"localhost"), (b"cookie", f"rehearsal-session={cookies[number % sessions]}".encode())]
            scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b""}
            began = time.perf_counter()
            await guard(scope, None, None)  # type: ignore[arg-type]
            times.append(time.perf_counter() - began)
        return statistics.median(times) * 1000

    provider = {"ISSUER": "https://login.example.org", "CLIENT_ID": "rehearsal", "CLIENT_SECRET": "secret"}
    login = {f"REHEARSAL_OIDC_{name}": value for name, value in provider.items()}
    workspace, now = Workspace(data, ROOT / "content"), datetime.now(UTC)
    os.environ |= {"REHEARSAL_DATA": str(data), **login}
    forget_configuration()
    try:
        cookies = []
        for number in range(sessions):
            who = accounts.Identity(
                issuer=provider["ISSUER"], subject=str(number), name=f"Person {number}", email="", role=None
            )
            cookies.append(login_sessions.log_in(workspace, who, f"state {number}", "a browser", now))
        guarded = asyncio.run(run(cookies))
        for name in login:
            del os.environ[name]
        forget_configuration()
        return guarded - asyncio.run(run(cookies))
    finally:
        for name in ("REHEARSAL_DATA", *login):
            os.environ.pop(name, None)
        forget_configuration()


def main() -> int:
    """Load the empty page, then the app, and print both beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two actions of a session")
    parser.add_argument("--no-listeners", action="store_true")
    options = parser.parse_args()
    random.seed(7)
    results: dict[str, tuple[LoadFigures, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="rehearsal-load-") as name:
        empty = Path(name) / "empty"
        (empty / ".streamlit").mkdir(parents=True)
        (empty / "page.py").write_text(EMPTY)
        (empty / "app.py").write_text(EMPTY_APP)
        (empty / ".streamlit" / "config.toml").write_text((ROOT / ".streamlit" / "config.toml").read_text())
        data = Path(name) / "data"
        data.mkdir()
        feed = None if options.no_listeners else prepare_feed(data)
        for kind, script, folder, pages in (
            ("empty", empty / "app.py", empty, ("",)),
            ("app", ROOT / "app.py", ROOT, ("today", "practice")),
        ):
            place = data if kind == "app" else empty
            with start_server(script, folder, place) as server:
                measured = asyncio.run(load(server, options, pages, feed if kind == "app" else None))
                cpu = {
                    what: asyncio.run(measure_cpu(server, what, pages, count)) for what, count in CPU_ACTIONS.items()
                }
            results[kind] = (measured, cpu)
            if measured.failed:
                print(f"{kind}: {measured.failed} sessions or actions failed", file=sys.stderr)
        check = measure_login_check(Path(name) / "people")
    print(json.dumps({"name": "log-in check a request", "app": round(check, 3), "budget": LOGIN_CHECK_MS}))
    return int(report(results) or check > LOGIN_CHECK_MS)


def report(results: dict[str, tuple[LoadFigures, dict[str, float]]]) -> int:
    """Print a line a measure; return 1 when one is above its budget."""
    (app, app_cpu), (empty, empty_cpu) = results["app"], results["empty"]
    if not app.actions.get("grade"):
        print("Nothing was graded: the app shows no cards, and the figures say nothing.", file=sys.stderr)
        return 1
    lines = {
        "rerun: cpu": (app_cpu["rerun"], empty_cpu["rerun"]),
        "grade: cpu": (app_cpu["grade"], empty_cpu["grade"]),
        "first page: median": (statistics.median(app.first), statistics.median(empty.first)),
        "first page: p95": (compute_percentile(app.first, 0.95), compute_percentile(empty.first, 0.95)),
        "action: median": (statistics.median(app.every_action), statistics.median(empty.every_action)),
        "action: p95": (compute_percentile(app.every_action, 0.95), compute_percentile(empty.every_action, 0.95)),
        "cpu an action under load": (
            app.cpu_seconds * 1000 / len(app.every_action),
            empty.cpu_seconds * 1000 / len(empty.every_action),
        ),
    }
    for kind in ("rerun", "reveal", "grade"):
        if app.actions.get(kind):
            lines[f"{kind}: p95"] = (
                compute_percentile(app.actions[kind], 0.95),
                compute_percentile(empty.every_action, 0.95),
            )
    is_over_budget = False
    for name, (ours, theirs) in lines.items():
        ratio = ours / theirs
        is_over_budget |= ratio > BUDGETS.get(name, float("inf"))
        line = {"name": name, "app": round(ours, 2), "empty": round(theirs, 2), "ratio": round(ratio, 2)}
        print(json.dumps({**line, "budget": BUDGETS[name]} if name in BUDGETS else line))
    return int(is_over_budget)


if __name__ == "__main__":
    sys.exit(main())

"""Three replicas, PostgreSQL and nginx on this machine, under load and under faults, beside one process on SQLite: one JSON.

`python benchmarks/scale.py [--sessions 300] [--seconds 60] [--every 10] [--kills 20] [--only load,kills]`. Each session is a
tab of a learner of its own who reveals and grades, one action each `--every` seconds. The parts:

- `load`: the milliseconds of an action through the proxy, and on one SQLite process with `--baseline` sessions.
- `kills`: SIGKILL of one replica after the other while a few learners grade quickly. Acknowledged grades that are not in the log,
  grades that count twice, tabs that stood at another card, the seconds until each was back.
- `database`: PostgreSQL is stopped for `--stopped` seconds and started again. What the screens said meanwhile.
- `objects`: the object store answers `--object-delay` seconds late.
- `skew`: the clocks of two replicas are `--skew` seconds off, one each way, and the tabs are moved between them by kills. It
  needs the program `faketime`.

What a missing program left out is named under `left_out`. Load averages stand beside the figures: on a busy machine they say
little. Exit status 1 when a grade was lost or doubled, a tab stood at another card, or somebody saw a trace.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.topology import replicas  # noqa: E402
from benchmarks.topology.tabs import Tab, TabError  # noqa: E402
from services.workspace import Workspace  # noqa: E402
from store import connection  # noqa: E402
from tests import databases  # noqa: E402
from tests.objects import s3_server  # noqa: E402

PARTS = ("load", "kills", "database", "objects", "skew")
REPLICAS = 3
CARDS = 400
PAUSE_SECONDS = 0.4  # between two actions of a learner who is quick
QUICK_LEARNERS = 12
CRASH = "Something went wrong"  # how the page begins that stands for a trace


class Client(NamedTuple):
    """What the tabs cost this process: cores, and milliseconds of processor time an action."""

    cores: float
    ms_an_action: float


@dataclass
class Topology:
    """What runs: `port` is where browsers go, `database` None on SQLite; `client` is known after a measurement."""

    port: int
    people: list[int]
    address: str | Path
    running: list[replicas.Replica]
    database: databases.Server | None
    client: Client = field(default_factory=lambda: Client(0.0, 0.0))


@contextmanager
def run_topology(count: int, env: dict[str, str], prefixes: Sequence[Sequence[str]] = ((),) * 3) -> Iterator[Topology]:
    """Run three replicas on a PostgreSQL of their own behind nginx, with `count` learners."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-scale-")))
        replicas.write_deck(folder / "content", CARDS)
        database = databases.Server(databases.DURABLE)
        stack.callback(database.remove)
        address = database.get_address("postgres")
        own = Workspace(data=folder / "own", content=folder / "content", address=address)
        own.data.mkdir()
        people = replicas.prepare_learners(own, count, CARDS, datetime.now(UTC))
        running = []
        for number, prefix in enumerate(prefixes):
            replica = replicas.Replica(
                folder / f"replica-{number}", own.content, {**env, "REHEARSAL_DATABASE": address}, prefix
            )
            stack.callback(replica.kill)
            replica.start()
            running.append(replica)
        port = replicas.find_free_port()
        stack.enter_context(replicas.run_nginx(folder, [one.port for one in running], port))
        yield Topology(port=port, people=people, address=address, running=running, database=database)
        connection.close_idle(address)


@contextmanager
def run_one_process(count: int) -> Iterator[Topology]:
    """Run one process on SQLite, with `count` learners."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-scale-")))
        replicas.write_deck(folder / "content", CARDS)
        own = Workspace(data=folder / "data", content=folder / "content")
        own.data.mkdir()
        people = replicas.prepare_learners(own, count, CARDS, datetime.now(UTC))
        replica = replicas.Replica(own.data, own.content, {})
        stack.callback(replica.kill)
        replica.start()
        yield Topology(port=replica.port, people=people, address=own.database, running=[replica], database=None)


async def practise(topology: Topology, every: float, disturb: Callable[[list[Tab]], Any], *, steady: bool) -> list[Tab]:
    """Have every learner act until `disturb` has ended. `steady`: one action each `every` seconds, at chance moments of them.

    A steady tab keeps to its own moments however late its page was there: tabs that opened together would act together.
    """
    tabs = [Tab(port=topology.port, learner=who) for who in topology.people]
    over = asyncio.Event()
    rng = random.Random(7)

    async def visit(tab: Tab, delay: float) -> None:
        get_time = asyncio.get_running_loop().time
        due = get_time() + delay
        await asyncio.sleep(delay)
        await tab.open()
        while not over.is_set():
            if steady:
                due += every
                await tab.stay(max(0.0, due - get_time()))
                if over.is_set():
                    break
            try:
                await tab.act()
            except TabError:
                if tab.buttons and not tab.alerts:
                    raise
                await tab.reload()  # an error took the place of the card
            if not steady:
                await tab.stay(every)
        await tab.close()

    async with asyncio.TaskGroup() as group:
        for tab in tabs:
            group.create_task(visit(tab, rng.uniform(0, every) if steady else 0.0))
        while steady and not all(tab.waits for tab in tabs):
            await asyncio.sleep(0.1)
        for tab in tabs:
            tab.waits.clear()  # the first page and the first action are no part of it
        began, cpu_began = time.perf_counter(), time.process_time()
        await disturb(tabs)
        cpu_seconds = time.process_time() - cpu_began
        topology.client = Client(
            cpu_seconds / (time.perf_counter() - began), cpu_seconds * 1000 / max(1, count_actions(tabs))
        )
        over.set()
    return tabs


def count_actions(tabs: list[Tab]) -> int:
    """Return how many actions were answered."""
    return sum(len(tab.waits) for tab in tabs)


def check_grades(topology: Topology, tabs: list[Tab]) -> dict[str, Any]:
    """Compare what the tabs were told with what is in the log, and say what was on their screens."""
    with connection.session(topology.address) as session:
        rows = session.execute("SELECT key, learner, card FROM log WHERE event = 'grade' ORDER BY id").fetchall()
    keys = Counter(str(row[0]) for row in rows)
    cards = Counter((row[1], row[2]) for row in rows)  # each is graded Easy, and does not come again
    absences = sorted(seconds for tab in tabs for seconds in tab.absences)
    return {
        "grades": len(rows),
        "acknowledged": sum(len(tab.graded) for tab in tabs),
        "lost": len({token for tab in tabs for token in tab.graded} - keys.keys()),
        "doubled": sum(number > 1 for number in (*keys.values(), *cards.values())),
        "moved": sum(len(tab.moved) for tab in tabs),
        "absences": len(absences),
        "back_median_s": round(statistics.median(absences), 2) if absences else None,
        "back_longest_s": round(absences[-1], 2) if absences else None,
        "traces": sum(len(tab.exceptions) + sum(CRASH in text for text in tab.alerts) for tab in tabs),
        "sentences": dict(Counter(text.partition("\n")[0] for tab in tabs for text in tab.alerts).most_common(5)),
    }


def measure_waits(topology: Topology, tabs: list[Tab]) -> dict[str, Any]:
    """Return the milliseconds of an action, and what the tabs themselves cost: near a whole core they are what is measured."""
    waits = sorted(wait for tab in tabs for wait in tab.waits)
    return {
        "sessions": len(tabs),
        "actions": len(waits),
        "median_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[min(len(waits) - 1, int(len(waits) * 0.95))], 1),
        "client_cores": round(topology.client.cores, 3),
        "client_ms_an_action": round(topology.client.ms_an_action, 2),
    }


def wait_for(seconds: float) -> Callable[[list[Tab]], Any]:
    """Return what leaves the tabs alone for a while."""

    async def wait(_tabs: list[Tab]) -> None:
        await asyncio.sleep(seconds)

    return wait


def kill_in_turn(topology: Topology, kills: int) -> Callable[[list[Tab]], Any]:
    """Return what kills one replica after the other, each once everybody could have graded since the last was back."""

    def kill_and_restart(replica: replicas.Replica) -> None:
        replica.kill()
        replica.start()

    async def kill(tabs: list[Tab]) -> None:
        for number in range(kills):
            before = sum(len(tab.graded) for tab in tabs)
            while sum(len(tab.graded) for tab in tabs) < before + len(tabs):
                await asyncio.sleep(0.05)
            await asyncio.to_thread(kill_and_restart, topology.running[number % len(topology.running)])

    return kill


def measure_load(options: argparse.Namespace) -> dict[str, Any]:
    """Measure an action through the proxy and on one process."""
    with run_one_process(options.baseline) as topology:
        tabs = asyncio.run(practise(topology, options.every, wait_for(options.seconds), steady=True))
        one = {**measure_waits(topology, tabs), **check_grades(topology, tabs)}
    with run_topology(options.sessions, {}) as topology:
        tabs = asyncio.run(practise(topology, options.every, wait_for(options.seconds), steady=True))
        many = {**measure_waits(topology, tabs), **check_grades(topology, tabs)}
    return {"sqlite_one_process": one, "replicas": many, "p95_ratio": round(many["p95_ms"] / one["p95_ms"], 2)}


def measure_kills(options: argparse.Namespace) -> dict[str, Any]:
    """Kill replicas while people grade."""
    with run_topology(QUICK_LEARNERS, {}) as topology:
        tabs = asyncio.run(practise(topology, PAUSE_SECONDS, kill_in_turn(topology, options.kills), steady=False))
        return {"kills": options.kills, **check_grades(topology, tabs)}


def measure_database(options: argparse.Namespace) -> dict[str, Any]:
    """Stop PostgreSQL for a while; afterwards everybody has to be able to grade again."""
    with run_topology(QUICK_LEARNERS, {}) as topology:
        database = topology.database
        assert database is not None

        async def stop(tabs: list[Tab]) -> None:
            await asyncio.sleep(2)
            await asyncio.to_thread(database.stop)
            await asyncio.sleep(options.stopped)
            await asyncio.to_thread(database.start)
            before = [len(tab.graded) for tab in tabs]
            async with asyncio.timeout(120):
                while any(len(tab.graded) == count for tab, count in zip(tabs, before, strict=True)):
                    await asyncio.sleep(0.1)

        tabs = asyncio.run(practise(topology, PAUSE_SECONDS, stop, steady=False))
        return {"stopped_s": options.stopped, **check_grades(topology, tabs)}


def measure_objects(options: argparse.Namespace) -> dict[str, Any]:
    """Practise beside an object store that answers late: grades do not wait for it."""
    with s3_server.serve_s3() as url, s3_server.open_line(url) as line:
        env = {
            "REHEARSAL_OBJECTS": f"s3://{s3_server.BUCKET}/scale",
            "REHEARSAL_OBJECTS_ENDPOINT": line.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
        }
        with run_topology(QUICK_LEARNERS, env) as topology:
            results: dict[str, Any] = {"delay_s": options.object_delay}
            for name, delay in (("prompt", 0.0), ("slow", options.object_delay)):
                line.delay = delay
                tabs = asyncio.run(practise(topology, PAUSE_SECONDS, wait_for(options.seconds / 4), steady=False))
                results[name] = {**measure_waits(topology, tabs), **check_grades(topology, tabs)}
            return results


def measure_skew(options: argparse.Namespace) -> dict[str, Any]:
    """Practise on replicas whose clocks differ, and be moved between them."""
    shifts = [("faketime", "-m", "-f", f"{sign}{options.skew}s") for sign in "+-"]
    with run_topology(QUICK_LEARNERS, {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}, [(), *shifts]) as topology:
        tabs = asyncio.run(practise(topology, PAUSE_SECONDS, kill_in_turn(topology, REPLICAS), steady=False))
        return {"skew_s": options.skew, **measure_waits(topology, tabs), **check_grades(topology, tabs)}


def is_sound(value: Any) -> bool:
    """Tell whether nothing was lost, doubled, moved or shown as a trace, anywhere in the figures."""
    if not isinstance(value, dict):
        return True
    return not any(value.get(name) for name in ("lost", "doubled", "moved", "traces")) and all(
        map(is_sound, value.values())
    )


def main() -> int:
    """Measure the parts and print them together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--baseline", type=int, default=100, help="sessions on the one SQLite process")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two actions of a session")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stopped", type=float, default=10.0, help="seconds without PostgreSQL")
    parser.add_argument("--object-delay", type=float, default=2.0, help="seconds")
    parser.add_argument("--skew", type=int, default=60, help="seconds")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    options = parser.parse_args()
    parts = options.only.split(",")
    if unknown := [name for name in parts if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    if replicas.find_nginx() is None:
        parser.error("nginx is not installed")
    measures = {
        "load": measure_load,
        "kills": measure_kills,
        "database": measure_database,
        "objects": measure_objects,
        "skew": measure_skew,
    }
    topology = {"replicas": REPLICAS, "proxy": "nginx", "database": "PostgreSQL", "cpus": os.cpu_count()}
    result: dict[str, Any] = {"topology": topology, "left_out": [name for name in PARTS if name not in parts]}
    for name in parts:
        if name == "skew" and shutil.which("faketime") is None:
            result["left_out"].append("skew: the program faketime is not installed")
            continue
        before = os.getloadavg()[0]
        result[name] = measures[name](options)
        result[name]["load_average"] = [round(before, 1), round(os.getloadavg()[0], 1)]
    print(json.dumps(result, indent=1))
    return int(not is_sound(result))


if __name__ == "__main__":
    sys.exit(main())

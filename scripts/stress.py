"""Run browser tests again and again on a machine made slow, at several hours of the day, and print what failed: `make stress`.

`python -m scripts.stress --times 5 tests/browser/test_practice.py` runs one file five times. Tests have no second try. While a
round runs, one busy process for each CPU takes its share, the browser pretends to be `--slowness` times slower than it is, and it
stands in a time zone in which it is another hour of the day: what a study day, a due date or “today” is hangs on that.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
# The hours around midnight, the one before the study day begins (at 4:00 unless chosen otherwise), and two by day.
HOURS = (0, 3, 9, 18, 23)
SPIN = "while True: pass"


@contextmanager
def load_machine(processes: int) -> Iterator[None]:
    """Keep so many processes busy until the block ends."""
    spinning = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def find_zone(hour: int, now: datetime) -> str:
    """Return a time zone in which the local hour is the given one at `now` (in UTC)."""
    ahead = (hour - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # the sign is that of POSIX: west is positive


def make_stress_environment(hour: int, slowness: float, now: datetime) -> dict[str, str]:
    """Return the environment of a round."""
    zone = find_zone(hour, now)
    return {**os.environ, "TEST_SLOWNESS": str(slowness), "TEST_TRIES": "1", "TEST_ZONE": zone, "TZ": zone}


def run_round(tests: list[str], environment: dict[str, str], jobs: int) -> dict[str, str]:
    """Run the tests once; return the first line of what is wrong, by the test that failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ["-q", "-n", str(jobs), "--dist", "worksteal", "-p", "no:cacheprovider", f"--junitxml={report}"]
        process = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests], cwd=ROOT, env=environment, check=False
        )
        if not report.is_file():
            return {"pytest": f"ended with status {process.returncode} and no report"}
        failed = {}
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 -- written by the pytest above
            wrong = case.find("failure")
            if wrong is None:
                wrong = case.find("error")
            if wrong is not None:
                reason = wrong.get("message", "").partition("\n")[0]
                failed[f"{case.get('classname', '')}::{case.get('name', '')}"] = reason
        return failed


def main() -> int:
    """Run the rounds and print what failed, and how often; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tests", nargs="*", default=["tests/browser"])
    parser.add_argument("--times", type=int, default=len(HOURS))
    parser.add_argument("--slowness", type=float, default=4.0)
    parser.add_argument("--busy", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    failures: Counter[str] = Counter()
    for number, hour in zip(range(1, options.times + 1), cycle(HOURS), strict=False):
        print(f"Round {number} of {options.times}, the hour from {hour}:00", flush=True)
        with load_machine(options.busy):
            failed = run_round(
                options.tests, make_stress_environment(hour, options.slowness, datetime.now(UTC)), options.jobs
            )
        for name, reason in failed.items():
            print(f"FAILED at {hour} h: {name}: {reason}", flush=True)
        failures.update(failed.keys())
    print(f"{options.times} rounds, {len(failures)} tests failed.")
    for name, count in failures.most_common():
        print(f"{count} of {options.times}: {name}")
    return int(bool(failures))


if __name__ == "__main__":
    raise SystemExit(main())

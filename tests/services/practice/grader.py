"""A process that grades, for the fault tests: `python grader.py DATABASE_FOLDER kill|share …`.

`kill SEED ROUNDS`: forks graders again and again, kills each with SIGKILL at a random moment, prints a line
`acknowledged <key>` for every grade that had returned, and `round <problems>` after each.
`share COUNT NAME…`: forks a grader for each name, which grades COUNT times on its own cards, each one twice with one key.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.scheduler import Rating
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import Workspace
from store import backup

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHILDREN = 3


def grade_until_killed(ws: Workspace, learner: int, name: str, out: int) -> None:
    """Grade what comes, telling of each grade only after it returned."""
    rng, now = random.Random(name), START
    who = Learner(learner, "UTC", name)
    for number in range(100_000):
        now += timedelta(minutes=3)
        shown = practice.load_next_card(ws, who, "load", now).shown
        if shown is None:
            now += timedelta(days=1)
            continue
        key = f"{name}-{number}"
        practice.grade_card(ws, who, shown, Rating(rng.randint(1, 4)), now, key)
        os.write(out, f"{key}\n".encode())


def kill(ws: Workspace, seed: int, rounds: int) -> None:
    rng = random.Random(seed)
    for turn in range(rounds):
        pipes, children = [], []
        for learner in range(1, CHILDREN + 1):
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reading)
                grade_until_killed(ws, learner, f"r{turn}-l{learner}", writing)
                os._exit(0)
            os.close(writing)
            pipes.append(reading)
            children.append(child)
        for reading, child in zip(pipes, children, strict=True):
            if not select.select([reading], [], [], 30)[0]:
                sys.exit("a grader did not grade")
            time.sleep(rng.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            with os.fdopen(reading, encoding="ascii") as said:
                # The last line may be cut where the kill hit the write; a whole line was acknowledged.
                for line in said:
                    if line.endswith("\n"):
                        print("acknowledged", line.strip())
        print("round", backup.find_damage(ws.database), flush=True)


def share(ws: Workspace, count: int, names: list[str]) -> None:
    children = []
    for name in names:
        child = os.fork()
        if child == 0:
            grade_all(ws, name, count)
            os._exit(0)
        children.append(child)
    statuses = [os.waitpid(child, 0)[1] for child in children]
    if any(statuses):
        sys.exit("a grader failed")


def grade_all(ws: Workspace, name: str, count: int) -> None:
    who = Learner(1, "UTC", name)
    for number in range(count):
        shown = practice.load_card(ws, who, "load", f"{name}-{number % 25}", START)
        for _ in range(2):
            practice.grade_card(ws, who, shown, Rating.GOOD, START, f"{name}-{number}")


if __name__ == "__main__":
    place = Workspace(Path(sys.argv[1]), Path(sys.argv[1]), os.environ.get("REHEARSAL_DATABASE", ""))
    if sys.argv[2] == "kill":
        kill(place, int(sys.argv[3]), int(sys.argv[4]))
    else:
        share(place, int(sys.argv[3]), sys.argv[4:])

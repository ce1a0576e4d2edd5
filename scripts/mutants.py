"""Change the code on purpose and see whether its own tests notice: `python -m scripts.mutants [ROOM…] [--sample N]`.

Mutmut (https://mutmut.readthedocs.io) makes the changes, in a copy of the tree; for each change it runs the tests that reach
the changed function. All of them would take hours, so a sample is drawn, the same one for the same seed. Prints a line a room
and one for each change that no test noticed; `docs/testing.md` holds the score. Needs mutmut (requirements-mutants.txt).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class MutationTarget:
    """What is changed (patterns of files), and the tests that should notice."""

    source: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    deselected: str = ""  # an expression of pytest's `-k`: tests that would only say again what others say


def list_rooms() -> dict[str, MutationTarget]:
    """Return the rooms by name. Each sub-room of `services` is one too, with the tests that mirror it: the whole takes hours."""
    # On SQLite alone: the same tests on PostgreSQL take most of the time and notice hardly anything else.
    once = "postgresql"
    parts = sorted(place.name for place in (ROOT / "services").iterdir() if (place / "__init__.py").is_file())
    return {
        "services": MutationTarget("services", ("services/*",), ("tests/services",), deselected=once),
        **{
            f"services/{name}": MutationTarget(
                "services", (f"services/{name}/*",), (f"tests/services/{name}",), deselected=once
            )
            for name in parts
        },
        "replay": MutationTarget("replay", ("replay/*",), ("tests/replay",)),
        "speech/script": MutationTarget("speech", ("speech/script/*",), ("tests/speech",)),
        "exchange": MutationTarget("exchange", ("exchange/*",), ("tests/exchange",)),
    }


ROOMS = list_rooms()
WHOLE_ROOMS = tuple(name for name in ROOMS if not name.startswith("services/"))
_NOTHING = "nothing-has-this-name"


def copy_tree(folder: Path) -> list[str]:
    """Copy what git knows of into a folder and return the names at its top."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    return sorted({name.partition("/")[0] for name in names})


def write_configuration(folder: Path, room: MutationTarget, top: list[str]) -> None:
    """Write mutmut's settings: everything is copied beside what is changed, so that the whole program is there."""
    selection = ["-k", f"not {room.deselected}"] if room.deselected else []
    lines = {
        "source_paths": [room.source],
        "only_mutate": list(room.files),
        "also_copy": [name for name in top if name not in (room.source, "tests", "pyproject.toml")],
        "pytest_add_cli_args": ["-q", "-x", "-p", "no:cacheprovider", "-m", "not slow and not browser", *selection],
        "pytest_add_cli_args_test_selection": [test for test in room.tests if (folder / test).exists()],
    }
    text = "[mutmut]\n" + "".join(f"{key}=\n" + "".join(f"    {v}\n" for v in values) for key, values in lines.items())
    (folder / "setup.cfg").write_text(text)


def run_mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in a folder and return what it printed; its progress goes to standard error."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    process = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    # Told to run nothing but what does not exist, it makes all changes and then complains: that is what was wanted.
    if "No module named" in process.stderr or ("Traceback" in process.stderr and _NOTHING not in arguments):
        print(process.stdout[-2000:] + process.stderr[-3000:], file=sys.stderr)
    return process.stdout


def list_mutants(folder: Path) -> dict[str, int | None]:
    """Return every change by its name, with the exit code of its tests (None: not tried)."""
    exit_codes: dict[str, int | None] = {}
    for meta in sorted((folder / "mutants").rglob("*.meta")):
        exit_codes.update(json.loads(meta.read_text())["exit_code_by_key"])
    return exit_codes


def measure_room(name: str, sample: int, seed: int, workers: int) -> tuple[int, int, list[str]]:
    """Return how many changes there are, how many were tried, and what the tests did not notice."""
    room = ROOMS[name]
    with tempfile.TemporaryDirectory(prefix="rehearsal-mutants-") as place:
        folder = Path(place)
        write_configuration(folder, room, copy_tree(folder))
        # Makes every change and tries none: the names to draw from are known only then.
        run_mutmut(folder, "run", "--max-children", str(workers), _NOTHING)
        names = sorted(list_mutants(folder))
        if not names:
            sys.exit(
                f"{name}: mutmut made no change. Is it installed (requirements-mutants.txt), and is the room green?"
            )
        selection = random.Random(seed).sample(names, min(sample, len(names)))
        if selection:
            run_mutmut(folder, "run", "--max-children", str(workers), *selection)
        codes = list_mutants(folder)
        # 0: the tests passed; 5: there are none; 33: none reaches the change.
        unnoticed = [mutant for mutant in selection if codes.get(mutant) in (0, 5, 33)]
        tried = [mutant for mutant in selection if codes.get(mutant) is not None]
        diffs = [run_mutmut(folder, "show", mutant) for mutant in unnoticed]
    return len(names), len(tried), diffs


def main() -> int:
    """Measure the rooms that were named, all by default; 0 whatever the score is."""
    parser = argparse.ArgumentParser(description=__doc__)
    # The empty list is a choice, since argparse checks the value that stands for "none were named" as well.
    parser.add_argument(
        "rooms", nargs="*", choices=[*ROOMS, []], help=f"of {', '.join(ROOMS)}; without any, the whole ones"
    )
    parser.add_argument("--sample", type=int, default=60, help="changes tried in each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for name in options.rooms or WHOLE_ROOMS:
        total, tried, diffs = measure_room(name, options.sample, options.seed, options.workers)
        for diff in diffs:
            print(diff)
        share = 100 * (tried - len(diffs)) / tried if tried else 0.0
        print(f"{name}: {tried} of {total} changes tried, {tried - len(diffs)} noticed ({share:.0f} %)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

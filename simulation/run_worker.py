"""A process that simulates: one request a line on standard input, one run a line on standard output, as JSON.

A request is `{"model", "knobs", "seed"}`; an answer is what `python -m simulation run --json` prints, or `{"error", "remedy"}`.
The process ends with its input.
"""

from __future__ import annotations

import json
import sys

from errors import UserError
from simulation.runner import run_as_json, run_named


def answer_request(line: str) -> str:
    """Return the answer to one request."""
    request = json.loads(line)
    try:
        return run_as_json(run_named(request["model"], request["knobs"], request["seed"]))
    except UserError as error:
        return json.dumps({"error": str(error), "remedy": error.remedy})


def main() -> None:
    """Answer until there are no more requests."""
    for line in sys.stdin:
        sys.stdout.write(answer_request(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

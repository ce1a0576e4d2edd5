"""The process that simulates: one request a line, one answer a line."""

from __future__ import annotations

import io
import json
import sys

import pytest

from simulation.run_worker import answer_request, main
from simulation.runner import run_as_json, run_named

KNOBS = {"requests": "2000", "servers": "3", "arrival_rate": "2/s"}


def test_an_answer_is_the_run_that_was_asked_for() -> None:
    for seed in (1, 7):
        request = json.dumps({"model": "mmc", "knobs": KNOBS, "seed": seed})
        assert answer_request(request) == run_as_json(run_named("mmc", KNOBS, seed))


def test_what_cannot_be_run_is_answered_with_the_reason() -> None:
    answer = json.loads(answer_request(json.dumps({"model": "mmx", "knobs": {}, "seed": 1})))
    assert answer["error"].startswith("There is no model mmx.")
    assert set(answer) == {"error", "remedy"}


def test_each_line_is_answered_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps({"model": name, "knobs": KNOBS, "seed": 1}) for name in ("mmc", "nothing", "mmc")]
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    monkeypatch.setattr(sys, "stdout", written)
    main()
    answers = [json.loads(line) for line in written.getvalue().splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]

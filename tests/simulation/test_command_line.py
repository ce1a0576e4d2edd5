import json
import subprocess
import sys

import pytest

from simulation.__main__ import main


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "simulation", *arguments], check=False, capture_output=True, text=True, timeout=120
    )


def test_list(capsys):
    assert main(["list"]) == 0
    told = capsys.readouterr().out
    assert "mmc: Waiting room" in told
    assert "connection_timeout  0 s to 60 min, or off (default 30 s)" in told


def test_list_as_json(capsys):
    assert main(["list", "--json"]) == 0
    models = json.loads(capsys.readouterr().out)
    assert len(models) >= 16
    assert {"name", "title", "question", "knobs", "metrics", "source", "notice", "goal"} <= set(models[0])


def test_run_as_json():
    done = run(
        "run", "pools", "--set", "service=25ms", "--set", "rate=300/s", "--set", "requests=5k", "--seed", "7", "--json"
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["knobs"]["query_time"] == 0.025
    assert result["knobs"]["arrival_rate"] == 300
    assert result["metrics"]["response_seconds_se"] > 0
    assert set(result) >= {"model", "knobs", "metrics", "closed_form", "series"}


def test_run_for_people(capsys):
    assert main(["run", "mmc", "--set", "requests=10000"]) == 0
    told = capsys.readouterr().out
    assert "closed form 204.6 ms" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "nothing"),
        ("run", "mmc", "--set", "servers"),
        ("run", "mmc", "--set", "=3"),
        ("run", "mmc", "--set", "servers=many"),
        ("run", "mmc", "--seed", "x"),
        ("run", "mmc", "--seed", "-1"),
        ("run",),
        ("walk",),
        (),
    ],
)
def test_errors_are_one_sentence_and_status_2(arguments, capsys):
    assert main(list(arguments)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.strip().endswith(".")
    assert "Traceback" not in told.err

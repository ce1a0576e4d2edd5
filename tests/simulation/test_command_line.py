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


def test_a_run_for_people_tells_seed_errors_notes_and_limits(capsys):
    assert main(["run", "mmc", "--set", "requests=2000", "--set", "servers=3", "--set", "servers=20"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("(seed 1)")
    wait = next(line for line in told if line.startswith("    response_seconds "))
    value, error = wait.split()[1:3], wait.split()[4:6]
    assert value != error
    assert "±" in wait
    utilization = next(line for line in told if line.startswith("    utilization "))
    assert "closed form 40 %" in utilization  # 8 of 20 servers: what was set last holds
    assert any("left out: too few observations" in line for line in told)
    assert any("Holds for random arrivals" in line for line in told)
    assert not any(line.startswith("    growth_per_second") for line in told)


def test_a_run_as_json_is_the_run_with_the_seed(capsys):
    assert main(["run", "mmc", "--set", "requests=2000", "--seed", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 5

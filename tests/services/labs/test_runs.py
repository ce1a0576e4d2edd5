import subprocess
import threading

import pytest

from errors import UserError
from services.labs import runs
from simulation.runner import find_model, resolve, run_as_json, run_named

SMALL = {"requests": "5000"}


def values(name, given=SMALL):
    return resolve(find_model(name), given)


def test_a_run_in_another_process_is_the_same_run():
    made = runs.make_run("mmc", values("mmc"), 7)
    assert run_as_json(made) == run_as_json(run_named("mmc", SMALL, 7))


def test_the_same_run_is_made_once():
    assert runs.make_run("mmc", values("mmc"), 8) is runs.make_run("mmc", values("mmc"), 8)


def test_off_comes_through():
    made = runs.make_run("pools", values("pools", {**SMALL, "connection_timeout": "off"}), 1)
    assert made.values.number("connection_timeout") == float("inf")


def test_values_that_do_not_go_together_are_told():
    with pytest.raises(UserError, match="The utilization would be 2"):
        runs.make_run("mg1", values("mg1", {**SMALL, "arrival_rate": "2/s"}), 1)


def test_a_run_that_is_too_long_is_refused_before_it_begins():
    with pytest.raises(UserError, match="is the most a run may take"):
        runs.start_run("mmc", values("mmc", {"requests": "20000000"}), 1)


def test_a_cancelled_run_ends_at_once_and_the_next_is_made():
    job = runs.start_run("mmc", values("mmc", {"requests": "10000000"}), 1)
    job.wait(0.3)
    job.cancel()
    assert job.wait(10)
    with pytest.raises(UserError, match="newer run"):
        job.take()
    assert runs.make_run("mmc", values("mmc", {"requests": "6000"}), 1).events == 12_000


def test_many_learners_get_their_own_runs():
    found = {}

    def learn(seed):
        found[seed] = runs.make_run("mmck", values("mmck"), seed)

    threads = [threading.Thread(target=learn, args=(seed,)) for seed in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {seed: run.seed for seed, run in found.items()} == {seed: seed for seed in range(20)}
    assert len({run.outcome.metrics["wait_seconds"].value for run in found.values()}) > 10


def test_a_run_whose_process_does_not_start_ends_with_a_sentence(monkeypatch):
    def refuse():
        raise FileNotFoundError(2, "No such file or directory", "nice")

    monkeypatch.setattr(runs._workshop, "idle", [])
    monkeypatch.setattr(runs, "_start_process", refuse)
    job = runs.start_run("mmc", values("mmc"), 4242)
    assert job.wait(10)
    with pytest.raises(UserError, match="could not be made"):
        job.take()


def start_dying(monkeypatch, program):
    """Have runs made by processes that run this program instead; return those that were started."""
    monkeypatch.setattr(runs._workshop, "idle", [])
    started = []

    def start():
        process = subprocess.Popen(
            ["sh", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        started.append(process)
        return process

    monkeypatch.setattr(runs, "_start_process", start)
    return started


@pytest.mark.parametrize(
    "program",
    [
        "exit 1",  # before it was asked
        "read request; exit 137",  # while it simulates
        'read request; printf \'{"model": "mm\'',  # in the middle of its answer
    ],
)
def test_a_process_that_dies_is_told_and_gets_no_other_run(program, monkeypatch):
    started = start_dying(monkeypatch, program)
    for seed in range(3):  # one more than there are turns
        job = runs.start_run("mmc", values("mmc"), 5150 + seed)
        assert job.wait(10)
        with pytest.raises(UserError, match="The process that simulates has ended") as told:
            job.take()
        assert told.value.remedy == "Run it again."
    assert [process.poll() is not None for process in started] == [True] * 3
    assert runs._workshop.idle == []


def test_a_process_that_died_while_it_was_idle_is_replaced(monkeypatch):
    monkeypatch.setattr(runs._workshop, "idle", [])
    runs.make_run("mmc", values("mmc"), 5160)
    (idle,) = runs._workshop.idle
    idle.kill()
    idle.wait()
    assert runs.make_run("mmc", values("mmc"), 5161).seed == 5161
    assert len(runs._workshop.idle) == 1 and runs._workshop.idle[0] is not idle
    runs._workshop.close()

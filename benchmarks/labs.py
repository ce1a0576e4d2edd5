"""How fast the lab models run: events a second, knob to curves, and the same queue in simpy and ciw where they are installed.

Prints one JSON line a case. `knob_to_curves`: {"model", "events", "p50_ms", "p95_ms", "bytes"} for the default horizon, JSON
included; budget 300 ms at p95. `million_events`: {"engine", "events", "seconds"}; budget 2 s. `ratio`: other engines by ours.
Run: `python benchmarks/labs.py [--quick]`. For the peers: `pip install simpy ciw`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulation.runner import resolve, run, run_as_json  # noqa: E402
from simulation.table import MODELS  # noqa: E402

RATE, SERVERS = 8.0, 10


def time_knobs(rounds: int) -> None:
    """Time each model with its defaults, from values to the JSON text that the browser gets."""
    for model in MODELS:
        values = resolve(model, {})
        run(model, values, 0)
        times = []
        for seed in range(rounds):
            begin = time.perf_counter()
            text = run_as_json(run(model, values, seed))
            times.append((time.perf_counter() - begin) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            json.dumps(
                {
                    "case": "knob_to_curves",
                    "model": model.name,
                    "events": round(model.count_events(values)),
                    "p50_ms": round(statistics.median(times), 1),
                    "p95_ms": round(p95, 1),
                    "bytes": len(text.encode()),
                }
            ),
            flush=True,
        )


def time_own(customers: int) -> float:
    """Return the seconds that M/M/10 takes here; an arrival and a departure are an event each."""
    model = next(model for model in MODELS if model.name == "mmc")
    values = resolve(model, {"requests": float(customers)})
    begin = time.perf_counter()
    run(model, values, 1)
    return time.perf_counter() - begin


def time_simpy(customers: int) -> float:
    """Return the seconds that the same queue takes in simpy."""
    import simpy

    environment = simpy.Environment()
    servers = simpy.Resource(environment, SERVERS)
    rng = random.Random(1)
    waits = []

    def serve():
        begin = environment.now
        with servers.request() as turn:
            yield turn
            waits.append(environment.now - begin)
            yield environment.timeout(rng.expovariate(1.0))

    def arrive():
        for _ in range(customers):
            yield environment.timeout(rng.expovariate(RATE))
            environment.process(serve())

    environment.process(arrive())
    begin = time.perf_counter()
    environment.run()
    return time.perf_counter() - begin


def time_ciw(customers: int) -> float:
    """Return the seconds that the same queue takes in ciw."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    begin = time.perf_counter()
    simulation.simulate_until_max_customers(customers)
    return time.perf_counter() - begin


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller peers")
    quick = parser.parse_args().quick
    time_knobs(10 if quick else 40)
    own = min(time_own(500_000) for _ in range(1 if quick else 3))
    print(
        json.dumps({"case": "million_events", "engine": "own", "events": 1_000_000, "seconds": round(own, 2)}),
        flush=True,
    )
    for name, measure, customers in (("simpy", time_simpy, 100_000), ("ciw", time_ciw, 20_000)):
        if importlib.util.find_spec(name) is None:
            print(json.dumps({"case": "million_events", "engine": name, "skipped": "not installed"}))
            continue
        # The peers are measured on fewer customers and scaled: their time is linear in them.
        seconds = measure(customers // (5 if quick else 1)) * 500_000 / (customers // (5 if quick else 1))
        print(
            json.dumps(
                {
                    "case": "million_events",
                    "engine": name,
                    "events": 1_000_000,
                    "seconds": round(seconds, 2),
                    "ratio": round(seconds / own, 1),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()

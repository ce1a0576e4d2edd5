"""`python -m simulation list` and `run`: the lab models on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from commands.entry import SentenceParser, run_and_exit
from errors import UserError
from simulation.runner import model_as_dict, run_as_dict, run_as_json, run_named
from simulation.table import MODELS
from simulation.units import format_in_best_unit


def _parse_settings(settings: Sequence[str]) -> dict[str, str]:
    by_knob: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UserError(f"--set takes knob=value, such as arrival_rate=300/s, not “{setting}”.")
        by_knob[name.strip()] = value
    return by_knob


def _list(as_json: bool) -> None:
    if as_json:
        print(json.dumps([model_as_dict(model) for model in MODELS], ensure_ascii=False, indent=1))
        return
    for model in MODELS:
        print(f"{model.name}: {model.title}")
        for knob in model.knobs:
            if isinstance(knob.default, str):
                print(f"    {knob.name}  {'|'.join(knob.choices)} (default {knob.default})")
                continue
            low, high = format_in_best_unit(knob.low, knob.unit), format_in_best_unit(knob.high, knob.unit)
            default = "off" if knob.default == float("inf") else format_in_best_unit(knob.default, knob.unit)
            print(f"    {knob.name}  {low} to {high}{', or off' if knob.can_be_off else ''} (default {default})")


def _run(name: str, settings: Sequence[str], seed: int, as_json: bool) -> None:
    result = run_named(name, _parse_settings(settings), seed)
    if as_json:
        print(run_as_json(result))
        return
    plain = run_as_dict(result)
    print(f"{result.model.title} (seed {seed})")
    for metric in result.model.metrics:
        if metric.name not in result.outcome.metrics:
            continue
        estimate = result.outcome.metrics[metric.name]
        closed_form = result.closed_form.values.get(metric.name)
        beside = "" if closed_form is None else f"   closed form {format_in_best_unit(closed_form, metric.unit)}"
        value, error = (
            format_in_best_unit(number, metric.unit) for number in (estimate.value, estimate.standard_error)
        )
        print(f"    {metric.name}  {value} ± {error}{beside}")
    for note in (*plain["notes"], *plain["limits"]):
        print(f"    {note}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, or 2 with one sentence on standard error."""
    parser = SentenceParser(prog="python -m simulation", description="Models of systems that can fail.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=SentenceParser)
    listing = commands.add_parser("list", help="the models and their knobs")
    listing.add_argument("--json", action="store_true")
    running = commands.add_parser("run", help="one run of a model")
    running.add_argument("model")
    running.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE", dest="settings")
    running.add_argument("--seed", type=int, default=1)
    running.add_argument("--json", action="store_true")
    try:
        options = parser.parse_args(arguments)
        if options.command == "list":
            _list(options.json)
        else:
            _run(options.model, options.settings, options.seed, options.json)
    except UserError as error:
        print(f"{error} {error.remedy}".strip(), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    run_and_exit(main)

"""Estimates, design exercises and stories of the first deck: enough of them, whole, and with numbers that are right."""

from __future__ import annotations

import math
import re
from random import Random

import pytest

from deck.estimates import arithmetic
from deck.estimates.estimate_notation import BRACES
from quiz import exercises, units
from quiz.exercises import estimate
from quiz.exercises.estimate import EstimateExercise
from quiz.scheduler import Rating
from tests.content.library import FIRST, NAMES, read

SEEDS = range(12)
DAY, HOUR, MINUTE, MONTH = 86_400.0, 3600.0, 60.0, 30 * 86_400.0


_COUNTED = re.compile(r"^(?:payments|calls|messages|events|requests|keys|jobs|commits|entries|operations)/")


def put(name: str, seed: int) -> tuple[EstimateExercise, dict[str, float]]:
    """An estimate by a seed, and the numbers that were drawn, in seconds, bytes and shares."""
    deck = read(FIRST)
    block = next(one for one in deck.estimates if one.id == name)
    made = exercises.make_exercise(deck, estimate.make_card(block), seed)
    assert isinstance(made, EstimateExercise)
    drawn = estimate.draw_numbers(block, Random(seed))
    factor = {"ms": 1e-3, "min": 60, "h": 3600, "d": DAY, "kB": 1e3, "GB": 1e9, "TB": 1e12, "MB/s": 1e6, "Gbit/s": 1e9 / 8, "%": 0.01,
              "/min": 1 / 60, "/d": 1 / DAY, "h/d": 1 / 24, "years": 365 * DAY, "USD/month": 1 / MONTH, "/month": 1 / MONTH}  # fmt: skip
    scales = {v.name: factor.get(v.unit, factor.get(_COUNTED.sub("/", v.unit), 1.0)) for v in block.variables}
    return made, {name: value * scales[name] for name, value in drawn.items()}


# Each worked out here from first principles, in seconds and bytes, and not by the deck's own formula.
SAMPLE = {
    "est-pool-busy": lambda v: sum(v["hold"] for _ in range(int(v["rate"]))),
    "est-pool-ceiling": lambda v: v["pool"] * (1 / v["hold"]),
    "est-time-in-system": lambda v: v["busy"] / v["rate"] * 1e3,
    "est-pool-size": lambda v: math.ceil(round(v["rate"] * v["hold"] / v["use"], 9)),
    "est-thread-exhaustion": lambda v: 1e3 * v["threads"] / (v["rate"] - v["pool"] / v["hold"]),
    "est-catch-up": lambda v: v["rate"] * v["out"] / (v["rate"] * v["factor"] - v["rate"]) / MINUTE,
    "est-log-storage": lambda v: v["rate"] * DAY * v["size"] * (v["days"] / DAY) * 3 / 1e12,
    "est-log-retention": lambda v: v["disk"] / (3 * v["rate"] * v["size"] * DAY),
    "est-fan-out-traffic": lambda v: v["rate"] * v["size"] * (v["groups"] + 2) / 1e6,
    "est-link-ceiling": lambda v: v["link"] * v["use"] / ((v["groups"] + 2) * v["size"]),
    "est-restore-time": lambda v: v["state"] / v["speed"] / MINUTE,
    "est-fan-out-tail": lambda v: 100 * (1 - math.prod([0.99] * int(v["n"]))),
    "est-key-memory": lambda v: v["rate"] * v["ttl"] * v["size"] / 1e9,
    "est-worst-case-wait": lambda v: sum(v["limit"] for _ in range(int(v["calls"] * v["tries"]))),
    "est-series": lambda v: 100 * math.prod([v["a"]] * int(v["n"])),
    "est-series-target": lambda v: 100 * math.exp(math.log(v["target"]) / v["n"]),
    "est-parallel": lambda v: math.prod([1 - v["a"]] * int(v["n"])) * MONTH / MINUTE,
    "est-error-budget": lambda v: MONTH / MINUTE - v["slo"] * MONTH / MINUTE,
    "est-budget-gone": lambda v: (1 - v["slo"]) * MONTH / v["errors"] / HOUR,
    "est-retry-amplification": lambda v: math.prod([v["tries"]] * int(v["layers"])),
    "est-retry-load": lambda v: sum(v["fail"] ** attempt for attempt in range(int(v["tries"]))),
    "est-retry-success": lambda v: 100 * sum((1 - v["fail"]) * v["fail"] ** n for n in range(int(v["tries"]))),
    "est-limit-drain": lambda v: v["burst"] / v["limit"] / MINUTE,
    "est-queue-time": lambda v: 1e3 / (1 / v["work"] - v["use"] / v["work"]),
    "est-full-scan": lambda v: v["rows"] * v["size"] / v["speed"],
    "est-prefunding": lambda v: v["rate"] * v["gap"] * v["amount"] * v["net"],
    "est-break-work": lambda v: v["volume"] * DAY / 1e6 * v["breaks"] * v["effort"] / HOUR,
    "est-archive": lambda v: v["volume"] * v["messages"] * v["size"] * v["years"] / 1e12,
    "est-rpo-payments": lambda v: v["rate"] * v["lag"],
    "est-replication-bandwidth": lambda v: v["rate"] * v["size"] * 8 / 1e6,
    "est-open-outcomes": lambda v: sum(v["wait"] for _ in range(int(v["rate"]))),
    "est-alert-precision": lambda v: 100 / (1 + v["fp"] * (v["one"] - 1) / v["recall"]),
    "est-slot-time": lambda v: v["free"] / v["log"] / HOUR,
    "est-cdc-catch-up": lambda v: v["out"] / (v["factor"] - 1) / HOUR,
    "est-move-pace": lambda v: v["accounts"] / (v["time"] / (7 * DAY)) / v["days"] / (1 - v["spare"]),
    "est-build-or-buy": lambda v: v["build"] / ((v["fee"] * v["volume"] - v["run"]) * MONTH),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE)
def test_the_answer_is_what_one_gets_by_another_way(name: str) -> None:
    for seed in SEEDS:
        made, values = put(name, seed)
        assert made.answer == pytest.approx(SAMPLE[name](values), rel=1e-6)


# law, its inverse, the inverse's variable that takes the law's answer, what comes back
INVERSES = [
    ("est-pool-busy", "est-time-in-system", "busy", "hold"),
    ("est-log-storage", "est-log-retention", "disk", "days"),
    ("est-restore-time", "est-restore-size", "limit", "state"),
    ("est-key-memory", "est-key-window", "memory", "ttl"),
    ("est-series", "est-series-target", "target", "a"),
    ("est-error-budget", "est-measured-availability", "out", "slo"),
    ("est-queue-time", "est-queue-use", "limit", "use"),
    ("est-cache-misses", "est-cache-ratio", "cap", "hit"),
    ("est-prefunding", "est-liquidity-time", "cash", "gap"),
    ("est-rpo-payments", "est-rpo-lag", "lost", "lag"),
    ("est-open-outcomes", "est-open-limit", "limit", "wait"),
    ("est-alert-precision", "est-false-alarms", "right", "fp"),
    ("est-slot-time", "est-slot-disk", "out", "free"),
]


@pytest.mark.parametrize(("law", "inverse", "takes", "returns"), INVERSES)
def test_a_law_and_its_inverse_undo_each_other(law: str, inverse: str, takes: str, returns: str) -> None:
    blocks = {block.id: block for block in read(FIRST).estimates}
    for seed in SEEDS:
        numbers = estimate.draw_numbers(blocks[law], Random(seed))
        values = {v.name: units.make_quantity(numbers[v.name], v.unit) for v in blocks[law].variables}
        answer = arithmetic.evaluate(arithmetic.parse_formula(blocks[law].expression), values)
        back = arithmetic.evaluate(arithmetic.parse_formula(blocks[inverse].expression), {**values, takes: answer})
        wanted = next(v.unit for v in blocks[law].variables if v.name == returns)
        assert units.convert(back, wanted) == pytest.approx(numbers[returns])


def test_there_are_enough_of_each() -> None:
    deck = read(FIRST)
    assert len(deck.estimates) >= 40
    assert len(deck.design_exercises) >= 6
    assert len(deck.stories) >= 12


def test_exercises_stand_in_the_chapters_that_they_are_about() -> None:
    deck = read(FIRST)
    assert len({block.section for block in deck.estimates}) >= 15
    assert len({deck.list_ancestors(block.section)[-1].id for block in deck.design_exercises}) >= 5
    assert len({block.section for block in deck.stories}) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_units_fit_and_every_brace_is_filled(name: str) -> None:
    deck = read(name)
    assert estimate.find_unit_problems(deck) == ()
    for block in deck.estimates:
        for seed in SEEDS:
            made = exercises.make_exercise(deck, estimate.make_card(block), seed)
            assert isinstance(made, EstimateExercise)
            assert not BRACES.search(made.prompt + made.derivation), block.id
            assert math.isfinite(made.answer)
            assert made.answer > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_that_is_shown_is_judged_right(name: str) -> None:
    deck = read(name)
    for block in deck.estimates:
        for seed in SEEDS:
            made = exercises.make_exercise(deck, estimate.make_card(block), seed)
            assert isinstance(made, EstimateExercise)
            shown = units.format_quantity(made.answer, made.unit)
            assert estimate.judge_answer(made, shown).grade is Rating.GOOD, (block.id, shown)


def test_a_design_exercise_is_whole() -> None:
    steps = ["Requirements", "Numbers", "API", "Data", "Architecture", "Deep dive", "Failure"]
    for design in read(FIRST).design_exercises:
        assert design.brief
        assert len(design.clarifying) >= 4
        assert all(asked.decides for asked in design.clarifying)
        assert [step.title for step in design.steps] == steps
        assert all(step.minutes[1] > 0 and step.task and step.answer for step in design.steps)
        assert 30 <= sum(step.minutes[1] for step in design.steps) <= 60
        assert [level.level for level in design.rubric] == ["Senior", "Staff", "Director"]
        assert all(len(level.anchors) >= 3 for level in design.rubric)
        assert design.diagram is not None
        assert design.diagram.spoken
        assert design.notes == ()


def test_a_story_says_what_it_must_contain() -> None:
    assert all(len(story.key_points) >= 4 for story in read(FIRST).stories)


def test_every_exercise_has_an_id_of_its_own() -> None:
    deck = read(FIRST)
    blocks = (*deck.estimates, *deck.design_exercises, *deck.stories)
    assert all(block.explicit_id for block in blocks)
    assert all(re.fullmatch(r"(?:est|design|story)-[a-z0-9-]+", block.id) for block in blocks)

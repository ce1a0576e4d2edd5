"""How often somebody who knows nothing is right: four guessers against chance, on every kind of exercise with options.

`python benchmarks/guess.py [DECK…]` (by default the decks in content/, and ../shared/source.md where it is there) prints a row
for each deck and kind: exercises, chance, and for each guesser its share of right answers minus chance, in points. Ties are
shared. A guesser that stays within five points of chance learns nothing from looks.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from commands.list_exercises import ListedExercise, list_exercises  # noqa: E402
from deck.parser import parse  # noqa: E402

WORD = re.compile(r"[^\W\d_]{4,}")
SPECIFIC = re.compile(r"\d[\d.,]*|`[^`]+`|\b[A-Z]{2,}\w*\b|\b\w+_\w+\b")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
LIMIT = 5.0


def score_length(listed: ListedExercise) -> list[float]:
    """Longer is better."""
    return [float(len(option)) for option in listed.options]


def score_shared_words(listed: ListedExercise) -> list[float]:
    """More words of the question are better."""
    prompt_words = {word[:6] for word in WORD.findall(f"{listed.prompt} {listed.situation}".casefold())}
    return [
        float(len(prompt_words & {word[:6] for word in WORD.findall(option.casefold())})) for option in listed.options
    ]


def score_specific(listed: ListedExercise) -> list[float]:
    """More figures, names and code are better."""
    return [float(len(SPECIFIC.findall(option))) for option in listed.options]


def score_middle_number(listed: ListedExercise) -> list[float]:
    """Prefer the middle of the first numbers; without three numbers there is none."""
    numbers = [
        float(match.group().replace(",", "")) if (match := NUMBER.search(option)) else None for option in listed.options
    ]
    known_numbers = sorted(number for number in numbers if number is not None)
    if len(known_numbers) < 3:
        return [0.0] * len(numbers)
    middle = statistics.median_low(known_numbers)
    return [1.0 if number == middle else 0.0 for number in numbers]


GUESSERS: dict[str, Callable[[ListedExercise], list[float]]] = {
    "longest": score_length,
    "shared words": score_shared_words,
    "most specific": score_specific,
    "middle number": score_middle_number,
}


def measure_luck(listed: ListedExercise, guesser: Callable[[ListedExercise], list[float]]) -> float:
    """Return the chance that a guesser, breaking ties by lot, picks a right option."""
    scores = guesser(listed)
    best = [place for place, score in enumerate(scores) if score == max(scores)]
    return sum(place in listed.right for place in best) / len(best)


def main(paths: list[str]) -> int:
    """Print the table; 1 when a guesser strays from chance by more than the limit on a kind with thirty exercises or more."""
    files = [Path(path) for path in paths] or [
        *sorted((ROOT / "content").glob("*.md")),
        ROOT.parent / "shared" / "source.md",
    ]
    print(f"{'deck':<24}{'kind':<10}{'n':>6}{'chance':>8}  " + "".join(f"{name:>15}" for name in GUESSERS))
    unfair = False
    for file in files:
        if not file.is_file():
            print(f"{file.name}: not here, not measured")
            continue
        by_kind: dict[str, list[ListedExercise]] = {}
        for listed in list_exercises(parse(file.read_bytes())):
            if len(listed.options) > len(listed.right):
                by_kind.setdefault(listed.kind, []).append(listed)
        for kind, exercises in sorted(by_kind.items()):
            chance = statistics.fmean(len(one.right) / len(one.options) for one in exercises)
            gains = [
                100 * (statistics.fmean(measure_luck(one, guess) for one in exercises) - chance)
                for guess in GUESSERS.values()
            ]
            unfair = unfair or (len(exercises) >= 30 and max(map(abs, gains)) > LIMIT)
            print(
                f"{file.stem:<24}{kind:<10}{len(exercises):>6}{chance:>8.0%}  "
                + "".join(f"{gain:>+15.1f}" for gain in gains)
            )
    return int(unfair)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

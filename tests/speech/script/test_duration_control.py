"""Which chapters fill an episode, and how its end is brought to the second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from speech.model import Chapter, Pause, Sentence
from speech.script.duration_control import choose_chapters, fill_duration, stretch_pauses
from tests.speech.decks import pools
from tests.speech.script.heard import build


def ask(name: str, seconds: float, think: float = 3.0) -> Chapter:
    """A question whose one sentence lasts so long that the chapter does."""
    length = seconds - think - 0.9 - 0.18
    items = (Sentence(f"{length}", name), Pause(think, is_think_time=True))
    return Chapter(name, items, f"q-{name}", added=True)


def measure(chapters: Iterable[Chapter]) -> float:
    return sum(
        (0.0 if chapter.is_silence else 0.9)
        + sum(item.seconds if isinstance(item, Pause) else say(item) + 0.18 for item in chapter.items)
        for chapter in chapters
    )


def say(sentence: Sentence) -> float:
    """As long as its text says; our own phrases, which are no numbers, last a second."""
    number = sentence.spoken_text.replace(".", "", 1)
    return float(sentence.spoken_text) if number.isdecimal() else 1.0


def fill(
    candidates: Iterable[Chapter], least: float, most: float, base: tuple[Chapter, ...] = ()
) -> tuple[list[str | None], tuple[Chapter, ...]]:
    """The titles as they were given, None where a length was asked for, and what was given in the end."""
    builder = replace(build(pools()), clip_seconds=say)
    stream = fill_duration(base, candidates, (least, most), builder)
    given: list[str | None] = []
    while True:
        try:
            chapter = next(stream)
        except StopIteration as end:
            return given, end.value
        given.append(None if chapter is None else chapter.title)


def test_chapters_are_given_in_order_until_they_fill_the_time() -> None:
    given, chapters = fill([ask(f"{n}", 20) for n in range(9)], 99, 101)
    assert [title for title in given if title is not None] == ["0", "1", "2", "3", "4"]
    assert measure(chapters) == pytest.approx(100)
    # Half of what is missing is certain whatever the speed of the voice, then half of the rest.
    assert given[:3] == ["0", "1", None]


def test_what_an_author_wrote_comes_first_and_nothing_is_added_when_it_is_enough() -> None:
    own = (ask("own", 100),)
    assert fill([ask("more", 20)], 99, 101, own) == (["own", None], own)
    assert fill([ask("more", 20)], 60, 70, own)[1] == own
    given, _ = fill([ask("more", 20)], 119, 121, own)
    assert given == ["own", None, "more"] or given == ["own", None, "more", None]


def test_pauses_are_stretched_to_meet_the_time_before_anything_else_is_tried() -> None:
    _, chapters = fill([ask("long", 50, think=10)], 53, 55)
    [chapter] = chapters
    assert measure(chapters) == pytest.approx(53.5) and chapter.items[1] == Pause(pytest.approx(13.5), True)


def test_a_question_without_its_answer_and_then_a_silence_close_a_gap() -> None:
    question = ask("q", 90)
    _, chapters = fill(
        [
            ask("first", 50, think=0),
            replace(question, items=(Sentence("4", "q"), *question.items[1:], Sentence("80", "a"))),
        ],
        64,
        66,
    )
    assert [chapter.title for chapter in chapters] == ["first", "q"]
    assert measure(chapters) == pytest.approx(64.5) and chapters[1].question_id == ""
    _, silent = fill([ask("first", 50, think=0)], 56, 58)
    assert silent[-1] == Chapter("", (Pause(pytest.approx(6.5)),)) and measure(silent) == pytest.approx(56.5)
    _, short = fill([ask("first", 50, think=0)], 61, 63)
    assert [chapter.title for chapter in short] == [
        "first"
    ]  # more than ten seconds of silence would seem to be the end


def test_what_does_not_fit_is_passed_over_and_the_last_are_given_up_for_others() -> None:
    def choose(lengths: list[float], least: float, most: float) -> list[str]:
        chapters = [ask(f"{number}", length) for number, length in enumerate(lengths)]
        return [chapter.title for chapter in choose_chapters(chapters, least, most, measure)]

    assert choose([40, 70, 30, 30], 99, 101) == ["0", "2", "3"]
    assert choose([40, 40, 15, 10, 10], 99, 101) == ["0", "1", "3", "4"]
    assert choose([40, 30], 99, 101) == ["0", "1"]  # all there is
    assert choose([100], 99.99, 100) == ["0"] and choose([101], 99, 100) == []
    assert choose([10] * 3, 0, 100) == []


def test_pauses_are_stretched_within_bounds_and_only_those_for_thought() -> None:
    chapter = Chapter("a", (Pause(10, is_think_time=True), Sentence("5", "a"), Pause(4)))
    for target, factor in ((30, 1.5), (20, 0.5), (100, 1.6), (1, 0.6)):
        [stretched] = stretch_pauses((chapter,), target, 25)
        wanted = 10 * min(1.6, max(0.6, factor))
        assert stretched.items == (Pause(pytest.approx(wanted), True), *chapter.items[1:])
    silent = (Chapter("b", (Pause(4),)),)
    assert stretch_pauses(silent, 90, 4) is silent

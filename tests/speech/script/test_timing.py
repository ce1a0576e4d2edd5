"""How long things last: exactly, as the mixer makes them, and by estimate, before anybody has spoken."""

from __future__ import annotations

import pytest

from speech.model import Chapter, Pause, Sentence
from speech.script.duration_estimate import estimate_sentence
from speech.script.timing import sum_seconds


def say(text: str) -> Sentence:
    return Sentence(text, "what is shown does not count")


def test_a_chapter_lasts_its_sentences_their_silences_and_its_own_end() -> None:
    chapters = (
        Chapter("One", (say("a"), Pause(2.0), Pause(4.0, is_think_time=True), say("b"))),
        Chapter("Only a title", ()),
        Chapter("", (Pause(5.0),)),  # silence of the chapter before it: nothing ends behind it
    )
    assert sum_seconds(chapters, lambda sentence: {"a": 1.0, "b": 10.0}[sentence.spoken_text]) == pytest.approx(
        (1.0 + 0.18 + 2.0 + 4.0 + 10.0 + 0.18 + 0.9) + 0.9 + 5.0
    )
    assert sum_seconds((), lambda _sentence: 1.0) == 0


# What espeak-ng needs at 170 words a minute, the silence at its ends cut off.
CLIPS = {
    "Yes.": 0.39,
    "Question.": 0.55,
    "Threads wait for connections that nobody returns.": 2.84,
    "Measure the wait for 7 minutes, before you resize it.": 2.97,
    "The A P I answers in 120 milliseconds; it is fast.": 3.78,
    "Is it full? Nobody knows. Look at the queue.": 3.03,
    "One shared bucket, with a limit of 50 calls a minute, keeps every pod within what the partner allows.": 5.92,
}


@pytest.mark.parametrize(("text", "seconds"), CLIPS.items())
def test_an_estimate_is_close_to_what_the_engine_needs(text: str, seconds: float) -> None:
    assert estimate_sentence(say(text), 170) == pytest.approx(seconds, abs=0.45)
    assert estimate_sentence(say(text), 340) == pytest.approx(estimate_sentence(say(text), 170) / 2)


def test_each_thing_that_takes_time_is_counted() -> None:
    base = estimate_sentence(say("We wait"), 170)
    longer = [
        estimate_sentence(say(text), 170) - base
        for text in ("We waits", "We wait now", "We wait x", "We wait 7", "We wait,", "We. wait", "We wait 水")
    ]
    assert longer == pytest.approx([0.056, 0.032 + 3 * 0.056, 0.16, 0.29, 0.29, 0.37, 0.25])
    assert estimate_sentence(say("We wait."), 170) == base  # a stop at the end is followed by nothing
    assert estimate_sentence(say("It's"), 170) == estimate_sentence(say("Itss"), 170)  # one word

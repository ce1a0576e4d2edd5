"""Fill the gap: nothing else in the prompt says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

import deck
from deck.model import Deck
from quiz import exercises
from quiz.exercises import gap, sources
from quiz.exercises.gap import GAP, GapExercise
from quiz.model import Card
from quiz.scheduler import Rating
from tests.quiz.decks import pools


def terms(answer: str, prompt: str = "Why?") -> list[str]:
    parsed = deck.parse(f"# A\n\n## T\n\n**Question:** {prompt}\n\n**Answer:** {answer}\n")
    return [cloze.term for cloze in gap.find_clozes(parsed.questions[0], "en")]


def test_bold_terms_code_and_numbers_in_that_order() -> None:
    assert terms(
        "A connection waits at most 30 seconds by default. The setting `maxLifetime` closes them early enough. "
        "It is the **deadline** that a caller hands down."
    ) == ["deadline", "maxLifetime", "30"]


@pytest.mark.parametrize(
    "answer",
    [
        "The **pool** decides how long any of the pools can wait.",  # the rest says it
        "It is the **threads** that have to wait for so very long.",  # the question says it
        "Only **this**.",  # nothing is left to go by
        "By default the cluster keeps 3 copies of each of its many records.",  # one digit is soon guessed
        "One of 3 teams was asked to look at it in the night.",  # worth no memory
        "Version v2 of HTTP/2 and p99 are names, not numbers that one learns.",
        "Nearly all of the retries failed within 30 seconds of the start.",  # a story's figure
        "By default we waited 45 seconds for each of the members.",  # so is this one
        "**Trigger:** a deployment without any of the indexes it needs.",  # a label
        "**Data has one owner.** Each service keeps a schema of its own.",
        "Cut along business capabilities (e.g. `Orders`, `Payments`) and never along layers.",  # one example of many
        "```\nthe **fence** of a long enough code example here\n```",
    ],
)
def test_what_is_no_gap(answer: str) -> None:
    assert terms(answer, "Why do threads wait?") == []


def test_the_term_is_hidden_wherever_it_stands() -> None:
    parsed = deck.parse(
        "# A\n\n## T\n\n**Question:** Why?\n\n**Answer:** First the **Limiter** slows us, later the limiter is all we have.\n"
    )
    (cloze,) = gap.find_clozes(parsed.questions[0], "en")
    assert cloze.sentence.count(GAP) == 2
    assert "imiter" not in cloze.sentence


def test_no_gap_of_the_whole_deck_gives_itself_away() -> None:
    of = pools()
    found = [card for card in exercises.find_cards(of) if card.kind == "gap"]
    assert found
    for card in found:
        for cloze in gap.find_clozes(sources.find_question(of, card), "en"):
            assert GAP in cloze.sentence
            assert cloze.term.casefold() not in cloze.sentence.casefold()


def exercise(term: str) -> GapExercise:
    return GapExercise(Card("q~gap", "gap", "q", "t", "q", "", 1), "", "", f"the {GAP} here", term, "")


@pytest.mark.parametrize(
    ("term", "typed", "rating"),
    [
        ("deadline", "Deadlines", Rating.GOOD),
        ("deadline", "deadlin", Rating.GOOD),
        ("deadline", "daedline", Rating.HARD),
        ("deadline", "timeout", Rating.AGAIN),
        ("circuit breaker", "breaker", Rating.GOOD),
        ("maxLifetime", "max lifetime", Rating.GOOD),
        ("maxLifetime", "`maxLifetime`", Rating.GOOD),
        ("30", "30 seconds", Rating.GOOD),
        ("30", "31", Rating.AGAIN),
        ("2,000", "2000", Rating.GOOD),
        ("30", "thirty", Rating.AGAIN),
        ("deadline", "", Rating.AGAIN),
        ("10 ms", "10", Rating.GOOD),
        ("10 ms", "10ms", Rating.GOOD),
        ("10 ms", "10 milliseconds", Rating.GOOD),
        ("10 ms", "10 s", Rating.AGAIN),
        ("10 ms", "12 ms", Rating.AGAIN),
        ("64 MB", "64 kB", Rating.AGAIN),
        ("1024 MB", "1024 KB", Rating.AGAIN),
        ("64 MB", "64 megabytes", Rating.GOOD),
        ("64 KiB", "64 KB", Rating.GOOD),
        ("40 requests", "40 seconds", Rating.AGAIN),
        ("99.9 %", "99.9 percent", Rating.GOOD),
        ("1,000", "1000", Rating.GOOD),
        ("acks=all", "acks = all", Rating.GOOD),
        ("acks=all", "acks=1", Rating.AGAIN),
        ("acks=all", "acks", Rating.AGAIN),
        ("enable.idempotence=true", "enable.idempotence=false", Rating.AGAIN),
        ("@Transactional(readOnly = true)", "@transactional(readonly=true)", Rating.GOOD),
        ("maxLifetime", "max lifetime", Rating.GOOD),
        ("HTTP/2", "http2", Rating.GOOD),
        ("HTTP/2", "HTTP/1.1", Rating.AGAIN),
        ("idempotency key", "not an idempotency key", Rating.AGAIN),
        ("重复请求", "重复请求", Rating.GOOD),
        ("重复请求", "请求", Rating.AGAIN),
    ],
)
def test_the_grade_of_what_was_typed(term: str, typed: str, rating: Rating) -> None:
    of: Deck = pools()
    assert gap.suggest_grade(exercise(term), typed, of) is rating


@pytest.mark.parametrize(
    ("after", "typed", "rating"),
    [
        (" ms.", "40 seconds", Rating.AGAIN),
        (" ms.", "40 milliseconds", Rating.GOOD),
        (" ms.", "40", Rating.GOOD),
        ("** seconds.", "40 min", Rating.AGAIN),
        ("%.", "40 ms", Rating.AGAIN),
        ("%.", "40 percent", Rating.GOOD),
        (" MB of memory.", "40 kB", Rating.AGAIN),
        (" MB of memory.", "40 MB", Rating.GOOD),
        (" requests.", "40 seconds", Rating.AGAIN),
        (" concurrent requests.", "40 MB", Rating.AGAIN),
        (" requests.", "40 requests", Rating.GOOD),
        (" requests.", "40", Rating.GOOD),
        (".", "40 s", Rating.GOOD),
    ],
)
def test_the_unit_of_a_bare_number_is_the_one_that_the_sentence_says(after: str, typed: str, rating: Rating) -> None:
    shown = replace(exercise("40"), sentence=f"It waits for {gap.GAP}{after}")
    assert gap.suggest_grade(shown, typed, pools()) is rating


def test_a_script_without_spaces_has_gaps_too() -> None:
    assert terms("熔断器在错误率达到**百分之五十**时打开，等待一段时间之后再放行少量请求。", "什么是熔断器？") == [
        "百分之五十"
    ]

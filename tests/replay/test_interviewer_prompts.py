"""The director's chair: which counter-questions are asked, where, by whom."""

from __future__ import annotations

from deck.model import CounterQuestion
from replay import track
from replay.interviewer_prompts import MAX_PROMPTS, SPEAKERS, choose_prompts, find_telling_stems
from replay.model import InterviewerPrompt
from tests.replay.incidents import event, incident


def ask(number: int, prompt: str, topic: str = "pools", tests: str = "", about: str = "") -> CounterQuestion:
    return CounterQuestion(f"cq-{number}", topic, about, "", prompt, tests, f"Answer {number}.", number, number)


EVENTS = (
    event(0, "Traffic doubles within a minute", "T"),
    event(2, "Threads wait for connections"),
    event(4, "The disk fills with logs", details=("rotation is broken",)),
    event(6, "Caches expire together"),
    event(8, "Certificates run out"),
    event(10, "Everything recovers, certificates too", "R"),
    event(12, "Lesson: rotate certificates", "L"),
)


def choose(
    *questions: CounterQuestion, topics: tuple[str, ...] = ("pools",), title: str = "An incident"
) -> tuple[InterviewerPrompt, ...]:
    laid = track.build_track(incident(*EVENTS, title=title))
    return choose_prompts(incident(title=title), laid.moments, laid.knots, questions, topics)


def place(
    *questions: CounterQuestion, topics: tuple[str, ...] = ("pools",), title: str = "An incident"
) -> list[tuple[str, int]]:
    return [(prompt.id, prompt.after_event) for prompt in choose(*questions, topics=topics, title=title)]


def test_stems_are_telling_words_whatever_their_case_and_form() -> None:
    assert find_telling_stems("The THREADS and a thread's retries, io") == {"thread", "retri"}


def test_each_question_is_put_where_it_shares_words_in_the_order_of_play() -> None:
    assert place(ask(1, "Who watches the disk?"), ask(2, "How long may a thread wait?")) == [("cq-2", 1), ("cq-1", 2)]
    assert place(ask(1, "Why rotation?"), ask(2, "Which certificate?")) == [("cq-1", 2), ("cq-2", 4)]
    # Two fit one event alike: the one that stands first in the deck is asked there, the other where nothing else is.
    assert place(ask(2, "Which disk?"), ask(1, "Whose disk?")) == [("cq-2", 0), ("cq-1", 2)]


def test_what_a_question_tests_and_is_about_counts_as_its_prompt_does() -> None:
    for question in (ask(1, "And?", tests="caches"), ask(1, "And?", about="caches"), ask(1, "And caches?")):
        assert place(question, topics=("pools",))[0] == ("cq-1", 3)


def test_no_question_is_asked_when_all_is_over() -> None:
    assert place(ask(1, "What about certificates?")) == [("cq-1", 4)]
    # Only the recovery and the lesson share a word with these: they are asked where nothing fits.
    assert place(ask(1, "What recovers?"), ask(2, "Which lesson?")) == [("cq-1", 0), ("cq-2", 1)]


def test_an_event_is_asked_about_once_by_the_question_that_fits_best() -> None:
    vague, exact = ask(1, "What of the disk?"), ask(2, "Why is the disk full of logs?")
    assert dict(place(vague, exact))["cq-2"] == 2
    assert len(place(vague, exact)) == len({after for _, after in place(vague, exact)})


def test_four_questions_at_most_each_by_another_speaker() -> None:
    questions = [
        ask(number, prompt)
        for number, prompt in enumerate(("Traffic?", "Threads?", "Disk?", "Caches?", "Certificates?"), start=1)
    ]
    prompts = choose(*questions)
    assert len(prompts) == MAX_PROMPTS == 4
    assert [prompt.speaker for prompt in prompts] == list(SPEAKERS)
    assert [prompt.after_event for prompt in prompts] == sorted(prompt.after_event for prompt in prompts)


def test_a_prompt_is_the_question_a_second_behind_its_event() -> None:
    [prompt] = choose(ask(7, "Why do caches expire?", tests="jitter"))
    moment = track.build_track(incident(*EVENTS)).moments[3]
    assert prompt == InterviewerPrompt(
        "cq-7", moment.second + 1, 3, SPEAKERS[0], "Why do caches expire?", "jitter", "Answer 7."
    )


def test_questions_of_other_topics_are_asked_only_where_there_are_none_of_these_and_they_fit_well() -> None:
    own, other = ask(1, "Why do caches expire?"), ask(2, "Why do threads wait for connections?", topic="other")
    assert place(own, other) == [("cq-1", 3)]
    assert place(other) == [("cq-2", 1)]
    assert place(ask(3, "What of threads?", topic="other"), other) == [("cq-2", 1)]


def test_words_of_the_title_help_a_question_that_shares_a_word_with_the_event() -> None:
    plain, titled = ask(1, "When do they expire?"), ask(2, "When does the storm expire?")
    assert dict(place(plain, titled))["cq-1"] == 3
    assert dict(place(plain, titled, title="The storm"))["cq-2"] == 3
    # Half of a word: less than a word that the event has.
    assert dict(place(ask(1, "When do caches expire?"), titled, title="The storm"))["cq-1"] == 3

"""What promises a length says how long it is, and begins with what it was asked for."""

from __future__ import annotations

import pytest

import deck as reader
from speech.model import Episode
from speech.script.episode_kinds import compose_episode
from speech.script.request import EpisodeRequest
from tests.speech.decks import pools
from tests.speech.script.heard import build


def ride(minutes: float, **request: object) -> Episode:
    return compose_episode(build(pools()), EpisodeRequest("commute", minutes=minutes, **request))  # type: ignore[arg-type]


def test_a_commute_is_named_by_its_minutes_or_by_its_day() -> None:
    loose, dated = ride(2.5), ride(5, day="2026-03-02")
    assert (loose.id, loose.kind, loose.title) == ("commute-2-5", "commute", "Today's commute, 2.5 minutes")
    assert (dated.id, dated.title) == ("commute-2026-03-02", "2026-03-02: Today's commute, 5 minutes")
    assert (loose.promised_minutes, dated.promised_minutes) == ((2.5, 2.5), (5, 5))
    assert loose.description == "From the deck “Pools for the ear”."


def test_what_is_urgent_comes_first_each_question_once_and_then_the_rest_in_the_order_of_the_deck() -> None:
    order = ("q-9", "gone", "cq-enlarge", "q-9", "q-2")
    assert ride(120, question_order=order).question_ids == (
        *("q-9", "cq-enlarge", "q-2", "q-1"),
        *(f"q-{number}" for number in range(3, 31) if number != 9),
        "limiter",
    )


def test_a_commute_that_is_too_short_says_how_long_it_is() -> None:
    episode = ride(120)
    seconds = build(pools()).estimate_seconds(episode.chapters)
    lasts = f"{int(seconds // 60)}:{int(seconds % 60):02}"
    assert episode.shortfall == f"It lasts {lasts}: the deck has no more questions that fit into 120 minutes."


SCRIPT = """# D

## Pools {#pools}

QUESTIONS

## Spoken revision PROMISE {#spoken}

### Part 1: Pools PART {#part}

TEXT
"""


def compose(text: str, part: str, questions: int = 0, promise: str = "", target: str = "part") -> tuple[Episode, float]:
    """A script of one part, and how long it lasts when each sentence lasts five seconds."""
    asked = "\n\n".join(f"**Question:** What is pool {n}?\n\n**Answer:** A pool." for n in range(questions))
    markdown = SCRIPT.replace("QUESTIONS", asked).replace("PROMISE", promise)
    deck = reader.parse(markdown.replace("PART", part).replace("TEXT", text))
    builder = build(deck, 5.0)
    episode = compose_episode(builder, EpisodeRequest("script", target))
    return episode, builder.estimate_seconds(episode.chapters)


def test_a_script_that_promises_nothing_is_its_own_words() -> None:
    episode, _ = compose("One. Two.", "", questions=9)
    assert (episode.promised_minutes, episode.shortfall, episode.added_titles) == ((0, 0), "", ())
    assert [sentence.spoken_text for sentence in episode.sentences] == ["Part 1: Pools.", "One.", "Two."]


def test_a_part_is_filled_to_the_least_it_promises_and_not_more_than_a_question_beyond() -> None:
    episode, seconds = compose("One. Two.", "(2–9 minutes)", questions=40)
    assert episode.promised_minutes == (2, 9) and not episode.shortfall
    assert 120 <= seconds <= 210


@pytest.mark.parametrize(
    ("sentences", "promise", "told"),
    [
        (1, "(2 minutes)", "“Part 1: Pools” lasts 0:12 of the promised 2 minutes: the deck has no more questions."),
        (1, "(1 minute)", "“Part 1: Pools” lasts 0:12 of the promised 1 minute: the deck has no more questions."),
        (
            40,
            "(1–2 minutes)",
            "“Part 1: Pools” lasts 3:34, more than the promised 1 to 2 minutes: its own text is that long at this speed.",
        ),
    ],
)
def test_a_part_that_is_too_short_or_too_long_says_by_how_much(sentences: int, promise: str, told: str) -> None:
    assert compose("So. " * sentences, promise)[0].shortfall == told


def test_a_script_whose_whole_is_too_long_says_so_besides() -> None:
    text = "So. " * 20 + "\n\n### Part 2: Limits (1–3 minutes)\n\n" + "So. " * 20
    episode, seconds = compose(text, "(1–3 minutes)", promise="(2–3 minutes)", target="spoken")
    assert episode.promised_minutes == (2, 3)
    lasts = f"{int(seconds // 60)}:{int(seconds % 60):02}"
    assert episode.shortfall == f"The whole lasts {lasts}; it promises 2 to 3 minutes."


def test_a_question_that_is_much_longer_than_the_gap_is_not_added_though_the_promise_would_allow_it() -> None:
    """Ninety seconds beyond the least that is promised are the most."""
    markdown = SCRIPT.replace("QUESTIONS", f"**Question:** What is a pool?\n\n**Answer:** {'A pool. ' * 40}")
    deck = reader.parse(markdown.replace("PROMISE", "").replace("PART", "(2–9 minutes)").replace("TEXT", "So. " * 20))
    episode = compose_episode(build(deck, 5.0), EpisodeRequest("script", "part"))
    assert episode.question_ids == () and build(deck, 5.0).estimate_seconds(episode.chapters) < 140


def test_a_question_without_words_fills_no_script() -> None:
    text = "# D\n\n## Pools\n\n**Question:** ?!… {#mute}\n\n**Answer:** A.\n\n**Question:** Why? {#why}\n\n**Answer:** B.\n"
    deck = reader.parse(f"{text}\n## Spoken script\n\n### Part 1: Pools (1–2 minutes)\n\nOne.\n")
    episode = compose_episode(build(deck), EpisodeRequest("script", deck.scripts[0].parts[0].id))
    assert episode.question_ids == ("why",)

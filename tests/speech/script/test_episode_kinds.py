"""What each kind of episode says, how long it lasts, what was added. Pure: no sound is made."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import deck as reader
from deck.model import Deck
from errors import UserError
from speech.model import Chapter, Episode, Pause, Sentence
from speech.script import duration_estimate
from speech.script.duration_control import choose_chapters, stretch_pauses
from speech.script.episode_kinds import begin_episode, compose_episode, list_offers
from speech.script.request import EpisodeRequest
from speech.script.script_builder import LONGEST_THINK_TIME, SHORTEST_THINK_TIME, ScriptBuilder
from speech.script.timing import sum_seconds as lasts
from speech.text import reader as reading
from tests.speech.decks import pools


def composer(deck: Deck | None = None, thinking: float = 1.0) -> ScriptBuilder:
    deck = deck or pools()
    return ScriptBuilder(
        deck, reading.create_reader(deck), lambda s: duration_estimate.estimate_sentence(s, 170), thinking
    )


def made(kind: str, ref: str = "", **wish: object) -> Episode:
    return compose_episode(composer(), EpisodeRequest(kind, ref, **wish))  # type: ignore[arg-type]


def words(episode: Episode) -> str:
    return " ".join(sentence.shown_text for sentence in episode.sentences)


def seconds(episode: Episode) -> float:
    return composer().estimate_seconds(episode.chapters)


def test_everything_the_deck_has_is_offered() -> None:
    kinds = [offer.request.kind for offer in list_offers(pools())]
    assert set(kinds) == {"script", "topic", "drill", "incident", "diagrams", "dialogue"}
    for offer in list_offers(pools()):
        assert compose_episode(composer(), offer.request).sentences


def test_a_topic_reads_its_text_announces_code_and_asks_its_questions() -> None:
    said = words(made("topic", "runtime"))
    assert "The text shows an example in Java" in said
    assert "record Pool" not in said
    assert "Why does pool number 30 matter?" in said
    assert "How would you build a limiter?" in said


def test_pronunciations_reach_the_engine_but_not_the_transcript() -> None:
    sentence = next(s for s in made("topic", "runtime").sentences if "Hikari" in s.shown_text)
    assert "hee kah ree" in sentence.spoken_text


def test_layers_are_chosen() -> None:
    simple, deep = (words(made("drill", "limits", layers=layer)) for layer in ("simple", "deep"))
    assert "marbles" in simple and "bucket" not in simple
    assert "marbles" not in deep and "bucket" in deep


def test_a_question_leaves_time_to_think_by_the_length_of_its_answer() -> None:
    def pause(answer: str, thinking: float = 1.0) -> float:
        items = composer().reader.read_markdown(answer)
        return composer(thinking=thinking).make_think_pause(items).seconds

    assert pause("Yes.") == SHORTEST_THINK_TIME
    assert pause("A long answer follows here and goes on. " * 30) == LONGEST_THINK_TIME
    assert SHORTEST_THINK_TIME < pause("Threads wait for connections that nobody returns. " * 4) < LONGEST_THINK_TIME
    assert pause("Yes.", 2.0) == 2 * SHORTEST_THINK_TIME


def test_a_drill_is_question_silence_answer_and_what_it_tests() -> None:
    episode = made("drill", "pools")
    chapter = next(c for c in episode.chapters if c.question_id == "cq-enlarge")
    shown = [i.shown_text if isinstance(i, Sentence) else i.is_think_time for i in chapter.items]
    asked = shown.index("Why not simply enlarge it?")
    assert shown.index(True) > asked
    assert shown[-2] == "respect for a finite resource"
    assert chapter.sentences[1].role == "second"
    assert episode.question_ids[0] == "q-1" and len(episode.question_ids) == 31


def test_an_incident_has_its_clock_its_decision_and_its_lessons() -> None:
    episode = made("incident", "storm")
    said = words(episode)
    assert "Minute 0." in said and "Minute 5." in said and "Minute 20." in said
    assert [c.title for c in episode.chapters][-1] == "What was learned"
    decision = next(c for c in episode.chapters if c.title == "You decide")
    order = [i.shown_text if isinstance(i, Sentence) else i.is_think_time for i in decision.items]
    assert order.index("Shed load") < order.index(True) < order.index("B is right.")
    assert "200 of 200" in " ".join(s.spoken_text for s in episode.sentences)


def test_a_longer_wait_in_an_incident_is_a_longer_silence() -> None:
    pauses = [i.seconds for c in made("incident", "storm").chapters for i in c.items if isinstance(i, Pause)]
    assert max(pauses) > 2 * min(pauses)


def test_diagrams_are_told() -> None:
    said = words(made("diagrams"))
    assert "Producers write into the log." in said and "flowchart" not in said


def test_a_dialogue_has_two_voices() -> None:
    roles = [sentence.role for sentence in made("dialogue").sentences]
    assert roles == ["second", "narrator"]


@pytest.mark.parametrize(("ref", "low", "high"), [("spoken-pools", 4, 5), ("spoken-end", 2, 3), ("spoken", 6, 8)])
def test_a_script_is_filled_until_it_lasts_what_it_promises(ref: str, low: int, high: int) -> None:
    episode = made("script", ref)
    assert low * 60 <= seconds(episode) <= high * 60
    assert episode.added_titles and not episode.shortfall
    assert len(set(episode.question_ids)) == len(episode.added_titles)
    first = episode.chapters[0]
    assert not first.added and not first.question_id


def test_a_script_is_filled_with_the_topics_it_names_first() -> None:
    assert all(name.startswith(("q-", "cq-")) for name in made("script", "spoken-pools").question_ids)


def test_a_script_that_cannot_be_filled_says_so() -> None:
    deck = pools()
    few = Deck(deck.meta, deck.title, deck.sections, tuple(b for b in deck.blocks if not hasattr(b, "prompt")))
    episode = compose_episode(composer(few), EpisodeRequest("script", "spoken-pools"))
    assert "of the promised 4 to 5 minutes" in episode.shortfall


@pytest.mark.parametrize("minutes", [3, 5, 8, 10])
def test_a_commute_lasts_what_was_asked_within_five_percent(minutes: int) -> None:
    episode = made("commute", minutes=minutes)
    assert abs(seconds(episode) / (60 * minutes) - 1) <= 0.05
    assert not episode.shortfall


def rides(minutes: float, true: float) -> tuple[Episode, list[str], float]:
    """A ride with an engine that is `true` times as slow as estimated: the episode, what was given before the first
    length was asked for, and its true length in seconds."""

    def exact(chapters: tuple[Chapter, ...]) -> float:
        return lasts(chapters, lambda s: true * duration_estimate.estimate_sentence(s, 170))

    programme = begin_episode(
        replace(composer(many()), measure_chapters=exact), EpisodeRequest("commute", minutes=minutes)
    )
    at_once: list[str] = []
    asked = False
    for chapter in programme.chapters:
        asked = asked or chapter is None
        if chapter is not None and not asked:
            at_once.append(chapter.question_id)
    return programme.episode, at_once, exact(programme.episode.chapters)


@cache
def many() -> Deck:
    """150 questions with answers of very different lengths."""
    lines = ("Threads wait for connections that nobody returns.", "Measure the wait before you resize anything at all.")
    return reader.parse(
        "## All {#all}\n\n"
        + "\n\n".join(
            f"**Question:** What happens in case {n}? {{#q-{n}}}\n\n**Answer:** {' '.join(lines * (1 + n * 7 % 9))}"
            for n in range(150)
        )
    )


@pytest.mark.parametrize("true", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("minutes", [3, 4, 7, 15, 33, 60, 90])
def test_a_commute_keeps_its_promise_though_the_engine_is_faster_or_slower_than_expected(
    minutes: int, true: float
) -> None:
    episode, at_once, seconds = rides(minutes, true)
    assert abs(seconds / (60 * minutes) - 1) <= 0.05 and not episode.shortfall
    assert at_once and list(episode.question_ids[: len(at_once)]) == at_once


def test_what_is_given_at_once_is_the_same_whatever_the_lengths_turn_out_to_be() -> None:
    assert rides(15, 0.7)[1] == rides(15, 1.4)[1]
    assert len(rides(15, 1.0)[1]) > 5


SHORT = """## Pools {#pools}

**Question:** Why are there two pools here? {#q}

**Answer:** ANSWER

## Spoken (1 minute) {#spoken}

### Part 1: Pools (1 minute) {#part}

TEXT
"""


def closed(text: str, answer: str) -> Episode:
    deck = reader.parse(SHORT.replace("TEXT", text).replace("ANSWER", answer))
    return compose_episode(composer(deck), EpisodeRequest("script", "part"))


def test_a_question_without_its_answer_closes_a_gap_that_no_question_fits() -> None:
    episode = closed(
        "Threads wait for connections that nobody returns. " * 14, "It is a long story about waiting. " * 30
    )
    assert seconds(episode) == pytest.approx(60, abs=0.1) and not episode.shortfall
    last = episode.chapters[-1]
    assert last.added and not last.question_id and "long story" not in words(episode)
    assert [s.shown_text for s in last.sentences] == [
        "One to take with you.",
        "Question.",
        "Why are there two pools here?",
    ]


def test_a_silence_closes_a_gap_of_a_few_seconds_and_belongs_to_the_chapter_before() -> None:
    episode = closed(
        "Threads wait for connections that nobody returns. " * 18, "It is a long story about waiting. " * 30
    )
    assert seconds(episode) == pytest.approx(60, abs=0.1) and not episode.shortfall
    assert episode.chapters[-1].is_silence and not episode.added_titles


def test_a_script_whose_own_words_last_longer_than_it_promises_says_so() -> None:
    episode = closed("Threads wait for connections that nobody returns. " * 30, "Yes.")
    assert "more than the promised 1 minute: its own text" in episode.shortfall and not episode.added_titles


def whole(promise: str, sentences: int) -> tuple[Episode, float]:
    """A script of four parts of one to three minutes each, and how long it lasts."""
    said = "The pool is full, and every thread that waits for it holds a connection of its own. " * sentences
    parts = "".join(f"### Part {n}: Pools (1–3 minutes)\n{said}\n\n" for n in range(1, 5))
    asked = "".join(
        f"### Q: What does pool number {n} cost?\n**A:** {'It costs a thread and a connection. ' * (5 + n % 9)}\n\n"
        for n in range(40)
    )
    deck = reader.parse(f"# D\n\n## Pools\n\n{asked}## Spoken revision ({promise})\n\n{parts}")
    episode = compose_episode(composer(deck), EpisodeRequest("script", deck.scripts[0].id))
    return episode, composer(deck).estimate_seconds(episode.chapters)


def test_the_parts_of_a_script_leave_each_other_the_room_that_the_whole_promises() -> None:
    episode, lasts = whole("4–5 minutes", 9)
    assert episode.promised_minutes == (4, 5) and episode.added_titles and not episode.shortfall
    assert 240 <= lasts <= 300


def test_a_script_whose_parts_last_longer_than_the_whole_promises_says_so() -> None:
    episode, lasts = whole("4–5 minutes", 20)
    assert lasts > 301 and "The whole lasts" in episode.shortfall and "it promises 4 to 5 minutes" in episode.shortfall


def test_a_script_s_own_words_are_given_before_any_length_is_asked_for() -> None:
    def never(chapters: tuple[Chapter, ...]) -> float:
        raise AssertionError("a length was asked for")

    first = next(
        begin_episode(replace(composer(), measure_chapters=never), EpisodeRequest("script", "spoken-pools")).chapters
    )
    assert first is not None and first.title.startswith("Part 1") and not first.added


def test_a_commute_begins_with_what_is_urgent() -> None:
    assert made("commute", minutes=3, question_order=("q-9", "gone", "cq-enlarge")).question_ids[:2] == (
        "q-9",
        "cq-enlarge",
    )


def test_a_commute_longer_than_the_deck_says_so_and_keeps_its_pauses() -> None:
    episode = made("commute", minutes=120)
    assert "no more questions" in episode.shortfall
    pauses = [i for c in episode.chapters for i in c.items if isinstance(i, Pause) and i.is_think_time]
    assert max(p.seconds for p in pauses) <= LONGEST_THINK_TIME


def test_pauses_stretch_within_bounds_only() -> None:
    chapters = (Chapter("a", (Pause(10, is_think_time=True), Pause(5))),)

    def length(some: tuple[Chapter, ...]) -> float:
        return sum(i.seconds for c in some for i in c.items if isinstance(i, Pause))

    assert length(stretch_pauses(chapters, 17, 15)) == 17
    assert length(stretch_pauses(chapters, 500, 15)) == 21
    assert stretch_pauses((Chapter("a", (Pause(5),)),), 9, 5)[0].items == (Pause(5),)


def test_choosing_gives_up_the_last_for_others_that_fit() -> None:
    def pauses(*seconds: float) -> list[Chapter]:
        return [Chapter(str(n), (Pause(n),)) for n in seconds]

    def length(some: tuple[Chapter, ...]) -> float:
        return sum(i.seconds for c in some for i in c.items if isinstance(i, Pause))

    def titles(chapters: list[Chapter], least: float, most: float) -> list[str]:
        return [chapter.title for chapter in choose_chapters(chapters, least, most, length)]

    assert titles(pauses(50, 40, 30), 85, 95) == ["50", "40"]
    assert titles(pauses(50, 45, 60, 48), 97, 99) == ["50", "48"]
    assert titles(pauses(60, 55, 35, 34), 68, 70) == ["35", "34"]
    assert titles(pauses(60, 50), 500, 510) == ["60", "50"]
    assert titles(pauses(60, 50), 5, 10) == []


def test_choosing_passes_over_what_is_too_long() -> None:
    chapters = [Chapter(str(n), (Pause(n),)) for n in (4, 9, 3)]

    def length(some: tuple[Chapter, ...]) -> float:
        return sum(i.seconds for c in some for i in c.items if isinstance(i, Pause))

    assert [c.title for c in choose_chapters(chapters, 7, 8, length)] == ["4", "3"]


@pytest.mark.parametrize(
    "wish",
    [
        EpisodeRequest("script", "no"),
        EpisodeRequest("topic", "no"),
        EpisodeRequest("drill", "no"),
        EpisodeRequest("incident", "no"),
    ],
)
def test_what_is_not_there_is_a_sentence_for_a_person(wish: EpisodeRequest) -> None:
    with pytest.raises(UserError, match="no such") as raised:
        compose_episode(composer(), wish)
    assert raised.value.remedy


def test_an_empty_script_is_a_sentence_for_a_person() -> None:
    deck = pools()
    script = deck.scripts[0]
    empty = replace(script, parts=tuple(replace(part, text="…") for part in script.parts))
    blocks = tuple(empty if block is script else block for block in deck.blocks)
    with pytest.raises(UserError, match="no words to say"):
        compose_episode(composer(replace(deck, blocks=blocks)), EpisodeRequest("script", "spoken"))


def test_each_offer_is_in_its_place_and_becomes_an_episode_of_that_name() -> None:
    offers = [
        (offer.request.kind, offer.request.target_id, offer.title, offer.promised_minutes)
        for offer in list_offers(pools())
    ]
    nothing = (0, 0)
    assert offers == [
        ("script", "spoken", "Spoken revision", (6, 8)),
        ("script", "spoken-pools", "Part 1: Thread pools", (4, 5)),
        ("script", "spoken-end", "Final summary", (2, 3)),
        ("topic", "runtime", "Runtime", nothing),
        ("topic", "pools", "Thread pools", nothing),
        ("topic", "limiter", "How would you build a limiter?", nothing),
        ("topic", "drawings", "Drawings", nothing),
        ("drill", "", "All questions", nothing),
        ("drill", "runtime", "Runtime", nothing),
        ("drill", "pools", "Thread pools", nothing),
        ("drill", "limits", "Rate limits", nothing),
        ("drill", "limiter", "How would you build a limiter?", nothing),
        ("incident", "storm", "Incident 1: The storm", nothing),
        ("diagrams", "", "Diagrams, told", nothing),
        ("dialogue", "", "Conversations", nothing),
    ]
    for kind, target, title, minutes in offers:
        episode = made(kind, target)
        expected = {"All questions": "Pools for the ear"}.get(title, title)
        name = "-".join(part for part in (kind, target) if part) if (kind, target) != ("drill", "") else "drill-all"
        assert (episode.id, episode.kind, episode.promised_minutes) == (name, kind, minutes)
        assert episode.title == (f"Drill: {expected}" if kind == "drill" else expected)
        assert (episode.description, episode.language) == ("From the deck “Pools for the ear”.", "en")


def test_a_script_of_one_part_is_offered_once_and_what_is_not_there_is_not() -> None:
    offers = list_offers(reader.parse(SHORT.replace("TEXT", "Threads wait.").replace("ANSWER", "So.")))
    assert [(offer.request.kind, offer.request.target_id) for offer in offers] == [
        ("script", "part"),
        ("topic", "pools"),
        ("drill", ""),
        ("drill", "pools"),
    ]
    assert list_offers(reader.parse("## Nothing\n")) == ()


def test_the_deck_of_an_episode_is_described() -> None:
    deck = reader.parse("---\ntitle: Pools\ndescription: All about waiting.\n---\n\n## One {#one}\n\nA pool.\n")
    episode = compose_episode(composer(deck), EpisodeRequest("topic", "one"))
    assert episode.description == "From the deck “Pools”. All about waiting."


def test_what_was_missed_is_asked_in_its_order_and_named_after_its_day() -> None:
    order = ("q-3", "cq-enlarge", "gone", "q-1")
    episode = made("drill", question_order=order)
    assert (episode.id, episode.title) == ("misses", "Yesterday's misses")
    assert episode.question_ids == ("q-3", "cq-enlarge", "q-1")
    dated = made("drill", question_order=order, day="2026-03-02")
    assert (dated.id, dated.title) == ("misses-2026-03-02", "2026-03-02: Yesterday's misses")


def test_an_episode_of_a_series_reads_its_sections_alone_or_a_run_of_their_chapters() -> None:
    whole = made("topic", "runtime", section_ids=("runtime", "gone", "limiter"))
    assert [chapter.title for chapter in whole.chapters] == ["Runtime", "How would you build a limiter?"]
    assert (whole.id, whole.title) == ("series-runtime", "Runtime – How would you build a limiter?")
    part = made("topic", "pools", section_ids=("pools",), first_chapter=2, chapter_count=3)
    assert part.question_ids == ("q-3", "q-4", "q-5")
    assert (part.id, part.title) == ("series-pools-from-3", "Runtime: Thread pools (3–5)")
    first = made("topic", "pools", section_ids=("pools",), chapter_count=2)
    assert (first.id, first.question_ids) == ("series-pools", ("q-1", "q-2"))


def test_diagrams_and_conversations_without_a_title_are_numbered() -> None:
    deck = pools()
    [drawn], [talk] = deck.diagrams, deck.dialogues
    loose = replace(deck, blocks=(*(replace(drawn, title="", spoken=text) for text in ("One.", "", "Two.")), talk))
    titles = [chapter.title for chapter in compose_episode(composer(loose), EpisodeRequest("diagrams")).chapters]
    assert titles == ["Diagrams, told 1", "Diagrams, told 2"]
    astray = replace(deck, blocks=(talk, replace(talk, section="gone")))
    titles = [chapter.title for chapter in compose_episode(composer(astray), EpisodeRequest("dialogue")).chapters]
    assert titles == ["Runtime", "Conversations 2"]


def test_a_drill_of_the_whole_deck_asks_the_questions_of_every_section() -> None:
    text = "## A {#a}\n\n**Question:** One? {#one}\n\n## B {#b}\n\n### C {#c}\n\n**Question:** Two? {#two}\n"
    deck = reader.parse(text)
    assert compose_episode(composer(deck), EpisodeRequest("drill")).question_ids == ("one", "two")
    assert compose_episode(composer(deck), EpisodeRequest("drill", "b")).question_ids == ("two",)


def test_a_drill_of_the_whole_deck_begins_above_the_first_heading() -> None:
    text = "**Question:** One? {#one}\n\n**Answer:** A.\n"
    bare = compose_episode(composer(reader.parse(text)), EpisodeRequest("drill"))
    assert (bare.question_ids, bare.title) == (("one",), "Drill")
    deck = reader.parse(f"{text}\n## B {{#b}}\n\n**Question:** Two? {{#two}}\n\n**Answer:** B.\n")
    assert compose_episode(composer(deck), EpisodeRequest("drill")).question_ids == ("one", "two")
    assert compose_episode(composer(deck), EpisodeRequest("drill", "b")).question_ids == ("two",)

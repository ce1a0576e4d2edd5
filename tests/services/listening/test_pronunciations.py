"""A deck's pronunciations are tried against each engine, and what is spelled is told with its line."""

from __future__ import annotations

import pytest

import deck as reader
from deck.formatter import format_deck
from errors import UserError
from services.listening.pronunciations import check_pronunciations
from speech.pronunciations import find_spelled, soften
from speech.text.reader import create_reader

HEAD = "---\nlanguage: en\npronunciations:\n  Hikari: hee-KAH-ree\n  SQL: S Q L\n  nginx: engine X\n  NATS: NATS\n---\n\n## X\n\n**Question:** a?\n"


def test_syllables_in_capitals_that_are_spelled_are_told_with_line_and_remedy() -> None:
    (problem,) = [p for p in check_pronunciations(reader.parse(HEAD), HEAD) if "pyttsx3" in p.message]
    assert problem.line == 4 and "“KAH”" in problem.message and "“Hikari”" in problem.message
    assert "hee-kah-ree" in problem.remedy


def test_small_letters_need_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    from services.listening import synthesizer

    monkeypatch.setattr(synthesizer, "get_pool", lambda engine: pytest.fail("an engine was started"))
    text = HEAD.replace("KAH", "kah").replace("NATS: NATS", "NATS: nats")
    assert check_pronunciations(reader.parse(text), text) == ()


def test_a_syllable_is_spelled_when_small_letters_sound_different() -> None:
    sounds = {"a-BC-d": "xˈyz", "a-bc-d": "xyw", "EF": "q", "ef": "ˌq"}
    assert find_spelled("a-BC-d", sounds.__getitem__) == ("BC",)
    assert find_spelled("EF", sounds.__getitem__) == ()
    assert find_spelled("EF", lambda _: "") == ()
    assert soften("a-BC-d", ["BC"]) == "a-bc-d"


BY_ENGINE = """---
language: en
pronunciations:
  Hikari:
    default: hikari
    pyttsx3: hee-KAH-ree
    neural: hick-ah-ree
  etcd: E T C D
---

## X
"""


def test_a_respelling_may_be_for_one_engine() -> None:
    deck = reader.parse(BY_ENGINE)
    assert deck.meta.pronunciations == (("Hikari", "hikari"), ("etcd", "E T C D"))
    spoken = {
        engine: dict(create_reader(deck, engines).pronunciations)["Hikari"]
        for engine, engines in {"silent": ("silent",), "pyttsx3": ("pyttsx3",), "hibari": ("hibari", "neural")}.items()
    }
    assert spoken == {"silent": "hikari", "pyttsx3": "hee-KAH-ree", "hibari": "hick-ah-ree"}
    assert reader.parse(format_deck(deck)).meta == deck.meta
    (problem,) = [p for p in check_pronunciations(deck, BY_ENGINE) if "pyttsx3" in p.message]
    assert "hee-kah-ree" in problem.remedy


def test_problems_stand_in_the_order_of_their_lines_and_a_single_letter_is_meant_to_be_spelled() -> None:
    text = HEAD.replace("  SQL: S Q L\n", "  Zikari: zee-KAH-ree\n  SQL: S Q L\n").replace("  Hikari", '  "Hikari"')
    found = [p for p in check_pronunciations(reader.parse(text), text) if "pyttsx3" in p.message]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert {problem.line for problem in found} == {4, 5}
    assert {(problem.severity, problem.code) for problem in found} == {("warning", "pronunciation-spelled")}


def test_a_term_that_is_written_in_another_way_is_told_at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "---\nlanguage: en\npronunciations: {Hikari: hee-KAH-ree}\n---\n\n## X\n"
    (problem,) = [p for p in check_pronunciations(reader.parse(text), text) if "pyttsx3" in p.message]
    assert problem.line == 1


def test_an_engine_that_does_not_start_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    from services.listening import synthesizer

    def refuse(engine: str) -> object:
        raise UserError(f"{engine} does not start.")

    monkeypatch.setattr(synthesizer, "get_pool", refuse)
    assert check_pronunciations(reader.parse(HEAD), HEAD) == ()

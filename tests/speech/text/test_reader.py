"""Markdown becomes units and sentences; code and HTML are never read out."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deck.parser import parse
from speech.model import Pause, Sentence
from speech.text.reader import TextReader, add_readings, announce_once, create_reader, list_readings
from speech.text.segmenter import MAX_CHARACTERS, split_sentences
from speech.text.strip_markup import extract_units


def spoken(reader: TextReader, markdown: str) -> list[str]:
    return [item.spoken_text for item in reader.read_markdown(markdown) if isinstance(item, Sentence)]


def texts(markdown: str) -> list[str]:
    return [unit.text for unit in extract_units(markdown)]


def test_markup_is_not_said() -> None:
    assert texts("A **bold** `x_y` [link](https://a.b) ![alt](p.png) <b>html</b>") == ["A bold x_y link alt html"]


def test_list_items_and_hard_breaks_are_units_of_their_own() -> None:
    assert texts("One.  \nTwo.\n\n- [ ] three\n- four\n  - five") == ["One.", "Two.", "three", "four", "five"]


def test_a_table_is_read_row_by_row_with_its_columns() -> None:
    assert texts("| Pool | Size | Wait |\n|---|---|---|\n| web | 200 | |\n| db | 10 | 3s |") == [
        "web; Size: 200.",
        "db; Size: 10; Wait: 3s.",
    ]


def test_code_is_announced_and_not_read() -> None:
    found = extract_units("Before\n\n```java\nSystem.exit(1);\n```\n\nAfter\n\n    indented();\n")
    assert [unit.text for unit in found] == [
        "Before",
        "Java",
        "After",
        "",
    ]
    assert [unit.is_announcement for unit in found] == [False, True, False, True]


def test_code_is_announced_once_in_the_words_of_the_deck() -> None:
    text = "Look:\n\n```java\na();\n```\n\nand\n\n```yaml\nb: 1\n```\n\nDone."
    assert spoken(TextReader(), text) == ["Look:", "The text shows an example in Java.", "and.", "Done."]
    assert spoken(TextReader("de"), text)[1] == "Der Text zeigt ein Beispiel in Java."
    assert spoken(TextReader("fi"), text) == ["Look:", "and.", "Done."]


def test_a_word_in_angle_brackets_that_is_no_tag_is_said() -> None:
    assert spoken(TextReader(), "Send <your-token> as <b>bold</b> to List<Order>") == [
        "Send your-token as bold to List of Order."
    ]
    assert spoken(TextReader(), "<bucket>") == ["bucket."]


def test_a_line_of_text_for_each_line_of_markdown() -> None:
    text = "# Pools\n\n| p99 | wait |\n|---|---|\n| 5 ms | `x_y` |\n```java\nfoo();\n\n```\n- [ ] one\n    two → three\n[1] A. Author, 1998."
    assert TextReader().read_lines(text) == (
        "Pools.",
        "",
        "P 99; wait.",
        "",
        "5 milliseconds; x y.",
        "The text shows an example in Java.",
        "",
        "",
        "",
        "one.",
        "two, then three.",
        "",
    )


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab |`#>-*\n\t1.[]\f\u2028\x85", max_size=200))
def test_there_are_as_many_lines_as_were_read(text: str) -> None:
    assert len(TextReader().read_lines(text)) == text.count("\n") + bool(text.rpartition("\n")[2])


def test_html_blocks_and_scripts_are_left_out() -> None:
    assert texts("<script>alert(1)</script>\n\nText") == ["Text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use e.g. Kafka. It helps.", ("Use e.g. Kafka.", "It helps.")),
        ("See v1.2.3 and P99.9. Why? Yes!", ("See v1.2.3 and P99.9.", "Why?", "Yes!")),
        ("", ()),
    ],
)
def test_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert split_sentences(text) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["word " * 2000, "x" * 10_000, "a,b;" * 2500, "((\"'." * 2000])
def test_ten_thousand_characters_without_a_full_stop_are_cut(text: str) -> None:
    found = split_sentences(text)
    assert max(map(len, found)) <= MAX_CHARACTERS
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    for item in TextReader().read_markdown(text):
        assert getattr(item, "spoken_text", "x")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abc ,.?!;'\"", min_size=1), max_size=30))
def test_no_word_is_lost(parts: list[str]) -> None:
    text = " ".join(" ".join(parts).split())
    assert "".join(split_sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "whole",
    [
        "It calls GET /users?limit=10 and waits.",
        "Loop while errors != 0 and stop.",
        "JOIN orders o ON o.id = p.order_id",
        "It is approx. 50 ms away.",
        "We use C#, F#, .NET 8 and Node.js.",
    ],
)
def test_a_word_is_not_cut_in_two(whole: str) -> None:
    assert split_sentences(whole) == (whole,)


def test_two_at_once_do_not_cut_each_others_sentences() -> None:
    texts = [f'"Ask {n}. Then wait." He said: "No. {n} is e.g. too late." And left.' for n in range(60)]
    alone = [split_sentences(text) for text in texts]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(3) as threads:
            together = list(threads.map(split_sentences, texts * 3))
    finally:
        sys.setswitchinterval(before)
    assert together == alone * 3


def test_dots_that_stand_for_something_end_no_sentence() -> None:
    assert split_sentences("Use SELECT ... FOR UPDATE here. An IN (...) list is long.") == (
        "Use SELECT ... FOR UPDATE here.",
        "An IN (...) list is long.",
    )


def test_sentences_that_end_in_an_abbreviation_still_end() -> None:
    assert split_sentences("It runs in the U.S. region. The limit is 5 max. Then it stops.")[-1] == "Then it stops."


def test_silences_stand_behind_paragraphs_and_nothing_without_words_is_said() -> None:
    items = TextReader().read_markdown("One. Two.\n\n…\n\n- three", "second")
    assert items == (
        Sentence("One.", "One.", "second"),
        Sentence("Two.", "Two.", "second"),
        Pause(0.25),
        Sentence("three.", "three", "second"),
        Pause(0.25),
    )
    assert TextReader().read_line("One more", "second") == (Sentence("One more.", "One more", "second"),)
    assert TextReader().read_markdown("→ …") == ()


def test_code_is_announced_once_and_the_time_to_think_stays() -> None:
    [code] = TextReader().announce_code("java")
    assert code == Sentence(
        "The text shows an example in Java.", "The text shows an example in Java.", "narrator", True
    )
    assert TextReader().announce_code("whatever")[0] == Sentence(
        "The text shows an example.", "The text shows an example.", "narrator", True
    )
    pause, think, said = Pause(0.25), Pause(5.0, is_think_time=True), Sentence("So.", "So.")
    items = (code, pause, said, pause, code, pause, think, pause, said, code)
    assert announce_once(items) == (code, pause, said, pause, think, pause, said)
    assert announce_once((said, pause, code)) == (said, pause, code)


def test_an_engine_has_its_own_respellings_before_those_of_all() -> None:
    deck = parse(
        "---\nlanguage: de\npronunciations:\n  Hikari: {default: hi ka ri, hibari: hee KAH ree, neural: he kari}\n"
        "  Kafka: kaff ka\n---\n\n## A\n"
    )
    engines = {
        (): "hi ka ri",
        ("pyttsx3",): "hi ka ri",
        ("piper", "neural"): "he kari",
        ("hibari", "neural"): "hee KAH ree",
    }
    for names, spoken in engines.items():
        reader = create_reader(deck, names)
        assert reader.language == "de" and dict(reader.pronunciations) == {"Hikari": spoken, "Kafka": "kaff ka"}
    assert create_reader(replace(deck, meta=replace(deck.meta, language=""))).language == "en"


def test_what_was_read_elsewhere_is_taken_over_by_the_same_reader_alone() -> None:
    own, other = TextReader("en", (("Pool", "pull"),)), TextReader("en", (("Pool", "pole"),))
    add_readings(own, {"Read elsewhere.": (("Read elsewhere.", "red elsewhere."),)})
    assert own.read_line("Read elsewhere.") == (Sentence("red elsewhere.", "Read elsewhere."),)
    assert other.read_line("Read elsewhere.") == (Sentence("Read elsewhere.", "Read elsewhere."),)
    assert list_readings(own) == {"Read elsewhere.": (("Read elsewhere.", "red elsewhere."),)}


def test_the_oldest_readings_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speech.text.reader._readings", {})
    monkeypatch.setattr("speech.text.reader.MAX_READINGS", 8)
    reader = TextReader("en")
    for number in range(9):
        reader.read_line(f"Number {number}.")
    assert list(list_readings(reader)) == [f"Number {number}." for number in range(2, 9)]

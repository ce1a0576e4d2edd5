"""A document as a whole: its language, its title, and what reading it leaves behind."""

from __future__ import annotations

import gc

import pytest

from deck.formatter import format_deck, render_canonical
from deck.parser import parse

GERMAN = "---\ntitle: Pools\n---\n# Sammlung\n\n**Frage:** Warum ist der Pool leer und nicht voll?\n\n**Antwort:** Weil die Verbindung nicht mit dem Pool geteilt wird.\n"


def test_the_language_is_told_from_the_text_unless_the_author_says_it() -> None:
    read = parse(GERMAN)
    assert read.meta.language == "de"
    (problem,) = [one for one in read.problems if one.code == "language-assumed"]
    assert (problem.line, problem.severity) == (4, "info")
    assert "German" in problem.message and "language: de" in problem.remedy
    written = parse(GERMAN.replace("title: Pools", "language: nl"))
    assert written.meta.language == "nl"
    assert "language-assumed" not in {one.code for one in written.problems}


@pytest.mark.parametrize(
    "text", ["", "# D\n\nx\n", "# D\n\nThe pool is empty, and that is what you see when it is not.\n"]
)
def test_english_and_what_cannot_be_told_is_english_without_a_word(text: str) -> None:
    assert (parse(text).meta.language, parse(text).problems) == ("en", ())


def test_the_title_is_the_first_heading_else_that_of_the_front_matter() -> None:
    assert parse("---\ntitle: Matter\n---\n# Head\n\nx\n").title == "Head"
    assert parse("---\ntitle: Matter\n---\nx\n").title == "Matter"
    assert parse("x\n").title == ""


@pytest.mark.parametrize(
    ("text", "prose"),
    [("## A\n\na\n\n---\n\n## B\n\nb\n\n---\n", ["a", "b"]), ("## A\n\na\n\n---\n\nb\n", ["a\n\n---\n\nb"])],
)
def test_a_rule_at_the_end_of_a_section_ends_nothing(text: str, prose: list[str]) -> None:
    read = parse(text)
    assert "\n\n".join(block.markdown for block in read.blocks) == "\n\n".join(prose)  # type: ignore[union-attr]
    assert read.unparsed_lines == ()


@pytest.mark.parametrize("is_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        parse(GERMAN)
        parse("x")
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()


LOCKS = "# Sperren\n\nFrage: Was ist eine Sperre und wozu ist sie gut?\nAntwort: Sie ist dazu da, dass nur einer auf die Daten zugreift.\n"


@pytest.mark.parametrize(
    "head", ["", "---\n\n", "---\ntitle: [\n---\n\n", "+++\ntitle = \n+++\n\n"], ids=["none", "rule", "yaml", "toml"]
)
def test_without_a_front_matter_that_can_be_read_the_text_tells_its_language(head: str) -> None:
    read = parse(head + LOCKS)
    assert read.meta.language == "de"
    assert "language-assumed" in {problem.code for problem in read.problems}


def test_a_language_that_the_author_names_holds_and_is_written_again() -> None:
    read = parse(f"---\nlanguage: en\n---\n\n{LOCKS}")
    assert read.meta.language == "en" and "language-assumed" not in {problem.code for problem in read.problems}
    for text in (format_deck(read), render_canonical(read)):
        assert text.startswith("---\nlanguage: en\n---\n") and parse(text).meta.language == "en"
    assert format_deck(parse(LOCKS)).startswith("---\nlanguage: de\n---\n")
    assert not format_deck(parse("# Locks\n\nA lock is for the data.\n")).startswith("---")

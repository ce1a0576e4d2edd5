"""Whatever the front matter holds, reading it raises nothing."""

from __future__ import annotations

import pytest

import deck as reader
from deck.formatter import format_deck
from deck.markdown.frontmatter import write_front_matter
from deck.model import Meta

_LONG_NUMBER = "0x" + "F" * 5000  # of more digits than Python writes out in decimal


@pytest.mark.parametrize(
    "line",
    [
        "title: {}", "tags: [{}]", "more: {}", "more: [{}]", "? {}\n: x", "author: [{{name: [{}]}}]", "synonyms: [[{}]]",
        "title: " + ":".join(["59"] * 3000),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_written_out_is_a_problem(line: str) -> None:
    found = reader.parse(f"---\n{line.format(_LONG_NUMBER)}\n---\n\n# D\n")
    assert [problem.code for problem in found.problems] == ["front-matter"]
    assert "too long" in found.problems[0].message and format_deck(found)


def test_a_long_number_in_toml_is_one_too() -> None:
    found = reader.parse(f"+++\ntitle = {_LONG_NUMBER}\n+++\n\n# D\n")
    assert [problem.code for problem in found.problems] == ["front-matter"]


def read_meta(matter: str, mark: str = "---") -> Meta:
    found = reader.parse(f"{mark}\n{matter}\n{mark}\n\n# D\n")
    assert found.problems == ()
    return found.meta


@pytest.mark.parametrize(
    ("matter", "field", "expected"),
    [
        ("title: Pools", "title", "Pools"),
        ("title:  A  b\n", "title", "A b"),
        ("level: 3", "level", "3"),
        ("level: yes", "level", "true"),
        ("lang: de", "language", "de"),
        ("language: fr\nlang: de", "language", "fr"),
        ("title: x", "language", "en"),
        ("author: Ada", "author", "Ada"),
        ("authors: [Ada, {name: Bo}, {mail: x}]", "author", "Ada, Bo"),
        ("tags: a, b c ,", "tags", ("a", "b c")),
        ("tags: [a, 2, [x]]", "tags", ("a", "2")),
        ("synonyms: [[a, b], [], c]", "synonyms", (("a", "b"), ("c",))),
        ("pronunciations: {JVM: j v m, C: null}", "pronunciations", (("JVM", "j v m"),)),
        ("pronunciations: {a: {default: b, piper: c}, d: {piper: e}}", "pronunciations", (("a", "b"),)),
        (
            "pronunciations: {a: {default: b, piper: c}, d: {piper: e}}",
            "engine_pronunciations",
            (("piper", "a", "c"), ("piper", "d", "e")),
        ),
        ("renamed: {q-a: q-b}", "renamed", (("q-a", "q-b"),)),
        ("dates: day-first\nwing: {size: 2}", "extra", (("dates", "day-first"), ("wing", "{size: 2}"))),
    ],
)
def test_what_the_front_matter_says(matter: str, field: str, expected: object) -> None:
    assert getattr(read_meta(matter), field) == expected


def test_toml_says_the_same() -> None:
    meta = read_meta('title = "Pools"\ntags = ["a", "b"]\n[renamed]\nq-a = "q-b"', "+++")
    assert (meta.title, meta.tags, meta.renamed) == ("Pools", ("a", "b"), (("q-a", "q-b"),))


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n---\n\nx\n", "---\njust words\n---\n\nx\n", "---\na: 1\n\nx\n", "x\n\n---\na: 1\n---\n", "+++\na: 1\n+++\n\nx\n",
        "---\n- a: 1\n---\n\nx\n", "\n" * 20 + "---\na: 1\n---\n\nx\n", "---\na: 1\n" + "b\n" * 400 + "---\n\nx\n", f"---\na: {'b' * 65_536}\n---\n\nx\n",
    ],
)  # fmt: skip
def test_other_text_between_rules_stays_text(text: str) -> None:
    found = reader.parse(text)
    assert found.meta == Meta()
    assert "front-matter" not in {problem.code for problem in found.problems}
    assert found.unparsed_lines == ()


@pytest.mark.parametrize(
    ("matter", "line", "words"),
    [
        ("a: 1\nb: [", 3, "not valid YAML"),
        ("a: &x 1\nb: *x", 2, "aliases are not allowed"),
        ("title: [a]\nlevel: 2", 1, "“title” in the front matter should be plain text"),
        ("renamed: [a]", 1, "“renamed” in the front matter should be `old-id: new-id`"),
        ("pronunciations: no", 1, "“pronunciations”"),
    ],
)
def test_a_mistake_is_told_at_its_line(matter: str, line: int, words: str) -> None:
    problems = [
        problem for problem in reader.parse(f"---\n{matter}\n---\n\n# D\n").problems if problem.code == "front-matter"
    ]
    assert [(problem.line, problem.severity) for problem in problems] == [(line, "error")]
    assert words in problems[0].message and problems[0].remedy


def test_escapes_that_spell_control_characters_are_left_out_and_told() -> None:
    found = reader.parse('---\ntitle: "a\\0b\\e[31m"\ntags: ["\\uFEFFc"]\n---\n\n# D\n')
    assert (found.meta.title, found.meta.tags) == ("ab[31m", ("c",))
    assert [(problem.line, problem.severity, problem.code) for problem in found.problems] == [
        (1, "warning", "control-characters")
    ]


@pytest.mark.parametrize(
    "meta",
    [
        Meta(),
        Meta(title="A: b", level="3", language="de", description="# x", author="Ada, Bo", tags=("a", "b c")),
        Meta(
            pronunciations=(("JVM", "j v m"), ("a", "b")),
            engine_pronunciations=(("piper", "a", "c"), ("espeak", "d", "e")),
        ),
        Meta(
            synonyms=(("a", "b"), ("c", "d")),
            renamed=(("q-a", "q-b"),),
            extra=(("dates", "day-first"), ("wing", "{size: 2}")),
        ),
    ],
)
def test_what_is_written_says_the_same(meta: Meta) -> None:
    written = write_front_matter(meta)
    assert reader.parse(f"{written}\n# D\n").meta == meta
    assert bool(written) == (meta != Meta())

"""What of markdown is text, in which runs, and what is only announced."""

from __future__ import annotations

import pytest

from speech.text.strip_markup import TextUnit, announce_code, extract_line_units, extract_units


@pytest.mark.parametrize(
    ("markdown", "texts"),
    [
        ("a\nb", ["a b"]),
        ("a\\\nb", ["a", "b"]),
        ("# Title\n\n> q\n> r", ["Title", "q r"]),
        ("1. one\n2. two", ["one", "two"]),
        ("- [X] done\n- [ ]  open\n- [y] none", ["done", "open", "[y] none"]),
        ("| a | b |\n|--|--|\n| | x |\n| y | |\n| | |", ["b: x.", "y."]),
        ("| a |\n|---|", []),
        ("before\n\n| | b |\n|--|--|\n| y | `z` |\n\nafter", ["before", "y; b: z.", "after"]),
        ("![alt *x*](p.png 't') <https://a.b>", ["alt *x* https://a.b"]),
        ("<details>\nhi\n</details>", []),
        ("<!-- c -->\n\n<?php a ?>\n\n<br>", []),
        ("<bucket>\n\ntext", ["<bucket>", "text"]),
        ("a<BR>b <Kbd>c</Kbd> <your-key>", ["ab c <your-key>"]),
    ],
)
def test_runs_of_text(markdown: str, texts: list[str]) -> None:
    assert [unit.text for unit in extract_units(markdown)] == texts
    assert not any(unit.is_announcement for unit in extract_units(markdown))


@pytest.mark.parametrize(
    ("info", "name"), [("java", "Java"), ("YML", "YAML"), ("sh run.sh", "shell"), ("whatever", ""), ("", "")]
)
def test_code_is_announced_by_its_language(info: str, name: str) -> None:
    assert extract_units(f"```{info}\nx = 1\n```") == (TextUnit(name, is_announcement=True),)
    assert announce_code(info.split(" ")[0]) == TextUnit(name, is_announcement=True)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("> quoted", "quoted"),
        ("- [x] done", "done"),
        (">99 % of it", ">99 % of it"),
        ("- >= 3 items", ">= 3 items"),
        ("> 3 people", "> 3 people"),
        ("> /dev/null", "> /dev/null"),
        ("[::1]:8080 is up", "[::1]:8080 is up"),
        ("        four", "four"),
        ("| a \\| b | **c** | |", "a | b; c."),
        ("| a", "| a"),
        ("|---|:-:|", None),
        ("| |", None),
        ("<br>", None),
    ],
)
def test_a_line_by_itself(line: str, text: str | None) -> None:
    assert [unit.text for unit in extract_line_units(line)] == ([] if text is None else [text])

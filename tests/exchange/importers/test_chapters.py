"""Files of a folder as chapters of one deck: titles from the front matter, and nothing of it left in the text."""

from __future__ import annotations

import pytest

from exchange.importers.chapters import ChapterFile, join_chapters


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_front_matter_gives_the_title_and_is_gone_from_the_text(end: str) -> None:
    text = f"---\ntitle: Thread pools\n{end}\nBody.\n"
    assert join_chapters("Deck", [ChapterFile("a.md", text)]).rstrip().endswith("## Thread pools\n\nBody.")


def test_a_title_that_is_the_last_thing_of_the_front_matter_has_no_dash_behind_it() -> None:
    assert "\n## Pools\n" in join_chapters("Deck", [ChapterFile("a.md", "---\ntitle: Pools\n---\nBody.\n")])


def test_a_line_of_dashes_further_down_is_no_front_matter() -> None:
    assert "Body.\n\n---\n\nMore." in join_chapters("Deck", [ChapterFile("a.md", "# A\n\nBody.\n\n---\n\nMore.\n")])


def list_headings(files: dict[str, str]) -> list[str]:
    text = join_chapters("Deck", [ChapterFile(path, body) for path, body in files.items()])
    return [line for line in text.split("\n") if line.startswith("#")]


def test_chapters_are_in_the_order_of_people() -> None:
    names = [
        "10-z.md",
        "2 a.md",
        "README.md",
        "b.md",
        "A.md",
        "1.5 Pools.md",
        "part 10/x.md",
        "part 9/y.md",
        "part 9/_index.md",
    ]
    assert list_headings(dict.fromkeys(names, "Text.")) == [
        "## README",
        "## Pools",
        "## A",
        "## Z",
        "## A",
        "## B",
        "## Part 9",
        "### Index",
        "### Y",
        "## Part 10",
        "### X",
    ]


def test_a_single_folder_is_no_part() -> None:
    assert list_headings({"x/a.md": "Text.", "x/b.md": "Text."}) == ["## A", "## B"]
    assert list_headings({"x/a.md": "Text.", "y/b.md": "Text."}) == ["## X", "### A", "## Y", "### B"]


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("# Own\n\n## In\n\n#### Deep\n", ["## Own", "### In", "##### Deep"]),
        ("\n\n### Own ###\n\n##### In\n", ["## Own", "### In"]),
        ("Intro.\n\n# One\n", ["## File", "### One"]),
        ("# One\n\n# Two\n", ["## File", "### One", "### Two"]),
        ("#\n\nText.\n", ["## File", "###"]),
        ("---\ntitle: 'Front'\n---\n# Own\n\n## In\n", ["## Front", "### In"]),
        ("\ufeff---\r\ntitle: Front\r\n---\r\nText.\r\n", ["## Front"]),
        ("---\nno end: x\n\n# In\n", ["## File", "### In"]),
        ("# Own\n\n" + "".join(f"{'#' * n} H{n}\n\n" for n in range(2, 7)),
         ["## Own", "### H2", "#### H3", "##### H4", "###### H5", "###### H6"]),
    ],
)  # fmt: skip
def test_headings_go_below_the_chapters(body: str, headings: list[str]) -> None:
    assert list_headings({"01_file.md": body, "z.md": "x"})[:-1] == headings


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("01-connection_pools.md", "Connection pools"),
        ("2.1 Pools.md", "Pools"),
        ("2024.md", "2024"),
        ("2024-01-02 Review.md", "01 02 Review"),
        ("iOS--notes.md", "IOS notes"),
        ("___.md", "___"),
    ],
)
def test_a_files_name_is_its_title(name: str, title: str) -> None:
    assert list_headings({name: "Text."}) == [f"## {title}"]


def test_the_whole_of_a_joined_deck() -> None:
    text = join_chapters(' My "notes"\n', [ChapterFile("b.md", "# B\n\n\nText b.\n\n"), ChapterFile("a.md", "")])
    assert text == '---\ntitle: "My \\"notes\\""\n---\n\n## A\n\n## B\n\nText b.\n'
    assert join_chapters(" ", []) == '---\ntitle: "Deck"\n---\n'

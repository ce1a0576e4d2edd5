"""Images: found where markdown has them, and none that lies outside the deck's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from deck.images import Image, find_file_beside, find_images, find_missing_images, is_inside_folder, replace_addresses
from deck.parser import parse

LINES = [
    "![a](one.png) and ![b]( <two words.png> )",
    '`![c](code.png)` ![d](a_(b).png "title")',
    "```",
    "![e](fenced.png)",
    "```",
    "[link](page.md)",
]


def test_images_are_found_with_their_place_and_examples_of_them_are_not() -> None:
    found = list(find_images(LINES))
    assert [(image.address, image.line) for image in found] == [("one.png", 1), ("two words.png", 1), ("a_(b).png", 2)]
    assert all(LINES[image.line - 1][image.start : image.end] == image.address for image in found)


def test_addresses_are_replaced_where_another_is_given() -> None:
    def shorten(image: Image) -> str | None:
        return None if image.address.startswith("two") else f"x/{image.line}"

    expected = ["![a](x/1) and ![b]( <two words.png> )", '`![c](code.png)` ![d](x/2 "title")', *LINES[2:]]
    assert replace_addresses("\n".join(LINES), shorten) == "\n".join(expected)


@pytest.mark.parametrize("address", ["a.png", "./a.png", "b/c/a.png", "a%20b.png", "a..b.png", "a.png?x=1"])
def test_what_lies_beside_or_below_the_deck_is_inside(address: str) -> None:
    assert is_inside_folder(address)


@pytest.mark.parametrize(
    "address",
    ["https://x.org/a.png", "//x.org/a.png", "/etc/passwd", "../a.png", "b/../../a.png", "%2e%2e/a.png", "..\\a.png", "b\\..\\a.png", "C:\\a.png", "c:a.png",
     "data:image/png;base64,x", "file:a.png", "http://[x"],
)  # fmt: skip
def test_what_lies_elsewhere_is_not(address: str) -> None:
    assert not is_inside_folder(address)
    problems = parse(f"# D\n\ntext\n\n![a]({address})\n").problems
    assert [(problem.line, problem.severity, problem.code) for problem in problems] == [(5, "warning", "image-outside")]


def test_missing_files_are_told_and_others_are_not() -> None:
    lines = ["![a](./a%20b.png)", "![b](gone.png)", "![c](https://x.org/c.png)"]
    problems = find_missing_images(find_images(lines), {"a b.png"}.__contains__)
    assert [(problem.line, problem.severity, problem.code) for problem in problems] == [(2, "warning", "image-missing")]
    assert "gone.png" in problems[0].message


def test_a_file_is_found_only_in_the_folder_whatever_links_lead_out(tmp_path: Path) -> None:
    folder = tmp_path / "deck"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "a.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    assert find_file_beside(folder, "b/a.png") == (folder / "b" / "a.png").resolve()
    for address in ("link.png", "gone.png", "b", "../secret.png", "a\0.png", "a" * 5000):
        assert find_file_beside(folder, address) is None

"""Deck text means CommonMark and nothing more."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.deck_text import limits
from ui.deck_text.safe_markdown import (
    WORD_JOINER,
    escape_markdown,
    fence_code,
    sanitize,
    sanitize_cell,
    sanitize_inline,
    strip_markup,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("between $5 and $6", r"between \$5 and \$6"),
        (r"already \$7, and \\$8", r"already \$7, and \\\$8"),
        ("`$HOME` stays, $x does not", r"`$HOME` stays, \$x does not"),
        ("``a ` $b`` then $c", r"``a ` $b`` then \$c"),
        ("```sh\necho $a :smile:\n```\n$b", "```sh\necho $a :smile:\n```\n\\$b"),
        ("- item\n\n  ```sh\n  $a\n  ```\n\n  $b", "- item\n\n  ```sh\n  $a\n  ```\n\n  \\$b"),
        ("    $indented\n\n$b", "    $indented\n\n\\$b"),
        (":red[alarm]", r"\:red[alarm]"),
        (":::note\nx", "\\:\\:\\:note\nx"),
        ("std::vector at 10:30", r"std\:\:vector at 10:30"),
        ("image:latest", r"image\:latest"),
        (":smile:", f":{WORD_JOINER}smile:"),
        (":material/home:", f":{WORD_JOINER}material/home:"),
        ("see https://a.b/c:d$e and <https://a.b/$f>", "see https://a.b/c:d$e and <https://a.b/$f>"),
        ("[a](data:text/html,x) [b](JavaScript:x) [c](https://d.e)", "[a](#text/html,x) [b](#x) [c](https://d.e)"),
        ("[a]\n\n[a]: <vbscript:x>", "[a]\n\n[a]: <#x>"),
        ("<data:text/html,x>", "<data\\:text/html,x>"),
        ("| a | b |\n|:--|--:|\n| $1 | $2 |", "| a | b |\n|:--|--:|\n| \\$1 | \\$2 |"),
    ],
)
def test_streamlits_own_marks_are_taken_out_of_prose_and_left_in_code(given_text: str, expected: str) -> None:
    assert sanitize(given_text) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("images/pool.png", "![pool](/pictures/images/pool.png)"),
        ("./pool.png", "![pool](/pictures/pool.png)"),
        ("https://elsewhere.example/x.png", "*Picture: pool*"),
        ("//elsewhere.example/x.png", "*Picture: pool*"),
        ("../secret.png", "*Picture: pool*"),
        ("%2e%2e/secret.png", "*Picture: pool*"),
        ("/etc/secret.png", "*Picture: pool*"),
        ("data:image/png;base64,AAAA", "*Picture: pool*"),
    ],
)
def test_pictures_come_from_beside_the_deck_only(target: str, expected: str) -> None:
    assert sanitize(f"![pool]({target})") == expected


def test_a_label_is_one_line_and_cannot_break_a_table() -> None:
    assert sanitize_inline("a | `b`\nc $1") == r"a | `b` c \$1"
    assert sanitize_cell("a | b\nc $1") == r"a \| b c \$1"
    assert sanitize_cell(r"a \| b") == r"a \| b"  # escaped by the author already: one cell
    assert sanitize_cell(r"a \\| b") == r"a \\\| b"  # a backslash, then a bar


def test_plain_words_have_no_markup() -> None:
    assert strip_markup("**Why** does `x` [lead](y) *there*?") == "Why does x lead there?"


def test_a_fence_cannot_be_closed_from_within() -> None:
    assert fence_code("a\n```\nb", "mermaid") == "````mermaid\na\n```\nb\n````"


@given(st.text(alphabet="ab $:`[]()!\\\n<>/|-*", max_size=80))
def test_any_text_survives_but_for_escapes(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(c for c in of if c in "ab\n")

    if "!" not in text:
        assert letters(sanitize(text)) == letters(text)


@pytest.mark.parametrize(
    "target",
    [
        "//elsewhere.example/x",
        r"\\elsewhere.example",
        r"/\elsewhere.example",
        "javascript&#58;x",
        "java&#x73;cript:x",
        "data&colon;text/html,x",
        r"javascript\:x",
        "<javascript:x>",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("frame", ["[a]({})", "[a]\n\n[a]: {}", "> - [a]\n>\n>   [a]: {}"])
def test_an_address_is_judged_by_what_it_means(target: str, frame: str) -> None:
    written = sanitize(frame.format(target))
    assert "(#" in written or "]: #" in written or "<#" in written


@pytest.mark.parametrize(
    "target", ["https://a.b/c", "mailto:a@b.example", "#pools", "topics?topic=x", "../notes.md", "/topics"]
)
def test_a_fair_address_stays(target: str) -> None:
    assert "#" not in sanitize(f"[a]({target})").replace(target, "")


def test_a_picture_by_reference_is_a_link() -> None:
    assert sanitize("![p][y] and \\![z]") == "\\![p][y] and \\![z]"


def test_a_very_long_text_is_drawn_in_part_and_the_rest_is_known() -> None:
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 5_000
    for text in (table, "word " * 50_000, "x" * 70_000, "|" + " h |" * 4_000):
        drawn = limits.count_drawn_letters(text)
        assert 0 < drawn <= limits.MAX_LETTERS
        assert text[:drawn].count("|") <= limits.MAX_CELLS
    assert table[: limits.count_drawn_letters(table)].endswith("| 1 | 2 |\n")
    assert limits.count_drawn_letters("short | text") == len("short | text")
    assert [len(r) for r in limits.split_into_ranges(130, 60)] == [60, 60, 10]


def test_a_name_is_shown_as_it_is() -> None:
    said = escape_markdown("**Bob**  [x](/as/2) <b> :red[x] $1 :material/edit:\n# two")
    shown = MarkdownIt("commonmark").renderInline(said).replace(WORD_JOINER, "")
    assert html.unescape(shown) == "**Bob** [x](/as/2) <b> :red[x] $1 :material/edit: # two"
    assert ":material/edit:" not in said.replace("\\", "")

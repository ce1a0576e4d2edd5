"""Titles and prompts without what only decorates them."""

from __future__ import annotations

import pytest

from deck.markdown.titles import clean_title, strip_decoration, strip_emphasis


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", "a < b"),
        ("<b>Bold</b> and <em class='x'>it</em>", "Bold and it"),
        ("one<br>two<br/>three", "one two three"),
        ("`<b>` and <b>x</b> and ``<i>`` <i>y</i>", "`<b>` and x and ``<i>`` y"),
        ("<code>x</code> <kbd>y</kbd>", "`x` `y`"),
        ("a <!-- hidden --> b", "a  b"),
        ("List<String> x", "List<String> x"),
        ("end <br>", "end"),
    ],
)
def test_tags_that_only_decorate_go_and_code_stays(text: str, expected: str) -> None:
    assert strip_decoration(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**1. What is it?**", "What is it?"),
        ("1. **What is it?**", "What is it?"),
        ('[What is it?](https://x.org/a_(b) "t")', "What is it?"),
        ("[[page|What]] is [[it]]?", "What is it?"),
        ("Why? [⬆ Back to top](#contents)", "Why?"),
        ("Why? **[↥ back to top](#x)**", "Why?"),
        ("<b>A &amp; B</b> {#ab}", "A & B {#ab}"),
        ("AT&amp;T", "AT&T"),
        ("  ", ""),
        ("*a* or *b*", "*a* or *b*"),
    ],
)
def test_a_title_is_plain(text: str, expected: str) -> None:
    assert clean_title(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("***a***", "a"),
        ("**a**", "a"),
        ("_*a*_", "a"),
        ("__a__", "a"),
        ("**a** b **c**", "**a** b **c**"),
        ("****", "****"),
        ("*a", "*a"),
    ],
)
def test_emphasis_around_the_whole_goes(text: str, expected: str) -> None:
    assert strip_emphasis(text) == expected

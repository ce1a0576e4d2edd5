"""Outlines as markdown, whole: sections, questions, lists, notes; and what is refused."""

from __future__ import annotations

import pytest

from errors import UserError
from exchange.importers import opml


def wrap(outlines: str, head: str = "") -> str:
    return f"<?xml version='1.0'?><opml version='2.0'><head>{head}</head><body>{outlines}</body></opml>"


def test_a_whole_outline() -> None:
    outlines = """
<outline text='Waiting' _note=' Intro. '>
 <outline text='Why wait?' _note='A note.'>
  <outline text='cost' note='two
lines'/>
  <outline title='order'><outline text='deep'/></outline>
  <outline/>
 </outline>
 <outline text='Level'><outline text='Three'><outline text='leaf'/></outline></outline>
 <outline text='just a line'/>
 <outline/>
</outline>
<outline text='Named' _type='question'/>
<outline><outline text='x'/></outline>"""
    assert opml.convert_opml(wrap(outlines, "<title> Po\n ols </title>")).split("\n\n") == [
        "# Po ols",
        "## Waiting",
        "Intro.",
        "**Question:** Why wait?",
        "**Answer:**",
        "A note.",
        "- cost\n  two lines\n- order\n  - deep\n- …",
        "### Level",
        "- Three\n  - leaf",
        "- just a line",
        "**Question:** Named",
        "**Answer:**",
        "## …",
        "- x\n",
    ]
    assert opml.convert_opml(wrap("<outline text='a'/>")) == "- a\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<opml><body>", "This is no OPML file, or it is damaged."),
        ("<opml><head/></opml>", "This is no OPML file."),
        ("<rss><body/></rss>", "This is no OPML file."),
        ("<!doctype x><opml><body/></opml>", "This outline declares XML entities; it is not opened."),
    ],
)
def test_what_is_no_outline_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        opml.convert_opml(text)
    assert str(caught.value) == sentence and "OPML" in caught.value.remedy


@pytest.mark.parametrize("parent", ["", "Why?"])
def test_the_depth_is_bounded(parent: str) -> None:
    def nest(levels: int) -> str:
        tower = "<outline text='a'>" * levels + "</outline>" * levels
        return wrap(f"<outline text='{parent}'>{tower}</outline>" if parent else tower)

    deepest = opml.MAX_DEPTH + (0 if parent else opml.HEADING_LEVELS)
    assert opml.convert_opml(nest(deepest)).count("- a") == opml.MAX_DEPTH
    with pytest.raises(UserError, match="more than 100 levels deep") as caught:
        opml.convert_opml(nest(deepest + 1))
    assert caught.value.remedy == "Split it."


def test_the_questions_are_counted_before_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_NOTES", 2)
    assert opml.convert_opml(wrap("<outline text='Why?'/>" * 2)).count("**Question:**") == 2
    with pytest.raises(UserError, match="more than 2 questions"):
        opml.convert_opml(wrap("<outline text='Why?'/>" * 3))

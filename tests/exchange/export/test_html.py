"""Deck markdown as HTML: which links lead out, which pictures go with it, and that nothing else can act."""

from __future__ import annotations

import pytest

from exchange.export.html import HtmlWriter, escape_text, render_line


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a *b* `c`", "a <em>b</em> <code>c</code>"),
        ("two\n  lines", "two lines"),
        ("[t](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">t</a>'),
        ("[t](HTTP://x.org) and [m](mailto:a@b)", '<a href="HTTP://x.org">t</a> and <a href="mailto:a@b">m</a>'),
        ("[t](other.md) [u](#there)", "t u"),
        ("[a](https://x.org) [b](c) [d](https://y.org)", '<a href="https://x.org">a</a> b <a href="https://y.org">d</a>'),
        ("[a](b) [c](d) e [f](https://x.org)", 'a c e <a href="https://x.org">f</a>'),
        ("[t](javascript:x)", "[t](javascript:x)"),
        ("[t](data:text/html,x)", "[t](data:text/html,x)"),
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
        ("![A *pool*](a.png)", "[Picture: A *pool*]"),
        ("![](a.png)", "[Picture: without a description]"),
        ("[![in](a.png)](https://x.org)", '<a href="https://x.org">[Picture: in]</a>'),
    ],
)  # fmt: skip
def test_a_line(markdown: str, html: str) -> None:
    assert render_line(markdown) == html


def test_a_picture_goes_along_when_it_is_in_the_decks_folder() -> None:
    asked: list[str] = []

    def find_picture(address: str) -> str:
        asked.append(address)
        return "" if "gone" in address else f"kept/{address}"

    writer = HtmlWriter(find_picture)
    assert writer.render_line("![A](img/a%20b.png)") == '<img src="kept/img/a b.png" alt="A" />'
    for address in ("gone.png", "/etc/a.png", "../../a.png", "https://x.org/a.png", ""):
        assert writer.render_line(f"![B]({address})") == "[Picture: B]"
    assert asked == ["img/a b.png", "gone.png"]
    assert writer.render_blocks("![A](a.png)\n\n| a |\n|---|\n| ![B](b.png) |\n").count('src="kept/') == 2


def test_plain_text_is_escaped() -> None:
    assert escape_text('<a & "b">\x07') == "&lt;a &amp; &quot;b&quot;&gt;\ufffd"

"""A web page as markdown, whole; its title, encoding, code, pictures; and how deep it may nest."""

from __future__ import annotations

import base64

import pytest

from errors import UserError
from exchange.importers import html, html_depth
from tests.exchange.importers.test_formats import drawn

PAGE = """<html><head><title> A &amp; <b>B</b> </title></head><body><h1>T</h1><h2>U</h2><p>x_y *z* 1. #</p>
<ul><li>a</li><li>b</li></ul><details><summary> Why
a? </summary><p>Because.</p></details>
<pre class="brush: python"><code>x = 1</code></pre><pre><code class="hljs language-c++">y</code></pre><pre>z</pre>
<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
<p><a href="mailto:a@b">m</a> <a href="ftp://a">f</a> <img src="x.png"> <img alt="only"></p>
<form>gone</form><nav>gone</nav><p></p><p></p><p>f</p></body></html>"""


def test_a_whole_page() -> None:
    blocks = [
        "# T",
        "## U",
        "x_y *z* 1. #",
        "- a\n- b",
        "<details>\n<summary>Why a?</summary>",
        "Because.",
        "</details>",
        "```python\nx = 1\n```",
        "```c++\ny\n```",
        "```\nz\n```",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "[m](mailto:a@b) f [picture only]",
        "f\n",
    ]
    assert html.convert_document(PAGE).replace("  ", " ").split("\n\n") == blocks
    asked: list[str] = []

    def keep_picture(address: str) -> str:
        asked.append(address)
        return f"pictures/{address}" if address else ""

    assert "f ![](pictures/x.png) [picture only]" in html.convert_document(PAGE, keep_picture)
    assert asked == ["x.png", ""]


def test_a_picture_keeps_its_description() -> None:
    page = '<p><img src="a.png" alt="The &quot;pool&quot;"> <img src="b.png" alt="Other"></p>'
    text = html.convert_document(page, lambda address: "pictures/a" if address == "a.png" else "")
    assert '![The "pool"](pictures/a)' in text and text.endswith("[picture Other]\n")


@pytest.mark.parametrize("tag", ["div", "blockquote"])
def test_the_depth_is_bounded(tag: str) -> None:
    fits = f"<{tag}>x</{tag}><br><p><img/><{tag}/>" * 3 + f"<{tag}>" * html_depth.MAX_DEPTH
    assert html.convert_document(fits)
    with pytest.raises(UserError, match="too deep") as caught:
        html.convert_document(fits + f"<{tag}>")
    assert caught.value.remedy == "Save it again with less formatting."


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (PAGE, "A & B"),
        ("<TITLE lang=en>\n# One\n two</TITLE>", "One two"),
        ("<p>no title</p>", ""),
        (" " * 99_990 + "<title>Far</title>", ""),
        (" " * 99_900 + "<title>Near</title>", "Near"),
    ],
)
def test_the_title_is_text(page: str, title: str) -> None:
    assert html.find_title(page).strip() == title


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (b"<meta charset=utf-8>", "utf-8"),
        (b"<META http-equiv=x content='text/html; charset = \"iso-8859-1\"'>", "iso-8859-1"),
        (b"<p>none</p>", ""),
        (b" " * 2048 + b"<meta charset=utf-8>", ""),
        (b" " * (2048 - 20) + b"<meta charset=utf-8>", "utf-8"),
    ],
)
def test_the_encoding_is_read_at_the_beginning(page: bytes, charset: str) -> None:
    assert html.find_charset(page) == charset


def test_pictures_are_kept_once_and_what_is_not_taken_is_counted() -> None:
    keeper = html.PictureKeeper()
    inside = "data:image/png;base64," + base64.b64encode(drawn()).decode()
    address = keeper.keep(inside)
    assert keeper.keep(inside.replace("data:image", "DATA:IMAGE")) == address
    assert keeper.pictures[0].data == drawn() and len(keeper.pictures) == 1
    assert address == keeper.pictures[0].address and address.endswith(".png")
    assert keeper.refused == 0 and keeper.keep("") == "" and keeper.refused == 0
    assert keeper.keep("https://evil.example/x.png") == "" and keeper.refused == 1
    assert keeper.keep("data:image/png;base64,AAAA") == "" and keeper.refused == 2
    assert keeper.keep("data:image/png;base64,A") == "" and keeper.refused == 3

"""Markdown that leaves is opened by whatever renders it: nothing of its author acts there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from deck.markdown.harmless import make_harmless

# As careless as a renderer can be: raw HTML and every address.
_RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")
_RENDERER.validateLink = lambda _url: True  # type: ignore[method-assign, assignment]

_FRAGMENTS = [
    "<script>alert(1)</script>", "<img src=http://far.test/x onerror=a>", "<svg/onload=a>", "<a\nhref=javascript:a>", "<!-- ",
    "[a](javascript:b)", "[a](java&#115;cript&colon;b)", "[a](<data:text/html,b>)", "<javascript:a>", "![](http://far.test/x)",
    "![p][r]", "[p][r]", "[r]: javascript:a", "[r]: //far.test/x", "`", "``", "\\", "\\`", "\n", "\n\n", "\n```\n", "\n~~~\n", "> ",
    "- ", "    ", "| ", "\n|---|\n", "word ", "<x ", ">", "]", "![", "](", "\u202e", "\0",
]  # fmt: skip


class _Actions(HTMLParser):
    """Collects what would act in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "svg", "iframe", "style", "object"}:
            self.found.append(tag)
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            is_scripted = name.startswith("on") or address.startswith(("javascript:", "data:", "vbscript:"))
            if is_scripted or (name == "src" and address.startswith(("http", "//"))):
                self.found.append(f"{tag} {name}={value}")


def _find_actions(markdown: str) -> list[str]:
    reader = _Actions()
    reader.feed(_RENDERER.render(markdown))
    reader.close()
    return reader.found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a <script>x()</script>", r"a \<script>x()\</script>"),
        ("<!-- c -->", r"\<!-- c -->"),
        ("<IMG src=x onerror=y>", r"\<IMG src=x onerror=y>"),
        ("3 < 4 and a<b", "3 < 4 and a<b"),
        ("see <https://x.org>", "see <https://x.org>"),
        ("`<svg>` and ``<svg>`x`` <svg>", r"`<svg>` and ``<svg>`x`` \<svg>"),
        ("<bob> it fails <b onclick=x()>", r"<bob> it fails \<b onclick=x()>"),
        ("```\n<script>\n```\n<style>", "```\n<script>\n```\n\\<style>"),
        (r"\<style>", r"\<style>"),
        ("`[a](javascript:b)` [a](https://x.org) ![p](p.png)", "`[a](javascript:b)` [a](https://x.org) ![p](p.png)"),
    ],
)
def test_what_acts_becomes_text_and_code_stays(written: str, expected: str) -> None:
    assert make_harmless(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        r"\` <script>alert(1)</script> `",
        "x `\n` <script>alert(1)</script> `",
        r"a \\<script>alert(1)</script>",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "word " * 1000 + "[a](javascript:alert(1)) <a\nhref=javascript:b>",
    ],
)
def test_what_looks_like_code_or_an_escape_and_is_none(written: str) -> None:
    assert _find_actions(written)
    assert not _find_actions(make_harmless(written))


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=14).map("".join))
@settings(max_examples=150)
def test_nothing_acts_in_any_mixture(written: str) -> None:
    assert not _find_actions(make_harmless(written))

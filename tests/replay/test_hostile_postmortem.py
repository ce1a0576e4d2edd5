"""A post-mortem is opened by whatever renders markdown: no HTML of its author is raw in it."""

from __future__ import annotations

import pytest

from replay.postmortem import _escape_html


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
    ],
)
def test_raw_html_becomes_text_and_code_stays(written: str, expected: str) -> None:
    assert _escape_html(written) == expected

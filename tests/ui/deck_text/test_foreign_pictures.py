"""No picture from elsewhere and no script behind a link, however a deck writes them: judged by a parser, not a pattern."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.deck_text.safe_markdown import PICTURE_ROUTE, is_self_contained, sanitize, sanitize_cell, sanitize_inline

EVIL = "https://evil.example/pixel.png"


def make_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    reader.validateLink = lambda _url: True  # type: ignore[method-assign]
    return reader


READER = make_reader()


def list_addresses(text: str, kind: str, attribute: str) -> list[str]:
    inline = (token for block in READER.parse(text) for token in block.children or ())
    return [str(token.attrGet(attribute)) for token in inline if token.type == kind]


def find_foreign(text: str) -> list[str]:
    pictures = list_addresses(text, "image", "src")
    links = list_addresses(text, "link_open", "href")
    return [address for address in pictures if not address.startswith(PICTURE_ROUTE)] + [
        address
        for address in links
        if address.lower().replace("%09", "").startswith(("javascript:", "data:", "vbscript:"))
    ]


TRICKS = (
    f"one ` tick\n\n![a]({EVIL})\n\nother ` tick",
    f"one `` tick\n\n> ![a]({EVIL})\n\nother `` tick",
    f"- a ` b\n- ![a]({EVIL})\n- c ` d",
    f"# a ` b\n![a]({EVIL})\n\n# c ` d",
    f"| a ` |\n|--|\n| ![a]({EVIL}) |\n| ` |",
    f"https://x.example/y![a]({EVIL})",
    f"http://x![a]({EVIL})",
    f"<https://x.example>![a]({EVIL})",
    f"www.x.example![a]({EVIL})",
    f"`a\n\n![a][q] `\n\n[q]: {EVIL}",
    f"`a\n\n![q] `\n\n[q]: {EVIL}",
    f"`a\n\n![q][] `\n\n[Q]: <{EVIL}> 'title'",
    f"![![a]({EVIL})](fig.png)",
    f"[![a]({EVIL})](fig.png)",
    f"**`**![a]({EVIL})**`**",
    f"\\`![a]({EVIL})\\`",
    f"\\\\![a]({EVIL})",
    "![a](//evil.example/p.png)",
    "![a](\\\\evil.example/p.png)",
    "![a](&#104;ttps://evil.example/p.png)",
    f"![a\nb]({EVIL})",
    f"![a](\n{EVIL}\n'title'\n)",
    f"![{'[' * 40}a{']' * 40}]({EVIL})",
    f"{'x' * 5000} ![a]({EVIL})",
    "`\n\n[q]: https://evil.example/pixel.png\n\n![a](javascript:alert(1))`",
    "`a\n\n[a](javascript:alert(1)) `",
    "`a\n\n[a](java&Tab;script:alert(1)) `",
    "`a\n\n[a][q] `\n\n[q]: javascript:alert(1)",
    "`a\n\n<javascript:alert(1)> `",
)


@pytest.mark.parametrize("text", TRICKS)
def test_a_foreign_picture_is_none(text: str) -> None:
    for clean in (sanitize, sanitize_inline, sanitize_cell):
        assert find_foreign(clean(text)) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "`",
                    "``",
                    "\n\n",
                    "\n",
                    " ",
                    "- ",
                    "> ",
                    "# ",
                    "| ",
                    "\\",
                    "*",
                    "~~",
                    "a",
                    "](",
                    ")",
                    "[",
                    "!",
                    "<",
                    ">",
                ),
                *(
                    f"![a]({EVIL})",
                    "![a][q]",
                    f"\n\n[q]: {EVIL}\n\n",
                    "https://x.example/y",
                    "[a](javascript:alert(1))",
                ),
                *(
                    "![own](fig.png)",
                    "```\n",
                    "<javascript:alert(1)>",
                    "&#33;",
                    "&#91;",
                    "![a](data:image/png;base64,AA)",
                ),
            )
        ),
        max_size=25,
    ).map("".join)
)
def test_whatever_is_put_together_nothing_foreign_is_fetched(text: str) -> None:
    assert find_foreign(sanitize(text)) == []


def test_what_is_meant_stays_as_it_is() -> None:
    assert list_addresses(sanitize("see ![own](fig.png) and ` one tick"), "image", "src") == ["/pictures/fig.png"]
    assert list_addresses(sanitize("[a](https://ok.example)"), "link_open", "href") == ["https://ok.example"]
    assert sanitize(f"`![a]({EVIL})`") == f"`![a]({EVIL})`"


@pytest.mark.parametrize(
    ("diagram", "own"),
    [
        ("flowchart LR\n  a --> b", True),
        ('flowchart LR\n  A@{ shape: rect, label: "x" }', True),
        ("sequenceDiagram\n  a->>b: the image of a hash", True),
        (f'flowchart LR\n  A@{{ img: "{EVIL}", h: 60 }}', False),
        (f'flowchart LR\n  A@{{ "\\u0069mg": "{EVIL}" }}', False),
        (f"flowchart LR\n  A@{{\n    IMG: {EVIL}\n  }}", False),
        (f"flowchart LR\n  A[\"<img src='{EVIL}'>\"]", False),
        (f'flowchart LR\n  A["&lt;img src={EVIL}&gt;"]', False),
        (f'flowchart LR\n  A["`![a]({EVIL})`"]', False),
        (f"%%{{init: {{'themeCSS': '.node{{background:url({EVIL})}}'}}}}%%\nflowchart LR\n  a", False),
        (f"---\nconfig:\n  themeCSS: '@import \"{EVIL}\"'\n---\nflowchart LR\n  a", False),
        (f"flowchart LR\n  a\n  style a fill:url({EVIL})", False),
    ],
)
def test_a_diagram_that_may_fetch_something_is_shown_as_text(diagram: str, own: bool) -> None:
    assert is_self_contained(diagram) == own
    for fence in ("```mermaid", "~~~ Mermaid"):
        drawn = sanitize(f"{fence}\n{diagram}\n{fence[:3]}\n")
        languages = [token.info.strip().lower() for token in READER.parse(drawn) if token.type == "fence"]
        assert languages == (["mermaid"] if own else ["text"])

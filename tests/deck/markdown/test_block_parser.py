"""The block parser reads what markdown-it reads: the same blocks and items, on the same lines."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from deck.markdown.block_parser import parse_blocks

_INDENTS = ("", "", "", " ", "  ", "   ", "    ", "      ", "\t", " \t")
_TEXTS = (
    *(
        "",
        "",
        "a",
        "two words",
        "a | b",
        "--- | ---",
        "|-|-|",
        "|x|y|",
        "---",
        "===",
        "-",
        "=",
        "* * *",
        "_ _ _",
        ":--",
    ),
    *("- ", "- a", "* b", "+", "1. x", "2) y", "10. z", "- - a", "- > b", "1. - c", "> q", ">", "> - a", "> > d"),
    *("```", "~~~", "``` py", "[a]: http://x", "[a]: ", "'title'", "<div>", "</div>", "<!-- c", "-->", "<b>x</b>"),
    *("# H", "## H #", "#x", "####### s", ": x", "&amp;"),
)
_LINES = st.builds(str.__add__, st.sampled_from(_INDENTS), st.sampled_from(_TEXTS))
_DOCUMENTS = st.lists(_LINES, max_size=14).map("\n".join)
_PLAIN = MarkdownIt("commonmark").enable("table").disable("inline")


def _describe(tokens: list[Token]) -> list[tuple[str, str, list[int] | None, int, str, str]]:
    """Return what `deck.markdown.tokens` looks at: opening tokens of blocks and items, and the text of headings."""
    described = []
    kind = ""
    for token in tokens:
        if token.level > 1 or token.nesting < 0 or (token.type == "inline" and kind != "heading_open"):
            continue
        kind = kind if token.type == "inline" else token.type
        info = token.info if token.type == "fence" else ""
        described.append((token.type, token.tag, token.map, token.level, info, token.content))
    return described


@given(_DOCUMENTS)
@example("a\n    ===\n===")
@example("> a\nb\n===")
@example("- a\n\n  | b | c\n  |---|---\n- d")
def test_same_blocks_as_markdown_it(text: str) -> None:
    assert _describe(parse_blocks(text)) == _describe(_PLAIN.parse(text))


def test_marker_lines_stand_alone() -> None:
    kinds = [(t.type, t.content, t.map) for t in parse_blocks("a\n::: details b\nc\n:::\n") if t.type == "marker"]
    assert kinds == [("marker", "details b", [1, 2]), ("marker", "", [3, 4])]

"""Markdown-it's block rules, each asked only where it can apply.

The rules are the library's own; so is what they read. Three things are left out that a reader of block structure does not
need and that take most of the time: asking rules about lines whose first character none of them begins with, text of
paragraphs, and tokens that stand deeper than the items of a list.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import RuleOptionsType, Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

MarkdownRule = Callable[[StateBlock, int, int, bool], bool]

_MARKER = ":::"
# the characters that the first line of each block begins with; rules that are not named here are asked about every line
_FIRST_CHARACTERS = {
    "marker": ":",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
_TABLE, _CODE = "table", "code"  # told by the line below, and by the indentation
# what the second line of a table begins with: of bars, dashes, colons and spaces, and no mark of a list
_RULES_OF_DASHES = frozenset(a + b for a in "|-:" for b in "|-: \t" if a != "-" or not b.isspace())
_CODE_INDENT = 4
_DEEPEST_LEVEL = 1  # of tokens that are kept: blocks, and the items of lists


def parse_blocks(text: str) -> list[Token]:
    """Return the tokens of blocks and of list items. Lines end with a line feed, and hold no NUL."""
    tokens: list[Token] = []
    _PARSER.block.parse(text, _PARSER, {}, tokens)
    return tokens


def _build_parser() -> MarkdownIt:
    """Return a CommonMark parser with tables and `:::` lines whose blocks are read as described above."""
    parser = MarkdownIt("commonmark").enable("table")
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    parser.block.ruler.before("fence", "marker", _read_marker, alternatives)
    parser.block.ruler.at("paragraph", _read_paragraph)
    parser.block.ruler.disable("lheading")  # read with paragraphs: both look for the same end
    parser.block = _BlockParser(parser.block.ruler)
    return parser


class _BlockParser(ParserBlock):
    """The library's parser with rules chosen by first characters, and a state that keeps few tokens."""

    def __init__(self, ruler: Ruler[MarkdownRule]) -> None:
        self.ruler = _ChoosingRuler(ruler)

    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], outTokens: list[Token]
    ) -> list[Token] | None:
        if not src:
            return None
        state = _BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _BlockState(StateBlock):
    """A state that keeps the tokens of blocks and list items."""

    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._ignored = Token("", "", 0)  # what rules write into where nobody reads

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if nesting < 0:
            self.level -= 1
            return self._ignored
        level = self.level
        self.level += nesting
        if level > _DEEPEST_LEVEL:
            return self._ignored
        token = Token(ttype, tag, nesting, level=level, block=True)
        self.tokens.append(token)
        return token


class _ChoosingRuler(Ruler[MarkdownRule]):
    """For each chain of rules one function that asks those which a line's first character admits."""

    def __init__(self, ruler: Ruler[MarkdownRule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        self._choices: dict[str, list[MarkdownRule]] = {}

    def getRules(self, chainName: str = "") -> list[MarkdownRule]:
        choice = self._choices.get(chainName)
        if choice is None:
            rules = [r for r in self.__rules__ if r.enabled and (not chainName or chainName in r.alt)]
            choice = self._choices[chainName] = [_build_choice([(rule.name, rule.fn) for rule in rules])]
        return choice


def _build_choice(rules: list[tuple[str, MarkdownRule]]) -> MarkdownRule:
    """Return a rule that asks, in their order, those of `rules` that can apply to a line."""
    everywhere = tuple(rule for _, rule in rules)
    bare = [(name, rule) for name, rule in rules if name not in (_TABLE, _CODE)]
    by_sign = {
        sign: tuple(rule for name, rule in bare if sign in _FIRST_CHARACTERS.get(name, sign))
        for sign in "".join(_FIRST_CHARACTERS.values())
    }
    others = tuple(rule for name, rule in bare if name not in _FIRST_CHARACTERS)
    has_table = any(name == _TABLE for name, _ in rules)

    def ask_rules(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        candidates = everywhere
        if start < state.eMarks[line] and state.sCount[line] - state.blkIndent < _CODE_INDENT:
            below = state.bMarks[line + 1] + state.tShift[line + 1]
            if not (has_table and state.src[below : below + 2] in _RULES_OF_DASHES):
                candidates = by_sign.get(state.src[start], others)
        for rule in candidates:  # noqa: SIM110 (asked for every line: `any` takes half as long again)
            if rule(state, line, end, silent):
                return True
        return False

    return ask_rules


def _read_marker(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Read a line of `:::`, which stands alone even right below a paragraph or list."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(_MARKER, start) or state.tShift[line] > 3 or state.level:
        return False
    if silent:
        return True
    token = state.push("marker", "", 0)
    token.map = [line, line + 1]
    token.content = state.src[start : state.eMarks[line]].strip(": \t")
    state.line = line + 1
    return True


def _read_paragraph(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """Read a paragraph or the lines of an underlined heading: markdown-it's `lheading` and `paragraph` in one pass."""
    (terminates,) = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    end, indent, level = state.lineMax, state.blkIndent, 0
    at = start + 1
    while at < end and not state.isEmpty(at):
        column = state.sCount[at] - indent
        # what is indented as code goes on with the paragraph, and so does a lazy line of a quotation (below zero)
        if column < _CODE_INDENT:
            if column >= 0 and (level := _read_underline(state, at)):
                break
            if state.sCount[at] >= 0 and terminates(state, at, end, True):
                break
        at += 1
    state.parentType = outer
    if not level:
        state.line = at
        token = state.push("paragraph_open", "p", 1)
        token.map = [start, at]
        state.push("paragraph_close", "p", -1)
        return True
    state.line = at + 1
    token = state.push("heading_open", f"h{level}", 1)
    token.map = [start, at + 1]
    token = state.push("inline", "", 0)
    token.content = mdTrim(state.getLines(start, at, indent, False))
    token.map = [start, at]
    state.push("heading_close", f"h{level}", -1)
    return True


def _read_underline(state: StateBlock, line: int) -> int:
    """Return the level of the heading that a line of `=` or `-` makes of the text above it, 0 for no such line."""
    start = state.bMarks[line] + state.tShift[line]
    sign = state.src[start]
    if sign not in "-=":
        return 0
    if state.skipSpaces(state.skipCharsStr(start, sign)) < state.eMarks[line]:
        return 0
    return 1 if sign == "=" else 2


_PARSER = _build_parser()
